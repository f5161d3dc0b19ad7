"""A run as a program in plain NumPy: the operations, one line each, as they stand on screen."""

from __future__ import annotations

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.export import listing
from nnviz.core.network.operation import PHASES, Operation
from nnviz.core.run.trainer import Trainer


def numpy_script(e: Experiment, title: str = "an experiment") -> str:
    """Return a program that reproduces the numbers of the run of `e`.

    It needs nothing but NumPy. ``python FILE.py [ITERATIONS] [--json]`` prints losses and final parameters.
    """
    trainer = Trainer(e)
    p = trainer.parameters
    names = [*p.named(p.flat)]
    settings = {"learning_rate": e.optimizer.learning_rate, **e.optimizer.settings}
    # A shift may be called beta1, as a setting of Adam is; the lines then have the settings as numbers.
    settings = {name: value for name, value in settings.items() if name not in names}
    state = [f"{vector}{name}" for vector in p.vectors for name in names]
    counts = any("t" in op.reads for op in trainer.operations)
    parts = [
        *listing.beginning(
            trainer,
            f"Trains {listing.plain(title)}, operation by operation; written by nnviz, needs only NumPy.",
        ),
        *(f"{name} = {value!r}" for name, value in settings.items()),
        *(f"{name} = np.zeros_like({name[1:]})" for name in state),
        "",
        listing.order(trainer),
        listing.masks(trainer),
        "",
        listing.ARGUMENTS,
        "losses = []",
        "for iteration in range(iterations):",
        *(["    t = iteration + 1"] if counts else []),
        listing.changes(e, "learning_rate = {value}", "{name}[{unit}, {source}] = {value}")
        + "    columns = batch(iteration)",
        "    X, Y = X_train[:, columns], Y_train[:, columns]",
        *(f"    mask{n} = mask({n}, iteration, X.shape[1])" for n in trainer.masks.rates),
        listing.by_recipe([(start, _block(recipe)) for start, recipe in listing.recipes(e)])
        + "    losses.append(float(C))",
        *(f"    {name} = {name}_next" for name in (*names, *state)),
        "",
        f"final = {{name: values.tolist() for name, values in {_pairs(names)}}}",
        listing.PRINTING,
    ]
    return "\n".join(parts).replace("\n\n\n\n", "\n\n\n")


def _block(recipe: Experiment) -> str:
    """Return the operations of an iteration as lines of a loop."""
    operations = Trainer(recipe).operations
    lines = []
    for phase in PHASES:
        lines.append(f"    # {phase}")
        lines += [line for op in operations if op.phase == phase for line in _lines(op)]
    return "\n".join(lines) + "\n"


def _lines(op: Operation) -> list[str]:
    return [f"    {line.strip()}" for line in op.numpy.split("; ")]


def _pairs(names: list[str]) -> str:
    return "[" + ", ".join(f'("{name}", {name})' for name in names) + "]"
