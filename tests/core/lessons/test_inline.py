"""A line of Markdown as runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.lessons.inline import CODE, EMPHASIS, KINDS, MATH, PLAIN, STRONG, formulas, runs


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("plain", [(PLAIN, "plain")]),
        (
            r"so $\delta^2$ is **not** *quite* `W2.T @ d*2`.",
            [
                (PLAIN, "so "), (MATH, r"\delta^2"), (PLAIN, " is "), (STRONG, "not"), (PLAIN, " "),
                (EMPHASIS, "quite"), (PLAIN, " "), (CODE, "W2.T @ d*2"), (PLAIN, "."),
            ],
        ),
        ("$a$$b$", [(MATH, "a"), (MATH, "b")]),
        (r"$x_{*}$ and $y^{*}$", [(MATH, "x_{*}"), (PLAIN, " and "), (MATH, "y^{*}")]),
        ("it costs 5 $ or 6 $", [(PLAIN, "it costs 5 $ or 6 $")]),
        ("from $5 to $10", [(PLAIN, "from $5 to $10")]),
        (r"\$a\$, \*b\*, 2 * 3 * 4", [(PLAIN, "$a$, *b*, 2 * 3 * 4")]),
        ("left `open and $open and **open", [(PLAIN, "left `open and $open and **open")]),
    ],
)  # fmt: skip
def test_runs(line, expected):
    assert list(runs(line)) == expected


def test_formulas():
    assert formulas(r"from $a$ to `$b$` and $\frac{1}{2}$") == ("a", r"\frac{1}{2}")


@given(st.text(st.sampled_from("ab $*`\\_{}1"), max_size=40))
def test_any_line_can_be_taken_apart(line):
    found = runs(line)
    assert {run.kind for run in found} <= set(KINDS)
    assert all(run.text for run in found)
    marks = str.maketrans("", "", "$*`\\")
    assert "".join(run.text for run in found).translate(marks) == line.translate(marks)


def test_long_lines_take_no_time():
    for line in (
        "$" * 50_000,
        "*a " * 20_000,
        "**" * 30_000,
        "`" * 50_000,
        "* " + " " * 50_000,
        "$a " * 20_000,
    ):
        assert runs(line)
