"""How the house is built: imports run one way, the core knows no Qt, files are data and never code."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import nnviz

PACKAGE = Path(nnviz.__file__).parent
QT = ("PySide6", "shiboken6", "pyqtgraph")
ASSEMBLING = ("main_window", "parts")
"""The window and the parts it is put together from."""
SHARED_VIEWS = ("controls", "plotting", "verdict")
"""Packages of parts that any view may be put together from."""


def name_of(path):
    parts = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources():
    """Return the parsed modules of the package, by name; read when the first test asks, in one worker."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def core():
    return [name for name in sources() if name.startswith("nnviz.core")]


@cache
def imports(name):
    """Return the modules a module imports, of the project's own as far down as there is a file."""
    found = set()
    for node in ast.walk(sources()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in sources() else node.module)
    return frozenset(found)


LAYERS = ("core", "session", "actions", "views", "app")
PLACES = {
    "core": "core",
    "session": "session",
    "guard": "session", "languages": "session", "program_log": "session", "theme": "session",
    "accessible": "session", "typeset": "session", "worksheets": "session",
    "actions": "actions", "commands": "actions",
    "views": "views",
    "api": "app", "app": "app", "cli": "app", "testing": "app",
    "__main__": "app",
}  # fmt: skip
ANYWHERE = {"nnviz", "nnviz.resources", "nnviz.threads", "nnviz.versions"}


def layer(name):
    return LAYERS.index(PLACES[name.split(".")[1]])


def own(name):
    return [module for module in imports(name) if module.split(".")[0] == "nnviz" and module not in ANYWHERE]


def test_every_module_has_its_place():
    assert {name.split(".")[1] for name in sources() if name not in ANYWHERE} <= set(PLACES)


def test_imports_run_one_way():
    names = [name for name in sources() if name not in ANYWHERE]
    wrong = [(name, module) for name in names for module in own(name) if layer(module) > layer(name)]
    assert wrong == []


def test_what_may_be_imported_anywhere_imports_nothing_of_ours():
    for name in ANYWHERE:
        assert own(name) == []
        assert not {module.split(".")[0] for module in imports(name)} & set(QT)


def test_the_core_imports_no_qt():
    assert [name for name in core() if {module.split(".")[0] for module in imports(name)} & set(QT)] == []


def test_importing_the_core_loads_no_qt():
    script = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); import importlib\n"
        f"for name in {core()!r}: importlib.import_module(name)\n"
        f"print(*sorted(name for name in sys.modules if name.partition('.')[0] in {QT!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_a_window_is_shown_before_what_only_later_work_needs_is_loaded():
    script = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r})\n"
        "from nnviz import app\nfrom nnviz.core.document import files\nfrom nnviz.session import Session\n"
        "from nnviz.views.main_window import MainWindow\n"
        "app.application(); window = MainWindow(Session(files.example('xor'))); window.show()\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    late = ("mathra", "email", "importlib.metadata", "html.entities", "logging.handlers", "fractions")
    ours = ("csv_import", "derivation.notation", "derivation.judging", "judge.nodes", "export")
    ours += ("lessons.lesson", "lessons.progress", "lessons.prediction.questions")
    ours += ("explain.chains", "explain.scalars", "explain.jacobians", "functions.rendering")
    late += tuple(f"nnviz.core.{name}" for name in ours)
    assert [name for name in done.stdout.split() if name.startswith(late)] == []


def view_of(name):
    """Return the view a module belongs to: ``network`` for views.network_view and views.network.scene."""
    parts = name.split(".")
    return parts[2].removesuffix("_view") if len(parts) > 2 and parts[1] == "views" else None


def shows_frames(name):
    """Whether a module has a class with ``show_frame``: a view."""
    return any(
        isinstance(node, ast.FunctionDef) and node.name == "show_frame" for node in ast.walk(sources()[name])
    )


@cache
def frame_views():
    found = {view_of(name) for name in sources() if view_of(name) and shows_frames(name)}
    return found - {*SHARED_VIEWS, "main_window"}


