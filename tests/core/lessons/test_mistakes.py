"""Every mistake in a lesson gives one sentence that names file, line and field, and what is allowed."""

import contextlib
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.lessons.lesson import LessonError
from nnviz.core.lessons.reader import MAX_STEPS, parse, read
from nnviz.core.lessons.source import MAX_BYTES
from tests.core.lessons.texts import GOOD

CLAIM = "> **Claim** $\\delta = t - o$"
JUDGE = "> **Judge** `dz2 where t[j] != 0 = t\n> - o`"
VERDICT = "> **Verdict** wrong (double derivative)"
FIRST = ""
"""Stands for line 1."""
QUESTION = "> **Question** Which way"
MISTAKES = [
    # what is written, what stands there instead, a text on the line that is named, field, what is said
    ("---\nexperiment: small", "experiment: small", FIRST, "header", "between two lines ---"),
    ("theta = W1.T\n---", "theta = W1.T", "# A good", "header", "expected key: value"),
    ("minutes: 12", "minuets: 12", "minuets", "header",
     "a key of experiment, compare, names, letters, minutes, level, order"),
    ("minutes: 12", "twelve minutes", "twelve", "header", "expected key: value"),
    ("minutes: 12", "minutes:", "minutes:", "minutes", "a value is required"),
    ("minutes: 12", "minutes: 0", "minutes: 0", "minutes", "whole number from 1 to 600, not '0'"),
    ("minutes: 12", "minutes: ten", "minutes: ten", "minutes", "whole number from 1 to 600, not 'ten'"),
    ("order: 3", "order: 3\norder: 4", "order: 4", "order", "given twice"),
    ("order: 3", "order: 99999", "order: 99999", "order", "from 1 to 1000"),
    ("experiment: small\n", "", FIRST, "experiment", "names the experiment"),
    ("experiment: small\n", "experiment: smal\n", "experiment: smal", "experiment",
     "'smal' is not known; choose one of small, large, .*xor.*ends in .nnviz"),
    ("compare: xor", "compare: xxor", "compare: xxor", "compare", "'xxor' is not known"),
    ("compare: xor", "compare: ../x.nnviz", "compare: ..", "compare", "is not known"),
    ("names: t = Y,", "names: t = Y, 2o = a1,", "names:", "names", "name = expression.* not '2o = a1'"),
    ("names: t = Y,", "names: t,", "names:", "names", "name = expression"),
    ("names: t = Y,", "names: t = Y, t = Y,", "names:", "names", "t is given twice"),
    ("# A good lesson", "A good lesson", "A good", "title", "a title is required first: #"),
    ("# A good lesson", "#", "#", "title", "a heading needs a text"),
    ("# A good lesson", "# A good lesson\n\n# And more", "# And more", "title",
     "one title; steps begin with ##"),
    ("It has everything, over\ntwo lines.", "", "## First", "summary", "a paragraph .* is required first"),
    ("two lines.", "two lines.\n\nAnd more.", "And more", "summary", "one paragraph"),
    ("two lines.", "two lines.\n\n<!-- go: 0 C -->", "<!-- go: 0 C", "go", "has to be part of a step"),
    ("## First", "First", "First", "summary", "only one paragraph may precede the first step, not 'First'"),
    ("## Second", "### Second", "### Second", "heading", "# is the title, ## a step"),
    ("## Second", "##", "##\n\n<!-- note: stays", "step", "a heading needs a text"),
    ("o = a2,", "o = a3,", "names:", "names", "the name o cannot be used: there is no value called a3"),
    ("o = a2,", "o = a2 +,", "names:", "names", "the name o cannot be used"),
    ("o = a2,", "exp = a2,", "names:", "names", "the name 'exp' cannot be used"),
    # experiments
    ("small: {", "Small: {", "<!-- experiment Small", "experiment", "name of small letters"),
    ("large from small:", "large of small:", "<!-- experiment large", "experiment", "from OTHER"),
    ("large from small:", "large from smal:", "<!-- experiment large", "experiment large",
     "'smal' is not known"),
    ("large from small:", "small from small:", "<!-- experiment small from", "experiment small",
     "given twice"),
    ('"seed": 9}', '"seed": -9}', "<!-- experiment large", "experiment large",
     "seed: expected a whole number"),
    ('"seed": 9}', '"sed": 9}', "<!-- experiment large", "experiment large", "sed: this field is not known"),
    ('"seed": 9}', '"seed": 9, "seed": 8}', "<!-- experiment large", "experiment large", "seed: .* twice"),
    ('"batch_size": 3\n', '"batch_size" 3\n', "<!-- experiment small", "experiment small",
     "line 17, column 16: this is not JSON"),
    ('"units": 1}', '"units": 2}', "<!-- experiment small", "experiment small", "the targets have 1 column"),
    # directives
    ("<!-- note: for the author -->", "<!-- for the author -->", "<!-- for", "comment", "key of go, light"),
    ("<!-- go: 0 dz2 -->", "<!-- goto: 0 dz2 -->", "<!-- goto", "comment", "key of go, light"),
    ("<!-- go: 0 dz2 -->", "<!-- go 0 dz2 -->", "<!-- go", "comment", "expected key: value"),
    ("<!-- go: 0 dz2 -->", "<!-- go 0: dz2 -->", "<!-- go", "go", "the key and its colon belong together"),
    ("<!-- go: 0 dz2 -->", "<!-- go: -->", "<!-- go", "go", "a value is required"),
    ("<!-- go: 0 dz2 -->", "<!-- go: 0 dz2 --> text", "<!-- go", "comment", "nothing may follow -->"),
    ("<!-- example: 2 -->", "<!-- example: 2", "<!-- example", "example", "the examples of the batch, not"),
    ("<!-- go: 0 dz2 -->\n", "", "## First", "go", "the first step"),
    ("<!-- go: 7 end -->\n", "", "## Third", "go", "opens another experiment"),
    ("go: 0 dz2", "go: 0 dz3", "<!-- go", "go",
     "writes 'dz3'; choose one of start, z1, .*number from 0 to 17"),
    ("go: 0 dz2", "go: 0 18", "<!-- go", "go", "no operation of this network writes '18'"),
    ("go: 0 dz2", "go: first dz2", "<!-- go", "go",
     "an iteration and the name of a value, .* not 'first dz2'"),
    ("go: 0 dz2", "go: 999999 dz2", "<!-- go", "go", "iteration 100,000 at most"),
    ("go: 0 dz2", "go: -1 dz2", "<!-- go", "go", "not '-1 dz2'"),
    ("<!-- go: 0 dz2 -->", "<!-- go: 0 dz2 -->\n<!-- go: 0 C -->", "<!-- go: 0 C", "go", "the second"),
    ("a2 dz2 -->", "a3 -->", "<!-- light", "light", "'a3' is not known at this position; choose from .*W1"),
    ("a2 dz2 -->", "dW1 -->", "<!-- light", "light", "'dW1' is not known at this position"),
    ("W2[1,2] a2", "W2[1,2] W1[1,1] a2", "<!-- light", "light", "only one item .*'W1.1,1.' is the second"),
    *((("W2[1,2] a2", f"{selection} a2", "<!-- light", "light", "the network has no")) for selection in (
        "W2[1,3]", "W2[0,1]", "W2[1,0]", "W2[1]", "W3[1,1]", "b2[2]", "b0[1]", "a3[1]", "X[3]", "X1[1]",
        "a[1]", "a1[1,1]", "C[1]", "a1[]", "a1[x]",
    )),
    ("example: 2", "example: 4", "<!-- example", "example", "whole number from 1 to 3.* not '4'"),
    ("example: 2", "example: all", "<!-- example", "example", "from 1 to 3"),
    ("use: large", "use: big", "<!-- use", "use", "'big' is not known"),
    ("compare: none", "compare: nothing", "<!-- compare", "compare", "'nothing' is not known"),
    # texts
    ("- one", "```", "```", "code", "is not closed"),
    ("- one", "| a | b |", "| a", "table", "a line of hyphens below its heading"),
    ("- one", "![picture](x.png)", "![pic", "picture", "only a lesson in a file"),
    ("- one", "<b>bold</b>", "<b>", "HTML", "only comments are read"),
    ("- one", "\n---", "---\n- two", "line", "headings begin with #"),
    ("$$\\delta^2 =", "$$\\delta^2 = x$$ y", "$$\\delta^2 =", "formula", "nothing may follow"),
    ("$$a = b$$", "$$ $$", "$$ $$", "formula", "a formula is required"),
    ("$$a = b$$", "$$a = b", "$$a = b", "formula", "not closed; write"),
    ("$$a = b$$", "$$a \\tag{1} = b \\tag{2}$$", "$$a ", "formula", "one .tag"),
    ("$$a = b$$", "$$\\tag{1}$$", "$$\\tag", "formula", "a formula is required"),
    ("$$a = b$$", "$$a \\tag{a very long tag}$$", "$$a", "formula", "12 characters"),
    # claims
    (CLAIM, "> Claim $x$", "> Claim", "quotation", "begin it with .*Claim.* or .*Question"),
    (CLAIM, "> **Claims** $x$", "> **Claims", "quotation", "begin it with"),
    (CLAIM, "> **Claim** delta is t", "> **Claim** delta", "claim", "one formula between dollar signs"),
    (CLAIM, "> **Claim** $a$ and $b$", "> **Claim** $a$", "claim", "one formula"),
    (CLAIM, "> **Claim**", "> **Claim**\n", "claim", "needs .*Claim.* and a text"),
    (JUDGE, "> **Judge** dz2 = t - o", "> **Judge** dz2", "judge", "in backticks, not"),
    (JUDGE, "> **Judge** `t - o`", "> **Judge** `t - o`", "judge", "target = expression"),
    (JUDGE, "> **Judge** `t != o`", "> **Judge** `t !=", "judge", "target = expression"),
    (JUDGE, "> **Judge** `dz2 = `", "> **Judge** `dz2 =", "judge", "target = expression"),
    (JUDGE, "> **Judge** `dz2 = t - `", "> **Claim", "judge", "."),
    (JUDGE, "> **Judge** `dz2 = t.real`", "> **Claim", "judge", "."),
    (JUDGE, "> **Judge** `dz2 = (((t`", "> **Claim", "judge", "."),
    (JUDGE, "> **Judge** `dz7 = t`", "> **Claim", "judge", "dz7"),
    (JUDGE, ">", "> **Claim", "judge", "a claim needs .*Judge"),
    (VERDICT, "> **Verdict** false", "> **Verdict** false", "verdict", "right, conditional, unstable, wrong"),
    (VERDICT, "> **Verdict** wrong", "> **Verdict", "verdict", "takes one of sign, .* not ''"),
    (VERDICT, "> **Verdict** wrong (mistake)", "> **Verdict", "verdict",
     "takes one of sign, .* not 'mistake'"),
    (VERDICT, "> **Verdict** right (sign)", "> **Verdict", "verdict", "right takes nothing"),
    (VERDICT, "> **Verdict** conditional (sign)", "> **Verdict", "verdict", "takes one of one example"),
    (VERDICT, f"{VERDICT}\n> **Verdict** right", "> **Verdict** right", "verdict", "this is the second"),
    (VERDICT, "> **Answer** 42", "> **Answer** 42", "claim",
     "'Answer' is not one of its parts.*Claim, Judge, Verdict, Why"),
    # questions
    ("- [x] down", "- [ ] down", "> - [ ] up", "question", "mark the right answer"),
    ("> - [ ] up\n", "", "> - [x] down", "question", "two answers to choose from, or none"),
    ("> - [ ] up\n", "> - [ ] up\n" * 12, "> - [ ] up", "question", "at most 10 answers"),
    ("> **Answer:** Against the\n> gradient.", ">", QUESTION, "answer", "needs .*Answer"),
    ("> **Question** Which way does $z^2$ move?\n> Think.", "> **Question**", "> **Question**",
     "question", "needs"),
    ("> - [ ] up\n> - [x] down,\n>   of course\n>\n", "> **Number** ten\n>\n", "> **Number** ten", "number",
     "a number, such as 0.25 ± 0.01 or 1/4, not 'ten'"),
    ("> - [ ] up\n> - [x] down,\n>   of course\n>\n", "> **Number** 1 ± -1\n>\n", "> **Number** 1", "number",
     "a tolerance is 0 or more"),
    ("> **Answer:** Against", "> **Number** 1\n>\n> **Answer:** Against", "> **Number** 1", "number",
     "not both"),
    # levels, letters, plots, the last page
    ("order: 3", "level: simple", "level: simple", "level", "one of first, easy, medium, hard, not 'simple'"),
    ("order: 3", "letters: net = q", "letters: net", "letters", "one of X, Y, C, .* not 'q'"),
    ("order: 3", "letters: net = a9", "letters: net", "letters", "not 'a9'"),
    ("order: 3", "letters: n = z, m = z", "letters: n", "letters", "z has two letters; m is the second"),
    ("order: 3", "letters: net", "letters: net", "letters", "name = value"),
    ("<!-- use: large -->", "<!-- use: large -->\n<!-- plot: a9 10 0 1 -->", "<!-- plot", "plot",
     "such as a1 300"),
    ("<!-- use: large -->", "<!-- use: large -->\n<!-- plot: a2 10 1 0 -->", "<!-- plot", "plot",
     "ends above"),
    ("<!-- use: large -->", "<!-- use: large -->\n<!-- plot: a2 99999 0 1 -->", "<!-- plot", "plot",
     "1 to 5,000"),
    ("<!-- go: 0 dz2 -->", "<!-- go: 0 dz2 -->\n<!-- end: page -->", "<!-- end", "end", "only the last page"),
    ("<!-- go: 7 end -->", "<!-- end: page -->", "<!-- use", "use", "the page at the end"),
    ("<!-- use: large -->\n<!-- compare: none -->\n<!-- go: 7 end -->", "<!-- end: page -->",
     "> **Question**",
     "end", "ask before it"),
    # pictures
    ("- one", "![](x.png)", "![]", "picture", "say in the square brackets what it shows"),
    ("- one", "![words](../x.png)", "![words]", "picture",
     "beside the lesson that ends in .png, .jpg, .jpeg"),
    ("- one", "![words](x.svg)", "![words]", "picture", "beside the lesson that ends in .png, .jpg, .jpeg"),
    ("- one", "![words](x.png) more", "![words]", "picture", "a line of its own"),
]  # fmt: skip


