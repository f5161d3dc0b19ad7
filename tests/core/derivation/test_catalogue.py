"""The built-in derivations: every line is read, and the mistakes in them are the ones the text speaks of."""

import time

import pytest

from nnviz.core.derivation.catalogue import NAMES, built_in, title_of
from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.source_text import DerivationError

WRONG = {
    "sigmoid-softmax": ["only_k_equals_j"],
    "cross-entropy-softmax": ["sign", "diagonal_only", "diagonal_only"],
    "equation-sheet": ["double_derivative"],
    "one-hidden-layer": ["transposed"],
}
UNSTABLE = {"sigmoid-softmax": 1}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_read_and_judged(name):
    judge = judge_derivation(built_in(name))
    start = time.perf_counter()
    results = list(judge.run())
    assert time.perf_counter() - start < 8
    assert [r.text.source for r in results if r.verdict == "unread"] == []
    assert [r.diagnosis for r in results if r.verdict == "wrong"] == WRONG[name]
    assert sum(r.verdict == "unstable" for r in results) == UNSTABLE.get(name, 0)
    assert sum(r.first_wrong for r in results) == 1
    assert all(r.reading for r in results)


def test_titles_and_names():
    assert all(title_of(built_in(name)) for name in NAMES)
    with pytest.raises(DerivationError, match="choose one of sigmoid-softmax"):
        built_in("no-such")


def test_corrections_are_in_the_notation_of_the_text():
    results = list(judge_derivation(built_in("equation-sheet")).run())
    (wrong,) = [r for r in results if r.verdict == "wrong"]
    assert wrong.correct == "{w^{l+1}}^{T} \\delta^{l+1}"
    results = list(judge_derivation(built_in("cross-entropy-softmax")).run())
    assert next(r for r in results if r.verdict == "wrong").correct == "o_{j} - t_{j}"
