"""Texts as learners and courses write them: right ones are right, and every mistake is found and named."""

import tomllib
from pathlib import Path

import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.source_text import read_text

TEXTS = tomllib.loads((Path(__file__).parent / "learner_texts.toml").read_text(encoding="utf-8"))["texts"]
NAMES = [case["name"] for case in TEXTS]


def verdicts(case, text):
    return list(judge_derivation(read_text(text.encode(), f".{case['suffix']}")).run())


def unnoticed(case, mistake):
    """Return what is said where a mistake is not the first wrong line, or not named."""
    assert mistake["old"] in case["text"]
    results = verdicts(case, case["text"].replace(mistake["old"], mistake["new"], 1))
    first = next((r for r in results if r.verdict == "wrong"), None)
    if first is None:
        return f"{mistake['new']}: nothing is wrong"
    named = first.diagnosis not in (None, "unknown") and any(
        word in first.message for word in mistake["says"]
    )
    return "" if named else f"{mistake['new']}: {first.message}"


@pytest.mark.parametrize("case", TEXTS, ids=NAMES)
def test_a_right_text_is_right_and_its_first_mistake_is_named(case):
    bad = [
        (r.text.source, r.message) for r in verdicts(case, case["text"]) if r.verdict in ("wrong", "unread")
    ]
    assert bad == []
    assert [said for mistake in case["mistakes"][:1] if (said := unnoticed(case, mistake))] == []


@pytest.mark.soak
@pytest.mark.parametrize("case", TEXTS, ids=NAMES)
def test_every_mistake_is_named(case):
    assert [said for mistake in case["mistakes"][1:] if (said := unnoticed(case, mistake))] == []
