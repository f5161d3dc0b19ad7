"""Parts that exported programs share: arrays as text, the order of the examples, changes during the run."""

from __future__ import annotations

import base64
import re
import textwrap
import zlib

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.run.masks import STREAM, given_masks, masks_together
from nnviz.core.run.trainer import Trainer, drawn_together

_READABLE = 6_000
"""Numbers of an array that is written out; larger ones are packed."""
WIDTH = 100


def plain(title: str) -> str:
    """Return a title as it may stand in a program: nothing in it can end the text it stands in."""
    return re.sub(r"[^\w .,()-]", "", title)[:80].strip() or "an experiment"


def array(name: str, values: Array) -> str:
    """Return a statement that makes `name` the array `values`, exact to the last bit."""
    if values.size <= _READABLE:
        rows = ",\n".join(_row(row) for row in values.tolist())
        return f"{name} = np.array([\n{rows},\n])"
    packed = base64.b64encode(zlib.compress(np.ascontiguousarray(values, "<f8").tobytes(), 9)).decode()
    lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(packed, WIDTH - 6))
    return f"{name} = unpack({values.shape}, (\n{lines}\n))"


def _row(row: list[float]) -> str:
    text = "[" + ", ".join(repr(value) for value in row) + "]"
    return textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="     ")


UNPACK = '''
def unpack(shape, text):
    """Return an array that was packed as text: base64 of zlib of 64-bit numbers."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), "<f8").reshape(shape).copy()
'''


def is_packed(*arrays: Array) -> bool:
    """Return whether one of the arrays is too large to be written out."""
    return any(values.size > _READABLE for values in arrays)


def beginning(trainer: Trainer, says: str, *imports: str) -> list[str]:
    """Return the lines a program begins with: what it is, what it imports, data and parameters.

    Parameters
    ----------
    trainer
        At the start of the run.
    says
        The first sentence of its docstring.
    imports
        Lines that import more than NumPy.
    """
    s, p = trainer.samples, trainer.parameters
    inputs, targets, named = s.train[: s.features], s.train[s.features + 1 :], p.named(p.flat)
    packed = is_packed(inputs, targets, *named.values())
    modules = ["json", "sys"] + (["base64", "zlib"] if packed else [])
    return [
        f'"""{says}',
        "",
        "python THIS_FILE.py [ITERATIONS] [--json]",
        '"""',
        "",
        *(f"import {module}" for module in sorted(modules)),
        "",
        "import numpy as np",
        *imports,
        UNPACK if packed else "",
        "# The training set: one column per example, features as the network sees them.",
        array("X_train", inputs),
        array("Y_train", targets),
        "",
        "# Weights (units, sources) and biases (units, 1) at the start.",
        *(array(name, values) for name, values in named.items()),
        "",
    ]


def order(trainer: Trainer) -> str:
    """Return the function ``batch(iteration)``: which columns of the training set an iteration sees."""
    count = trainer.samples.train.shape[1]
    if trainer.batches_per_epoch == 1:
        return '''
def batch(iteration):
    """Return the columns of the training set in the batch: all of them."""
    return slice(None)
'''
    together = drawn_together(count)
    return f'''
ORDERS = {{}}


def batch(iteration):
    """Return the columns of the training set in the batch of an iteration."""
    epoch, number = divmod(iteration, {trainer.batches_per_epoch})
    block, row = divmod(epoch, {together})  # the orders of {together} epochs are drawn together
    if block not in ORDERS:
        ORDERS.clear()
        generator = np.random.default_rng(({trainer.experiment.seed}, 2, block))
        ORDERS[block] = generator.permuted(np.tile(np.arange({count}), ({together}, 1)), axis=1)
    return ORDERS[block][row][number * {trainer.batch} : (number + 1) * {trainer.batch}]
'''


