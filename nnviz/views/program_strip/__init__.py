"""The program strip: every operation of the iteration as a chip, and the history as a scrubber."""

from nnviz.views.program_strip.chip import Chip
from nnviz.views.program_strip.scrubber import Scrubber
from nnviz.views.program_strip.strip import ProgramStrip

__all__ = ["Chip", "ProgramStrip", "Scrubber"]
