"""A derivation as an experiment file keeps it: its text, and what somebody decided about how it is read."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from nnviz.core.experiment.record import Record

MAX_TEXT, MAX_BINDINGS = 200_000, 100
"""Most characters of a text, and most symbols that are bound by hand."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class SavedBinding(Record, frozen=True):
    """A symbol of the text and the value that somebody said it stands for: ``theta`` is ``W1.T``."""

    symbol: Name
    value: Name


class SavedConvention(Record, frozen=True):
    """How the text lays out its matrices and where it puts factors; see `nnviz.core.judge.Convention`."""

    examples: Literal["columns", "rows"] = "columns"
    weights: Literal["outputs_by_inputs", "inputs_by_outputs"] = "outputs_by_inputs"
    mean_at: Literal["delta", "weights"] = "delta"
    penalty: Literal["half", "whole", "half_over_m", "whole_over_m"] = "half"
    momentum: Literal["gradient", "average", "step"] = "gradient"
    error: Literal["output_minus_target", "target_minus_output"] = "output_minus_target"


class SavedDerivation(Record, frozen=True):
    """A derivation.

    Attributes
    ----------
    text
        Markdown with LaTeX, or plain text.
    name
        The file or the built-in derivation it was read from, empty if it was pasted or typed.
    bindings
        What was bound by hand; everything else is read from the text.
    convention
        As it was chosen; None to take the one under which most lines of the text hold.
    judged_in
        ``text``: in the network that the text defines, where it defines one. ``open``: in the experiment.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    bindings: Annotated[tuple[SavedBinding, ...], msgspec.Meta(max_length=MAX_BINDINGS)] = ()
    convention: SavedConvention | None = None
    judged_in: Literal["text", "open"] = "text"