def masks(trainer: Trainer) -> str:
    """Return the function ``mask(layer, iteration, count)``, for networks that have random masks.

    It gives the mask ``(units, count)`` of a dropout layer in an iteration.
    """
    rates = trainer.masks.rates
    if not rates:
        return ""
    e, batch = trainer.experiment, trainer.batch
    rows = "".join(
        f"    {n}: ({e.widths[n]}, {rate!r}, {masks_together(e.widths[n], batch)}),\n"
        for n, rate in rates.items()
    )
    given = given_masks(e, batch)
    first = "".join(f"    {n}: np.array({array.tolist()!r}),\n" for n, array in given.items())
    written = f"# Masks of the first iteration, as they were given.\nFIRST = {{\n{first}}}\n" if given else ""
    taken = (
        "    if iteration == 0 and layer in FIRST:\n        return FIRST[layer][:, :count]\n" if given else ""
    )
    return f'''
{written}\
# Layer: its units, the share of them that is switched off, of how many iterations masks are drawn together.
DROPOUT = {{
{rows}}}
MASKS = {{}}


def mask(layer, iteration, count):
    """Return the mask of a layer in an iteration: 0 or 1 / (1 - rate), a column for each example."""
{taken}    units, rate, together = DROPOUT[layer]
    block, row = divmod(iteration, together)
    if MASKS.get(layer, (None, None))[0] != block:
        generator = np.random.default_rng(({e.seed}, {STREAM}, layer, block))
        MASKS[layer] = block, (generator.random((together, units, {batch})) >= rate) / (1.0 - rate)
    return MASKS[layer][1][row, :, :count]
'''


def changes(e: Experiment, settings: str, parameter: str, matrix: str = "{value}") -> str:
    """Return statements, indented for a loop over `iteration`, that make the changes of the run.

    Parameters
    ----------
    e
        The experiment.
    settings, parameter
        How a changed learning rate, and how a changed weight or bias is written: formats with the fields
        ``value``, and ``name``, ``unit``, ``source``.
    matrix
        How rows of numbers become what a whole matrix is set to: a format with the field ``value``.
    """
    lines = []
    for change in sorted(e.changes, key=lambda c: c.iteration):
        if change.set == "learning_rate":
            done = settings.format(value=repr(change.value))
        elif change.values is not None:
            rows = ",\n".join(_row(row) for row in change.values.array.tolist())
            value = matrix.format(value=f"[\n{rows},\n]")
            done = parameter.format(name=change.parameter, unit="...", source=":", value=value)
        elif change.parameter is not None:
            done = parameter.format(
                name=change.parameter, unit=change.unit, source=change.source or 0, value=repr(change.value)
            )
        else:
            continue
        lines.append(f"    if iteration == {change.iteration}:\n        {done}")
    return "\n".join(lines) + ("\n" if lines else "")


def recipes(e: Experiment) -> list[tuple[int, Experiment]]:
    """Return the recipes of a run with the iteration from which each is in force.

    Only those that a program must tell apart: another learning rate is but another number.
    """
    found: list[tuple[int, Experiment]] = []
    for iteration in sorted({0, *(c.iteration for c in e.changes if c.set in ("l1", "l2"))}):
        recipe = e.effective_at(iteration)
        if not found or recipe.regularization != found[-1][1].regularization:
            found.append((iteration, recipe))
    return found


def by_recipe(blocks: list[tuple[int, str]]) -> str:
    """Return the blocks of a loop over `iteration`, each for the iterations of its recipe."""
    if len(blocks) == 1:
        return blocks[0][1]
    text = ""
    for k, (_, block) in enumerate(blocks):
        last = k == len(blocks) - 1
        head = "else" if last else f"{'el' if k else ''}if iteration < {blocks[k + 1][0]}"
        text += f"    {head}:\n{textwrap.indent(block, '    ')}"
    return text


PRINTING = """
if "--json" in sys.argv:
    print(json.dumps({"losses": losses, "parameters": final}))
else:
    for iteration in range(0, len(losses), max(1, len(losses) // 20)):
        print(f"iteration {iteration:6}  loss {losses[iteration]:.6g}")
    for name, values in final.items():
        print(name, "=", np.array(values))
"""

ARGUMENTS = """numbers = [word for word in sys.argv[1:] if word.isdecimal()]
iterations = int(numbers[0]) if numbers else 100
"""
