-- The report for Typst: every construct is a call of a function that report.typ defines, which alone decides how it looks.

local M = {}
local book

local function str(text)  -- a string literal of Typst
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%s+', ' ') .. '"'
end

local function raw(text) return pandoc.RawInline('typst', text) end

-- At the start of a bracket or a list item Typst would take these for a list, a heading or a term; pandoc escapes them only
-- at the start of a paragraph.
local function starts_markup(inlines)
  local first = inlines[1]
  return first and first.t == 'Str' and (first.text:match '^[-+=/]' or first.text:match '^%d+%.') ~= nil
end

function M.start(el)
  if starts_markup(el.content) then el.content:insert(1, raw '#[]') end
  return el
end

-- Text in brackets. A semicolon ends a call, or else a bracket, a parenthesis or a full stop after it would belong to it.
local function bracketed(before, inlines, after)
  local result = pandoc.Inlines {raw(before .. '[' .. (starts_markup(inlines) and '#[]' or ''))}
  result:extend(inlines)
  result:insert(raw(']' .. (after or '')))
  return result
end

local function call(name, blocks, arguments)
  local result = pandoc.Blocks {pandoc.RawBlock('typst', '#' .. name .. (arguments and '(' .. arguments .. ')' or '') .. '[')}
  result:extend(blocks)
  result:insert(pandoc.RawBlock('typst', ']'))
  return result
end

-- A part of the template, which pandoc would look for only where the template itself is.
local function template_part(name)
  local file = assert(io.open(pandoc.path.join {pandoc.path.directory(PANDOC_SCRIPT_FILE), name}, 'r'))
  local text = file:read 'a'
  file:close()
  return pandoc.MetaBlocks {pandoc.RawBlock('typst', text)}
end

function M.begin(known, meta)
  book = known
  meta.sekilas = template_part 'sekilas.typ'
  -- In strings, not in markup: the properties of the PDF are plain text.
  for _, name in ipairs {'title', 'author'} do
    local text = meta[name] and pandoc.utils.stringify(meta[name]) or ''
    meta['properti-' .. name] = pandoc.MetaInlines {raw(str(text))}
  end
  local colours = {}
  for name, digits in pairs(book.palette) do table.insert(colours, ('%s: rgb("#%s")'):format(name, digits)) end
  table.sort(colours)
  meta.warna = pandoc.MetaInlines {raw('(' .. table.concat(colours, ', ') .. ')')}
end

function M.caption(inlines) return book.still(inlines) end

function M.heading(header, heading, content)
  local number = heading.number ~= '' and str(heading.number) or 'none'
  local before = ('#judul(%d, %s, %s, %s)'):format(header.level, number, str(header.identifier), heading.is_listed)
  return pandoc.Para(bracketed(before, content))
end

function M.reference(target)
  return bracketed('#rujukan(' .. str(target.id) .. ')', pandoc.Inlines {pandoc.Str(target.label)}, ';')
end

-- A number leads to its working paper; inside the working papers it would lead to itself.
local in_entries = false

function M.value(span, entry)
  if not entry or in_entries then return end
  local result = bracketed('#angka(' .. str(entry) .. ')', span.content, ';')
  if not book.is_first(entry) then return result end
  return pandoc.Inlines {raw('#asal(' .. str('asal-' .. entry) .. ')[')} .. result .. {raw '];'}
end

-- PDF/UA asks every formula for words. These are read aloud, so the commands of TeX go.
local WORDS = {
  frac = '', left = '', right = '', text = '', sum = 'jumlah ', times = ' × ', cdot = ' · ', le = ' ≤ ', ge = ' ≥ ',
}

local function spoken(tex)
  local words = tex:gsub('\\frac(%b{})(%b{})', function(top, bottom)
    return '(' .. spoken(top:sub(2, -2)) .. ') / (' .. spoken(bottom:sub(2, -2)) .. ')'
  end)
  words = words:gsub('\\(%a+)', function(name) return WORDS[name] or name end)
  return (words:gsub('[{}\\]', ''):gsub('%s+', ' '))
end

function M.math(math)
  local formula = pandoc.write(pandoc.Pandoc {pandoc.Plain {math}}, 'typst'):gsub('%s+$', '')
  return raw(('#rumus(%s, %s);'):format(str(spoken(math.text)), formula))
