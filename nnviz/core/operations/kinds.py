"""All kinds of operations by name. A new kind is one file, and its row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.network.operation import Operation
from nnviz.core.operations.accumulate import Accumulate
from nnviz.core.operations.activation import ActivationDelta, Elementwise
from nnviz.core.operations.affine import Affine, BiasGradient, InputGradient, WeightGradient
from nnviz.core.operations.copy import Copy, CopyBack
from nnviz.core.operations.fused import FusedDelta, FusedLoss
from nnviz.core.operations.gain import Gain, GainBack, GainGradient, ShiftGradient
from nnviz.core.operations.loss import LossGradient, LossOperation
from nnviz.core.operations.mask import Mask, MaskBack
from nnviz.core.operations.normalize import Normalize, NormalizeBack
from nnviz.core.operations.rule import OperationKind, OperationRule
from nnviz.core.operations.softmax import Softmax, SoftmaxDelta
from nnviz.core.operations.update import ParameterUpdate

_RULES: tuple[OperationRule, ...] = (
    Affine(), Copy(), Elementwise(), Softmax(), Mask(), Normalize(), Gain(), LossOperation(), FusedLoss(),
)  # fmt: skip
_BACKWARD: tuple[OperationKind, ...] = (
    WeightGradient(), BiasGradient(), InputGradient(), CopyBack(), ActivationDelta(), SoftmaxDelta(),
    MaskBack(), NormalizeBack(), GainGradient(), ShiftGradient(), GainBack(), LossGradient(),
    FusedDelta(), Accumulate(), ParameterUpdate(),
)  # fmt: skip

RULES: Mapping[str, OperationRule] = MappingProxyType({rule.name: rule for rule in _RULES})
"""The rules of forward operations."""
KINDS: Mapping[str, OperationKind] = MappingProxyType({kind.name: kind for kind in (*_RULES, *_BACKWARD)})
"""Every kind of operation."""


def kind_of(op: Operation) -> OperationKind:
    """Return the kind of an operation."""
    return KINDS[op.kind]
