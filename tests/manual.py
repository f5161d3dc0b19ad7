"""``python -m tests.manual``: remakes the generated pages of the manual from the tables in the code."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import nnviz.core.judge
from nnviz.commands import COMMANDS, MENUS
from nnviz.commands.view_keys import VIEW_KEYS

FOLDER = Path(__file__).parents[1] / "resources" / "manual"


def _keys(keys: tuple[str, ...]) -> str:
    return " ".join(f"`{key}`" for key in keys) or "–"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").removesuffix("…")


def keys_page() -> str:
    """Return the page of commands and keys."""
    lines = ["# Keys", "", "Every command with its shortcut, by menu. `Ctrl` is ⌘ on macOS.", ""]
    for menu in MENUS:
        lines += [f"## {menu}", "", "| command | keys | |", "|---|---|---|"]
        rows = [c for c in COMMANDS if c.menu == menu]
        lines += [f"| {_cell(c.text)} | {_keys(c.keys)} | {_cell(c.tip)} |" for c in rows]
        lines.append("")
    for heading, keys in VIEW_KEYS:
        lines += [f"## {heading}", "", "| | keys |", "|---|---|"]
        lines += [f"| {_cell(words)} | {_keys(tuple(written.split('   ')))} |" for words, written in keys]
        lines.append("")
    return "\n".join(lines)


def claims_page() -> str:
    """Return the page with the grammar of claims: the docstring of the judge."""
    text = inspect.getdoc(nnviz.core.judge) or ""
    lines = ["# Claims", ""]
    table = False
    for line in text.splitlines():
        if set(line) <= {"-"} and line and lines[-1] and not table:
            lines[-1] = f"## {lines[-1]}"
        elif line.startswith("====") and not table:
            table = True
            lines += ["| notation | meaning |", "|---|---|"]
        elif line.startswith("===="):
            table = False
        elif table and line[:24].strip():
            lines.append(f"| {line[:24].strip()} | {line[24:].strip()} |")
        elif table:
            lines[-1] = f"{lines[-1].removesuffix(' |')} {line.strip()} |"
        else:
            lines.append(line)
    return "\n".join(lines).replace("``", "`") + "\n"


def architecture_page() -> str:
    """Return the page of the architecture, its table of rooms made from docstrings of the core."""
    text = (FOLDER / "architecture.md").read_text(encoding="utf-8")
    core = Path(nnviz.core.__file__).parent
    rows = []
    for room in sorted(core.glob("*/__init__.py")):
        sentence = (ast.get_docstring(ast.parse(room.read_text(encoding="utf-8"))) or "").splitlines()[0]
        rows.append(f"| `{room.parent.name}` | {_cell(sentence)} |\n")
    return re.sub(
        r"(\| room \| what it holds \|\n\|---\|---\|\n)(\|.*\n)*",
        lambda found: found[1] + "".join(rows),
        text,
    )


PAGES = {"keys.md": keys_page, "claims.md": claims_page, "architecture.md": architecture_page}


def main() -> None:
    """Write every generated page."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
