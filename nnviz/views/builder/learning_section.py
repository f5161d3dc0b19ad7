"""Learning section of the Build panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.specs import MAX_BATCH
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.session import Session
from nnviz.views.builder.choices import WideChoice
from nnviz.views.builder.edit import ExperimentEdit, SettingEdit
from nnviz.views.builder.optimizer_rows import optimizer_rows
from nnviz.views.builder.rows import LARGEST_SEED, ChoiceRow, DiceRow, NumberRow
from nnviz.views.builder.section import BuilderSection


class LearningSection(BuilderSection):
    """Loss, batch, optimizer and its rate, penalties and the seed of the weights.

    The rate and the penalties are those in force at the current position.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.set_head(
            self.tr("Learning"),
            self.tr("more settings of learning"),
            self.tr("Output gradient, reduction, settings of the optimizer, L1"),
        )
        self._in_force = session.frame.experiment
        self._add_loss()
        self._add_optimizer()
        self._add_penalties()
        self.seed = self.add(
            DiceRow(
                self.tr("seed"),
                self.tr("seed of the weights"),
                ExperimentEdit(session, self.tr("Seed of the weights"), edits.resample_weights, "seed"),
                ExperimentEdit(session, self.tr("Reinitialize weights"), edits.resample_weights),
                lambda e: e.seed,
                self.tr("Determines the initial weights and the order of the examples"),
                self.tr("Reinitialize the weights; the examples stay the same"),
                integer=True,
                minimum=0,
                maximum=LARGEST_SEED,
            )
        )

    def show_frame(self, frame: Frame) -> None:
        """Show the rate and the penalties in force at the frame's position."""
        if frame.experiment is not self._in_force:
            before, self._in_force = self._in_force, frame.experiment
            now = (frame.experiment.optimizer.learning_rate, frame.experiment.regularization)
            if (before.optimizer.learning_rate, before.regularization) != now:
                for row in (self.rate, self.l1, self.l2):
                    row.sync(frame.experiment)

    def sync(self, e: Experiment) -> None:
        """Show `e`, silently; rate and penalties as they are at the current position."""
        self._in_force = self.session.frame.experiment
        super().sync(e)

    def arrange(self, e: Experiment) -> None:
        """Show what loss and optimizer of `e` have."""
        self.loss.field.setToolTip(f"{LOSSES[e.loss].title}: {LOSSES[e.loss].equation}")
        paired = LOSSES[e.loss].fused_with == e.layers[-1].activation
        self.gradient.setVisible(self.unfolded and paired)
        self.reduction.setVisible(self.unfolded)
        self.l1.setVisible(self.unfolded)
        for name, row in self.settings.items():
            row.setVisible(self.unfolded and name in OPTIMIZERS[e.optimizer.name].settings)

    def unusual(self, e: Experiment) -> list[str]:
        """Return what is folded away and not as usual."""
        words = [self.tr("fused")] if e.fused else []
        words += [self.tr("sum")] if e.reduction == "sum" else []
        usual = OPTIMIZERS[e.optimizer.name].settings
        words += [
            f"{self.settings[name].symbol} {value:.4g}"
            for name, value in e.optimizer.settings.items()
            if value != usual[name]
        ]
        penalty = self._in_force.regularization.l1
        return [*words, f"L1 {penalty:.3g}"] if penalty else words

    def _chosen(
        self,
        text: str,
        name: str,
        options: Sequence[tuple[str, str]],
        edit: ExperimentEdit,
        read: Callable[[Experiment], str],
        tooltip: str,
    ) -> ChoiceRow:
        return self.add(ChoiceRow(text, WideChoice(name, options), edit, read, tooltip))

    def _option(self, name: str, text: str, merge: str = "") -> ExperimentEdit:
        def make(e: Experiment, value: Any) -> Experiment:
            return edits.set_option(e, **{name: value})

        return ExperimentEdit(self.session, text, make, merge, asked=(name,))

    def _add_loss(self) -> None:
        self.loss = self._chosen(
            self.tr("loss"),
            self.tr("loss"),
            [(row.name, row.title) for row in LOSSES.values()],
            ExperimentEdit(self.session, self.tr("Loss"), edits.set_loss, asked=("loss",)),
            lambda e: e.loss,
            "",
        )
        self.gradient = self._chosen(
            self.tr("output gradient"),
            self.tr("output gradient"),
            [("chain_rule", self.tr("chain rule")), ("fused", self.tr("fused"))],
            self._option("output_gradient", self.tr("Output gradient")),
            lambda e: e.output_gradient,
            self.tr("Each factor of the chain rule separately, or loss and activation combined: δ = a − y"),
        )
        self.reduction = self._chosen(
            self.tr("over the batch"),
            self.tr("loss over the batch"),
            [("mean", self.tr("mean")), ("sum", self.tr("sum"))],
            self._option("reduction", self.tr("Reduction")),
            lambda e: e.reduction,
            self.tr("Whether the losses of a batch are averaged or summed"),
        )
        self.batch = self.add(
            NumberRow(
                self.tr("batch"),
                self.tr("batch size"),
                self._option("batch_size", self.tr("Batch size"), "batch"),
                lambda e: e.batch_size,
                self.tr("The number of examples per iteration, at most the whole training set"),
                integer=True,
                minimum=1,
                maximum=MAX_BATCH,
            )
        )

    def _add_optimizer(self) -> None:
        self.optimizer = self._chosen(
            self.tr("optimizer"),
            self.tr("optimizer"),
            [(row.name, row.title) for row in OPTIMIZERS.values()],
            ExperimentEdit(self.session, self.tr("Optimizer"), edits.set_optimizer),
            lambda e: e.optimizer.name,
            self.tr("The rule by which gradients change the parameters"),
        )
        self.settings = {name: self.add(row) for name, row in optimizer_rows(self.session).items()}
        self.rate = self.add(
            NumberRow(
                self.tr("rate η"),
                self.tr("learning rate η"),
                SettingEdit(self.session, "learning_rate"),
                lambda _: self._in_force.optimizer.learning_rate,
                self.tr("The step size of each iteration; a change takes effect from the current position"),
                scale=True,
                above=0.0,
                maximum=1e6,
            )
        )

    def _add_penalties(self) -> None:
        self.l1 = self.add(
            NumberRow(
                "L1",
                self.tr("L1 penalty"),
                SettingEdit(self.session, "l1"),
                lambda _: self._in_force.regularization.l1,
                self.tr(
                    "Adds λ₁|w| of every weight to the loss; a change takes effect from the current position"
                ),
                scale=True,
                minimum=0.0,
                maximum=1e6,
            )
        )
        self.l2 = self.add(
            NumberRow(
                "L2",
                self.tr("L2 penalty"),
                SettingEdit(self.session, "l2"),
                lambda _: self._in_force.regularization.l2,
                self.tr(
                    "Adds ½λ₂w² of every weight to the loss; a change takes effect from the current position"
                ),
                scale=True,
                minimum=0.0,
                maximum=1e6,
            )
        )
