"""Texts that want something else than arithmetic: each refused with a sentence, at once, and nothing runs."""

import builtins
import os
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.judge import VERDICTS, Judge

HOSTILE = [
    "().__class__.__bases__[0].__subclasses__()", "__import__('os').system('touch /tmp/pwned')",
    "dz1.__class__", "dz1.T.dtype", "dz1.tofile('x')", "exp.__globals__", "np.load('x')", "open('x')",
    "eval('1')",
    "(lambda: 0)()", "[x for x in X]", "{}", "f'{X}'", "X; X", "X = 1", "X if X else X",
    "dz1 @ X.T # comment",
    "9**9**9**9", "X**1e9", "X**(9**9)", "X**-65", "1" * 1000, "1e400", "9" * 29 + "e30", "0x10", "1_000",
    "1j",
    "(" * 500 + "X" + ")" * 500, "-" * 1999 + "X", "X" + ".T" * 900, "exp(" * 400 + "X" + ")" * 400,
    "sum(k, " * 200 + "X" + ")" * 200, "+".join(["X"] * 900), "x" * 1_000_000, "(" * 1_000_000,
    "\u0430" * 1_000_000,
    "X\u0430", "dz\u0435", "\u0435\u0445\u0440(X)", "\u202eX", "X\x00", "\ud800", "X\u0301", "\uff38",
    "\U0001d417",
    "eye(1e9)", "eye(1024) @ eye(1024)", "outer(outer(W2, W2), outer(W2, W2))",
    "W2[a,b] * W2[c,e] * W2[g,h] * W2[p,q]", "sum(a, sum(b, sum(c, sum(e, W2[a,b] * W2[c,e] * W2[g,h]))))",
]  # fmt: skip


@pytest.fixture(scope="module")
def judge():
    made = Judge(frame_at(files.example("blobs-softmax"), 0))
    made.judge("dW1", "dz1 @ X.T")
    return made


@pytest.fixture
def nothing_runs(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("something was executed")

    for name in ("eval", "exec", "compile", "open"):
        monkeypatch.setattr(builtins, name, refuse)
    monkeypatch.setattr(os, "system", refuse)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_claims_are_refused_at_once(judge, nothing_runs, text):
    began = time.process_time()
    found = judge.judge("dW1", text)
    assert time.process_time() - began <= 0.1
    assert found.verdict == "invalid"
    assert found.message.endswith(".")
    assert "\n" not in found.message
    assert len(found.message) < 300


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_targets_and_names_are_refused_at_once(judge, nothing_runs, text):
    for target, names in ((text, {}), ("dW1", {"o": text}), ("dW1", {text: "a2"})):
        began = time.process_time()
        found = judge.judge(target, "dz1 @ X.T" if target == "dW1" else "o", names)
        assert time.process_time() - began <= 0.1
        assert found.verdict in ("invalid", "right")
        assert len(found.message) < 400
        # A name that can be one and that nobody uses does no harm.
        assert found.verdict == "invalid" or names


def test_many_names_are_refused(judge):
    found = judge.judge("dW1", "dz1 @ X.T", {f"q{i}": "a2" for i in range(1000)})
    assert found.verdict == "invalid"


pieces = st.sampled_from(
    ["X", "Y", "W1", "W2", "dz1", "a1", "z1", "C", "m", "o", "1", "2.5", "(", ")", "[", "]", ",", "+",
    "-", "*",
     "/", "@", "**", ".T", ".", "'", "j", "k", "n", "sum(", "sum(k, ", "diag(", "outer(", "eye(", "exp(",
     "log(",
     "softmax(",
     "d(", "s'(", "f(", "delta(j, k)", "[j, n]", "[j]", "[k, j]", "where", "==", "axis=", "σ", "δ", "ᵀ",
     "^", "é"]
)  # fmt: skip
TARGETS = [
    "dW1", "dz2", "da1", "db2", "C", "W1_next", "a1", "dW2[j,k]", "dz1[j]", "da2/dz2", "dz2/da1",
    "da2[k]/dz2[j]",
    "da2[i]/dz2[j] where i != j", "dlog(a2[k])/da2[k]", "softmax(z2)", "da2[j]/dW2[j,k]",
]  # fmt: skip


def is_an_answer(found):
    assert found.verdict in VERDICTS
    assert found.message
    assert isinstance(found.as_json()["correct"], str)
    if found.difference is not None:
        assert found.difference.shape == found.expected.shape == found.claimed.shape


@given(st.lists(pieces, max_size=14).map("".join), st.sampled_from(TARGETS))
def test_any_words_of_the_grammar_get_an_answer(judge, text, target):
    is_an_answer(judge.judge(target, text))


@given(st.lists(pieces, max_size=10).map("".join))
def test_any_target_gets_an_answer(judge, text):
    is_an_answer(judge.judge(text, "a1 + 1"))
    is_an_answer(judge.judge(f"d{text}/dz1", "a1"))


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_any_text_gets_an_answer(judge, text, target, name):
    is_an_answer(judge.judge("dW1", text))
    is_an_answer(judge.judge(target, "a1"))
    is_an_answer(judge.judge("dz1", "a1", {name: text}))


expressions = st.recursive(
    st.sampled_from(
        ["X", "Y", "W1", "W2", "W2.T", "dz2", "a1", "z1", "a2", "C", "m", "2", "s'(z1)", "d(z2)", "b1"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "@"]), inner).map(
            lambda t: "({} {} {})".format(*t)
        ),
        st.tuples(st.sampled_from(["-", "exp", "log", "softmax", "diag", "sum", "sigmoid'"]), inner).map(
            lambda t: "{}({})".format(*t)
        ),
        inner.map(lambda t: f"sum({t}, 1)"),
        inner.map(lambda t: f"({t}).T"),
    ),
    max_leaves=6,
)


@given(expressions, st.sampled_from(TARGETS))
def test_whole_expressions_get_an_answer_without_a_warning(judge, text, target):
    with np.errstate(all="warn"):
        is_an_answer(judge.judge(target, text))


@pytest.mark.soak
def test_many_more(judge):
    from hypothesis import HealthCheck, settings

    @settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
    @given(st.one_of(expressions, st.lists(pieces, max_size=14).map("".join), st.text(max_size=60)),
           st.sampled_from(TARGETS))  # fmt: skip
    def run(text, target):
        is_an_answer(judge.judge(target, text))

    run()


@pytest.mark.parametrize("number", ["m", "K", "C", "eta"])
@pytest.mark.parametrize("form", ["sum(sum({0}, 1), 1)", "sum({0}, 0)", "mean({0}, 1)", "dz1 @ ({0} * X).T"])
def test_numbers_that_are_no_values_get_an_answer_too(judge, number, form):
    is_an_answer(judge.judge("dW1", form.format(number)))
