"""Charts: pure builders of Vega-Lite specifications with a description in words, and the one function that draws them."""

from lkjip.report.charts.area import drawn_area, tiled
from lkjip.report.charts.bars import bars, pyramid
from lkjip.report.charts.columns import columns, components, targets
from lkjip.report.charts.draw import draw, rasterize, svg_of
from lkjip.report.charts.heat import heatmap
from lkjip.report.charts.model import Band, Chart, Point
from lkjip.report.charts.monthly import monthly
from lkjip.report.charts.organisation import Unit, organisation
from lkjip.report.charts.paint import plan
from lkjip.report.charts.ranking import ranking
from lkjip.report.charts.scale import position
from lkjip.report.charts.shares import shares
from lkjip.report.charts.trend import trend

__all__ = [
    "Band",
    "Chart",
    "Point",
    "Unit",
    "bars",
    "columns",
    "components",
    "draw",
    "drawn_area",
    "heatmap",
    "monthly",
    "organisation",
    "plan",
    "position",
    "pyramid",
    "ranking",
    "rasterize",
    "shares",
    "svg_of",
    "targets",
    "tiled",
    "trend",
]