def refusal(text):
    with pytest.raises(LessonError) as caught:
        parse(text, "bad")
    sentence = str(caught.value)
    assert isinstance(caught.value, ExperimentError)
    assert "\n" not in sentence
    assert len(sentence) < 600
    sentence.encode()
    return sentence


@pytest.mark.parametrize(("good", "bad", "where", "field", "said"), MISTAKES)
def test_a_mistake_is_named(good, bad, where, field, said):
    assert good in GOOD
    text = GOOD.replace(good, bad, 1)
    lines = text[: text.index(f"\n{where}") + 1].count("\n") + 1 if where else 1
    if "at most 10" in said:
        lines += 10
    sentence = refusal(text)
    assert sentence.startswith(f"bad.md, line {lines}: {field}: ")
    assert re.search(said, sentence), sentence


def test_texts_that_are_no_lesson():
    assert refusal("") == "bad.md, line 1: header: a lesson begins with key: value between two lines ---"
    assert "line 3: title: a title is required first" in refusal("---\nexperiment: xor\n---")
    assert "line 1: header: the header is not closed" in refusal("---\nexperiment: xor")
    header = "---\nexperiment: xor\n---\n# T\n"
    assert refusal(f"{header}\nText.\n").startswith("bad.md, line 7: step: a step is required")
    assert "step: 'S' is empty" in refusal(f"{header}Text.\n## S\n<!-- go: 0 C -->\n")
    many = "\n".join(f"## S{i}\n<!-- go: 0 C -->\nText.\n" for i in range(MAX_STEPS + 1))
    assert f"step: at most {MAX_STEPS} steps" in refusal(f"{header}Text.\n{many}")
    experiments = "\n".join(f"<!-- experiment e{i} from xor: {{}} -->" for i in range(21))
    assert "experiment e20: at most 20 experiments" in refusal(f"{header}{experiments}")
    names = ", ".join(f"n{i} = Y" for i in range(51))
    assert "names: at most 50 names" in refusal(GOOD.replace("t = Y", names))


