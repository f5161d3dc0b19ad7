"""Words of the code: plain English and the field's terms."""

import ast
import re
from pathlib import Path

import nnviz

SOURCES = {
    path.relative_to(Path(nnviz.__file__).parent): path.read_text(encoding="utf-8")
    for path in sorted(Path(nnviz.__file__).parent.rglob("*.py"))
}
QUESTION = re.compile(r"(What|How|Where|Which|Who|Whose|When|Whether)\b")


def test_module_docstrings_begin_with_a_noun():
    heads = {path: ast.get_docstring(ast.parse(text)) or "" for path, text in SOURCES.items()}
    assert [str(path) for path, head in heads.items() if not head or QUESTION.match(head)] == []
