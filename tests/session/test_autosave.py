"""Unsaved work is kept aside, let go when it is saved, and found again after a crash."""

import os
import subprocess
import sys
import textwrap

import pytest

from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.session import Session
from nnviz.session.autosave import Autosave
from nnviz.session.edit import Edit


@pytest.fixture
def session(qapp):
    s = Session(files.example("xor"))
    yield s
    s.pause()


def edit(session, seed):
    session.apply(Edit("Seed", session.experiment.replace(seed=seed)))


def test_only_work_that_is_not_saved_is_kept(session, tmp_path):
    autosave = Autosave(session, tmp_path / "kept")
    autosave.keep()
    assert not (tmp_path / "kept").exists()
    edit(session, 25)
    autosave.keep()
    (kept,) = (tmp_path / "kept").glob("*.nnviz")
    assert files.read_document(kept) == session.document
    session.save(tmp_path / "mine.nnviz")
    assert list((tmp_path / "kept").glob("*")) == []
    edit(session, 125)
    autosave.keep()
    assert list((tmp_path / "kept").glob("*.nnviz"))
    autosave.close()
    assert list((tmp_path / "kept").glob("*")) == []


def test_the_work_of_a_living_window_is_not_offered_to_another(session, tmp_path):
    autosave = Autosave(session, tmp_path)
    edit(session, 25)
    autosave.keep()
    other = Session(files.example("xor"))
    another = Autosave(other, tmp_path)
    assert another.leftovers() == []
    assert autosave.leftovers() == []


def test_a_disk_that_cannot_be_written_does_not_disturb(session, tmp_path):
    (tmp_path / "file").write_text("")
    autosave = Autosave(session, tmp_path / "file" / "folder")
    edit(session, 25)
    autosave.keep()
    assert autosave.leftovers() == []


CRASH = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from nnviz.core.document import files
from nnviz.session import Session
from nnviz.session.autosave import Autosave
from nnviz.session.edit import Edit
app = QCoreApplication([])
session = Session(files.example("xor"))
session.save(sys.argv[2] + "/mine.nnviz")
session.apply(Edit("Seed", session.experiment.replace(seed=625)))
autosave = Autosave(session, Path(sys.argv[1]))
autosave.keep()
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_window_kept_is_offered_and_can_be_discarded(session, tmp_path):
    folder = tmp_path / "kept"
    command = [sys.executable, "-c", CRASH, str(folder), str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)
    assert done.returncode == -9
    autosave = Autosave(session, folder)
    (leftover,) = autosave.leftovers()
    assert leftover.name == "mine.nnviz"
    assert leftover.original == (tmp_path / "mine.nnviz").resolve()
    assert leftover.read().experiment.seed == 625
    leftover.discard()
    assert autosave.leftovers() == []
    assert list(folder.glob("*")) == []


def test_a_leftover_that_cannot_be_read_is_a_sentence(session, tmp_path):
    (tmp_path / "x.nnviz").write_text("{")
    autosave = Autosave(session, tmp_path)
    (leftover,) = autosave.leftovers()
    with pytest.raises(ExperimentError, match=r"x.nnviz: line 1, column 2: this is not JSON"):
        leftover.read()


KILLING = textwrap.dedent("""
    import os, random, signal, sys, time
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from nnviz.core.document import files
    from nnviz.core.file_access.atomic_write import atomic_write
    app = QCoreApplication([])
    path, times = Path(sys.argv[1]), int(sys.argv[2])
    small, large = (Path(name).read_bytes() for name in sys.argv[3:5])
    random.seed(7)
    whole = {small: 0, large: 0}
    atomic_write(path, small)
    for _ in range(times):
        child = os.fork()
        if not child:
            while True:
                atomic_write(path, large)
                atomic_write(path, small)
        time.sleep(random.random() * 0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        whole[path.read_bytes()] += 1  # a torn file is neither, and ends this with an error
    print(*whole.values())
""")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_200_times_while_saving_the_file_is_the_old_or_the_new_one(tmp_path):
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_text(files.write_text(files.example("xor")))
    large.write_text(files.write_text(files.example("digits")) + " " * 2_000_000)
    command = [sys.executable, "-c", KILLING, str(tmp_path / "saved"), "200", str(small), str(large)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counts = [int(word) for word in done.stdout.split()]
    assert sum(counts) == 200
    assert min(counts) > 0


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(ExperimentError, match="cannot be written"):
        atomic_write(tmp_path / "nowhere" / "x.nnviz", b"x")
