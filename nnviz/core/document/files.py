"""Reading experiment files and the built-in examples. Files are data: nothing in them is executed."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnviz import resources
from nnviz.core.document.document import Document
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError, shown
from nnviz.core.file_access.reading import FileError, display_name, full_path, read_bounded, readable_size
from nnviz.core.text.translate import translate

MAX_BYTES = 192 * 2**20
"""The largest file that is read, and so the largest that is written.

The largest table takes 107 million characters, two positions of the largest network with Adam 64 million.
"""
SUFFIX = ".nnviz"
RECORDING_SUFFIX = ".safetensors"
"""Of a training step that the recorder has written; it is opened, and never saved over."""


def _refuse_constant(name: str) -> float:
    # Let through, so that the check of the experiment can name the field it stands in.
    return float(name.replace("Infinity", "inf"))


def _whole(digits: str) -> float:
    # A number too long to convert is let through likewise, as an infinite one.
    return int(digits) if len(digits) <= 400 else float(f"{digits[0]}1e999")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if shown(key) != key:
            raise ExperimentError(
                f"{shown(key)}: "
                + translate("document", "the name of a field is one word of letters and digits")
            )
        if key in result:
            raise ExperimentError(f"{key}: " + translate("document", "this field appears twice"))
        result[key] = value
    return result


def _load(text: str, **hooks: Any) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, **hooks)


def parse(text: str | bytes) -> Experiment:
    """Return the experiment a JSON text describes; see `parse_document`."""
    return parse_document(text).experiment


def parse_document(text: str | bytes) -> Document:
    """Return the document a JSON text describes; raises as `load` and the checks of an experiment do."""
    return Document.from_dict(load(text))


def load(text: str | bytes) -> dict[str, Any]:
    """Return the object a JSON text holds, whose fields nobody has checked yet.

    Raises
    ------
    ExperimentError
        With one sentence that names the field, or the line, and what is allowed.
    """
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        try:
            data = _load(text)
        except (ExperimentError, json.JSONDecodeError):
            raise
        except ValueError:
            # Python converts no whole number of more than some thousand digits.
            data = _load(text, parse_int=_whole)
    except json.JSONDecodeError as error:
        where = translate("document", "line {lineno}, column {colno}").format(
            lineno=error.lineno, colno=error.colno
        )
        raise ExperimentError(
            f"{where}: " + translate("document", "this is not JSON, {msg}").format(msg=error.msg)
        ) from None
    except UnicodeDecodeError:
        raise ExperimentError(translate("document", "the file is not UTF-8 text")) from None
    except RecursionError:
        raise ExperimentError(translate("document", "the file nests lists or objects too deeply")) from None
    if not isinstance(data, dict):
        raise ExperimentError(
            translate("document", "the file must hold one JSON object with at least data and layers")
        )
    return data


def is_recording(path: str | os.PathLike[str]) -> bool:
    """Return whether a file is a recorded training step, by its name."""
    return os.fspath(path).lower().endswith(RECORDING_SUFFIX)


def read(path: str | Path) -> Experiment:
    """Read the experiment of a file; see `read_document`."""
    return read_document(path).experiment


def read_document(path: str | Path) -> Document:
    """Read a file: an experiment and the notes on it.

    Raises
    ------
    ExperimentError
        If the file cannot be read or does not describe an experiment.
    """
    content = read_bounded(path, MAX_BYTES)
    try:
        return replace(parse_document(content), digest=digest(content))
    except ExperimentError as error:
        raise ExperimentError(f"{display_name(Path(path).name)}: {error}") from None
    except MemoryError:
        raise ExperimentError(
            f"{display_name(path)}: " + translate("document", "it does not fit in memory")
        ) from None


def digest(content: bytes) -> str:
    """Return what tells the content of a file from any other."""
    return hashlib.sha256(content).hexdigest()


def is_changed(path: str | Path, known: str) -> bool:
    """Return whether a file that is there holds anything but the content of digest `known`."""
    try:
        return digest(read_bounded(path, MAX_BYTES)) != known
    except FileError:
        # What cannot be read, but is there, is not what was read.
        return os.path.lexists(full_path(path))


def write_document(document: Document) -> tuple[bytes, Document]:
    """Return the bytes of a file that can be read again, and what of the document is in it.

    If a run makes the file too large, fewer keyframes are kept, and in the end none.

    Raises
    ------
    ExperimentError
        If the file would still be too large.
    """
    content = write_text(replace(document, run=None)).encode()
    if document.run is not None and len(content) <= MAX_BYTES:
        run = document.run.fitted(MAX_BYTES - len(content))
        whole = b"" if run is None else write_text(replace(document, run=run)).encode()
        if run is not None and len(whole) <= MAX_BYTES:
            return whole, replace(document, run=run)
    if len(content) > MAX_BYTES:
        raise ExperimentError(
            translate(
                "document",
                "the file would have {count}, and at most {max_bytes} can be opened again; use a "
                "smaller table, or fewer changes of whole matrices during the run",
            ).format(count=readable_size(len(content)), max_bytes=readable_size(MAX_BYTES))
        )
    return content, replace(document, run=None)


def write_text(content: Experiment | Document) -> str:
    """Return the text of a file: readable, one field a line, matrices row by row."""
    return _pretty(content.to_dict(), 0) + "\n"


def _pretty(value: Any, depth: int) -> str:
    """Write JSON with short values on one line."""
    if not isinstance(value, dict | list | tuple) or _least(value) <= 100:
        flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if len(flat) + 2 * depth <= 100 or not isinstance(value, dict | list | tuple):
            return flat
    pad, end = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        inner = [
            f"{pad}{json.dumps(key, ensure_ascii=False)}: {_pretty(item, depth + 1)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(inner) + f"\n{end}}}"
    inner = [f"{pad}{_pretty(v, depth + 1)}" for v in value]
    return "[\n" + ",\n".join(inner) + f"\n{end}]"


def _least(value: Any) -> int:
    """Return how long the JSON of a value is at least, counted no further than need be."""
    if isinstance(value, str):
        return len(value)
    total, parts = 0, value if isinstance(value, list | tuple) else ()
    for part in value.items() if isinstance(value, dict) else parts:
        total += 1 + _least(part)
        if total > 100:
            break
    return total


def examples() -> dict[str, Path]:
    """Return the built-in examples: name → file."""
    return {path.stem: path for path in sorted(resources.path("examples").glob(f"*{SUFFIX}"))}


def example(name: str) -> Experiment:
    """Return a built-in example.

    Raises
    ------
    ExperimentError
        If there is none of that name.
    """
    known = examples()
    if name not in known:
        raise ExperimentError(
            translate("document", "--example: {name} is not known; choose one of {known}").format(
                name=f"{name!r:.60}", known=", ".join(known)
            )
        )
    return read(known[name])
