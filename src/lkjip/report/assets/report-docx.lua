-- The report for Word. Tables, captions, fields and contents are written as WordprocessingML, since pandoc has no words for
-- rows that stay whole, SEQ and REF fields or a filled table of contents; all else goes through pandoc with a style by name.
-- The styles are those of reference.docx (scripts/reference_docx.py).

local M = {}
local book

local TEXT_WIDTH = 9072  -- of the page, in twentieths of a point; as in reference.docx
local ENTITIES = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}

local function escaped(text) return (text:gsub('[&<>"]', ENTITIES):gsub('[\0-\8\11\12\14-\31]', '')) end

local function raw(text) return pandoc.RawInline('openxml', text) end
local function raw_block(text) return pandoc.RawBlock('openxml', text) end

local function styled(name, blocks) return pandoc.Div(blocks, pandoc.Attr('', {}, {['custom-style'] = name})) end

-- Runs, fields and bookmarks ---------------------------------------------------------------------------------------------

local function run(text, properties)
  local inner = properties and properties ~= '' and '<w:rPr>' .. properties .. '</w:rPr>' or ''
  return '<w:r>' .. inner .. '<w:t xml:space="preserve">' .. escaped(text) .. '</w:t></w:r>'
end

local TAB = '<w:r><w:tab/></w:r>'
local BREAK = '<w:r><w:br/></w:r>'

local function field_part(kind) return '<w:r><w:fldChar w:fldCharType="' .. kind .. '"/></w:r>' end

local function field_start(instruction)
  return field_part 'begin' .. '<w:r><w:instrText xml:space="preserve"> ' .. escaped(instruction) .. ' </w:instrText></w:r>'
    .. field_part 'separate'
end

-- A field with what it shows until Word computes it anew.
local function field(instruction, shown) return field_start(instruction) .. shown .. field_part 'end' end

local bookmarks = 100000  -- above the numbers that pandoc gives its own

local function bookmarked(name, content)
  bookmarks = bookmarks + 1
  return ('<w:bookmarkStart w:id="%d" w:name="%s"/>%s<w:bookmarkEnd w:id="%d"/>'):format(bookmarks, name, content, bookmarks)
end

-- The value of a figure or rule, or a text of the office, in a hidden bookmark that tells which (lkjip/figure_key.py).
local marks = 0

local function marked(kind, id, content)
  if not id or id == '' then return content end
  marks = marks + 1
  return bookmarked(('_%s%s_%d'):format(kind, pandoc.utils.sha1(id):sub(1, 20), marks), content)
end

local function linked(name, content)
  return ('<w:hyperlink w:anchor="%s" w:history="1">%s</w:hyperlink>'):format(name, content)
end

local function entry_name(id) return '_Kertas' .. book.entries[id] end
local function first_name(id) return '_Asal' .. book.entries[id] end

-- A value leads to its working paper, unless it stands in one.
local in_entries = false

local function leading(entry, content)
  if not entry or in_entries then return content end
  content = linked(entry_name(entry), content)
  return book.is_first(entry) and bookmarked(first_name(entry), content) or content
end

local function to_entry(source, content) return marked('F', source, leading(book.entry_of(source), content)) end

local PROPERTIES = {
  Strong = '<w:b/><w:bCs/>',
  Emph = '<w:i/><w:iCs/>',
  Strikeout = '<w:strike/>',
  Superscript = '<w:vertAlign w:val="superscript"/>',
  Subscript = '<w:vertAlign w:val="subscript"/>',
  Code = '<w:rStyle w:val="VerbatimChar"/>',
}

