"""Frozen records that check themselves on construction, and the sentences of their errors."""

from __future__ import annotations

import functools
import re
import typing
from typing import Any, TypeVar, get_type_hints

import msgspec

from nnviz.core.matrix import Matrix


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
                raise ExperimentError(join(name, sentence(error))) from None
            if checked is not value:
                msgspec.structs.force_setattr(self, name, checked)
        self.check()

    def check(self) -> None:
        """Check what concerns more than one field; raise ExperimentError."""


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _decode(kind: type, value: Any) -> Any:
    if kind is Matrix:
        return value if isinstance(value, Matrix) else Matrix(value)
    raise NotImplementedError(kind)


def _encode(value: Any) -> Any:
    if isinstance(value, Matrix):
        return value.tolist()
    raise NotImplementedError(type(value))


def join(field: str, message: str) -> str:
    """Put `field` before a message that may itself start with the name of a part of it."""
    head, colon, rest = message.partition(": ")
    if colon and re.fullmatch(r"[\w.\[\]]+", head):
        separator = "" if head.startswith("[") else "."
        return f"{field}{separator}{head}: {rest}" if field else message
    return f"{field}: {message}" if field else message


_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


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
    kind = _unwrap(kind)
    return ", ".join(_fields(kind)) if kind is not None else ""


def sentence(error: Exception, kind: type | None = None) -> str:
    """Turn a validation error into ``field: what is allowed``."""
    text = str(error)
    field = ""
    if match := re.fullmatch(r"(.*) - at `(?:key in )?\$\.?(.*?)`", text, re.DOTALL):
        text, field = match.groups()
    if match := re.match(r"Object contains unknown field `(.*)`", text):
        allowed = f"; allowed here: {_fields_at(kind, field)}" if kind is not None else ""
        return join(field, f"{match[1]}: this field is not known{allowed}")
    if match := re.match(r"Object missing required field `(.*)`", text):
        return join(field, f"{match[1]}: this field is required")
    if match := re.match(r"Expected `(.*?)`(.*)", text):
        kinds = " or ".join(_TYPES.get(k.strip(), k) for k in match[1].split("|"))
        bound = match[2].replace(">=", "of at least").replace("<=", "of at most").replace(">", "above")
        text = f"expected {kinds}{bound.replace(', got', ', not').replace('`', '')}"
    return join(field, text)


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
        raise ExperimentError(sentence(error, kind)) from None


def to_builtins(record: Record) -> dict[str, Any]:
    """Return the record as dicts and lists, fields at their default left out."""
    data = msgspec.to_builtins(record, enc_hook=_encode)
    assert isinstance(data, dict)
    return data