def is_view(name):
    """Whether a module is a view or a part of one, and not a shared part, a helper or the window."""
    return view_of(name) in frame_views()


def test_the_views_are_found():
    assert {"network", "explain", "program_strip", "transport", "loss", "values"} <= frame_views()


def test_no_view_imports_another():
    views = [name for name in sources() if view_of(name) and view_of(name) not in ASSEMBLING]
    others = [
        (name, module)
        for name in views
        for module in own(name)
        if is_view(module) and view_of(module) != view_of(name)
    ]
    assert others == []


def test_nothing_in_the_views_imports_the_window():
    views = [name for name in sources() if view_of(name) and view_of(name) != "main_window"]
    assert [name for name in views if "nnviz.views.main_window" in own(name)] == []


def test_shared_parts_know_no_view():
    shared = [name for name in sources() if view_of(name) in SHARED_VIEWS]
    assert [(name, m) for name in shared for m in own(name) if view_of(m) not in (None, *SHARED_VIEWS)] == []


def circles(arrows):
    """Return the groups of names that lead back to themselves (Tarjan's strongly connected components)."""
    number, low, path, found = {}, {}, [], []

    def visit(name):
        number[name] = low[name] = len(number)
        path.append(name)
        for other in sorted(arrows[name]):
            if other not in number:
                visit(other)
            if other in path:
                low[name] = min(low[name], low[other])
        if low[name] == number[name]:
            group = path[path.index(name) :]
            del path[path.index(name) :]
            if len(group) > 1 or name in arrows[name]:
                found.append(sorted(group))

    for name in sorted(arrows):
        if name not in number:
            visit(name)
    return found


def test_circles_are_found():
    arrows = {"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": {"e"}, "e": set(), "f": {"f"}}
    assert circles(arrows) == [["b", "c"], ["f"]]


def test_there_are_no_circles():
    """Imports for type checking and those inside functions count as those on loading do."""
    assert circles({name: imports(name) & sources().keys() for name in sources()}) == []


def test_edits_go_through_one_door():
    """Only the session's model pushes commands of undo, so that no edit escapes `apply`."""
    pushing = {
        name
        for name, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "push" and "undo_stack" in ast.unparse(node.value)
    }
    assert pushing == {"nnviz.session.model"}


EXECUTING = {"eval", "exec", "compile", "__import__"}
UNPACKING = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "code", "runpy"}


def test_nothing_is_executed_or_unpickled():
    for name, tree in sources().items():
        assert not {module.split(".")[0] for module in imports(name)} & UNPACKING, name
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else None
                assert called not in EXECUTING, f"{name}:{node.lineno} calls {called}"
                assert not any(
                    word.arg == "allow_pickle"
                    and not (isinstance(word.value, ast.Constant) and word.value.value is False)
                    for word in node.keywords
                ), f"{name}:{node.lineno} allows pickles"
                assert not any(
                    word.arg == "shell" and getattr(word.value, "value", True) for word in node.keywords
                ), f"{name}:{node.lineno} starts a shell"


QT_PARTS = {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg", "PySide6.QtTest"}


def test_only_the_essential_parts_of_qt_are_used():
    for name in sources():
        used = {module for module in imports(name) if module.split(".")[0] == "PySide6"}
        assert used <= QT_PARTS, name


def room(name):
    """Return the room of the core a module is in, such as ``nnviz.core.run``; None outside."""
    parts = name.split(".")
    return ".".join(parts[:3]) if parts[1:2] == ["core"] and len(parts) > 2 else None


def test_the_core_has_at_most_twenty_rooms():
    assert len({room(name) for name in core()} - {None}) <= 20


def test_the_rooms_of_the_core_import_in_no_circle():
    """Imports for type checking and those inside functions count too."""
    arrows = {}
    for name in core():
        if room(name):
            rooms = {room(module) for module in imports(name) & sources().keys()} - {None, room(name)}
            arrows.setdefault(room(name), set()).update(rooms)
    while arrows:
        free = [name for name, to in arrows.items() if not to & arrows.keys()]
        assert free, f"a circle among {sorted(arrows)}"
        for name in free:
            del arrows[name]