end

local TEXT_WIDTH = 453  -- points

-- Adds to the height of the table or chart that is being written, if one is.
local function add_height(points)
  if book.inside then book.inside.height = (book.inside.height or 0) + points end
end

function M.image(image)
  local alt = image.attributes['fig-alt'] or pandoc.utils.stringify(image.caption)
  if (image.classes[1] or ''):match '^sampul%-' then
    return raw(('#gambar-sampul(%s, %s);'):format(str(image.src), str(alt)))
  end
  if image.classes:includes 'gambar-kantor' then
    add_height(320)
    return raw(('#gambar-kantor(%s, %s);'):format(str(image.src), str(alt)))
  end
  local width, height = book.chart_size(image.src)
  add_height(TEXT_WIDTH * height)
  return raw(('#gambar(%s, %s, %.0f%%);'):format(str(image.src), str(alt), 100 * width))
end

-- The text of a cell as an expression: strings, so that nothing in them is markup.
local WRAPPERS = {{'bold', 'strong'}, {'italic', 'emph'}, {'super', 'super'}, {'sub', 'sub'}}

local function run_of(run, entry)
  if run.line then return 'linebreak()' end
  local text = str(run.text)
  for _, wrapper in ipairs(WRAPPERS) do
    if run[wrapper[1]] then text = wrapper[2] .. '(' .. text .. ')' end
  end
  if run.anchor then text = ('entri(%s, %s)'):format(str(run.anchor), text) end
  if not entry then return text end
  text = ('angka(%s, %s)'):format(str(entry), text)
  return book.is_first(entry) and ('asal(%s, %s)'):format(str('asal-' .. entry), text) or text
end

