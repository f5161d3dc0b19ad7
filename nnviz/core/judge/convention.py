"""Conventions of a text: how it lays out its matrices, and which factors its gradients hold.

Two derivations of one gradient may differ in every line and both be right, because one keeps examples in
rows, or divides by the number of examples at another place. A `Convention` says how a text does it. The
program has one of its own, which is the default of every field.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from nnviz.core.equations.symbols import PER_EXAMPLE, parts
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

EXAMPLES = ("columns", "rows")
WEIGHTS = ("outputs_by_inputs", "inputs_by_outputs")
MEAN_AT = ("delta", "weights")
PENALTY = ("half", "whole", "half_over_m", "whole_over_m")
MOMENTUM = ("gradient", "average", "step")
ERROR = ("output_minus_target", "target_minus_output")

_ALLOWED = {
    "examples": EXAMPLES, "weights": WEIGHTS, "mean_at": MEAN_AT, "penalty": PENALTY, "momentum": MOMENTUM,
    "error": ERROR,
}  # fmt: skip
_CONDITIONS = {
    ("examples", "columns"): QT_TRANSLATE_NOOP("judge", "examples are columns"),
    ("examples", "rows"): QT_TRANSLATE_NOOP("judge", "examples are rows"),
    ("weights", "outputs_by_inputs"): QT_TRANSLATE_NOOP("judge", "W is outputs × inputs"),
    ("weights", "inputs_by_outputs"): QT_TRANSLATE_NOOP("judge", "W is inputs × outputs"),
    ("mean_at", "delta"): QT_TRANSLATE_NOOP("judge", "the 1/m is in dZ"),
    ("mean_at", "weights"): QT_TRANSLATE_NOOP("judge", "the 1/m is in dW"),
    ("penalty", "half"): QT_TRANSLATE_NOOP("judge", "the penalty is ½ λ ΣW²"),
    ("penalty", "whole"): QT_TRANSLATE_NOOP("judge", "the penalty is λ ΣW²"),
    ("penalty", "half_over_m"): QT_TRANSLATE_NOOP("judge", "the penalty is λ/(2m) ΣW²"),
    ("penalty", "whole_over_m"): QT_TRANSLATE_NOOP("judge", "the penalty is λ/m ΣW²"),
    ("momentum", "gradient"): QT_TRANSLATE_NOOP("judge", "momentum is v ← βv + g"),
    ("momentum", "average"): QT_TRANSLATE_NOOP("judge", "momentum is v ← βv + (1−β)g"),
    ("momentum", "step"): QT_TRANSLATE_NOOP("judge", "momentum is v ← βv − ηg and W ← W + v"),
    ("error", "output_minus_target"): QT_TRANSLATE_NOOP("judge", "the error is output − target"),
    ("error", "target_minus_output"): QT_TRANSLATE_NOOP(
        "judge", "the error is target − output, added with +="
    ),
}
_READ = {
    ("examples", "columns"): QT_TRANSLATE_NOOP("judge", "examples in columns"),
    ("examples", "rows"): QT_TRANSLATE_NOOP("judge", "examples in rows"),
    ("weights", "outputs_by_inputs"): QT_TRANSLATE_NOOP("judge", "W as outputs × inputs"),
    ("weights", "inputs_by_outputs"): QT_TRANSLATE_NOOP("judge", "W as inputs × outputs"),
    ("mean_at", "delta"): QT_TRANSLATE_NOOP("judge", "1/m in dZ"),
    ("mean_at", "weights"): QT_TRANSLATE_NOOP("judge", "1/m in dW"),
    ("penalty", "half"): "penalty ½ λ ΣW²",
    ("penalty", "whole"): "penalty λ ΣW²",
    ("penalty", "half_over_m"): "penalty λ/(2m) ΣW²",
    ("penalty", "whole_over_m"): "penalty λ/m ΣW²",
    ("momentum", "gradient"): QT_TRANSLATE_NOOP("judge", "momentum v ← βv + g"),
    ("momentum", "average"): QT_TRANSLATE_NOOP("judge", "momentum v ← βv + (1−β)g"),
    ("momentum", "step"): QT_TRANSLATE_NOOP("judge", "momentum v ← βv − ηg"),
    ("error", "output_minus_target"): QT_TRANSLATE_NOOP("judge", "error as output − target"),
    ("error", "target_minus_output"): QT_TRANSLATE_NOOP("judge", "error as target − output"),
}


@dataclass(frozen=True)
class Convention:
    """How a text lays out matrices and where it puts factors; the defaults are the program's own.

    All names of values keep their meaning: ``dz2`` is ∂C/∂z² in every convention. What changes is how its
    array is laid out, and by which factor it differs from the program's. Under
    ``Convention(examples="rows", weights="inputs_by_outputs", mean_at="weights")`` the claims ::

        dz2 = a2 - Y            dW2 = a1.T @ dz2 / m            db2 = sum(dz2, 0) / m

    are right for softmax with cross-entropy and the mean over the batch, since ``a2`` is (batch, units),
    ``W2`` is (inputs, outputs), ``b2`` is (1, units) and ``dz2`` is m times the program's. Axes count in the
    text's own layout: ``sum(x, 0)`` adds up rows. In index form the indices stand as the text's matrices
    have them: ``X[n, i]``, ``W2[i, j]``; one index of a value per example, ``a2[j]``, is its unit.

    Attributes
    ----------
    examples
        ``"columns"``: X is (features, batch), b is (units, 1). ``"rows"``: X is (batch, features), b is
        (1, units), as NumPy courses and all libraries have it.
    weights
        ``"outputs_by_inputs"``: ``z = W @ a + b``. ``"inputs_by_outputs"``: ``z = a @ W + b`` in rows, or
        ``z = W.T @ a + b`` in columns. The same for dW and the optimizer's state of W.
    mean_at
        Where the 1/m of a mean over the batch stands. ``"delta"``: in da and dz already, which are ∂C/∂a and
        ∂C/∂z of the loss of the batch. ``"weights"``: in dW and db alone; da and dz are those of the loss of
        one example. Without meaning for a sum over the batch.
    penalty
        What λ₂ (``lambda2``) multiplies: ``"half"`` ½ λ ΣW² (gradient λW), ``"whole"`` λ ΣW² (2λW), and
        both divided by the number of examples: ``"half_over_m"`` λ/(2m) ΣW², ``"whole_over_m"`` λ/m ΣW². The
        strength of the penalty stays the experiment's, so λ is the number that gives it in that form.
        λ₁ changes with "over_m" alone.
    momentum
        What the velocity v of momentum and Nesterov is: ``"gradient"`` v ← βv + g, W ← W − ηv;
        ``"average"`` v ← βv + (1−β)g, W ← W − ηv with the η that gives the same steps, η/(1−β);
        ``"step"`` v ← βv − ηg, W ← W + v.
    error
        ``"output_minus_target"``: da, dz, dW, db are derivatives of C. ``"target_minus_output"``: all of them
        have the other sign, as where ``error = y - output`` and weights are changed with ``+=``.

    Raises
    ------
    ValueError
        On construction, naming the field and what is allowed.
    """

    examples: str = "columns"
    weights: str = "outputs_by_inputs"
    mean_at: str = "delta"
    penalty: str = "half"
    momentum: str = "gradient"
    error: str = "output_minus_target"

    def __post_init__(self) -> None:
        for field, allowed in _ALLOWED.items():
            value = getattr(self, field)
            if value not in allowed:
                raise ValueError(
                    f"{field}: "
                    + translate("judge", "expected one of {allowed}, not {value}").format(
                        allowed=", ".join(allowed), value=f"{value!r:.40}"
                    )
                )

    @property
    def sentence(self) -> str:
        """How a text is read: the layout always, what else differs from the program after it."""
        told = ["examples", "weights"]
        told += [f.name for f in fields(self) if f.name not in told and getattr(self, f.name) != f.default]
        return translate("judge", "Read with {told}.").format(
            told=", ".join(translate("judge", _READ[name, getattr(self, name)]) for name in told)
        )

    def condition(self, other: Convention) -> str:
        """Return what must hold beside this convention for a line that is right under `other`.

        Such as "examples are rows and the 1/m is in dW"; empty where both are the same.
        """
        differs = [f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name)]
        return " and ".join(_CONDITIONS[name, getattr(other, name)] for name in differs)

    def turned(self, name: str) -> bool:
        """Return whether the text's matrix of a value is the transpose of the program's."""
        kind, of, _, _ = parts(name)
        what = of or kind.removeprefix("d")
        if what == "W":
            return self.weights == "inputs_by_outputs"
        return self.examples == "rows" and (kind in PER_EXAMPLE or what in ("b", "X"))

    def scale(self, name: str, e: Experiment) -> PenaltyScale:
        """Return by what the text's value differs from the program's, apart from its layout."""
        penalties = {
            "half": PenaltyScale(), "whole": PenaltyScale(number=0.5), "half_over_m": PenaltyScale(batch=1),
            "whole_over_m": PenaltyScale(batch=1, number=0.5),
        }  # fmt: skip
        if name == "lambda2":
            return penalties[self.penalty]
        if name == "lambda1":
            return PenaltyScale(batch=penalties[self.penalty].batch)
        beta = e.optimizer.settings.get("momentum")
        if name == "eta" and beta is not None and self.momentum == "average":
            return PenaltyScale(number=1 / (1 - beta))
        if name in _NUMBERS:
            return PenaltyScale()
        kind, of, _, _ = parts(name)
        if of and kind == "v" and beta is not None:
            eta = e.optimizer.learning_rate
            return PenaltyScale(number={"gradient": 1.0, "average": 1 - beta, "step": -eta}[self.momentum])
        if not kind.startswith("d"):
            return PenaltyScale()
        batch = kind in ("da", "dz", "dX") and self.mean_at == "weights" and e.reduction == "mean"
        return PenaltyScale(batch=int(batch), number=-1.0 if self.error == "target_minus_output" else 1.0)


_NUMBERS = ("m", "K", "n", "C", "t", "eta")


@dataclass(frozen=True)
class PenaltyScale:
    """A factor ``number · m**batch``, m the number of examples in the batch."""

    batch: int = 0
    number: float = 1.0

    def __mul__(self, other: PenaltyScale) -> PenaltyScale:
        return PenaltyScale(self.batch + other.batch, self.number * other.number)

    @property
    def inverse(self) -> PenaltyScale:
        """The factor that undoes it."""
        return PenaltyScale(-self.batch, 1 / self.number)

    def value(self, examples: float) -> float:
        """Return the factor for a batch of so many examples."""
        return float(self.number * examples**self.batch)


PROGRAM = Convention()
"""The convention of the program, its screen and its exports."""
