--[[
Reads the HTML of one table, as lkjip.report writes it, into plain Lua values. pandoc's own reader takes twenty times as long,
gives every cell of a column the alignment of the first, and forgets which headings are those of groups.

A table is {dense, widths, rows}.
A row is {role, cells, longest}: the role is `kepala` (headings of columns), `kelompok` (of a group of rows), `jumlah` (total) or
'', the last entry the length of its longest text.
A cell is {side, columns, rows, runs, level}; the level, if there is one, is the shade of its ground.
A run is {text, bold, italic, super, sub, source, anchor} or {line = true}; `source` is the id of the figure or rule whose
value it is, `anchor` the id that links lead to.
]]

local ENTITIES = {amp = '&', lt = '<', gt = '>', quot = '"', apos = "'", nbsp = '\u{a0}'}
local STYLES = {strong = 'bold', b = 'bold', em = 'italic', i = 'italic', sup = 'super', sub = 'sub'}
local ROLES = {thead = 'kepala', tfoot = 'jumlah'}

local function decoded(text)
  return (text:gsub('&(#?)([xX]?)(%w+);', function(hash, hex, name)
    if hash == '#' then return utf8.char(tonumber(name, hex == '' and 10 or 16)) end
    return ENTITIES[hex .. name]
  end))
end

local function attribute(attributes, name)
  local value = attributes:match('%f[%w-]' .. name:gsub('%-', '%%-') .. '="([^"]*)"')
  return value and decoded(value)
end

-- What each opening and closing tag does to the state of the reading.
local open, close = {}, {}

function open.table(state, attributes)
  state.table.dense = (attribute(attributes, 'class') or ''):match '%f[%w]padat%f[%W]' ~= nil
end

function open.col(state, attributes)
  local percent = (attribute(attributes, 'style') or ''):match 'width:%s*([%d.]+)%%'
  table.insert(state.table.widths, percent and tonumber(percent) / 100 or false)
end

function open.thead(state) state.part = 'thead' end
function open.tbody(state) state.part = 'tbody' end
function open.tfoot(state) state.part = 'tfoot' end

function open.tr(state)
  state.row = {role = ROLES[state.part] or '', cells = {}, longest = 0}
  table.insert(state.table.rows, state.row)
end

function open.td(state, attributes)
  state.cell = {
    side = (attribute(attributes, 'style') or ''):match 'text%-align:%s*(%a+)' or 'left',
    columns = tonumber(attribute(attributes, 'colspan')) or 1,
    rows = tonumber(attribute(attributes, 'rowspan')) or 1,
    level = tonumber((attribute(attributes, 'class') or ''):match 'tingkat%-(%d)'),
    runs = {},
  }
  state.length = 0
  table.insert(state.row.cells, state.cell)
end

function open.th(state, attributes)
  open.td(state, attributes)
  if state.row.role == '' and attribute(attributes, 'scope') == 'rowgroup' then state.row.role = 'kelompok' end
end

function close.td(state) state.cell = nil end
close.th = close.td

function open.br(state)
  if state.cell then table.insert(state.cell.runs, {line = true}) end
end

function open.span(state, attributes)
  table.insert(state.sources, attribute(attributes, 'data-figure') or attribute(attributes, 'data-rule') or false)
  state.anchor = attribute(attributes, 'id')
end

function close.span(state) table.remove(state.sources) end

for tag, style in pairs(STYLES) do
  open[tag] = function(state) state.style[style] = (state.style[style] or 0) + 1 end
  close[tag] = function(state) state.style[style] = state.style[style] - 1 end
end

local function add_text(state, text)
  if not state.cell or text == '' then return end
  local run = {text = decoded(text:gsub('%s+', ' ')), source = state.sources[#state.sources] or nil, anchor = state.anchor}
  state.anchor = nil
  for style, depth in pairs(state.style) do run[style] = depth > 0 end
  state.length = state.length + #run.text
  state.row.longest = math.max(state.row.longest, state.length)
  table.insert(state.cell.runs, run)
end

-- Widths as shares of the line; columns that say nothing share what is left.
local function shares(result)
  local count, given, silent = 0, 0, 0
  for _, cell in ipairs(result.rows[1] and result.rows[1].cells or {}) do count = count + cell.columns end
  for column = 1, count do
    given = given + (result.widths[column] or 0)
    silent = silent + (result.widths[column] and 0 or 1)
  end
  for column = 1, count do
    result.widths[column] = result.widths[column] or math.max(1 - given, 0.05 * silent) / silent
  end
end

return function(html)
  local state = {table = {dense = false, widths = {}, rows = {}}, sources = {}, style = {}}
  for text, slash, tag, attributes in html:gmatch '([^<]*)<(/?)(%a+)([^>]*)>' do
    add_text(state, text)
    local act = (slash == '/' and close or open)[tag]
    if act then act(state, attributes) end
  end
  shares(state.table)
  return state.table
end
