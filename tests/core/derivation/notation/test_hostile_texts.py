"""Hostile texts: refused with a sentence and a place, quickly, and nothing is carried out."""

import random
import time

import numpy as np
import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.notation.code.code_lines import python_lines, read_numpy
from nnviz.core.derivation.notation.code.own_functions import own_functions
from nnviz.core.derivation.notation.reading import read_latex, read_unicode, readings
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import NotationError
from nnviz.core.derivation.source_text import MAX_TEXT, DerivationError, pieces, read_text
from nnviz.core.document import files

VOCABULARY = Vocabulary(files.example("xor"), layer=1)
LIMIT = 0.5
"""Seconds; the bound that is meant is 0.1, and other work may run beside a test."""

LATEX = [
    r"\def\x{\x\x} \x = 1",
    r"\newcommand{\a}{b} a = \a",
    r"\input{/etc/passwd} = 1",
    r"\catcode`\%=12 a=1",
    "{" * 3000 + "a" + "}" * 3000 + "=1",
    "a = " + "(" * 2900,
    r"a = \frac{" * 500,
    r"\sqrt" * 1500 + "a=1",
    r"\mathbf{" * 700 + "a" + "}" * 700 + "=1",
    "a = " + "-" * 5900,
    "a_" * 2900 + "=1",
    "a^" * 2900 + "=1",
    r"\begin{cases}" * 400,
    r"\sum_" * 1000,
    "a=" * 2900,
    r"\hat{" * 1000,
    "a" * 5999 + "=1",
    "|" * 5000 + "=1",
    r"\left(" * 900 + "=1",
    "a = b" * 1_000_000,
    "\\" * 5000,
    "a = 1" + "0" * 5000,
    "a'" * 2000,
    r"\frac" * 1200,
    r"{\over" * 900,
    "a = " + r"{a \over " * 300 + "b" + "}" * 300,
    "∂/" * 2000 + "=1",
    r"\partial" * 800 + "=1",
]
PYTHON = [
    "a = __import__('os').system('true')",
    "a = (lambda: 0)()",
    "a = [x for x in y]",
    "a = b if c else d",
    "a = " + "(" * 5000 + ")" * 5000,
    "a = " + "-" * 50000 + "1",
    "a = " + "[" * 200 + "]" * 200,
    "a = 9" + "9" * 50000,
    "a = b" + ".T" * 20000,
    "a = " + "b+" * 20000 + "b",
    "a = b\n" * 500_000,
    "a = f'{x}'",
    "a = 10**10**10",
    "exec('1')",
    "a = eval('1')",
    "import os",
    "a = b := 3",
    "\x00a = 1",
    "a = b.__class__",
    "a = 'x' * 10**9",
    "@" * 1000,
    "a = " + "not " * 5000 + "b",
    "a=" * 5000 + "1",
]


def refused(read, text):
    start, error = time.perf_counter(), None
    try:
        read(text)
    except NotationError as caught:
        error = caught
    assert time.perf_counter() - start < LIMIT
    assert error is None or (str(error) and error.start >= 0)


@pytest.mark.parametrize("number", range(len(LATEX)))
def test_latex(number):
    refused(lambda text: readings(read_latex(text), VOCABULARY), LATEX[number])
    refused(lambda text: readings(read_unicode(text), VOCABULARY), LATEX[number])


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_python(number):
    refused(read_numpy, PYTHON[number])
    refused(python_lines, PYTHON[number])
    refused(own_functions, PYTHON[number])


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "$" * 99_999,
        r"\[" * 49_000,
        "$$a=b" * 15_000,
        r"\begin{align}" * 7_000,
        "=" * 99_999,
        "a = b\n" * 15_000,
        "```python\n" * 9_900,
        "$a=b$ " * 14_000,
        "<" * 99_999,
        "a: " * 30_000 + "=",
    ],
)
def test_whole_texts(text):
    start = time.perf_counter()
    with pytest.raises(DerivationError):
        judge_derivation(text)
    assert time.perf_counter() - start < 4 * LIMIT


def test_files():
    for data, suffix in (
        (b"\xff\xfe", ".md"),
        (b"{}", ".ipynb"),
        (b"[" * 100_000, ".ipynb"),
        (b"a" * 10**6, ".txt"),
    ):
        with pytest.raises(DerivationError):
            read_text(data, suffix)
    assert len(read_text(b"a" * MAX_TEXT, ".md")) == MAX_TEXT


PARTS = [
    r"\frac",
    "{",
    "}",
    "a",
    "W",
    r"\delta",
    "^",
    "_",
    "(",
    ")",
    "[",
    "]",
    "2",
    "l",
    "T",
    r"\partial",
    "C",
    " ",
    "=",
    "+",
    "-",
    r"\sum",
    "k",
    "j",
    r"\sigma",
    "'",
    r"\odot",
    "|",
    r"\|",
    r"\left",
    r"\right",
    r"\begin{cases}",
    r"\end{cases}",
    "&",
    r"\\",
    "e",
    r"\hat",
    r"\mathbf",
    r"\text{if}",
    ",",
    "d",
    "n",
    r"\ln",
    r"\exp",
    r"\over",
    "y",
    "δ",
    "²",
    "ᵀ",
    "ⱼ",
    "**",
    ".T",
    "@",
    "*",
    "/",
    "np.",
    "dot",
    "1",
    "0.5",
    ">",
    r"\neq",
    r"\nabla",
    r"\mathbb{1}",
    "\n",
    "%",
    "~",
    "\\",
]


def fuzz(count, seed):
    """Read random formulas; return how many were read and how many were refused with a sentence."""
    generator = random.Random(seed)
    read_well, refusals = 0, []
    for _ in range(count):
        text = "".join(generator.choices(PARTS, k=generator.randint(1, 24)))
        for read in (read_latex, read_unicode, read_numpy):
            try:
                formula = read(text)
                if formula.sides and None not in formula.sides:
                    readings(formula, VOCABULARY)
                read_well += 1
            except NotationError as error:
                refusals.append(str(error))
    assert all(sentence.strip() for sentence in refusals)
    return read_well, len(refusals)


def test_random_formulas():
    read_well, refused = fuzz(600, 1)
    assert read_well > 0
    assert refused > 0
    assert read_well + refused == 1800


def fuzz_texts(count, seed):
    generator = random.Random(seed)
    delimiters = [
        "$",
        "$$",
        r"\[",
        r"\]",
        "```python\n",
        "\n```\n",
        "\n\n",
        "when ",
        "so ",
        "a = σ(z)",
        " z = Wx + b ",
    ]
    for _ in range(count):
        text = "".join(generator.choices(PARTS + delimiters * 3, k=generator.randint(5, 80)))
        try:
            pieces(text)
            judge = judge_derivation(text, files.example("xor"))
            with np.errstate(all="ignore"):
                for result in judge.run():
                    assert result.message
        except DerivationError:
            pass


def test_random_texts():
    fuzz_texts(60, 2)


@pytest.mark.soak
def test_many_random_formulas():
    assert sum(fuzz(20_000, 3)) == 60_000


@pytest.mark.soak
def test_many_random_texts():
    fuzz_texts(2_000, 4)
