"""Excel workbooks as tables: read exactly as Excel shows them, or refused at the cell."""

from lkjip.inputs.excel.table import read

__all__ = ["read"]
