--[[
The report's one filter: numbers headings, tables and charts, resolves references, and hands every construct of the document
to the writer of its format (report-html.lua, report-typst.lua, report-docx.lua beside this file).

It runs in plain pandoc and, at `pre-ast`, in Quarto. There it must leave nothing that Quarto would number, resolve or dress
a second time: no id that begins with tbl-, fig- or sec- on a div, no reference, no callout, no conditional content.
]]

local stringify = pandoc.utils.stringify
local format = FORMAT:match '^html' and 'html' or FORMAT
local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)

-- Said without a trace: it is no mistake of the document.
if not ({html = true, typst = true, docx = true})[format] then
  io.stderr:write(('Naskah ini disusun sebagai html, typst (PDF), atau docx, bukan %s. Contoh: quarto render --to typst\n'):format(FORMAT))
  os.exit(1)
end

local function part(name) return dofile(pandoc.path.join {folder, 'report-' .. name .. '.lua'}) end

local writer = part(format)
local parsed_table = part 'table'
local grids = part 'sekilas'

local ROLES = {tbl = {name = 'Tabel', list = 'tables'}, fig = {name = 'Gambar', list = 'charts'}}
local CALLOUTS = {note = 'Catatan', warning = 'Peringatan', caution = 'Peringatan', tip = 'Saran', important = 'Penting'}
local LISTS = {['daftar-isi'] = 'headings', ['daftar-tabel'] = 'tables', ['daftar-gambar'] = 'charts'}

-- What the whole document knows once it has been counted; the writers read it.
local book = {
  targets = {},      -- id → the heading or float that references mean by it
  headings = {},     -- in order: {level, number, label, id, content, is_listed}
  tables = {},       -- in order: {role, number, label, id, caption, is_long}
  charts = {},       -- likewise
  entries = {},      -- the working papers' entries: ids in order, and their positions by id
  first = {},        -- by the id of an entry, that a number outside of it leads to it: it leads back to the first of these
  palette = part 'palette', -- name → digits of its colour
  LEVELS = {'levelone', 'leveltwo', 'levelthree', 'levelfour', 'levelfive'},  -- names of shades, low to high
  inside = nil,      -- the float whose content is being written
  SHORT_TABLE = 12,  -- rows: on paper a table no longer than that stays on one page
  TALL_TABLE = 2500, -- characters: likewise
  TALL_CELL = 1200,  -- characters: what is longer may break across pages, or it might not fit on one
}

-- 1. What this format shows ----------------------------------------------------------------------------------------------

local ALIASES = {html = {html = true}, typst = {typst = true, pdf = true}, docx = {docx = true}}

local function is_shown(el)
  local when, unless = el.attributes['when-format'], el.attributes['unless-format']
  local holds = (not when or ALIASES[format][when]) and not (unless and ALIASES[format][unless])
  if el.classes:includes 'content-hidden' then return not holds end
  return holds
end

local function conditional(el)
  if el.classes:includes 'content-visible' or el.classes:includes 'content-hidden' then
    return is_shown(el) and el.content or {}
  end
end

-- Quarto's wrapper around a cell, or around what the cell gave.
local function is_wrapper(div)
  return div.classes:find_if(function(class) return class == 'cell' or class:match '^cell%-output' end) ~= nil
end

function book.is_table(block)
  return block.t == 'RawBlock' and block.format == 'html' and block.text:match '^%s*<table' ~= nil
end

local QUOTES = {SingleQuote = {'‘', '’'}, DoubleQuote = {'“', '”'}}

