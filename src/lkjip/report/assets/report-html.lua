-- The report as a page: the structure that page.css and page.js know. Without either it is plain, readable HTML.

local M = {}
local book
local in_quarto = quarto ~= nil

local ENTITIES = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}

local function escaped(text) return (text:gsub('[&<>"]', ENTITIES)) end

local function raw(text, ...) return pandoc.RawBlock('html', text:format(...)) end

function M.begin(known) book = known end

function M.caption(inlines) return inlines end

function M.heading(header, heading, content)
  if heading.number ~= '' then
    content = pandoc.Inlines {pandoc.Span(heading.number, {class = 'nomor'}), pandoc.Space()} .. content
  end
  return pandoc.Header(header.level, content, header.attr)
end

function M.reference(target) return {pandoc.Link(target.label, '#' .. target.id)} end

-- These are HTML as they are: spans and divs with their classes.
function M.value() end
function M.cover(div)
  for name in pairs(div.attributes) do
    if name:match '^warna%-' then div.attributes[name] = nil end
  end
end

function M.colours(meta, text)
  local before = meta['header-includes'] and pandoc.List(meta['header-includes']) or pandoc.List {}
  before:insert(pandoc.MetaBlocks {raw('<style>:root { %s }</style>', text)})
  meta['header-includes'] = pandoc.MetaList(before)
end

-- The page has its traces instead of working papers.
function M.div(div)
  if div.classes:includes 'kertas-kerja' then return {} end
end

-- Wide tables scroll in a frame of their own, which the keyboard can reach.
function M.table(block)
  local label = book.inside and book.inside.label or 'Tabel'
  -- Quarto would parse and dress the table again.
  if in_quarto then block.text = '<!--| quarto-html-table-processing: none -->' .. block.text end
  return {raw('<div class="gulir" tabindex="0" role="region" aria-label="%s">', escaped(label)), block, raw '</div>'}
end

local function is_picture(block)
  local only = block.t == 'Para' and #block.content == 1 and block.content[1].t
  return only == 'RawInline' or only == 'Image'
end

function M.float(float, content, caption)
  local label = pandoc.Inlines {pandoc.Span(float.label .. '.', {class = 'label'}), pandoc.Space()}
  local title = {raw '<figcaption>', pandoc.Plain(label .. caption), raw '</figcaption>'}
  local is_table = float.role == 'Tabel'
  local whole = pandoc.Blocks {raw('<figure class="%s" id="%s">', is_table and 'tabel' or 'grafik', float.id)}
  if is_table then whole:extend(title) end
  for _, block in ipairs(content) do
    if is_picture(block) then
      -- One that holds no link is itself what the keyboard reaches, to scroll it.
      local linked = (block.content[1].text or ''):match '<a ' ~= nil
      local open = linked and raw '<div class="gulir">'
        or raw('<div class="gulir" tabindex="0" role="region" aria-label="%s">', escaped(float.label))
      whole:extend {open, pandoc.Plain(block.content), raw '</div>'}
    else
      whole:insert(block)
    end
  end
  if not is_table then whole:extend(title) end
  whole:insert(raw '</figure>')
  return whole
end

-- Two charts may use the same id for a gradient or a clip: each chart's own ids get its name in front.
local function with_own_ids(svg, name)
  local own = {}
  for id in svg:gmatch '%sid="([^"]+)"' do own[id] = name .. '-' .. id end
  if next(own) == nil then return svg end
  svg = svg:gsub('(%sid=")([^"]+)"', function(before, id) return before .. own[id] .. '"' end)
  svg = svg:gsub('url%(#([^)]+)%)', function(id) return own[id] and 'url(#' .. own[id] .. ')' end)
  return (svg:gsub('(href="#)([^"]+)"', function(before, id) return own[id] and before .. own[id] .. '"' end))
end

-- A chart is put into the page as it is, so that its marks can be links; another picture as data.
function M.image(image)
  local alt = image.attributes['fig-alt'] or pandoc.utils.stringify(image.caption)
  local mime, content = pandoc.mediabag.fetch(image.src)
  -- An office's own drawing stays a picture: what may be in it has no part in the page.
  if not image.src:match '%.svg$' or image.classes:includes 'gambar-kantor' or (image.classes[1] or ''):match '^sampul%-' then
    image.attributes['fig-alt'] = nil
    image.caption = pandoc.Inlines {pandoc.Str(alt)}
    -- pandoc 3.7 and later; before that, `embed-resources` does the same.
    if pandoc.mediabag.make_data_uri then image.src = pandoc.mediabag.make_data_uri(mime, content) end
    return image
  end
  local svg = content:gsub('^.-<svg', '<svg', 1)
  if not svg:match '^<svg[^>]-aria%-label=' then
    svg = svg:gsub('^<svg', function(tag) return tag .. (' role="img" aria-label="%s"'):format(escaped(alt)) end)
  end
  local name = pandoc.path.split_extension(pandoc.path.filename(image.src))
  return pandoc.RawInline('html', with_own_ids(svg, name))
end

function M.callout(kind, title, content)
  local whole = pandoc.Blocks {
    raw('<aside class="catatan catatan-%s" role="note" aria-label="%s">', kind, escaped(title)),
    raw('<p class="catatan-judul">%s</p>', escaped(title)),
  }
  whole:extend(content)
  whole:insert(raw '</aside>')
  return whole
end

-- The contents stand beside the page; the other lists are links.
function M.list(class, entries)
  if class == 'daftar-isi' then return {} end
  local items = {}
  for position, entry in ipairs(entries) do
    local text = pandoc.Inlines(entry.label .. '. ') .. book.still(entry.caption)
    items[position] = {pandoc.Plain(pandoc.Link(text, '#' .. entry.id))}
  end
  return pandoc.Div({pandoc.BulletList(items)}, {class = class})
end

return M
