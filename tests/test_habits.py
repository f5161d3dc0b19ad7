"""Habits of the tests: every test asserts something, and none reads a private member of the package."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent
TREES = {
    path.relative_to(FOLDER).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.rglob("*.py"))
}
EXPECTATIONS = frozenset(
    (
        "raises", "warns", "waitUntil", "waitSignal", "waitSignals", "assertNotEmitted", "fail",
        "assert_outcomes", "fnmatch_lines",
    )
)  # fmt: skip
"""Functions of pytest, pytest-qt and pytester that fail where what they name does not come."""
PROTOCOLS = ("_repr_html_", "_repr_svg_", "_repr_latex_", "_repr_markdown_", "_fields", "_replace", "_asdict")
"""Names that begin with an underscore by the rules of IPython or of named tuples."""


def private_accesses(tree):
    """Yield line and text of every private member read from another object, and of every private import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            if not own and node.attr not in PROTOCOLS:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                (node.lineno, alias.name)
                for alias in node.names
                if alias.name.startswith("_") and not alias.name.startswith("__")
            )
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "getattr", "setattr", "delattr",
        ):  # fmt: skip
            texts = [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
            yield from (
                (node.lineno, text) for text in texts if text.startswith("_") and not text.startswith("__")
            )


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def asserts(function, helpers=frozenset()):
    """Whether a function asserts by itself or calls a helper that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = name_of(node)
            if name in EXPECTATIONS or name in helpers or name.startswith("assert"):
                return True
    return False


def asserting_helpers():
    """Return the names of functions that assert, by themselves or through one another, wherever defined."""
    functions = {}
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                functions.setdefault(node.name, []).append(node)
    found = set()
    while more := {
        name
        for name, defined in functions.items()
        if name not in found and all(asserts(function, found) for function in defined)
    }:
        found |= more
    return found


def test_no_private_member_of_the_package_is_read():
    assert [(name, *access) for name, tree in TREES.items() for access in private_accesses(tree)] == []


def test_every_test_asserts():
    helpers = asserting_helpers()
    silent = [
        (name, node.lineno, node.name)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if name.rpartition("/")[2].startswith("test_") and not asserts(node, helpers)
    ]
    assert silent == []


def test_private_accesses_and_silent_tests_are_found():
    lines = ("from a import _b", "view._card.x", "setattr(view, '_c', 1)", "self._own")
    tree = ast.parse("\n".join((*lines, "def test_x():", "    f()")))
    assert sorted(text for _, text in private_accesses(tree)) == ["_b", "_c", "view._card"]
    assert not asserts(tree)
