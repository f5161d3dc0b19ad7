"""``python -m tests.translations``: collects the sentences, updates and compiles the translations.

=====================================  ==========================================================
``python -m tests.translations``       update every ``resources/translations/*.ts``, compile to ``.qm``
``… add LANGUAGE``                     begin a translation, for example ``de``
``… pseudo FILE.qm [LANGUAGE]``        write a pseudo-language: bracketed, 40 % longer; ``ar`` mirrors it
=====================================  ==========================================================
"""

from __future__ import annotations

import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "translations"
OPEN, CLOSE = "⟦", "⟧"
LONGER = 1.4


def _tool(name: str, *arguments: str) -> str:
    command = Path(sys.executable).with_name(f"pyside6-{name}")
    done = subprocess.run([str(command), *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def update(file: Path, language: str | None = None) -> None:
    """Collect the sentences of the program into a .ts file; translations that it has stay."""
    sources = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "nnviz").rglob("*.py"))]
    target = () if language is None else ("-target-language", language)
    _tool("lupdate", *sources, "-locations", "none", *target, "-ts", str(file))


def compile_translation(file: Path) -> None:
    """Compile a .ts file to the .qm file beside it."""
    if faults := wrong_places(file):
        raise SystemExit(f"{file.name}: " + "\n".join(faults))
    _tool("lrelease", str(file), "-qm", str(file.with_suffix(".qm")))


def messages(file: Path) -> list[tuple[str, ET.Element]]:
    """Return context and element of every sentence of a .ts file."""
    root = ET.parse(file).getroot()
    return [
        (context.findtext("name") or "", message)
        for context in root.iter("context")
        for message in context.iter("message")
    ]


def places(template: str) -> set[str]:
    """Return the named values of a template, and ``%n``."""
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError:
        names = set()
    return names | ({"%n"} if "%n" in template else set())


def wrong_places(file: Path) -> list[str]:
    """Return the translations whose named values are not those of the English text."""
    faults = []
    for _, message in messages(file):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        texts = [] if translation is None else [form.text for form in translation.iter() if form.text]
        for text in texts:
            if text.strip() and places(text) - {"%n"} != places(source) - {"%n"}:
                faults.append(f"{source!r}: {text!r}")
    return faults


def pseudo(text: str) -> str:
    """Return a text of the pseudo-language: in brackets, 40 % longer, with the same values, keys and tags."""
    lacking = max(round(LONGER * len(text)) - len(text) - 2, 1)
    words = ("~~~~ " * (lacking // 5 + 1))[:lacking].rstrip() or "~"
    return f"{OPEN}{text} {words}{CLOSE}"


STANDARD = {
    "QPlatformTheme": (
        "OK", "Save", "Save All", "Open", "&Yes", "Yes to &All", "&No", "N&o to All", "Abort", "Retry",
        "Ignore", "Close", "Cancel", "Discard", "Help", "Apply", "Reset", "Restore Defaults",
    ),
    "QDockWidget": ("Float", "Undocks and re-attaches the dock widget", "Close", "Closes the dock widget"),
    "QTabBar": ("Scroll Left", "Scroll Right"),
}  # fmt: skip
"""Texts of Qt's own that the program shows; real languages have them from Qt."""


def write_pseudo(compiled: Path, language: str = "en_XA") -> None:
    """Write and compile the pseudo-language."""
    file = compiled.with_suffix(".ts")
    file.unlink(missing_ok=True)
    update(file, language)
    tree = ET.parse(file)
    root = tree.getroot()
    root.set("language", language)
    for name, texts in STANDARD.items():
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for text in texts:
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = text
            ET.SubElement(message, "translation")
    for message in root.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        translation.attrib.clear()
        text = pseudo(message.findtext("source") or "")
        if message.get("numerus"):
            for form in list(translation):
                translation.remove(form)
            for _ in range(6 if language.startswith("ar") else 2):
                ET.SubElement(translation, "numerusform").text = text
        else:
            translation.text = text
    tree.write(file, encoding="utf-8", xml_declaration=True)
    compile_translation(file)


def main(arguments: list[str]) -> None:
    """Run one of the commands."""
    if arguments[:1] == ["pseudo"] and len(arguments) in (2, 3):
        write_pseudo(Path(arguments[1]).resolve(), *arguments[2:])
    elif arguments[:1] == ["add"] and len(arguments) == 2:
        update(FOLDER / f"nnviz_{arguments[1]}.ts", arguments[1])
    elif not arguments:
        for file in sorted(FOLDER.glob("nnviz_*.ts")):
            update(file)
            compile_translation(file)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
