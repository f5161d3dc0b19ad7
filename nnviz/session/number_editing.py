"""Every number that can be set by hand: weights, biases, inputs, targets; alone or as a whole matrix."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from nnviz.core.arrays import dataset_arrays
from nnviz.core.arrays.frame import Position
from nnviz.core.data.features import default_features
from nnviz.core.data_editing import cells as batch
from nnviz.core.data_editing.matrix_text import misfit, read_matrix
from nnviz.core.equations.symbols import text_symbol
from nnviz.core.experiment.experiment import DataSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.experiment.validation import parameter_shape
from nnviz.core.functions.buffers import Array
from nnviz.core.network.value import value_named
from nnviz.core.text.scripts import subscript
from nnviz.core.text.translate import translate
from nnviz.session.edit import Edit, matrix_edit, parameter_edit
from nnviz.session.model import SessionModel
from nnviz.session.sentences import refusal

_REMEMBERED, _MARKED = 16, 4096
Block = tuple[int, int, int, int]
"""First row and column of a part of a matrix, and how many rows and columns it has."""


class NumberEditing:
    """Sets numbers of a session by the name of their matrix, ``W2 b2 X Y``, and their row and column.

    What cannot be set leaves everything as it is and is said; all return whether it was set.
    """

    def __init__(self, session: SessionModel) -> None:
        self._session = session
        self._edited: deque[tuple[DataSpec, frozenset[tuple[str, int, int]]]] = deque(maxlen=_REMEMBERED)

    # -- what can be set ---------------------------------------------------------------------------

    def why_fixed(self, name: str, row: int = 0) -> str:
        """Return why the numbers in a row of a matrix cannot be set; empty if they can."""
        frame = self._session.frame
        if name in ("X", "Y"):
            return batch.why_fixed(frame, name, row)
        if parameter_shape(self._session.experiment, name) is not None:
            if {name, f"{name}_next"} & frame.hidden:
                return translate("numbers", "{0} is to be predicted: reveal it first.").format(name)
            return ""
        for operation in frame.operations:
            if name in operation.writes:
                return translate(
                    "numbers", "{0} is computed: change the weights, biases, inputs or targets it depends on."
                ).format(name)
        return translate(
            "numbers",
            "{0} belongs to the state of the optimizer: change the weights, biases, inputs or "
            "targets instead.",
        ).format(name)

    def value(self, name: str, row: int, column: int) -> float:
        """Return a number as it is set: a parameter as it is now, an input before it is standardised."""
        frame = self._session.frame
        if name in ("X", "Y"):
            return batch.number(frame, name, row, column)
        return float(frame.current(name)[row, column])

    def label(self, name: str, row: int, column: int) -> str:
        """Return what a number is called: ``w²₁₃``, ``x₁ of example 3``."""
        if name in ("X", "Y"):
            sign = f"{'x' if name == 'X' else 'y'}{subscript(row + 1)}"
            return translate("numbers", "{0} of example {1}").format(
                sign, int(self._session.frame.examples[column]) + 1
            )
        value = value_named(name)
        if value.info.belongs_to in ("gain", "shift"):
            return f"{text_symbol(name)}{subscript(row + 1)}"
        return self._selection(name, row, column).symbol

    def of(self, selection: Selection | None) -> tuple[str, int, int] | None:
        """Return matrix, row and column of the number that an item of the network stands for, if one does.

        An input means its number in the example that is shown, the loss the target of it.
        """
        session = self._session
        example = min(session.example, session.frame.batch - 1)
        if selection is None or not selection.exists(session.experiment):
            return None
        if selection.parameter is not None:
            return selection.parameter, selection.unit, selection.source or 0
        if selection.kind == "unit" and selection.layer == 0:
            return "X", selection.unit, example
        single = session.frame.values["Y"].shape[0] == 1
        return ("Y", 0, example) if selection.kind == "loss" and single else None

    def matrix_of(self, selection: Selection | None) -> str | None:
        """Return the matrix a selected item belongs to: that of a weight or bias, or of a unit's weights."""
        if selection is None or not selection.exists(self._session.experiment):
            return None
        name = selection.parameter or ("X" if selection.layer == 0 else f"W{selection.layer}")
        if selection.kind == "loss":
            return "Y"
        known = name == "X" or parameter_shape(self._session.experiment, name) is not None
        return name if known else None

    def changed(self, name: str) -> frozenset[tuple[int, int]]:
        """Return the cells of a matrix that were set by hand at the current position."""
        if name in ("X", "Y"):
            return self._changed_cells(name)
        found: set[tuple[int, int]] = set()
        iteration = self._session.position.iteration
        for change in reversed(self._session.experiment.changes):
            if change.iteration < iteration:
                break
            if change.iteration > iteration or change.parameter != name:
                continue
            if change.values is None:
                found.add((change.unit or 0, change.source or 0))
            elif change.values.array.size <= _MARKED:
                found.update((int(r), int(c)) for r, c in np.ndindex(change.values.shape))
        return frozenset(found)

    def _changed_cells(self, name: str) -> frozenset[tuple[int, int]]:
        session = self._session
        edited = next((cells for data, cells in self._edited if data is session.experiment.data), None)
        if not edited:
            return frozenset()
        frame, field = session.frame, "inputs" if name == "X" else "targets"
        s = frame.samples
        train = dataset_arrays.rows(session.experiment)[0]
        columns = {int(row): k for k, row in enumerate(train[frame.examples])}
        inputs = default_features(len(s.input_names))
        rows = {inputs.index(f): r for r, f in enumerate(s.feature_names) if f in inputs}
        found = set()
        for kind, row, column in edited:
            if kind == field and row in columns:
                place = rows.get(column) if name == "X" else column
                if place is not None:
                    found.add((place, columns[row]))
        return frozenset(found)

    # -- one number --------------------------------------------------------------------------------

    def set(self, name: str, row: int, column: int, value: float, merge: str = "") -> bool:
        """Set one number; those in a row with the same `merge` are one step of undo."""
        why = self.why_fixed(name, row)
        if why:
            return self._refuse(why)
        if name in ("X", "Y"):
            text = translate("numbers", "Set {0}").format(self.label(name, row, column))
            return self._set_data(text, name, {(row, column): value}, merge or f"{name} {row} {column}")
        if value_named(name).info.belongs_to in ("gain", "shift"):
            whole = self._session.full_frame.current(name).copy()
            whole[row, column] = value
            text = translate("numbers", "Set {0}").format(self.label(name, row, column))
            return self._try(lambda: self._session.apply(matrix_edit(text, name, Matrix(whole))))
        selection = self._selection(name, row, column)
        return self._try(lambda: self._session.apply(parameter_edit(selection, value, merge)))

    def nudge(self, name: str, row: int, column: int, by: float, merge: str = "") -> bool:
        """Add a little to a number; nudges in a row are one step of undo."""
        why = self.why_fixed(name, row)
        if why:
            return self._refuse(why)
        # Twelve decimals hide what binary fractions add: 0.1 + 0.2 is to be 0.3.
        value = round(self.value(name, row, column) + by, 12)
        return self.set(name, row, column, value, merge or f"nudge {name} {row} {column}")

    # -- whole matrices ----------------------------------------------------------------------------

    def paste(self, name: str, text: str, block: Block | None = None) -> bool:
        """Set a matrix, or a `block` of it, to what a text holds, as one step of undo.

        A block of one cell is where a smaller matrix begins.
        """
        array = self._session.frame.values.get(name)
        if array is None:
            return self._refuse(translate("numbers", "{0} is not yet computed.").format(name))
        block = block or (0, 0, *array.shape)
        why = next(filter(None, (self.why_fixed(name, r) for r in range(block[0], block[0] + block[2]))), "")
        if why:
            return self._refuse(why)
        if name == "X" and self._session.frame.samples.standardizer is not None:
            return self._refuse(
                translate(
                    "numbers",
                    "X is standardised: type its numbers one by one, or switch standardisation off first.",
                )
            )
        rows, columns = block[2:]
        try:
            given = read_matrix(text, (rows, columns)).array
        except ValueError as error:
            return self._refuse(f"{name}: {_lower(str(error))}")
        if given.shape != (rows, columns):
            room = (array.shape[0] - block[0], array.shape[1] - block[1])
            if given.shape == array.shape and (rows, columns) == (1, 1):
                block = (0, 0, *array.shape)
            elif (rows, columns) != (1, 1) or given.shape[0] > room[0] or given.shape[1] > room[1]:
                wanted = array.shape if (rows, columns) == (1, 1) else (rows, columns)
                return self._refuse(misfit(name, (wanted[0], wanted[1]), (given.shape[0], given.shape[1])))
            else:
                block = (block[0], block[1], *given.shape)
        return self._set_block(name, given, block)

    def _set_block(self, name: str, given: Array, block: Block) -> bool:
        top, left = block[:2]
        if name in ("X", "Y"):
            cells = {(top + r, left + c): float(v) for (r, c), v in np.ndenumerate(given)}
            return self._set_data(translate("numbers", "Paste {0}").format(name), name, cells, "")
        whole = self._session.full_frame.current(name).copy()
        whole[top : top + given.shape[0], left : left + given.shape[1]] = given
        symbol = text_symbol(name)
        return self._try(
            lambda: self._session.apply(
                matrix_edit(translate("numbers", "Paste {0}").format(symbol), name, Matrix(whole))
            )
        )

    # -- in common ---------------------------------------------------------------------------------

    def _selection(self, name: str, row: int, column: int) -> Selection:
        value = value_named(name)
        own = Selection.of_entry(value, row, column, 0)
        assert own is not None
        return own

    def _set_data(self, text: str, name: str, cells: batch.Cells, merge: str) -> bool:
        """Set cells of the table; training starts over from the weights it started from."""
        session = self._session
        before, position = session.experiment, session.position
        try:
            after = batch.set_cells(before, session.frame, name, cells)
            if after.data == batch.as_table(before):
                return True
            # What was set by hand before the first iteration belongs to the start; the rest to the old run.
            start = tuple(c for c in before.changes if c.parameter is not None and c.iteration == 0)
            after = after.effective_at(session.next_iteration).replace(changes=start)
        except (ExperimentError, ValueError) as error:
            return self._refuse(refusal(error))
        shown = session.frame.examples[min(column for _, column in cells)]
        self._remember(before.data, after.data)
        session.apply(Edit(text, after, "exact", merge))
        if not position.iteration and position.operation:
            session.seek(Position(0, position.operation))
        place = np.flatnonzero(session.frame.examples == shown)
        if place.size and position.iteration:
            # The first batch holds other examples; the one that was edited stays in view if it is there.
            session.set_example(int(place[0]))
        said = []
        if before.data.name is not None:
            said.append(translate("numbers", "The data are now a custom table."))
        if position.iteration:
            said.append(translate("numbers", "Training starts over with the changed data."))
        if said:
            session.message.emit(" ".join(said))
        return True

    def _remember(self, before: DataSpec, after: DataSpec) -> None:
        known = next((cells for data, cells in self._edited if data is before), frozenset())
        assert after.inputs is not None
        assert after.targets is not None
        table = before
        if before.inputs is None or before.inputs.shape != after.inputs.shape:
            table = batch.as_table(self._session.experiment)
        assert table.inputs is not None
        assert table.targets is not None
        pairs = (("inputs", table.inputs, after.inputs), ("targets", table.targets, after.targets))
        found = set(known)
        for field, old, new in pairs:
            places = np.argwhere(old.array != new.array)
            if field == "targets" and after.class_names is not None:
                outputs = self._session.frame.samples.outputs
                places = np.array([(r, k) for r, _ in places for k in range(outputs)]).reshape(-1, 2)
            found.update((field, int(r), int(c)) for r, c in places[:_MARKED])
        self._edited.append((after, frozenset(found)))

    def _try(self, edit: Callable[[], None]) -> bool:
        try:
            edit()
        except (ExperimentError, ValueError) as error:
            return self._refuse(refusal(error))
        return True

    def _refuse(self, why: str) -> bool:
        self._session.message.emit(why)
        return False


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