def test_what_is_no_text():
    assert "line 2: the file is not UTF-8 text" in refusal(b"---\n\xff")
    assert "line 3: '\\x00' is not a text character" in refusal("---\na: b\n\0")
    assert "is not a text character" in refusal("---\n\ud800")
    assert f"at most {MAX_BYTES // 1024} KB" in refusal("x" * (MAX_BYTES + 1))


def test_files_that_cannot_be_read(tmp_path):
    for path, message in (
        (tmp_path / "missing.md", r"missing\.md: No such file"),
        (tmp_path, "folder"),
        ("a\0b.md", "null"),
    ):
        with pytest.raises(LessonError, match=message):
            read(path)
    path = tmp_path / "bad.md"
    path.write_bytes(GOOD.encode() + b" " * MAX_BYTES)
    with pytest.raises(LessonError, match=r"bad\.md: at most"):
        read(path)
    path.write_text(GOOD.replace("experiment: small", "experiment: mine.nnviz", 1), encoding="utf-8")
    with pytest.raises(LessonError, match=r"^bad\.md, line 2: experiment: .*mine\.nnviz: No such file"):
        read(path)
    (tmp_path / "mine.nnviz").write_text("{}", encoding="utf-8")
    with pytest.raises(LessonError, match=r"^bad\.md, line 2: experiment: mine\.nnviz: data: "):
        read(path)