-- A cell as a call of `sel`, with what differs from a plain cell on the left.
local function cell_of(cell, role, is_tall)
  local runs, whole, back = {}, nil, nil
  for position, run in ipairs(cell.runs) do
    if run.anchor and book.first[run.anchor] then back = 'asal-' .. run.anchor end
    local entry = not in_entries and book.entry_of(run.source) or nil
    if #cell.runs == 1 then whole, entry = entry, nil end
    runs[position] = run_of(run, entry)
  end
  local arguments = {#runs > 0 and table.concat(runs, ' + ') or '""'}
  if whole then table.insert(arguments, 'sumber: ' .. str(whole)) end
  if whole and book.is_first(whole) then table.insert(arguments, 'asal: ' .. str('asal-' .. whole)) end
  if back then table.insert(arguments, 'pertama: ' .. str(back)) end
  if role ~= '' then table.insert(arguments, 'jenis: "' .. role .. '"') end
  if cell.level then table.insert(arguments, ('tingkat: warna.%s'):format(book.LEVELS[cell.level])) end
  if cell.side ~= 'left' then table.insert(arguments, 'align: ' .. cell.side) end
  if cell.columns > 1 then table.insert(arguments, 'colspan: ' .. cell.columns) end
  if cell.rows > 1 then table.insert(arguments, 'rowspan: ' .. cell.rows) end
  if is_tall then table.insert(arguments, 'breakable: true') end
  return 'sel(' .. table.concat(arguments, ', ') .. '), '
end

-- How tall a table stands on paper, about, in points.
local function height_of(tbl)
  local letter = tbl.dense and 3.7 or 4.8
  local sum, held = 0, {}  -- column → rows for which a taller cell still takes it
  for number, row in ipairs(tbl.rows) do
    local lines, column = 1, 1
    for _, cell in ipairs(row.cells) do
      local width, length = 0, 0
      while (held[column] or 0) >= number do column = column + 1 end
      for at = column, column + cell.columns - 1 do held[at] = number + cell.rows - 1 end
      for at = column, column + cell.columns - 1 do width = width + (tbl.widths[at] or 0) end
      column = column + cell.columns
      for _, run in ipairs(cell.runs) do length = length + (run.text and utf8.len(run.text) or 0) end
      lines = math.max(lines, math.ceil(length * letter / math.max(TEXT_WIDTH * width - 5, 1)))
    end
    sum = sum + lines * (tbl.dense and 9 or 12) + (tbl.dense and 6 or 9)
  end
  return sum
end

function M.table(raw_table, parsed)
  local tbl = parsed(raw_table.text)
  add_height(height_of(tbl))
  local shares, parts = {}, {kepala = {}, jumlah = {}, isi = {}}
  for position, width in ipairs(tbl.widths) do shares[position] = ('%.4gfr, '):format(width * 100) end
  for _, row in ipairs(tbl.rows) do
    local part = parts[row.role] or parts.isi
    local is_tall = row.longest > book.TALL_CELL
    for _, cell in ipairs(row.cells) do table.insert(part, cell_of(cell, row.role, is_tall)) end
    table.insert(part, '\n')
  end
  local text = '#tabel((%s), %s, rapat: %s, kepala: (%s), kaki: (%s),\n%s)'
  return pandoc.RawBlock('typst', text:format(
    table.concat(shares), tbl.dense, in_entries, table.concat(parts.kepala), table.concat(parts.jumlah), table.concat(parts.isi)))
end

-- What is taller stands at the top or bottom of a page and gives way to the text, or the page before it would end half empty;
-- what is taller still may break, where it can.
local TALL, TALLER = 200, 560

function M.opening(paragraph) return {pandoc.RawBlock('typst', '#pengantar['), paragraph, pandoc.RawBlock('typst', ']')} end

local KINDS = {Tabel = 'table', Gambar = 'image'}

function M.float(float, content, caption)
  local floating = float.height and TALL < float.height and float.height < TALLER or false
  local arguments = ('%s, %s, %s, panjang: %s, tinggi: %s'):format(
    KINDS[float.role], str(float.role), str(float.id), float.is_long, floating and ('%.0fpt'):format(float.height) or 'none')
  local result = pandoc.Blocks {pandoc.Plain(bracketed('#wadah(' .. arguments .. ')', caption, '['))}
  result:extend(content)
  result:insert(pandoc.RawBlock('typst', ']'))
  return result
end

function M.callout(kind, title, content)
  local long = #pandoc.utils.stringify(content) > book.TALL_CELL
  return call('catatan', content, ('%s, %s, panjang: %s'):format(str(kind), str(title), long))
end

function M.list(class) return pandoc.RawBlock('typst', '#' .. class) end

function M.cover(_, lines)
  local result = pandoc.Inlines {raw '#sampul('}
  for _, line in ipairs(lines) do
    local content = line.content:walk {Image = M.image}
    result:extend(bracketed('(' .. str(line.kind) .. ', ', content, '), '))
  end
  result:insert(raw ')')
  return pandoc.Para(result)
end

local BOXES = {'hitungan', 'kolofon', 'kertas-kerja', 'kk-judul', 'kk-dasar', 'catatan-kaki'}

function M.div(div, walked)
  if div.classes:includes 'tanda-tangan' then
    local name = walked(pandoc.Blocks {div.content:remove()})  -- the room for the signature is above the name
    return call('tanda-tangan', walked(div.content) .. {pandoc.RawBlock('typst', '][')} .. name)
  end
  if div.attributes.lang and div.classes:find_if(function(class) return class:match '^berbahasa%-' end) then
    return call('berbahasa', walked(div.content), str(div.attributes.lang))
  end
  if div.classes:includes 'pengesahan' then
    local parties, before = pandoc.Blocks {}, pandoc.Blocks {}
    for _, block in ipairs(div.content) do
      if block.t == 'Div' then
        local name = walked(pandoc.Blocks {block.content:remove()})
        parties:extend {pandoc.RawBlock('typst', ', ([')} :extend(walked(block.content))
        parties:extend {pandoc.RawBlock('typst', '], [')}
        parties:extend(name)
        parties:insert(pandoc.RawBlock('typst', '])'))
      else
        before:insert(block)
      end
    end
    local result = pandoc.Blocks {pandoc.RawBlock('typst', '#pengesahan([')}
    result:extend(walked(before))
    result:insert(pandoc.RawBlock('typst', ']'))
    result:extend(parties)
    result:insert(pandoc.RawBlock('typst', ')'))
    return result
  end
  for _, name in ipairs(BOXES) do
    if div.classes:includes(name) then
      local before = in_entries
      in_entries = before or name == 'kertas-kerja'
      local box = call(name, walked(div.content))
      in_entries = before
      return box
    end
  end
end

return M
