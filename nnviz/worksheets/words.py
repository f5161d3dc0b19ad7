"""Words of worksheets beside the numbers."""

from nnviz.core.export.worksheet import Worksheet

GIVEN = "Given"
NAME, DATE = "Name", "Date"
HOW_TO = "Compute every blank, in this order; a value you have computed is used again below."
BLANKS = "To fill in."
ANSWERS = "With all numbers."
PHASES = {"forward": "Forward", "loss": "Loss", "backward": "Backward", "update": "Update"}


def heading_of(sheet: Worksheet) -> str:
    """Return the title of a sheet, with its part if there are several."""
    return sheet.title if sheet.parts == 1 else f"{sheet.title}, part {sheet.part} of {sheet.parts}"
