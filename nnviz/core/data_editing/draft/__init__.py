"""Data drawn by hand or typed into a table: examples that need not yet be enough to learn from."""

from nnviz.core.data_editing.draft.columns import (
    add_input,
    remove_input,
    rename_class,
    rename_input,
    rename_target,
    to_classes,
    to_numbers,
)
from nnviz.core.data_editing.draft.conversion import from_experiment, learn, missing, spec
from nnviz.core.data_editing.draft.dataset_draft import MOST_CLASSES, DatasetDraft, blank, next_class
from nnviz.core.data_editing.draft.pasting import PastedBlock, paste, read_block
from nnviz.core.data_editing.draft.rows import append, insert, remove, set_cell, set_share, set_test
from nnviz.core.data_editing.draft.strokes import (
    add,
    drawable,
    erase,
    move,
    near,
    nearest,
    places,
    snap,
    spray,
)

__all__ = [
    "MOST_CLASSES",
    "DatasetDraft",
    "PastedBlock",
    "add",
    "add_input",
    "append",
    "blank",
    "drawable",
    "erase",
    "from_experiment",
    "insert",
    "learn",
    "missing",
    "move",
    "near",
    "nearest",
    "next_class",
    "paste",
    "places",
    "read_block",
    "remove",
    "remove_input",
    "rename_class",
    "rename_input",
    "rename_target",
    "set_cell",
    "set_share",
    "set_test",
    "snap",
    "spec",
    "spray",
    "to_classes",
    "to_numbers",
]
