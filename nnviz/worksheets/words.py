"""Words of worksheets beside the numbers."""

from nnviz.core.export.worksheet import Worksheet
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

GIVEN = QT_TRANSLATE_NOOP("worksheets", "Given")
NAME = QT_TRANSLATE_NOOP("worksheets", "Name")
DATE = QT_TRANSLATE_NOOP("worksheets", "Date")
HOW_TO = QT_TRANSLATE_NOOP(
    "worksheets", "Compute every blank, in this order; a value you have computed is used again below."
)
BLANKS = QT_TRANSLATE_NOOP("worksheets", "To fill in.")
ANSWERS = QT_TRANSLATE_NOOP("worksheets", "With all numbers.")
PHASES = {
    "forward": QT_TRANSLATE_NOOP("worksheets", "Forward"),
    "loss": QT_TRANSLATE_NOOP("worksheets", "Loss"),
    "backward": QT_TRANSLATE_NOOP("worksheets", "Backward"),
    "update": QT_TRANSLATE_NOOP("worksheets", "Update"),
}


def heading_of(sheet: Worksheet) -> str:
    """Return the title of a sheet, with its part if there are several."""
    return (
        sheet.title
        if sheet.parts == 1
        else translate("worksheets", "{title}, part {part} of {parts}").format(
            title=sheet.title, part=sheet.part, parts=sheet.parts
        )
    )
