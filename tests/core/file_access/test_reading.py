"""Only regular files are read, and no more of them than is allowed, by everything that reads a file."""

import errno
import os
import re
import socket

import pytest

from nnviz.core.data_editing.csv_import import TableSource
from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.reading import FileError, display_name, full_path, open_regular, read_bounded
from nnviz.core.judge.homework import read_rows
from nnviz.core.lessons.reader import read as read_lesson

READERS = {
    "experiment": files.read_document,
    "lesson": read_lesson,
    "claims": read_rows,
    "table": lambda path: TableSource(path),
    "bytes": lambda path: read_bounded(path, 1000),
}


@pytest.fixture(params=READERS)
def reader(request):
    return READERS[request.param]


@pytest.mark.skipif(os.name != "posix", reason="pipes, devices and sockets of POSIX")
def test_pipes_devices_sockets_and_folders_are_refused_at_once(reader, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    os.mkfifo("pipe")
    os.symlink("pipe", "link")
    os.symlink("loop", "loop")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for name in ("pipe", "link", "loop", "socket", "/dev/zero", "/dev/tty", ".", "missing", "-", "",
                     "a\0b", "\ud800", "x" * 5000):  # fmt: skip
            with pytest.raises(ExperimentError, match=r"^[^\n]{3,300}$"):
                reader(full_path(name) if name in ("/dev/zero",) else tmp_path / name)


@pytest.mark.skipif(not os.path.exists("/proc/self/maps"), reason="files of Linux that say they are empty")
def test_the_size_a_file_says_is_not_trusted():
    with pytest.raises(FileError, match="at most 100 bytes are read"):
        read_bounded("/proc/self/maps", 100)


def test_exactly_as_much_as_is_allowed_is_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    assert len(read_bounded(path, 1000)) == 1000
    with pytest.raises(FileError, match=re.escape("at most 999 bytes are read, the file has 1,000 bytes")):
        read_bounded(path, 999)


def test_a_sparse_giant_is_refused_by_its_size(reader, tmp_path):
    path = tmp_path / "giant"
    with open(path, "wb") as file:
        file.truncate(2**40)
    with pytest.raises(ExperimentError, match=r"at most"):
        reader(path)


def test_a_file_without_rights_is_a_sentence(reader, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    path = tmp_path / "secret"
    path.write_text("x")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ExperimentError, match="Permission denied"):
        reader(path)


def test_an_opened_file_stays_the_same_file(tmp_path):
    path = tmp_path / "a"
    path.write_text("first")
    with open_regular(path) as file:
        path.unlink()
        path.write_text("second")
        assert file.read() == b"first"


def test_names_are_shown_on_one_short_line():
    assert display_name("caf\udce9\n.nnviz") == "caf\ufffd\ufffd.nnviz"
    assert len(display_name("x" * 4000)) < 200
