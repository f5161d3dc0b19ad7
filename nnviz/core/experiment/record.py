"""Frozen records that check themselves on construction, and the sentences of their errors."""

from __future__ import annotations

import functools
import re
import typing
from typing import Any, TypeVar, get_type_hints

import msgspec

from nnviz.core.experiment.matrix import Matrix
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, plural, translate


class ExperimentError(ValueError):
    """An experiment that cannot be: the message is one sentence that names the field and what is allowed."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of the parts of an experiment. Types and ranges of the fields are checked on construction."""

    def __post_init__(self) -> None:
        for name, kind in _fields(type(self)).items():
            value = getattr(self, name)
            try:
                checked = msgspec.convert(value, kind, dec_hook=_decode)
            except msgspec.ValidationError as error:
                raise ExperimentError(join(name, _entry(sentence(error), value))) from None
            if isinstance(checked, str):
                checked = plain_text(checked)
            elif isinstance(checked, tuple) and checked and isinstance(checked[0], str):
                checked = checked if all(map(str.isascii, checked)) else tuple(map(plain_text, checked))
            if checked is not value:
                msgspec.structs.force_setattr(self, name, checked)
        self.check()

    def check(self) -> None:
        """Check what concerns more than one field; raise ExperimentError."""


def plain_text(text: str) -> str:
    """Return a text as it can be written: � for halves of characters, which no encoding has.

    JSON may hold them as escapes, and so may what is pasted; a file that opens must be saved again.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _decode(kind: type, value: Any) -> Any:
    if kind is Matrix:
        return value if isinstance(value, Matrix) else Matrix(value)
    raise NotImplementedError(kind)


def _encode(value: Any) -> Any:
    if isinstance(value, Matrix):
        return value.packed()
    raise NotImplementedError(type(value))


def join(field: str, message: str) -> str:
    """Put `field` before a message that may itself start with the name of a part of it."""
    head, colon, rest = message.partition(": ")
    if colon and re.fullmatch(r"[\w.\[\]]+", head):
        separator = "" if head.startswith("[") else "."
        return f"{field}{separator}{head}: {rest}" if field else message
    return f"{field}: {message}" if field else message


_TYPES = {
    "int": QT_TRANSLATE_NOOP("experiment", "a whole number"),
    "float": QT_TRANSLATE_NOOP("experiment", "a number"),
    "str": QT_TRANSLATE_NOOP("experiment", "a text"),
    "bool": QT_TRANSLATE_NOOP("experiment", "true or false"),
    "array": QT_TRANSLATE_NOOP("experiment", "a list"),
    "object": QT_TRANSLATE_NOOP("experiment", "an object"),
    "null": "null",
}
_GIVEN = {**_TYPES, "float": QT_TRANSLATE_NOOP("experiment", "a decimal number")}
_BOUNDS = {
    ">=": QT_TRANSLATE_NOOP("experiment", "expected {expected} of at least {bound}"),
    "<=": QT_TRANSLATE_NOOP("experiment", "expected {expected} of at most {bound}"),
    ">": QT_TRANSLATE_NOOP("experiment", "expected {expected} above {bound}"),
    "<": QT_TRANSLATE_NOOP("experiment", "expected {expected} below {bound}"),
}
_LENGTHS = {
    ">=": QT_TRANSLATE_NOOP("experiment", "expected {expected} of at least {entries}"),
    "<=": QT_TRANSLATE_NOOP("experiment", "expected {expected} of at most {entries}"),
}
_LONGEST = 60


def shown(name: str) -> str:
    """Return a name given by a file as it may stand in a sentence: short, and on one line."""
    return name if name.isidentifier() and len(name) <= _LONGEST else f"{name[:_LONGEST]!r}"


def _unwrap(kind: Any) -> Any:
    """Return the first record or sequence type inside unions and annotations."""
    if typing.get_origin(kind) is tuple or (isinstance(kind, type) and issubclass(kind, Record)):
        return kind
    return next((found for inner in typing.get_args(kind) if (found := _unwrap(inner)) is not None), None)


def _fields_at(kind: Any, path: str) -> str:
    for part in re.findall(r"\w+|\[", path):
        kind = _unwrap(kind)
        if part.isdigit():
            kind = typing.get_args(kind)[0]
        elif part != "[":
            kind = _fields(kind)[part]
    return ", ".join(_fields(_unwrap(kind)))


def sentence(error: Exception, kind: type | None = None) -> str:
    """Turn a validation error into ``field: what is allowed``."""
    text = str(error)
    field = ""
    if match := re.fullmatch(r"(.*) - at `(?:key in )?\$\.?([\w.\[\]]*)`", text, re.DOTALL):
        text, field = match.groups()
    if match := re.match(r"Object contains unknown field `(.*)`", text, re.DOTALL):
        text = translate("experiment", "this field is not known")
        if kind is not None:
            text = translate("experiment", "this field is not known; allowed here: {names}")
            text = text.format(names=_fields_at(kind, field))
        return join(field, f"{shown(match[1])}: {text}")
    if match := re.match(r"Object missing required field `(.*)`", text):
        return join(field, f"{match[1]}: " + translate("experiment", "this field is required"))
    if match := re.match(r"Expected `(.*?)`(.*)", text):
        text = _expected(_kinds(match[1], _TYPES), match[2])
    elif text in ("Number out of range", "Integer value out of range"):
        text = translate("experiment", "expected a number with fewer digits")
    return join(field, text)


def _expected(expected: str, rest: str) -> str:
    """Return what is expected, and how what was given differs from it."""
    if bound := re.fullmatch(r" ([<>]=?) (.*)", rest):
        text = translate("experiment", _BOUNDS[bound[1]])
        return text.format(expected=expected, bound=f"{float(bound[2]):,.12g}")
    if length := re.fullmatch(r" of length ([<>]=) (.*)", rest):
        entries = plural.tr("%n entr(y|ies)", "", int(length[2]))
        return translate("experiment", _LENGTHS[length[1]]).format(expected=expected, entries=entries)
    if given := re.fullmatch(r", got `(.*)`", rest):
        text = translate("experiment", "expected {expected}, not {given}")
        return text.format(expected=expected, given=_kinds(given[1], _GIVEN))
    return translate("experiment", "expected {expected}").format(expected=expected)


def _kinds(names: str, words: dict[str, str]) -> str:
    found = [words.get(name.strip(), name.strip()) for name in names.split("|")]
    return translate("experiment", " or ").join(translate("experiment", word) for word in found)


def _entry(message: str, value: Any) -> str:
    """Put the name of the faulty matrix where a message can only say that one of them is faulty."""
    head, dots, rest = message.partition("[...]")
    part = value.get(head, value) if isinstance(value, dict) else None
    for name, rows in part.items() if dots and isinstance(part, dict) else ():
        try:
            _decode(Matrix, rows)
        except ValueError:
            return f"{head}.{shown(name)}{rest}".removeprefix(".")
    return message


T = TypeVar("T", bound=Record)


def from_builtins(data: Any, kind: type[T]) -> T:
    """Build a record from dicts and lists.

    Raises
    ------
    ExperimentError
        Naming the first field that is wrong and what is allowed.
    """
    try:
        return msgspec.convert(data, kind, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise ExperimentError(_entry(sentence(error, kind), data)) from None
    except UnicodeError:
        raise ExperimentError(translate("experiment", "the names of fields must be plain text")) from None


def to_builtins(record: Record) -> dict[str, Any]:
    """Return the record as dicts and lists, fields at their default left out."""
    data = msgspec.to_builtins(record, enc_hook=_encode)
    assert isinstance(data, dict)
    return data
