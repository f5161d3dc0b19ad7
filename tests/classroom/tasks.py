"""The twelve tasks of a class, each from a window on an example to what is to be seen, by clicks and keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.classroom.person import Click, Copy, Press, See, Step, Type

LATE = "xor at iteration 99"
"""XOR after 99 iterations, at the last operation."""


@dataclass(frozen=True)
class Task:
    """A task, the actions it took before there were stage, palette, go to and text lines, and its steps.

    Attributes
    ----------
    most
        Actions it may take now.
    example
        What is open at its beginning: a built-in example, or `LATE`.
    guess
        Steps that do it with predict and reveal, from the same beginning; empty where nothing is predicted.
    """

    name: str
    before: int
    most: int
    steps: tuple[Step, ...]
    example: str = "xor"
    guess: tuple[Step, ...] = ()


def tasks(folder: Path) -> tuple[Task, ...]:
    """Return all tasks; files are written in `folder`."""
    # fmt: off
    sheet, moment = str(folder / "sheet.pdf"), str(folder / "moment.nnviz")
    until = (Press("Ctrl+U"), Click("iteration", "ComboBox"))
    softmax = (
        Press("Ctrl+K"),
        Type("blobs"),
        See("2-8-8-3"),
        Click("9. "),
        Click("unit 1 of layer 3"),
        See("Jacobian of softmax"),
    )
    infinite = (
        Press("T"),
        Type("1-6-1 relu identity, SGD, lr 10"),
        *until,
        Click("a number becomes NaN or infinite"),
        Press("Return"),
        See("∞"),
    )
    beside = (Press("C"), Type("mean squared"), See("(?s)binary cross-entropy.*mean squared error"))
    dying = (
        Press("T"),
        Type("2-3-1 relu sigmoid, lr 20"),
        *until,
        Click("a ReLU dies"),
        Press("Return"),
        See("dead"),
    )
    deep = (Press("T"), Type("2-4-4-4-4-4-4-1 sigmoid"), See("unit 1 of layer 7"))
    points = (
        Press("Ctrl+D"),
        Click("New data and more"),
        Click("Empty plane: two inputs, classes"),
        Click("Drawing plane", at=(0.3, 0.3)),
        Click("Drawing plane", at=(0.3, 0.6)),
        Press("2"),
        Click("Drawing plane", at=(0.7, 0.5)),
        See("3 training"),
    )
    mazur = (
        Copy("x1\tx2\ty1\ty2\n0.05\t0.10\t0.01\t0.99\n"),
        Press("Ctrl+Shift+V"),
        Press("Ctrl+Return"),
        See("custom table"),
        Press("T"),
        Type("2-2-2 sigmoid, MSE, lr 0.5"),
        Click("weight from x1 to unit 1 of layer 1"),
        Copy("0.15 0.20\n0.25 0.30"),
        Press("Ctrl+V"),
        Click("bias of unit 1 of layer 1"),
        Copy("0.35\n0.35"),
        Press("Ctrl+V"),
        Click("weight from unit 1 of layer 1 to unit 1 of layer 2"),
        Copy("0.40 0.45\n0.50 0.55"),
        Press("Ctrl+V"),
        Click("bias of unit 1 of layer 2"),
        Copy("0.60\n0.60"),
        Press("Ctrl+V"),
    )
    negative = (Click("sign", "RadioButton"), Press("-"), Press("F8"))
    revealed = See("guess .* truth")
    return (
        Task(
            "the full chain of a weight",
            4,
            2,
            (
                Click("weight from x1 to unit 1 of layer 1"),
                Press("X"),
                See("partial C, over partial w.* equals sum"),
            ),
            guess=(
                Press("F9"),
                Click("weight from x1 to unit 1 of layer 1"),
                Press("X"),
                Type("0.05"),
                revealed,
            ),
        ),
        Task(
            "softmax couples the outputs", 4, 4, softmax, guess=(Press("F9"), *softmax, *negative, revealed)
        ),
        Task(
            "where inf began",
            6,
            6,
            infinite,
            "sine",
            guess=(
                *infinite,
                Press("F9"),
                Press("Left"),
                Press("Right"),
                Press("F6"),
                Type("inf"),
                See("✓ right"),
            ),
        ),
        Task("back one operation", 1, 1, (Press("Left"), See("99 · op 16/17")), LATE),
        Task("back one iteration", 1, 1, (Press("Up"), See("98 · op 17/17")), LATE),
        Task(
            "to iteration 37",
            4,
            2,
            (Click("iteration", "Client"), Type("37"), See("37 · op")),
            LATE,
            guess=(
                Click("iteration", "Client"),
                Type("37"),
                See("37 · op"),
                Press("F9"),
                Press("Down"),
                *negative,
                See("38 · op"),
                revealed,
            ),
        ),
        Task(
            "MSE against cross-entropy",
            7,
            3,
            beside,
            guess=(*beside, Press("F9"), Click("7. "), Type("0.1"), revealed),
        ),
        Task(
            "a right and a wrong claim",
            5,
            5,
            (
                Press("J"),
                Type("dW2 = dz2 @ a1.T"),
                See("(?m)^right$"),
                Type("dW2 = a2 @ a1.T"),
                See("(?m)^wrong$"),
            ),
            guess=(
                Press("F9"),
                Click("7. "),
                Click("choice", "RadioButton"),
                Press("1"),
                Press("F8"),
                See("✓ right|✗ wrong"),
            ),
        ),
        Task(
            "Mazur by hand",
            50,
            25,
            (*mazur, Press("Down"), See("unit 1 of layer 1 to unit 1 of layer 2, 0.359")),
            guess=(
                *mazur,
                Press("F9"),
                Press("Right"),
                Type("0.1*0.2"),
                See("not a number"),
                Press("F6"),
                Type("0.3775"),
                See("✓ right"),
            ),
        ),
        Task(
            "a ReLU that dies",
            8,
            8,
            dying,
            guess=(
                *dying,
                Press("F9"),
                Click("12. "),
                Click("sign", "RadioButton"),
                Press("0"),
                Press("F8"),
                revealed,
            ),
        ),
        Task(
            "vanishing over six layers",
            11,
            11,
            (*deep, Press("Down"), Press("G"), Click("heat map"), See("1 · op 0")),
            guess=(
                *deep,
                Press("F9"),
                Click("Layer 6 · error"),
                Click("order", "RadioButton"),
                Type("1 2 3 4"),
                revealed,
            ),
        ),
        Task(
            "own points",
            8,
            8,
            (*points, Press("R"), See("iteration\\n[1-9]")),
            guess=(*points, Press("F9"), Click("Step", "Button"), Press("F6"), Type("0.5"), revealed),
        ),
        Task(
            "worksheet with blanks",
            4,
            4,
            (Press("Ctrl+Alt+W"), Press("Return"), See("File name"), Type(sheet), See("sheet.pdf")),
        ),
        Task(
            "the moment saved and opened",
            6,
            6,
            (
                Press("Ctrl+S"),
                Type(moment),
                See("moment.nnviz · saved"),
                Press("Ctrl+N"),
                See("untitled"),
                Press("Ctrl+O"),
                Type(moment),
                See("moment.nnviz · saved"),
                See("99 · op 17/17"),
            ),
            LATE,
        ),
    )
    # fmt: on