LINES = GOOD.split("\n")
PIECES = [
    "$$", "<!--", "-->", "> ", "**Claim**", "`", "$", "{", "}", "[", "]", "## ", "---", ": ", "0", "-1",
    "9" * 30, "\u2028", "\\tag{", "e", '"', "from", "٣", "1e999",
]  # fmt: skip


@st.composite
def mutated(draw):
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "repeat", "swap", "insert", "cut", "replace"]))
        if kind == "drop":
            del lines[at]
        elif kind == "repeat":
            lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            place = draw(st.integers(0, len(lines[at])))
            piece = draw(st.sampled_from(PIECES) | st.text(max_size=3)) if kind != "cut" else ""
            end = place if kind == "insert" else place + draw(st.integers(1, 6))
            lines[at] = lines[at][:place] + piece + lines[at][end:]
    return "\n".join(lines)


@settings(max_examples=400)
@given(text=mutated())
def test_a_mutated_lesson_is_read_or_refused_with_a_sentence(text):
    try:
        lesson, sentence = parse(text, "bad"), ""
    except LessonError as error:
        lesson, sentence = None, str(error)
    if lesson is None:
        assert sentence.startswith("bad.md")
        assert "\n" not in sentence
        assert len(sentence) < 800
    else:
        assert lesson.title
        assert lesson.steps


