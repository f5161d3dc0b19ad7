"""nnviz: a debugger for backpropagation.

The public names are listed in the manual's Python page. Each is loaded when it is asked for, so that
``import nnviz`` takes no time; Qt is loaded when a window is asked for and not before.
"""

from importlib import import_module as _import_module
from typing import Any as _Any

__version__ = "0.1.0"
_DISTRIBUTION = "nnviz-backprop"

MODULES = {
    "DerivationVerdict": "nnviz.api.claims",
    "ImplementationVerdict": "nnviz.core.judge.implementation",
    "Experiment": "nnviz.core.experiment.experiment",
    "ExperimentError": "nnviz.core.experiment.record",
    "Frame": "nnviz.api.frames",
    "Operation": "nnviz.api.frames",
    "Run": "nnviz.api.runs",
    "Verdict": "nnviz.core.judge.verdict",
    "check": "nnviz.api.gradients",
    "compare": "nnviz.api.networks",
    "diagnose": "nnviz.api.implementations",
    "diagnose_function": "nnviz.api.implementations",
    "example": "nnviz.api.experiments",
    "examples": "nnviz.api.experiments",
    "experiment": "nnviz.api.experiments",
    "from_keras": "nnviz.api.networks",
    "from_sklearn": "nnviz.api.networks",
    "from_torch": "nnviz.api.networks",
    "gradients": "nnviz.api.gradients",
    "judge": "nnviz.api.claims",
    "judge_derivation": "nnviz.api.claims",
    "load": "nnviz.api.experiments",
    "load_step": "nnviz.api.networks",
    "open": "nnviz.api.window",
    "quiz": "nnviz.api.questions",
    "run": "nnviz.api.runs",
    "save": "nnviz.api.experiments",
    "state_dict": "nnviz.api.networks",
    "sweep": "nnviz.api.sweeps",
}
"""Public name → the module that has it."""

__all__ = ["__version__", *MODULES]


def __getattr__(name: str) -> _Any:
    if name not in MODULES:
        raise AttributeError(f"module 'nnviz' has no attribute {name!r}")
    value = getattr(_import_module(MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
