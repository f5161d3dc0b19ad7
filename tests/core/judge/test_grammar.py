"""The grammar: what is read as what, and where the finger points when it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.judge.claim import MAX_TEXT
from nnviz.core.judge.nodes import (
    Binary,
    ClaimError,
    IndexedEntry,
    IndexSum,
    NameNode,
    Negative,
    Number,
    Power,
    text_of,
)
from nnviz.core.judge.parser import MAX_DEPTH, MAX_NODES, parse

SAME = [
    ("a+b*c", "a + b * c"),
    ("(a + b) * c", "(a + b) * c"),
    ("a - (b - c)", "a - (b - c)"),
    ("a - b - c", "a - b - c"),
    ("a / (b * c)", "a / (b * c)"),
    ("-a**2", "-a**2"),
    ("(-a)**2", "(-a)**2"),
    ("a**-2", "a**-2"),
    ("a**(1/2)", "a**(1 / 2)"),
    ("+a", "a"),
    ("(a @ b).T", "(a @ b).T"),
    ("W2.T @ d2 * s'(z1)", "W2.T @ d2 * s'(z1)"),
    ("W2ᵀ @ δ2 ⊙ σ′(z1)", "W2.T @ delta2 * sigma'(z1)"),
    ("ŷ − y", "y_hat - y"),
    ("ln(a)", "log(a)"),
    ("σ(a) · 2 × b", "sigmoid(a) * 2 * b"),
    ("tanh'(z1)", "dtanh(z1)"),
    ("sum(dz1, axis=1, keepdims=True)", "sum(dz1, 1)"),
    ("mean(x, 0)", "mean(x, 0)"),
    ("Σ(k, W[k,j] δ_jk)".replace("] ", "] * "), "sum(k, W[k, j] * delta(j, k))"),
    ("s'(z1[j, n])", "s'(z1[j, n])"),
    ("f(z1[j])", "f(z1[j])"),
    ("outer(a, b)", "outer(a, b)"),
    ("sum(k, 2 * x[k])", "sum(k, 2 * x[k])"),
    ("sum(k, 1 - x[k])", "sum(k, 1 - x[k])"),
    ("sum(k, (1))", "sum(k, (1))"),
    ("(2).T", "(2).T"),
    (".5 * x", ".5 * x"),
]

PLACES = [
    ("a +", "Character 4: did not expect the end."),
    ("a b", "Character 3: did not expect b."),
    ("a.shape", "Character 3: only .T may follow a point, not .shape."),
    ("np.exp(a)", "Character 1: write functions without np."),
    ("a^2", "Character 2: write a power as ** and a transpose as .T."),
    ("a²", "Character 2: ² may mean a layer or a power; write W2 or **2."),
    ("2W", "Character 1: a * is missing after 2."),
    ("a(b)", "Character 1: a is not a function of claims; a product needs a *."),
    ("a**b", "Character 2: the exponent of ** must be a number."),
    ("a**65", "Character 2: an exponent may be from −64 to 64."),
    ("1e51", "Character 1: numbers may be at most 1e+50, not 1e51."),
    ("W[0, j]", "Character 3: an index is a letter such as j, not 0."),
    ("W[i, j, k]", "Character 2: a value has at most two indices."),
    ("outer(a)", "Character 1: outer takes 2 arguments."),
    ("exp(a, b)", "Character 8: exp takes 1 argument here."),
    ("mean(a, 2)", "Character 9: mean takes axis 0 or 1 here."),
    ("sum(a, keepdims=False)", "Character 17: only keepdims=True is allowed."),
    ("q'(a)", "Character 1: a derivative is written s'(z1), f'(z1), σ'(z1), tanh'(…) or relu'(…)."),
    ("a where b", "Character 3: where is allowed only on the left side, in the target."),
    ("a\u0430",
    "Character 2: а (CYRILLIC SMALL LETTER A, U+0430) cannot stand in a claim; it only looks "
     "like a."),
    ("\uff41",
    "Character 1: ａ (FULLWIDTH LATIN SMALL LETTER A, U+FF41) cannot stand in a claim; it only looks "
     "like a."),
    ("a\u200b", "Character 2: (ZERO WIDTH SPACE, U+200B) cannot stand in a claim."),
    ("", "The claim is empty."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written"), SAME)
def test_what_is_read_is_written_plainly(text, written):
    assert text_of(parse(text)) == written
    assert parse(written) == parse(text)


def test_precedence_is_that_of_python():
    a, b, c = NameNode("a"), NameNode("b"), NameNode("c")
    assert parse("a - b * c") == Binary("-", a, Binary("*", b, c))
    assert parse("a * b @ c") == Binary("@", Binary("*", a, b), c)
    assert parse("-a @ b") == Binary("@", Negative(a), b)
    assert parse("-a**2") == Negative(Power(a, 2.0, "2"))
    assert parse("a**-1/2") == Binary("/", Power(a, -1.0, "-1"), Number(2.0, "2"))


def test_the_index_of_a_sum_is_its_own():
    inner = parse("sum(k, x[k]) * sum(k, y[k]) + z[k]")
    letters = [part.letters[0] for part in _entries(inner)]
    assert len(set(letters)) == 3
    assert letters[2] == "k"
    assert isinstance(parse("sum(k, x[k])"), IndexSum)


def _entries(node):
    from nnviz.core.judge.nodes import walk

    return [part for part in walk(node) if isinstance(part, IndexedEntry)]


@pytest.mark.parametrize(("text", "sentence"), PLACES)
def test_the_finger_points_to_the_place(text, sentence):
    with pytest.raises(ClaimError) as error:
        parse(text)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "text", ["(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "-" * 100 + "a",
    "+".join("a" * MAX_NODES),
             "a" + ".T" * 100, "a" * (MAX_TEXT + 1), "exp(" * 60 + "a" + ")" * 60, "1" * 31],
)  # fmt: skip
def test_everything_is_bounded(text):
    with pytest.raises(ClaimError):
        parse(text)


leaves = st.sampled_from(["a", "W2", "dz1", "2", "0.5", "W2.T", "x[i]", "W[j, k]", "delta(j, k)", "s'(z1)"])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "@"]), inner).map(
            lambda t: "({} {} {})".format(*t)
        ),
        inner.map(lambda t: f"-{t}"),
        inner.map(lambda t: f"exp({t})"),
        inner.map(lambda t: f"({t})**2"),
        inner.map(lambda t: f"sum(k, {t})"),
        inner.map(lambda t: f"sum({t}, 1)"),
        inner.map(lambda t: f"({t}).T"),
    ),
    max_leaves=8,
)


@given(expressions)
def test_reading_what_was_written_gives_the_same(text):
    node = parse(text)
    assert parse(text_of(node)) == node
