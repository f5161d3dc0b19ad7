"""The experiments of a lesson: built-in, in a file beside it, or written in it, whole or as changes."""

from __future__ import annotations

import re
from pathlib import Path

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.network.operation import Operation
from nnviz.core.operations.program import Program
from nnviz.core.text.translate import translate

MAX_EXPERIMENTS = 20
_GIVEN = re.compile(r"([a-z0-9][a-z0-9-]{0,40})(?:\s+from\s+(\S{1,60}))?")


class Networks:
    """Finds the experiments that a lesson names.

    Parameters
    ----------
    source
        The lesson.
    folder
        Where it lies, None if it is no file.

    Attributes
    ----------
    folder : Path or None
        The same.
    """

    def __init__(self, source: LessonSource, folder: Path | None) -> None:
        self._source, self.folder = source, folder
        self._written: dict[str, Experiment] = {}
        self._operations: dict[Experiment, tuple[Operation, ...]] = {}

    def write(self, piece: Piece) -> None:
        """Take in ``<!-- experiment NAME: {…} -->`` or ``<!-- experiment NAME from OTHER: {…} -->``.

        The fields of the second kind take the place of the other's.
        """
        found = _GIVEN.fullmatch(piece.extra)
        if found is None:
            raise self._source.error(
                piece.line,
                "experiment",
                translate(
                    "lessons",
                    "expected <!-- experiment NAME: {{…}} --> or <!-- experiment NAME from OTHER: {{…}} "
                    "-->, the name of small letters, digits and hyphens, not {extra}",
                ).format(extra=cited(piece.extra)),
            )
        name, other = found.groups()
        if name in self._written:
            raise self._source.error(
                piece.line,
                f"experiment {name}",
                translate("lessons", "this name is given twice"),
            )
        if len(self._written) >= MAX_EXPERIMENTS:
            raise self._source.error(
                piece.line,
                f"experiment {name}",
                translate("lessons", "at most {max_experiments} experiments are allowed").format(
                    max_experiments=MAX_EXPERIMENTS
                ),
            )
        base = {} if other is None else self.find(other, piece.line, f"experiment {name}").to_dict()
        try:
            # The empty lines make the numbers of lines in its errors those of the lesson.
            fields = files.load("\n" * (piece.line - 1) + piece.text)
            self._written[name] = Experiment.from_dict({**base, **fields})
        except ExperimentError as error:
            raise self._source.error(piece.line, f"experiment {name}", str(error)) from None

    def find(self, name: str, line: int, field: str) -> Experiment:
        """Return the experiment of a name; `line` and `field` are for the error."""
        if name in self._written:
            return self._written[name]
        built_in = files.examples()
        try:
            if name in built_in:
                return files.read(built_in[name])
            if name.endswith(files.SUFFIX) and Path(name).name == name and self.folder is not None:
                return files.read(self.folder / name)
        except ExperimentError as error:
            raise self._source.error(line, field, str(error)) from None
        known = ", ".join([*self._written, *built_in])
        raise self._source.error(
            line,
            field,
            translate(
                "lessons",
                "{name} is not known; choose one of {known}, or name a file beside the lesson that "
                "ends in {suffix}",
            ).format(name=cited(name), known=known, suffix=files.SUFFIX),
        )

    def operations(self, e: Experiment) -> tuple[Operation, ...]:
        """Return the operations of an iteration of `e`."""
        if e not in self._operations:
            recipe = e.effective_at(0)
            self._operations[e] = Program(recipe, Parameters(recipe), 1).operations
        return self._operations[e]

    def known(self, e: Experiment, operation: int) -> tuple[str, ...]:
        """Return the names of the values known after a number of operations of `e`."""
        operations = self.operations(e)
        written = {name for op in operations for name in op.writes}
        given = [name for op in operations for name in op.reads if name not in written]
        done = [name for op in operations[:operation] for name in op.writes]
        return tuple(dict.fromkeys([*given, *done]))

    @staticmethod
    def batch(e: Experiment) -> int:
        """Return the number of examples in a batch of `e`."""
        return min(e.batch_size, len(samples(e).raw_train))
