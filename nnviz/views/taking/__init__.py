"""Taking a run away: as a program, as a worksheet."""

from nnviz.views.taking.worksheet_dialog import WorksheetDialog

__all__ = ["WorksheetDialog"]