-- Inlines as runs; what has no form here (a formula in a table) is written as its text.
local function runs(inlines, properties)
  local parts, text = {}, ''
  local function flush()
    if text ~= '' then table.insert(parts, run(text, properties)) end
    text = ''
  end
  for _, inline in ipairs(inlines) do
    if inline.t == 'Str' then
      text = text .. inline.text
    elseif inline.t == 'Space' or inline.t == 'SoftBreak' then
      text = text .. ' '
    else
      flush()
      local own = (properties or '') .. (PROPERTIES[inline.t] or '')
      if inline.t == 'Code' then own = PROPERTIES.Code .. (properties or '') end  -- a style comes first
      if inline.t == 'LineBreak' then
        table.insert(parts, BREAK)
      elseif inline.t == 'RawInline' then
        table.insert(parts, inline.format == 'openxml' and inline.text or '')
      elseif inline.t == 'Link' and not inline.target:match '^#' then
        table.insert(parts, field('HYPERLINK "' .. inline.target:gsub('"', '%%22') .. '"', runs(inline.content, own)))
      elseif inline.content then
        table.insert(parts, runs(inline.content, own))
      else
        table.insert(parts, run(pandoc.utils.stringify(inline), own))
      end
    end
  end
  flush()
  return table.concat(parts)
end

local function paragraph(style, content, extra)
  return '<w:p><w:pPr><w:pStyle w:val="' .. style .. '"/>' .. (extra or '') .. '</w:pPr>' .. content .. '</w:p>'
end

-- Tables -----------------------------------------------------------------------------------------------------------------

local LOOKS = {  -- by the role of a row: style of its text, colour of the ground, weight of the rule above
  [''] = {style = 'IsiTabel'},
  kepala = {style = 'KepalaTabel', fill = 'head'},
  kelompok = {style = 'KelompokTabel', fill = 'warm'},
  jumlah = {style = 'JumlahTabel', fill = 'warm', rule = 6},
}

local MARKS = {
  {'bold', PROPERTIES.Strong}, {'italic', PROPERTIES.Emph}, {'super', PROPERTIES.Superscript}, {'sub', PROPERTIES.Subscript},
}

local function cell_run(part, own)
  if part.line then return BREAK end
  local properties = own
  for _, mark in ipairs(MARKS) do
    if part[mark[1]] then properties = properties .. mark[2] end
  end
  local content = run(part.text, properties)
  if part.anchor then
    if book.first[part.anchor] then content = linked(first_name(part.anchor), content) end
    content = bookmarked(entry_name(part.anchor), content)
  end
  return to_entry(part.source, content)
end

local function cell_xml(cell, look, dense, width, keep)
  local properties = ('<w:tcW w:w="%d" w:type="dxa"/>'):format(width)
  if cell.columns > 1 then properties = properties .. ('<w:gridSpan w:val="%d"/>'):format(cell.columns) end
  if cell.merge then properties = properties .. ('<w:vMerge w:val="%s"/>'):format(cell.merge) end
  if look.rule then
    local line = '<w:tcBorders><w:top w:val="single" w:sz="%d" w:color="%s"/></w:tcBorders>'
    properties = properties .. line:format(look.rule, book.palette.navy:upper())
  end
  local fill = cell.level and book.LEVELS[cell.level] or look.fill
  if fill then properties = properties .. '<w:shd w:val="clear" w:color="auto" w:fill="' .. book.palette[fill]:upper() .. '"/>' end
  local extra = keep and '<w:keepNext/>' or ''
  if cell.side and cell.side ~= 'left' then extra = extra .. '<w:jc w:val="' .. cell.side .. '"/>' end
  local content = {}
  local colour = cell.level == #book.LEVELS and '<w:color w:val="FFFFFF"/>' or ''
  for position, part in ipairs(cell.runs or {}) do content[position] = cell_run(part, colour) end
  local text = paragraph(look.style .. (dense and 'Padat' or ''), table.concat(content), extra)
  return '<w:tc><w:tcPr>' .. properties .. '</w:tcPr>' .. text .. '</w:tc>'
end

-- A row's cells with their first columns. Word wants a cell in every row that a tall cell reaches: `reaching` holds, by
-- column, for how many rows still and over how many columns.
local function placed(row, reaching, count)
  local cells, own, column = {}, 1, 1
  while column <= count do
    local above, cell = reaching[column], nil
    if above and above.rows > 0 then
      above.rows = above.rows - 1
      cell = {columns = above.columns, merge = 'continue'}
    else
      cell = row.cells[own] or {columns = 1, rows = 1}
      own = own + 1
      if cell.rows > 1 then
        cell.merge = 'restart'
        reaching[column] = {rows = cell.rows - 1, columns = cell.columns}
      end
    end
    cell.column = column
    table.insert(cells, cell)
    column = column + cell.columns
  end
  return cells
