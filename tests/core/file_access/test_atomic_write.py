"""Files are written whole or not at all, links and rights are kept, and nothing is left beside them."""

import os
import stat
import subprocess
import sys

import pytest

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write

POSIX = pytest.mark.skipif(os.name != "posix", reason="links, pipes and rights of POSIX")


def test_parts_become_one_file_and_replace_the_old_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old and longer than the new one")
    atomic_write(path, (part for part in (b"new ", b"content")))
    assert path.read_bytes() == b"new content"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_in_the_middle_leaves_the_old_file(tmp_path):
    def parts():
        yield b"x" * 100_000
        raise RuntimeError("the maker of the parts failed")

    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        atomic_write(path, parts())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@POSIX
def test_a_link_stays_a_link_and_rights_stay(tmp_path):
    target, link, dangling = tmp_path / "target", tmp_path / "link", tmp_path / "dangling"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    dangling.symlink_to(tmp_path / "later")
    atomic_write(link, b"new")
    atomic_write(dangling, b"made")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert dangling.is_symlink()
    assert (tmp_path / "later").read_text() == "made"


@POSIX
def test_what_is_no_regular_file_is_not_replaced(tmp_path):
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    for path in (pipe, loop, tmp_path, "/dev/full", "/dev/null", tmp_path / "a\0b", tmp_path / ("x" * 300),
                 tmp_path / "no" / "where", tmp_path / "\ud800"):  # fmt: skip
        with pytest.raises(ExperimentError, match=r"^[^\n]{1,400}: cannot be written, .{4,80}$"):
            atomic_write(path, b"new")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@POSIX
def test_a_name_that_is_no_utf8_is_written_under_that_very_name(tmp_path):
    name = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    atomic_write(os.fsdecode(name), b"new")
    assert os.listdir(os.fsencode(tmp_path)) == [b"caf\xe9.txt"]


FULL = """
import resource, signal, sys
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.experiment.record import ExperimentError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    atomic_write(sys.argv[1], (b"x" * 10_000 for _ in range(20)))
except ExperimentError as error:
    print(error)
"""


@POSIX
def test_a_full_disk_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == f"{path}: cannot be written, File too large\n"
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
