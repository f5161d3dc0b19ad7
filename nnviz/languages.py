"""Language of the program: the translations that come with it, and which of them is used.

A translation is the file ``resources/translations/nnviz_LANGUAGE.qm``. Without one for the user's language
nothing is loaded, and Qt neither.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz import resources
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import set_lookup, translate

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication, QTranslator

ENGLISH = "en"
_NAME, _SUFFIX = "nnviz_", ".qm"

_translators: list[QTranslator] = []
"""Translators in use; Qt does not own them."""
_installed: list[QTranslator] = []
_given = False


def available() -> dict[str, Path]:
    """Return the languages that the program has been translated into, with their files."""
    files = sorted(resources.path("translations").glob(f"{_NAME}*{_SUFFIX}"))
    return {file.stem.removeprefix(_NAME): file for file in files}


def preferred(wanted: Sequence[str], languages: Sequence[str]) -> str | None:
    """Return the first wanted language that there is, ``de`` for ``de_AT`` too; None means English."""
    for name in wanted:
        name = name.split(".")[0].split("@")[0].replace("-", "_")
        if name.split("_")[0] in (ENGLISH, "C", "POSIX"):
            return None
        for form in (name, name.split("_")[0]):
            if form in languages:
                return form
    return None


def _of_the_system() -> list[str]:
    """Return the user's languages, the preferred one first."""
    given = [os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    if names := [name for text in given for name in text.split(":") if name]:
        return names
    from PySide6.QtCore import QLocale

    return list(QLocale.system().uiLanguages())


def use(language: str | None = None) -> None:
    """Load the translation of a language, of the system's one if none is given.

    Parameters
    ----------
    language
        A name such as ``de``, or a path of a ``.qm`` file.

    Raises
    ------
    ExperimentError
        If there is no such translation.
    """
    global _given
    _given = language is not None
    languages = available()
    if language is not None and language.endswith(_SUFFIX):
        _load(Path(language))
    elif language is not None:
        found = preferred([language], list(languages))
        if found is not None:
            _load(languages[found])
        elif language.split("_")[0] != ENGLISH:
            names = ", ".join([ENGLISH, *languages])
            raise ExperimentError(
                "--language: "
                + translate(
                    "languages", "there is no translation into {language}; choose one of {names}"
                ).format(language=f"{language:.40}", names=names)
            )
    elif languages and (found := preferred(_of_the_system(), list(languages))):
        _load(languages[found])


def use_remembered(language: str) -> None:
    """Load the language of the user's settings, unless another one was given; pass over one there is not."""
    if language and not _given:
        reset()
        if (found := preferred([language], list(languages := available()))) is not None:
            _load(languages[found])


def _load(file: Path) -> None:
    """Load a translation, and that of Qt's own dialogs if there is one."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    translator = QTranslator()
    if not file.is_file() or not translator.load(str(file)):
        raise ExperimentError(
            "--language: "
            + translate("languages", "{file} is no translation that can be read").format(
                file=f"{file!s:.200}"
            )
        )
    _translators[:] = [translator]
    set_lookup(_lookup)
    standard = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if standard.load(f"qtbase_{translator.language()}", folder):
        _translators.append(standard)


def _lookup(context: str, text: str, comment: str, number: int) -> str:
    """Return a translation with ``%n`` left in it, empty if there is none."""
    return _translators[0].translate(context, text, comment, number) or ""


def install(application: QCoreApplication) -> None:
    """Let Qt use the translation that is loaded, and mirror the window for a language written to the left."""
    if not _translators or _installed == _translators:
        return
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    # Qt asks the translator that was installed last first.
    for translator in reversed(_translators):
        application.installTranslator(translator)
    _installed[:] = _translators
    if isinstance(application, QApplication):
        application.setLayoutDirection(QLocale(_translators[0].language()).textDirection())


def reset(application: QCoreApplication | None = None) -> None:
    """Return to English."""
    if application is not None:
        for translator in _installed:
            application.removeTranslator(translator)
        _installed.clear()
    _translators.clear()
    set_lookup(None)
