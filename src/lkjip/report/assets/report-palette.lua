-- The colours of palette.css: name → six hexadecimal digits. Those of charts (chart-…) are left out.

local path = pandoc.path.join {pandoc.path.directory(PANDOC_SCRIPT_FILE), 'palette.css'}
local file = assert(io.open(path, 'r'))
local colours = {}
for name, digits in file:read('a'):gmatch '%-%-([a-z]+): #(%x%x%x%x%x%x);' do colours[name] = digits end
file:close()
return colours
