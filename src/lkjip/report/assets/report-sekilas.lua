--[[
The page at a glance and other grids of boxes: on a page they are divs as they stand, on paper a grid, in Word a table.

A grid is a div `…-kisi` with `kolom`, its boxes the divs in it. How they look is decided in sekilas.css, sekilas.typ, and the
styles of reference.docx.
]]

local M = {}

local BOXES = {
  ['kartu-judul'] = true, ['kartu-status'] = true, ['kartu-nilai'] = true, ['kartu-garis'] = true,
  ['petak-judul'] = true, ['petak-nilai'] = true, ['sekilas-judul'] = true, ['sekilas-pokok'] = true,
  ['sekilas-peringatan'] = true, ['sekilas-tabel'] = true, sekilas = true,
}
local GRIDS = {['kartu-kisi'] = true, ['petak-kisi'] = true}

local function kind_of(div, kinds)
  for _, class in ipairs(div.classes) do
    if kinds[class] then return class end
  end
end

local function boxes(grid)
  return grid.content:filter(function(block) return block.t == 'Div' end)
end

-- Whether every reference in some inlines leads somewhere: what is said only then (`bila-ada`) goes where one does not.
function M.leads_somewhere(inlines, targets)
  local all = true
  inlines:walk {
    Cite = function(cite)
      for _, citation in ipairs(cite.citations) do all = all and targets[citation.id] ~= nil end
    end,
  }
  return all
end

-- Paper ------------------------------------------------------------------------------------------------------------------

local function typst(text) return pandoc.RawBlock('typst', text) end

local STATES = {'melampaui', 'tercapai', 'belum-tercapai', 'belum-diukur', 'belum-ada-target'}

local function state_of(div)
  for _, state in ipairs(STATES) do
    if div.classes:includes('kartu-' .. state) then return state end
  end
  return ''
end

local function inline_call(name, span)
  local result = pandoc.Inlines {pandoc.RawInline('typst', '#' .. name .. '[')}
  result:extend(span.content)
  result:insert(pandoc.RawInline('typst', '];'))
  return result
end

local SPANS = {'kartu-label', 'kartu-angka', 'kartu-singkat', 'kartu-satuan'}

local on_paper = {
  div = function(div, walked)
    local grid = kind_of(div, GRIDS)
    if grid then
      local result = pandoc.Blocks {typst(('#%s(%s,'):format(grid, div.attributes.kolom or '3'))}
      for _, box in ipairs(boxes(div)) do
        result:insert(typst(('("%s", ['):format(state_of(box))))
        result:extend(walked(box.content))
        result:insert(typst ']),')
      end
      result:insert(typst ')')
      return result
    end
    local box = kind_of(div, BOXES)
    if not box then return end
    local lang = div.attributes.lang and ('(bahasa: "%s")'):format(div.attributes.lang) or ''
    local result = pandoc.Blocks {typst('#' .. box .. lang .. '[')}
    result:extend(walked(div.content))
    result:insert(typst ']')
    return result
  end,
  span = function(span, walked)
    for _, name in ipairs(SPANS) do
      if span.classes:includes(name) then
        span.content = walked(span.content)
        return inline_call(name, span)
      end
    end
  end,
}

-- Word -------------------------------------------------------------------------------------------------------------------

local function openxml(text) return pandoc.RawBlock('openxml', text) end

local function styled(name, blocks) return pandoc.Div(blocks, pandoc.Attr('', {}, {['custom-style'] = name})) end

local STYLES = {
  ['kartu-judul'] = 'Kartu Judul', ['kartu-status'] = 'Kartu Status', ['kartu-nilai'] = 'Kartu Nilai',
  ['kartu-garis'] = 'Kartu Garis', ['petak-judul'] = 'Kartu Judul', ['petak-nilai'] = 'Petak Nilai',
  ['sekilas-judul'] = 'Kartu Judul', ['sekilas-pokok'] = 'Sekilas Pokok', ['sekilas-peringatan'] = 'Sekilas Peringatan',
}
local CHARACTERS = {['kartu-label'] = 'Kartu Label', ['kartu-angka'] = 'Kartu Angka', ['kartu-singkat'] = 'Kartu Singkat', ['kartu-satuan'] = 'Kartu Satuan'}
local TEXT_WIDTH, GAP = 9072, 120  -- twentieths of a point, as in report-docx.lua
local EDGES = {['belum-tercapai'] = 'double', ['belum-diukur'] = 'dashed', ['belum-ada-target'] = 'dashed'}