local selected = {
  Span = conditional,
  Div = function(div)
    if div.classes:includes 'cell-output-stderr' then return {} end
    return is_wrapper(div) and div.content or conditional(div)
  end,
  -- Tables arrive as HTML; other HTML is for pages only.
  RawBlock = function(raw)
    if format ~= 'html' and raw.format == 'html' and not book.is_table(raw) then return {} end
  end,
  -- A table in Markdown becomes one of the others.
  Table = function(tbl) return pandoc.RawBlock('html', pandoc.write(pandoc.Pandoc {tbl}, 'html')) end,
  -- Typst would turn straight quotes by rules of its own: all formats get the same characters.
  Quoted = function(quoted)
    local open, close = table.unpack(QUOTES[quoted.quotetype])
    return pandoc.Inlines {pandoc.Str(open)} .. quoted.content .. {pandoc.Str(close)}
  end,
}

-- 2. Numbers -------------------------------------------------------------------------------------------------------------

local function letter(first, number)  -- A … Z, AA, BB …: as Word counts
  return string.rep(string.char(first:byte() + (number - 1) % 26), (number - 1) // 26 + 1)
end

-- How each level of heading is numbered: by itself, and as a part of a reference.
local LEVELS = {
  function(n) return 'BAB ' .. pandoc.utils.to_roman_numeral(n), pandoc.utils.to_roman_numeral(n) end,
  function(n) return letter('A', n) .. '.', letter('A', n) end,
  function(n) return n .. '.', tostring(n) end,
  function(n) return letter('a', n) .. '.', letter('a', n) end,
}

local function add_target(id, target)
  if book.targets[id] then error('Pengenal ganda: ' .. id, 0) end
  book.targets[id] = target
end

local function heading_counter()
  local counts, parts = {0, 0, 0, 0}, {}
  local bare = nil  -- level of the unnumbered heading that the text is under: nothing is numbered there

  local function numbered(level)
    counts[level] = counts[level] + 1
    for deeper = level + 1, #LEVELS do counts[deeper] = 0 end
    local number
    number, parts[level] = LEVELS[level](counts[level])
    return number, level == 1 and number or 'Bagian ' .. table.concat(parts, '.', 1, level)
  end

  return function(header)
    if bare and header.level <= bare then bare = nil end
    if not bare and header.classes:includes 'unnumbered' then bare = header.level end
    local heading = {
      level = header.level,
      id = header.identifier,
      content = header.content,
      number = '',
      label = stringify(header.content),
      is_listed = not header.classes:includes 'unlisted',
    }
    if not bare and LEVELS[header.level] then heading.number, heading.label = numbered(header.level) end
    table.insert(book.headings, heading)
    if header.identifier:match '^sec%-' then add_target(header.identifier, heading) end
    header.attributes.urutan = tostring(#book.headings)  -- for the writing below, which meets the heading again
    return header
  end
end

local function is_picture(block) return #block.content == 1 and block.content[1].t == 'Image' end

-- Whether a table may break across pages.
local function is_long(text)
  local _, rows = text:gsub('<tr', '')
  return rows > book.SHORT_TABLE or #text:gsub('<[^>]*>', '') > book.TALL_TABLE
end

-- A table or chart; its caption is the last paragraph.
local function count_float(div)
  local role = ROLES[div.identifier:match '^(%l+)%-']
  if not role then return end
  local list = book[role.list]
  local float = {role = role.name, number = #list + 1, id = div.identifier, caption = pandoc.Inlines {}, is_long = false}
  float.label = role.name .. ' ' .. float.number
  local last = div.content[#div.content]
  if last and (last.t == 'Para' or last.t == 'Plain') and not is_picture(last) then float.caption = last.content end
  for _, block in ipairs(div.content) do
    if book.is_table(block) then float.is_long = is_long(block.text) end
  end
  table.insert(list, float)
  add_target(div.identifier, float)
end

local function counted(blocks)
  return blocks:walk {
    traverse = 'topdown',
    Header = heading_counter(),
    Div = count_float,
    RawBlock = function(block)
      if not book.is_table(block) then return end
      for id in block.text:gmatch '<span class="kk" id="([^"]+)"' do
        table.insert(book.entries, id)
        book.entries[id] = #book.entries
      end
    end,
  }
end

-- 3. References, and what else the writers ask ---------------------------------------------------------------------------

local unknown = {}  -- references to nothing

-- What a reference becomes: `make` gives the inlines for each target.
local function references(cite, make)
  local result = pandoc.Inlines {}
  for position, citation in ipairs(cite.citations) do
    local kind = citation.id:match '^(%l+)%-'
    if kind ~= 'sec' and not ROLES[kind] then return cite.content end  -- an account's name, say
    local target = book.targets[citation.id]
    if position > 1 then result:insert(pandoc.Str ', ') end
    if target then
      result:extend(make(target))
    else
      table.insert(unknown, citation.id)
    end
  end
  return result
end

local function refuse_unknown()
  if #unknown == 0 then return end
  local known = {}
  for id in pairs(book.targets) do table.insert(known, id) end
  table.sort(known)
  -- render.py reads these two lines.
  error('Rujukan tidak dikenal: ' .. table.concat(unknown, ' ') .. '\nYang dikenal: ' .. table.concat(known, ' '), 0)
end

-- Text without links, footnotes and traces: for lists of contents, and for headings and captions in print.
function book.still(inlines)
  return inlines:walk {
    Link = function(link) return link.content end,
    Span = function(span) return span.content end,
    Note = function() return {} end,
    Cite = function(cite)
      return references(cite, function(target) return {pandoc.Str(target.label)} end)
    end,
  }
end

-- The id of the working paper that a printed value belongs to, if there is one: `ikm.nilai[bulan=1]` → `kk-ikm.nilai`.
function book.entry_of(source)
  local id = source and 'kk-' .. source:gsub('%[.*', '')
  return id and book.entries[id] and id
end

-- Whether a number that is being written is the first that leads to its entry.
function book.is_first(entry)
  local first = not book.first[entry]
  book.first[entry] = true
  return first
end

local TALLEST = 1.25  -- height of a chart on paper, as a multiple of the text's width

-- How wide a chart stands on paper, as a share of the text's width, and how tall, as a multiple of it: tall ones are narrower,
-- so that they fit on a page.
function book.chart_size(src)
  local found, _, content = pcall(pandoc.mediabag.fetch, src)
  local wide, high = (found and content or ''):match '<svg[^>]-viewBox="[%d.-]+[ ,]+[%d.-]+[ ,]+([%d.]+)[ ,]+([%d.]+)"'
  if not wide then return 1, 0 end
  local width = math.min(1, TALLEST * wide / high)
  return width, width * high / wide
end

-- 4. Every construct to the format's writer ------------------------------------------------------------------------------

local render

local function walked(content) return content:walk(render) end

local function float(div, entry)
  if #entry.caption > 0 then div.content:remove() end
  book.inside = entry
  local content = walked(div.content)
  book.inside = nil
  return writer.float(entry, content, walked(writer.caption(entry.caption)))
end

-- The cover's lines in order: {kind = 'judul' …, content = inlines}.
local function cover_lines(div)
  local lines = {}
  for _, block in ipairs(div.content) do
    local class = block.classes and block.classes[1]
    local content = pandoc.utils.blocks_to_inlines {block}
    local only = #content == 1 and (content[1].t == 'Span' or content[1].t == 'Image') and content[1]
    if only then class = only.classes[1] end
    if only and only.t == 'Span' then content = only.content end
    table.insert(lines, {kind = (class or ''):match '^sampul%-(.*)' or 'lain', content = content})
  end
  return lines
end

local function local_image(image)
  if image.src:match '^%a[%w+.-]*:' or image.src:match '^[/\\][/\\]' then
    error('Gambar harus berkas setempat: ' .. image.src, 0)  -- nothing is fetched
  end
  return writer.image(image)
end

local function special_div(div)
  local target = book.targets[div.identifier]
  if target and target.role then return float(div, target) end
  if div.classes:includes 'sampul' then return writer.cover(div, cover_lines(div)) end
  for _, class in ipairs(div.classes) do
    if LISTS[class] then return writer.list(class, book[LISTS[class]]) end
    local kind = class:match '^callout%-(.*)'
    if CALLOUTS[kind] then
      local look = kind == 'caution' and 'warning' or kind
      return writer.callout(look, div.attributes.title or CALLOUTS[kind], walked(div.content))
    end
  end
  return grids.div(format, div, walked, book) or writer.div(div, walked)
end

local ENUMERATIONS = {OrderedList = true, BulletList = true}

-- A paragraph stays on the page of the list that it introduces.
local function openings_kept(blocks)
  local result = pandoc.Blocks {}
  for position, block in ipairs(blocks) do
    local after = blocks[position + 1]
    local opens = block.t == 'Para' and after and ENUMERATIONS[after.t]
    if opens then result:extend(writer.opening(block)) else result:insert(block) end
  end
  return result
end

render = {
  traverse = 'topdown',
  Blocks = writer.opening and openings_kept,
  Cite = function(cite) return references(cite, writer.reference), false end,
  Math = writer.math,
  Image = local_image,
  Plain = writer.start,
  Strong = writer.start,
  Emph = writer.start,
  Link = writer.start,
  Span = function(span)
    if span.classes:includes 'angka' then
      return writer.value(span, book.entry_of(span.attributes.figure or span.attributes.rule))
    end
    if span.classes:includes 'bila-ada' and not grids.leads_somewhere(span.content, book.targets) then return {} end
    local boxed = grids.span(format, span, walked)
    if boxed then return boxed, false end
    if span.attributes.uraian then return writer.text and writer.text(span) or span.content end
  end,
  RawBlock = function(raw)
    if book.is_table(raw) then return writer.table(raw, parsed_table), false end
  end,
  Header = function(header)
    local heading = book.headings[tonumber(header.attributes.urutan)]
    header.attributes.urutan = nil
    return writer.heading(header, heading, walked(writer.caption(header.content))), false
  end,
  Div = function(div)
    local result = special_div(div)
    if result then return result, false end
  end,
}

-- A list of contents that has no entry goes, with the heading before it.
local function without_empty_lists(blocks)
  local kept = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local list = block.t == 'Div' and LISTS[block.classes[1] or '']
    if list and #book[list] == 0 then
      if #kept > 0 and kept[#kept].t == 'Header' then kept:remove(#kept) end
    else
      kept:insert(block)
    end
  end
  return kept
end

-- Colours of the office, which the cover has as attributes, in place of the palette's own.
local function office_colours(div, meta)
  local own = {}
  for name, digits in pairs(div.attributes) do
    local colour, given = name:match '^warna%-(%l+)$', digits:match '^#(%x%x%x%x%x%x)$'
    if colour and given and book.palette[colour] then
      book.palette[colour] = given
      table.insert(own, ('--%s: #%s;'):format(colour, given))
    end
  end
  table.sort(own)
  if #own > 0 and writer.colours then writer.colours(meta, table.concat(own, ' ')) end
end

-- The cover says what the document is called and whose it is, where its front matter does not.
local function name_document(meta, blocks)
  blocks:walk {
    Div = function(div)
      if not div.classes:includes 'sampul' then return end
      local lines = cover_lines(div)
      office_colours(div, meta)
      for _, line in ipairs(lines) do
        local name = ({judul = 'title', kantor = 'author'})[line.kind]
        if name and not meta[name] then meta[name] = pandoc.MetaInlines(line.content) end
      end
      if writer.front then writer.front(meta, lines) end
    end,
  }
end

return {
  Pandoc = function(doc)
    doc.blocks = without_empty_lists(counted(doc.blocks:walk(selected)))
    name_document(doc.meta, doc.blocks)
    writer.begin(book, doc.meta)
    doc.blocks = walked(doc.blocks)
    refuse_unknown()
    return doc
  end,
}
