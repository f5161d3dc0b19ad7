"""Words of the code: plain English and the field's terms."""

import ast
import io
import re
import tokenize
from collections import Counter
from pathlib import Path

import pytest

import nnviz

SOURCES = {
    path.relative_to(Path(nnviz.__file__).parent): path.read_text(encoding="utf-8")
    for path in sorted(Path(nnviz.__file__).parent.rglob("*.py"))
}
LESSONS = sorted((Path(nnviz.__file__).parent.parent / "resources" / "lessons").glob("*.md"))
QUESTION = re.compile(r"(What|How|Where|Which|Who|Whose|When|Whether)\b")
PRIVATE_NAMES = frozenset(
    (
        "adopt", "anew", "board", "boards", "came", "desk", "fork", "furthest", "gone", "ground",
        "grounds", "lit", "localcheck", "mended", "moment", "moments", "parting", "picked", "pills",
        "scrubbing", "spoken", "stamps", "stretched", "thing", "things", "took",
    )
)
PRIVATE_CLASSES = frozenset(
    (
        "KeptRun", "Kept", "Look", "Looking", "Looks", "Origin", "Pick", "Shades", "Stop", "Take", "Taken",
        "UnitMaps", "Wording", "_Replacing",
    )
)
"""Names that classes had before they were called by the words of the field."""
PRIVATE_MODULES = frozenset(
    (
        "desk", "difference", "drawn", "feed", "fit", "hand", "hands", "heads", "keep", "keeping", "kept_run",
        "localcheck", "maps", "measures", "more", "pick", "scrubbing", "stops", "tables", "taking",
        "watching", "workspace",
    )
)
PUBLIC_FACES = {"Frame", "Operation"}
"""Classes of `nnviz.api` that are the public faces of those of the core, under the same names."""
PRIVATE_PHRASES = re.compile(
    r"(?i)(?<!\w)(anew|let(s|ting)? go|came|furthest|ha(s|ve) but|taken over|lit|grounds?|things?|moments?"
    r"|not well|all is well|by heart|own table|classified right|flows back|stretch(es)?"
    r"|by (their|its) powers of ten|drawn by chance)(?!\w)"
)
MOMENTS_OF_ADAM = re.compile(r"(?i)\b(first|second) moments?\b")


def private_phrases(text: str) -> list[str]:
    return [found[0] for found in PRIVATE_PHRASES.finditer(MOMENTS_OF_ADAM.sub("", text))]


def tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def test_module_docstrings_begin_with_a_noun():
    heads = {path: ast.get_docstring(ast.parse(text)) or "" for path, text in SOURCES.items()}
    assert [str(path) for path, head in heads.items() if not head or QUESTION.match(head)] == []


def test_names_have_no_private_words():
    found = []
    for path, text in SOURCES.items():
        for token in tokens(text):
            if token.type == tokenize.NAME:
                parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", token.string)
                if any(part.lower() in PRIVATE_NAMES for part in parts):
                    found.append((str(path), token.start[0], token.string))
    assert found == []


def test_no_module_and_no_class_has_a_private_name():
    assert [str(path) for path in SOURCES if {path.stem, *path.parent.parts} & PRIVATE_MODULES] == []
    assert [(str(path), name) for path, name in classes() if name in PRIVATE_CLASSES] == []


def classes():
    """Return file and name of every class."""
    return [
        (path, node.name)
        for path, text in SOURCES.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    ]


def test_no_two_classes_share_a_name():
    counts = Counter(name for path, name in classes() if path.parts[0] != "api" or name not in PUBLIC_FACES)
    assert [name for name, count in counts.items() if count > 1] == []


def test_docstrings_sentences_and_comments_have_no_private_words():
    found = []
    for path, text in SOURCES.items():
        strings = [
            (node.lineno, node.value)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        comments = [(t.start[0], t.string) for t in tokens(text) if t.type == tokenize.COMMENT]
        found += [(str(path), line, word) for line, s in strings + comments for word in private_phrases(s)]
    assert found == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lessons_have_no_private_words(lesson):
    assert private_phrases(lesson.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ["drawn anew", "The moment in view", "Let go", "a light ground", "lit"])
def test_private_words_are_found(text):
    assert private_phrases(text)


def test_words_of_the_field_are_left_alone():
    assert not private_phrases("The second moment of Adam; background, anything, nothing, split, underground")