-- A box as a cell; its left edge says the state once more, by its kind and not by its colour alone.
local function cell(box, width, palette, walked)
  local state = state_of(box)
  local is_card = box.classes:includes 'kartu'
  local line = '<w:%s w:val="%s" w:sz="%d" w:color="%s"/>'
  local rule, navy = palette.rule:upper(), palette[state == 'belum-tercapai' and 'warning' or 'navy']:upper()
  local borders = line:format('top', 'single', 4, rule) .. line:format('left', EDGES[state] or 'single', 24, navy)
    .. line:format('bottom', 'single', 4, rule) .. line:format('right', 'single', 4, rule)
  local look = is_card and '<w:tcBorders>' .. borders .. '</w:tcBorders>'
    or '<w:shd w:val="clear" w:color="auto" w:fill="' .. palette.warm:upper() .. '"/>'
  local properties = ('<w:tcW w:w="%d" w:type="dxa"/>%s'):format(width, look)
  local content = walked(box.content)
  if #content == 0 then content:insert(pandoc.Para {}) end
  local result = pandoc.Blocks {openxml('<w:tc><w:tcPr>' .. properties .. '</w:tcPr>')}
  result:insert(styled('Kartu Isi', content))
  result:insert(openxml '</w:tc>')
  return result
end

local function empty_cell(width)
  return openxml(('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p/></w:tc>'):format(width))
end

-- pandoc gives the items of a list a style of their own: here they are paragraphs with a dot.
local function without_lists(blocks)
  return blocks:walk {
    BulletList = function(list)
      local result = pandoc.Blocks {}
      for _, item in ipairs(list.content) do
        result:insert(pandoc.Para(pandoc.Inlines {pandoc.Str '•', pandoc.Space()} .. pandoc.utils.blocks_to_inlines(item)))
      end
      return result
    end,
  }
end

local in_word = {
  div = function(div, walked, book)
    if kind_of(div, GRIDS) then
      local count = tonumber(div.attributes.kolom) or 3
      local width = TEXT_WIDTH // count
      local result = pandoc.Blocks {openxml(
        '<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="' .. TEXT_WIDTH .. '" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        .. '<w:tblCellMar><w:top w:w="80" w:type="dxa"/><w:left w:w="' .. GAP .. '" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/>'
        .. '<w:right w:w="' .. GAP .. '" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>'
        .. ('<w:gridCol w:w="%d"/>'):format(width):rep(count) .. '</w:tblGrid>')}
      local found = boxes(div)
      for first = 1, #found, count do
        result:insert(openxml '<w:tr><w:trPr><w:cantSplit/></w:trPr>')
        for place = first, first + count - 1 do
          if found[place] then
            result:extend(cell(found[place], width, book.palette, walked))
          else
            result:insert(empty_cell(width))
          end
        end
        result:insert(openxml '</w:tr>')
      end
      result:insert(openxml '</w:tbl>')
      result:insert(openxml '<w:p><w:pPr><w:pStyle w:val="SetelahTabel"/></w:pPr></w:p>')
      return result
    end
    local box = kind_of(div, BOXES)
    if not box then return end
    local content = walked(without_lists(div.content))
    return STYLES[box] and pandoc.Blocks {styled(STYLES[box], content)} or content
  end,
  span = function(span, walked)
    for class, style in pairs(CHARACTERS) do
      if span.classes:includes(class) then
        return pandoc.Span(walked(span.content), pandoc.Attr('', {}, {['custom-style'] = style}))
      end
    end
  end,
}

local FORMATS = {typst = on_paper, docx = in_word}

-- A box or grid as this format has it; nil where it is none, or where the format takes it as it is.
function M.div(format, div, walked, book)
  return FORMATS[format] and FORMATS[format].div(div, walked, book)
end

function M.span(format, span, walked)
  return FORMATS[format] and FORMATS[format].span(span, walked)
end

return M
