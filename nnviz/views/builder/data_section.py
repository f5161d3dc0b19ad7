"""Data section of the Build panel."""

from __future__ import annotations

from typing import Any

from nnviz.core.data.datasets import DATASETS
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.specs import MAX_EXAMPLES
from nnviz.core.text.translate import plural
from nnviz.session import Session
from nnviz.views.builder.choices import GroupedChoice
from nnviz.views.builder.data_lines import DataLinks, FactLine, ScalingLines, TableLine
from nnviz.views.builder.edit import ExperimentEdit
from nnviz.views.builder.features import FeatureRow
from nnviz.views.builder.rows import LARGEST_SEED, CheckRow, ChoiceRow, DiceRow, NumberRow
from nnviz.views.builder.section import BuilderSection

OWN_TABLE = "custom table"


def _examples(e: Experiment) -> int:
    if e.data.name is None:
        return 0
    return DATASETS[e.data.name].examples.default if e.data.examples is None else e.data.examples


class DataSection(BuilderSection):
    """The set and its options, or the size of an custom table; features of two inputs; the test set size."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.set_head(
            self.tr("Data"),
            self.tr("more settings of the data"),
            self.tr("Seed, test set size, standardisation"),
        )
        self.choice = GroupedChoice(self.tr("data set"))
        self._offers_table: str | None = None
        self.set = self.add(
            ChoiceRow(
                self.tr("set"),
                self.choice,
                ExperimentEdit(session, self.tr("Data set"), edits.set_data),
                lambda e: e.data.name or OWN_TABLE,
            )
        )
        self.links = self.add(DataLinks())
        self.table = self.add(TableLine())
        self.left_out = self.add(FactLine(self.tr("left out"), self._left_out))
        self._add_options()
        self.features = self.add(FeatureRow(session))
        self._add_folded()

    def _option(self, name: str, text: str) -> ExperimentEdit:
        def make(e: Experiment, value: Any) -> Experiment:
            return edits.set_data_option(e, **{name: value})

        return ExperimentEdit(self.session, text, make, f"data {name}")

    def _add_options(self) -> None:
        self.classes = self.add(
            NumberRow(
                self.tr("classes"),
                self.tr("number of classes"),
                self._option("classes", self.tr("Number of classes")),
                lambda e: e.data.class_count or 2,
                self.tr("The number of classes; the output has one unit for each"),
                integer=True,
                minimum=2,
                maximum=10,
            )
        )
        self.examples = self.add(
            DiceRow(
                self.tr("examples"),
                self.tr("number of examples"),
                self._option("examples", self.tr("Number of examples")),
                ExperimentEdit(self.session, self.tr("Resample examples"), edits.resample_data),
                _examples,
                self.tr("The number of generated examples, training and test together"),
                self.tr("Sample other examples; the initial weights stay the same"),
                integer=True,
                minimum=1,
                maximum=MAX_EXAMPLES,
                step=10,
            )
        )
        self.noise = self.add(
            NumberRow(
                self.tr("noise"),
                self.tr("noise"),
                self._option("noise", self.tr("Noise")),
                lambda e: e.data.noise or 0.0,
                self.tr("Standard deviation of the noise as a fraction of that of the data, 0 to 1"),
                minimum=0.0,
                maximum=1.0,
                step=0.05,
                decimals=2,
            )
        )

    def _add_folded(self) -> None:
        self.seed = self.add(
            NumberRow(
                self.tr("seed"),
                self.tr("seed of the data"),
                ExperimentEdit(self.session, self.tr("Seed of the data"), edits.resample_data, "data seed"),
                lambda e: e.seed if e.data.seed is None else e.data.seed,
                self.tr("Determines which examples are sampled, and which of them are in the test set"),
                integer=True,
                minimum=0,
                maximum=LARGEST_SEED,
            )
        )

        def set_share(e: Experiment, percent: float) -> Experiment:
            # A share drawn random takes the place of examples that the table names.
            return edits.set_data_option(e, test_fraction=percent / 100, test_examples=None)

        def set_standardise(e: Experiment, on: bool) -> Experiment:
            return edits.set_option(e, standardize=on)

        self.test = self.add(
            NumberRow(
                self.tr("test set %"),
                self.tr("test set percentage"),
                ExperimentEdit(self.session, self.tr("Test set size"), set_share, "test set size"),
                lambda e: round(100 * e.data.fraction, 6),
                self.tr(
                    "Percentage of the data that is reserved for testing and never trained on, 0 to 90 %"
                ),
                minimum=0,
                maximum=90,
                step=10,
            )
        )
        self.standardise = self.add(
            CheckRow(
                self.tr("standardise"),
                ExperimentEdit(self.session, self.tr("Standardise"), set_standardise),
                lambda e: e.standardize,
                self.tr("Shift and scale every feature to mean 0 and standard deviation 1"),
            )
        )

        self.scaling = self.add(ScalingLines())

    def _left_out(self, e: Experiment) -> tuple[str, str]:
        lines = e.data.left_out or ()
        if not lines:
            return "", ""
        words = plural.tr("%n row(s)", "", len(lines))
        listed = ", ".join(str(line) for line in lines[:20]) + (" …" if len(lines) > 20 else "")
        return words, self.tr("Lines of the file that had faulty cells: {0}").format(listed)

    def arrange(self, e: Experiment) -> None:
        """Show the options that the data of `e` take."""
        row = DATASETS[e.data.name] if e.data.name is not None else None
        self._offer((e.data.source or self.tr("custom table")) if row is None else "")
        self.choice.setToolTip(row.about if row is not None else self.tr("A table in the file itself"))
        if row is not None:
            self.examples.field.set_range(max(row.examples.low, e.data.class_count or 1), row.examples.high)
        self.table.setVisible(row is None)
        self.classes.setVisible(row is not None and row.classes is not None)
        self.examples.setVisible(row is not None)
        self.noise.setVisible(row is not None)
        self.features.setVisible(e.data.raw_inputs == 2)
        self.seed.setVisible(self.unfolded and (row is not None or e.data.fraction > 0))
        self.test.setVisible(self.unfolded)
        self.standardise.setVisible(self.unfolded)
        self.scaling.setVisible(self.unfolded and e.standardize)

    def unusual(self, e: Experiment) -> list[str]:
        """Return what is folded away and not as usual."""
        words = []
        if e.data.fraction != (0.5 if e.data.name is not None else 0.0):
            words.append(self.tr("test {0} %").format(f"{100 * e.data.fraction:.3g}"))
        return [*words, self.tr("standardised")] if e.standardize else words

    def _offer(self, table: str) -> None:
        """Offer the sets, and the own `table` by its name only while it is what there is."""
        if table == self._offers_table:
            return
        self._offers_table = table
        kinds = {
            "binary": self.tr("Two classes"),
            "multiclass": self.tr("Several classes"),
            "regression": self.tr("Numbers"),
        }
        groups = [
            (title, [(row.name, row.title) for row in DATASETS.values() if row.kind == kind])
            for kind, title in kinds.items()
        ]
        self.choice.set_groups([("", [(OWN_TABLE, table)]), *groups] if table else groups)
        for row in DATASETS.values():
            self.choice.explain(row.name, row.about)