@pytest.mark.soak
@settings(max_examples=10_000)
@given(text=mutated())
def test_no_mutated_lesson_takes_long(text):
    # The garbage of the test process may be collected in between: only what is slow twice is slow.
    assert _seconds(text) < 0.2 or _seconds(text) < 0.2


def _seconds(text):
    began = time.process_time()
    with contextlib.suppress(LessonError):
        parse(text, "bad")
    return time.process_time() - began


@given(content=st.binary(max_size=200) | st.text(max_size=200))
def test_anything_else_is_refused(content):
    with pytest.raises(LessonError):
        parse(content)


@pytest.mark.parametrize("text", ["$${0}$$", "a ${0}$ b", "> **Claim** ${0}$"])
def test_a_formula_of_enormous_length_is_refused(text):
    step = GOOD.index("\n## ") + 1
    rest = GOOD[step:].partition("\n")
    lesson = f"{GOOD[:step]}{rest[0]}\n\n{text.format('x+' * 3000)}\n{rest[2]}"
    assert "formula: at most 4,000 characters are allowed, not " in refusal(lesson)
    assert len(refusal(lesson)) < 200


@pytest.mark.parametrize("piece", ["#", "# ", "$", "$a", "*", "`", "<!-- ", "w[", "- ", "\\tag{", "| "])
@pytest.mark.parametrize("around", ["## {0}$", "{0}$", "<!-- light: {0} -->", "<!-- {0} -->", "$${0}$$"])
def test_no_text_takes_quadratic_time(piece, around):
    # A regular expression that looks at every pair of characters takes minutes for so many.
    began = time.process_time()
    with contextlib.suppress(LessonError):
        parse(GOOD + "\n\n" + around.format((piece * 100_000)[:100_000]))
    assert time.process_time() - began < 3.0
