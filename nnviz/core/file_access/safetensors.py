"""Arrays in ``.safetensors`` files, read and written without any other package: data, and never code.

A file is the length of its header (8 bytes, little-endian), the header as JSON (name → type, shape, place),
and the numbers (https://huggingface.co/docs/safetensors).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name, read_bounded
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

MAX_BYTES, MAX_HEADER, MAX_TENSORS = 256 * 2**20, 8 * 2**20, 20_000
_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
    "I8": "|i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}  # fmt: skip


def read_safetensors(path: str | os.PathLike[str]) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the arrays of a file by name, and the texts beside them.

    Raises
    ------
    ExperimentError
        If it cannot be read, is too large, or is no such file.
    """
    return parse_safetensors(read_bounded(path, MAX_BYTES), display_name(path))


def parse_safetensors(
    data: bytes, name: str = QT_TRANSLATE_NOOP("files", "the file")
) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the arrays and texts in the bytes of a file; `name` stands in errors.

    Every size is compared with what there is before an array is made.

    Raises
    ------
    ExperimentError
        If the bytes are no safetensors file.
    """
    if len(data) < 10:
        raise ExperimentError(
            f"{name}: "
            + translate("files", "this is no safetensors file, it has {count} bytes").format(count=len(data))
        )
    length = int.from_bytes(data[:8], "little")
    if length > min(MAX_HEADER, len(data) - 8):
        raise ExperimentError(
            f"{name}: "
            + translate(
                "files", "this is no safetensors file, its header would have {length:,} bytes"
            ).format(length=length)
        )
    try:
        header = json.loads(data[8 : 8 + length].decode("utf-8"))
    except (ValueError, RecursionError):
        raise ExperimentError(
            f"{name}: " + translate("files", "this is no safetensors file, its header is not JSON")
        ) from None
    if not isinstance(header, dict) or len(header) > MAX_TENSORS:
        raise ExperimentError(
            f"{name}: "
            + translate("files", "the header must name at most {max_tensors:,} arrays").format(
                max_tensors=MAX_TENSORS
            )
        )
    texts = header.pop("__metadata__", {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ExperimentError(f"{name}: " + translate("files", "__metadata__ must hold texts only"))
    body = memoryview(data)[8 + length :]
    return {key: _array(name, key, entry, body) for key, entry in header.items()}, dict(texts)


def _array(name: str, key: str, entry: Any, body: memoryview) -> Array:
    shown = f"{name}: {key[:60]!r}"
    fields = entry if isinstance(entry, dict) else {}
    kind = fields.get("dtype")
    shape, place = _whole(fields.get("shape")), _whole(fields.get("data_offsets"))
    if kind not in _TYPES:
        raise ExperimentError(
            translate("files", "{shown} has the type {kind}; read are {types}").format(
                shown=shown, kind=f"{str(kind)[:20]!r}", types=", ".join(_TYPES)
            )
        )
    if shape is None or len(shape) > 8:
        raise ExperimentError(translate("files", "{shown} has no shape").format(shown=shown))
    if place is None or len(place) != 2:
        raise ExperimentError(translate("files", "{shown} has no data_offsets").format(shown=shown))
    dtype = np.dtype(_TYPES[kind])
    begin, end = place
    if not begin <= end <= len(body) or end - begin != math.prod(shape) * dtype.itemsize:
        raise ExperimentError(
            translate("files", "{shown} does not lie where the header says").format(shown=shown)
        )
    array = np.frombuffer(body[begin:end], dtype=dtype).reshape(shape)
    if kind == "BF16":
        wide: Array = (array.astype(np.uint32) << 16).view(np.float32)
        return wide
    if kind == "BOOL":
        truths: Array = np.frombuffer(body[begin:end], dtype=np.uint8).reshape(shape) != 0
        return truths
    return array.copy()


def _whole(values: Any) -> list[int] | None:
    """Return a list of whole numbers as it is, None for anything else."""
    good = isinstance(values, list) and all(type(n) is int and 0 <= n < 2**48 for n in values)
    return values if good else None


def written_safetensors(arrays: Mapping[str, Array], texts: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of a file that holds arrays of numbers, and texts beside them.

    Raises
    ------
    ExperimentError
        If an array has a type that the format has not.
    """
    header: dict[str, Any] = {"__metadata__": dict(texts)} if texts else {}
    names = {np.dtype(code): kind for kind, code in _TYPES.items() if kind != "BF16"}
    parts, place = [], 0
    for key, array in arrays.items():
        plain = np.asarray(array)
        plain = np.ascontiguousarray(plain, plain.dtype.newbyteorder("<")).reshape(plain.shape)
        if plain.dtype not in names:
            raise ExperimentError(
                translate("files", "{key} has a type that safetensors has not: {dtype}").format(
                    key=f"{key[:60]!r}", dtype=plain.dtype
                )
            )
        part = plain.tobytes()
        offsets = [place, place + len(part)]
        header[key] = {"dtype": names[plain.dtype], "shape": list(plain.shape), "data_offsets": offsets}
        parts.append(part)
        place += len(part)
    head = json.dumps(header, ensure_ascii=False).encode("utf-8")
    head += b" " * (-len(head) % 8)
    return len(head).to_bytes(8, "little") + head + b"".join(parts)


def write_safetensors(
    path: str | os.PathLike[str], arrays: Mapping[str, Array], texts: Mapping[str, str] | None = None
) -> None:
    """Write arrays to a file, whole or not at all; raises ExperimentError if it cannot be written."""
    atomic_write(path, written_safetensors(arrays, texts))