end

local DENSE_MARGINS = '<w:tblCellMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/></w:tblCellMar>'

function M.table(raw_table, parsed)
  local tbl = parsed(raw_table.text)
  local edges, sum, grid = {[0] = 0}, 0, {}
  for column, share in ipairs(tbl.widths) do
    sum = sum + share
    edges[column] = math.floor(sum * TEXT_WIDTH + 0.5)
    grid[column] = ('<w:gridCol w:w="%d"/>'):format(edges[column] - edges[column - 1])
  end
  local reaching, lines = {}, {}
  for position, row in ipairs(tbl.rows) do
    local keep = position < #tbl.rows and (#tbl.rows <= book.SHORT_TABLE or position <= 2)
    local cells = {}
    for number, cell in ipairs(placed(row, reaching, #edges)) do
      local width = edges[math.min(cell.column + cell.columns - 1, #edges)] - edges[cell.column - 1]
      cells[number] = cell_xml(cell, LOOKS[row.role], tbl.dense, width, keep)
    end
    local properties = row.longest > book.TALL_CELL and '' or '<w:cantSplit/>'
    if row.role == 'kepala' then properties = properties .. '<w:tblHeader/>' end
    lines[position] = '<w:tr><w:trPr>' .. properties .. '</w:trPr>' .. table.concat(cells) .. '</w:tr>'
  end
  local text = '<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>%s'
    .. '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    .. '</w:tblPr><w:tblGrid>%s</w:tblGrid>%s</w:tbl>'
  return {
    raw_block(text:format(TEXT_WIDTH, tbl.dense and DENSE_MARGINS or '', table.concat(grid), table.concat(lines))),
    raw_block(paragraph('SetelahTabel', '')),  -- Word would join two tables that touch
  }
end

-- Headings, floats, references -------------------------------------------------------------------------------------------

local function heading_name(heading) return ('_Toc%06d'):format(heading.order) end
local function float_name(float) return ('_Ref%s%d'):format(float.role, float.number) end

function M.begin(known, meta)
  book = known
  for order, heading in ipairs(book.headings) do heading.order = order end
  if meta.lang and pandoc.utils.stringify(meta.lang) == 'id' then meta.lang = 'id-ID' end  -- Word knows no bare «id»
end

function M.caption(inlines) return book.still(inlines) end

-- The number comes from the style's list; a heading without one takes it off.
function M.heading(header, heading, content)
  local number = heading.number == '' and header.level <= 4 and '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
  local inside = bookmarked(heading_name(heading), runs(content))
  local indent = number and header.level > 1 and '<w:ind w:left="0" w:firstLine="0"/>' or ''
  local block = raw_block(paragraph('Heading' .. header.level, inside, (number or '') .. indent))
  -- The div becomes a bookmark, for links to the heading's own id.
  return header.identifier ~= '' and pandoc.Div({block}, pandoc.Attr(header.identifier)) or block
end

function M.reference(target)
  if target.role then return {raw(field('REF ' .. float_name(target) .. ' \\h', run(target.label)))} end
  if target.level == 1 and target.number ~= '' then
    return {raw(field('REF ' .. heading_name(target) .. ' \\r \\h', run(target.label)))}
  end
  -- Word has no field for «Bagian III.A.1».
  return {raw(linked(heading_name(target), run(target.label)))}
end

function M.value(span, entry)
  local content = leading(entry, runs(span.content))
  return {raw(marked('F', span.attributes.figure or span.attributes.rule, content))}
end

function M.text(span)
  local said = pandoc.utils.stringify(span.content):gsub('%s+', ' ')
  marks = marks + 1
  local name = ('_O%s%s_%d'):format(
    pandoc.utils.sha1(span.attributes.uraian):sub(1, 20), pandoc.utils.sha1(said):sub(1, 8), marks)
  return {raw(bookmarked(name, runs(span.content)))}
end

local STYLES = {Tabel = 'Table Caption', Gambar = 'Image Caption'}

function M.float(float, content, caption)
  local number = run(float.role .. ' ') .. field('SEQ ' .. float.role .. ' \\* ARABIC', run(tostring(float.number)))
  local label = raw(bookmarked(float_name(float), number) .. run '. ')
  local title = styled(STYLES[float.role], {pandoc.Para(pandoc.Inlines {label} .. caption)})
  if float.role == 'Tabel' then return pandoc.Blocks {title} .. content end
  return pandoc.Blocks {styled('Figure', content), title}
end

local COVER_HEIGHTS = {['sampul-lambang'] = '2.4cm', ['sampul-foto'] = '5.2cm', ['sampul-qr'] = '2.6cm'}

function M.image(image)
  image.caption = pandoc.Inlines(image.attributes['fig-alt'] or image.caption)
  image.attributes['fig-alt'] = nil
  local height = image.classes:includes 'gambar-kantor' and '9cm' or COVER_HEIGHTS[image.classes[1] or '']
  if height then
    image.attributes.height = height
  else
    local small = image.src:match '/kilas%-' and '4.3cm'
    image.attributes.width = small or ('%.0f%%'):format(100 * (book.chart_size(image.src)))
  end
  image.src = image.src:gsub('%.svg$', '.png')
  return {image, raw ''}  -- a picture that stands alone would be a figure of Quarto's, captioned with its description
end

-- Lists of contents ------------------------------------------------------------------------------------------------------

local HINT = 'Untuk menampilkan nomor halaman di Word: Ctrl+A, lalu F9, lalu «Perbarui seluruh tabel».'
-- Only Word knows on which page its text stands: until it has counted there is no number, and no dots that lead to none.
local NO_DOTS = ('<w:tabs><w:tab w:val="clear" w:pos="%d"/></w:tabs>'):format(TEXT_WIDTH)

-- A contents field with its entries. «Update field» writes them anew with their pages, and the hint is gone.
local function contents(instruction, entries, hint)
  if #entries == 0 then return {} end
  local lines, start = {}, field_start(instruction)
  if hint then
    table.insert(lines, raw_block(paragraph('Petunjuk', start .. run(hint))))
    start = ''
  end
  for position, entry in ipairs(entries) do
    local page = field('PAGEREF ' .. entry.name .. ' \\h', '')
    local stop = position == #entries and field_part 'end' or ''
    table.insert(lines, raw_block(paragraph(entry.style, start .. linked(entry.name, entry.text .. page) .. stop, NO_DOTS)))
    start = ''
  end
  return lines
end

local DEPTH = 3

local function headings()
  local entries = {}
  for _, heading in ipairs(book.headings) do
    if heading.level <= DEPTH and heading.is_listed then
      local number = heading.number ~= '' and run(heading.number) .. TAB or ''
      local text = number .. runs(book.still(heading.content))
      table.insert(entries, {style = 'TOC' .. heading.level, name = heading_name(heading), text = text})
    end
  end
  return contents('TOC \\o "1-' .. DEPTH .. '" \\h \\z \\u', entries, HINT)
end

local function captions(floats)
  local entries = {}
  for _, float in ipairs(floats) do
    local text = run(float.label .. '. ') .. runs(book.still(float.caption))
    table.insert(entries, {style = 'TableofFigures', name = float_name(float), text = text})
  end
  return contents('TOC \\h \\z \\c "' .. (floats[1] and floats[1].role or '') .. '"', entries)
end

function M.list(_, entries) return entries == book.headings and headings() or captions(entries) end

-- Cover and boxes --------------------------------------------------------------------------------------------------------

local TITLES = {judul = 'title', tahun = 'subtitle', kantor = 'author'}
local COVER = {kementerian = 'Sampul Kementerian', tempat = 'Sampul Tempat'}

-- pandoc puts title, subtitle and author in front of the text whenever the document has them: they are the cover.
function M.cover(_, lines)
  local rest = pandoc.Blocks {}
  for _, line in ipairs(lines) do
    if not TITLES[line.kind] then
      local content = line.content:walk {Image = M.image}
      rest:insert(styled(COVER[line.kind] or 'Sampul Lain', {pandoc.Para(content)}))
    end
  end
  return rest
end

function M.front(meta, lines)
  meta.date = nil
  for _, line in ipairs(lines) do
    if TITLES[line.kind] then meta[TITLES[line.kind]] = pandoc.MetaInlines(line.content) end
  end
end

function M.opening(paragraph) return {styled('Pengantar', {paragraph})} end

local function cell_of(content, width)
  return ('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s</w:tc>'):format(width, content)
end

local CALLOUTS = {note = 'Catatan', warning = 'Peringatan', tip = 'Saran', important = 'Penting'}

-- pandoc gives the items of a list a style of their own, which would stand outside the box.
local function without_lists(blocks)
  local function items(marks)
    return function(list)
      local result = pandoc.Blocks {}
      for position, item in ipairs(list.content) do
        local inlines = pandoc.utils.blocks_to_inlines(item, {pandoc.LineBreak()})
        result:insert(pandoc.Para(pandoc.Inlines {pandoc.Str(marks(position)), raw(TAB)} .. inlines))
      end
      return result
    end
  end
  return blocks:walk {
    BulletList = items(function() return '•' end),
    OrderedList = items(function(position) return position .. '.' end),
  }
end

function M.callout(kind, title, content)
  content = without_lists(content)
  return {styled('Judul ' .. CALLOUTS[kind], {pandoc.Para(pandoc.Str(title))}), styled(CALLOUTS[kind], content)}
end

local BOXES = {['kk-judul'] = 'Judul Kertas Kerja', hitungan = 'Hitungan', kolofon = 'Kolofon', ['catatan-kaki'] = 'Footnote Text'}

-- Place and date, and the parties in a table without lines.
local function signatures(div, walked)
  local parties, result = {}, pandoc.Blocks {}
  for _, block in ipairs(div.content) do
    if block.t == 'Div' then
      table.insert(parties, walked(block.content))
    else
      result:insert(styled('Tanda Tangan', walked(pandoc.Blocks {block})))
    end
  end
  local width, rows = TEXT_WIDTH // #parties, {'', ''}
  for _, content in ipairs(parties) do
    local above = ''
    for position, block in ipairs(content) do
      local text = paragraph(position < #content and 'Pihak' or 'NamaPihak', runs(block.content))
      if position < #content then above = above .. text else rows[2] = rows[2] .. cell_of(text, width) end
    end
    rows[1] = rows[1] .. cell_of(above, width)
  end
  local grid = ('<w:gridCol w:w="%d"/>'):format(width):rep(#parties)
  local row = '<w:tr><w:trPr><w:cantSplit/></w:trPr>%s</w:tr>'
  local text = '<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>%s</w:tblGrid>'
  result:insert(raw_block((text .. row .. row .. '</w:tbl>'):format(width * #parties, grid, rows[1], rows[2])))
  result:insert(raw_block(paragraph('SetelahTabel', '')))
  return result
end

function M.div(div, walked)
  if div.classes:includes 'tanda-tangan' then
    local name = walked(pandoc.Blocks {div.content:remove()})  -- the room for the signature is above the name
    return {styled('Tanda Tangan', walked(div.content)), styled('Nama Penanda Tangan', name)}
  end
  if div.classes:includes 'pengesahan' then return signatures(div, walked) end
  if div.classes:includes 'kertas-kerja' then
    in_entries = true
    local entries = styled('Kertas Kerja', walked(div.content))
    in_entries = false
    return entries
  end
  for class, style in pairs(BOXES) do
    if div.classes:includes(class) then return styled(style, walked(div.content)) end
  end
end

return M
