"""Words of worksheets beside the numbers."""

GIVEN = "Given"
HOW_TO = "Compute every blank, in this order; a value you have computed is used again below."
BLANKS = "To fill in."
ANSWERS = "With all numbers."
PHASES = {"forward": "Forward", "loss": "Loss", "backward": "Backward", "update": "Update"}
