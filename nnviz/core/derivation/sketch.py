"""The network of a text as far as it is known: layers, loss and names."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.core.derivation.notation.written import WrittenFormula
from nnviz.core.derivation.patterns import LossFound
from nnviz.core.judge.convention import Convention

TARGETS = (
    "t",
    "y",
    "Y",
    "T",
    "d",
    "target",
    "targets",
    "labels",
    "y_true",
    "label",
    "ytrue",
    "yt",
    "y_train",
    "t_n",
)
INPUTS = ("x", "X", "input", "inputs", "data", "X_train", "x_train", "l0", "layer_0", "A0", "a0")
LAYERED = ("W", "b", "z", "a")


@dataclass
class LayerSketch:
    """One layer as the text names it; empty keys where it names nothing, `vector` if it has one unit."""

    activation: str
    z: str = ""
    a: str = ""
    weights: str = ""
    bias: str = ""
    weighted: bool = True
    vector: bool = False


@dataclass
class Role:
    """What a symbol stands for, and where that comes from; `turned` if it is the transpose of the value."""

    name: str
    origin: str
    turned: bool = False


@dataclass
class Sketch:
    """The network of a text.

    Attributes
    ----------
    layers
        As they are defined.
    generic
        Whether one definition stands for every layer, as in ``z^l = w^l a^{l-1} + b^l``.
    roles
        Key of a symbol → what it stands for.
    loss
        How the loss was recognized, None without one.
    loss_key, target
        The symbols of the loss and of the targets.
    convention
        As the definitions show it.
    decided
        Whether a definition shows how matrices are laid out.
    decided_by_code
        Whether that definition is a line of a program.
    outputs
        Units of the last layer.
    penalized
        Whether λ stands anywhere in the text.
    penalty
        The form of the penalty in the stated loss, as `Convention.penalty` has it; empty without one.
    loss_of_data
        The symbol of the loss without its penalty, such as ``C_0``, where the text does not say what that is.
    """

    layers: list[LayerSketch] = field(default_factory=list)
    generic: bool = False
    roles: dict[str, Role] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    loss: LossFound | None = None
    loss_key: str = ""
    target: str = ""
    convention: Convention = field(default_factory=Convention)
    decided: bool = False
    decided_by_code: bool = False
    example_letters: frozenset[str] = frozenset({"n"})
    target_letter: str = ""
    learning_rate: float | None = None
    unknown_loss: int = 0
    defining: set[str] = field(default_factory=set)
    aliases: dict[str, Role] = field(default_factory=dict)
    outputs: int = 3
    penalized: bool = False
    penalty: str = ""
    loss_of_data: str = ""

    @property
    def defined(self) -> bool:
        """Whether the text defines a network."""
        return bool(self.layers)


@dataclass(frozen=True)
class Defined:
    """A formula with its line and source."""

    formula: WrittenFormula
    line: int
    source: str
    code: bool = False


def final_keys(sketch: Sketch) -> set[str]:
    """Return the symbols that stand for the outputs of the network."""
    last = {f"a{len(sketch.layers)}", "a*"}
    if sketch.layers and sketch.layers[-1].activation == "identity":
        last.add(f"z{len(sketch.layers)}")
    both = {**sketch.aliases, **sketch.roles}
    return {key for key, role in both.items() if role.name in last}
