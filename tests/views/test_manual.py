"""The manual: generated pages match the code, links lead somewhere, it opens without a network."""

import re

import pytest
from PySide6.QtCore import QUrl

from nnviz import resources
from nnviz.views.manual import PAGES, ManualDialog, page_path, page_title
from tests import manual as generator

FOLDER = page_path(PAGES[0]).parent


@pytest.mark.parametrize("name", sorted(generator.PAGES))
def test_a_generated_page_is_as_the_code_has_it(name):
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == generator.PAGES[name](), "run python -m tests.manual"


def test_every_page_is_listed():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_links_of_a_page_lead_to_files(name):
    text = page_path(name).read_text(encoding="utf-8")
    assert page_title(text)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith("https://") or (FOLDER / target).exists() or "../.github/" in target, target


@pytest.mark.parametrize("name", [*PAGES, "../../.github/CONTRIBUTING"])
def test_files_named_on_a_page_are_there(name):
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    package = FOLDER.parents[1]
    places = "nnviz|core|session|views|commands|resources|tests"
    for target in re.findall(rf"`((?:{places})/[a-z_/]*(?:\.py)?)`", text):
        assert (package / target).exists() or (package / "nnviz" / target).exists(), target


def test_the_readme_is_short_and_its_links_lead_to_files():
    readme = resources.path().parent / "README.md"
    text = readme.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert (readme.parent / target).exists(), target


def test_pages_are_chosen_and_links_followed(qtbot):
    dialog = ManualDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert "The window" in dialog.page.toPlainText()
    dialog.open_page("keys")
    assert "Ctrl+Z" in dialog.page.toPlainText()
    assert dialog.contents.currentRow() == PAGES.index("keys")
    dialog.page.anchorClicked.emit(QUrl("lessons.md"))
    assert "Writing a lesson" in dialog.page.toPlainText()
    dialog.open_page("no such page")
    assert dialog.contents.currentRow() == PAGES.index("lessons")
