"""Subject of a picture: the unit it shows, and its name."""

from __future__ import annotations

from nnviz.core.arrays.frame import Frame
from nnviz.core.data.features import title
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.layers import title_of
from nnviz.core.text.translate import translate


def subject_of(selection: Selection | None) -> Selection | None:
    """Return the unit that a selected item belongs to: itself, or the one a weight or bias leads to."""
    if selection is None or selection.kind == "loss":
        return None
    return selection if selection.kind == "unit" else Selection("unit", selection.layer, selection.unit)


def subject_name(frame: Frame, subject: Selection) -> str:
    """Return the symbol of a unit; of an input, the feature."""
    if subject.layer:
        return subject.symbol
    return title(frame.samples.feature_names[subject.unit])


def subject_words(frame: Frame, subject: Selection) -> str:
    """Return what kind of unit it is: its activation, or that it is an input."""
    if not subject.layer:
        return translate("Picture", "input")
    return title_of(frame.experiment.layers[subject.layer - 1])
