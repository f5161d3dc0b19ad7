"""Tables damaged in every way: a sentence or a table, in no time, in bounded memory."""

import random
import resource
import time

import pytest

from nnviz import resources
from nnviz.core.data_editing.csv_import import Dialect, TableSource, build, faults, guess, read
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.experiment.record import ExperimentError

SEEDS = (
    resources.path("datasets", "iris.csv").read_bytes()[:2000],
    "Größe;Gewicht;Art\n1,80;75,5;süß\n1.234,5;80;sauer\n;x;süß\n".encode(),
    "a\tb\tc\n1\t2\tx\n3\t4\ty\n".encode("utf-16"),
    b'x,y,set\n"1,234.5",2,train\n3,4,test\n"a ""b""",,train\n',
    b"1|2\n3|4\n5|6\n" * 40,
)
PIECES = (
    b"", b",", b";", b'"', b"\n", b"\r", b"\r\n", b"\x00", b"\xff\xfe", b"1e400", b"nan", b"-", b"'",
    b"\xe2\x88\x92", b"9" * 500, b'""', b"\t|;,", b"\xf0\x9f\x98\x80", b"," * 300, b"\n" * 50,
)  # fmt: skip


def mutate(rng):
    """Return one damaged table."""
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 8)):
        at, length = rng.randrange(len(data) + 1), rng.randrange(1, 30)
        match rng.randrange(5):
            case 0:
                data[at : at + length] = b""
            case 1:
                data[at:at] = rng.choice(PIECES)
            case 2:
                data[at : at + 1] = rng.randbytes(1)
            case 3:
                data[at:at] = data[at : at + 10 * length] * rng.randint(1, 4)
            case _:
                data[at : at + length] = rng.choice(PIECES)
    return bytes(data)


def survive(path, rng):
    """Read, guess and build; return the sentence if there is one, everything else is a defect."""
    try:
        source = TableSource(path)
        dialect = source.sniff()
        if rng.random() < 0.3:
            dialect = dialect.replace(
                delimiter=rng.choice(",;\t|"), quote=rng.choice(["", '"', "'"]), header=rng.random() < 0.5,
                encoding=rng.choice(["utf-8", "latin-1", "utf-16"]),
            )  # fmt: skip
        table = read(source, dialect)
        assert isinstance(table.dialect, Dialect)
        choices = guess(table)
        listed = faults(table, choices)
        data = build(table, choices.replace(leave_out=bool(listed)))
        assert (data.left_out is not None) == bool(listed)
        edits.set_table(files.example("xor"), data)
    except ExperimentError as error:
        return str(error)
    return None


def run(path, first, count):
    """Read damaged files; return how many gave a table, the most seconds and the MB it took."""
    slowest, made, before = 0.0, 0, peak()
    for number in range(first, first + count):
        rng = random.Random(number)
        path.write_bytes(mutate(rng))
        start = time.process_time()
        sentence = survive(path, rng)
        assert sentence is None or 0 < len(sentence) < 600
        made += sentence is None
        slowest = max(slowest, time.process_time() - start)
    return made, slowest, peak() - before


def peak():
    """Return the most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_damaged_tables_end_in_a_table_or_in_a_sentence(tmp_path):
    made, slowest, memory = run(tmp_path / "table.csv", 0, 1000)
    assert made > 100
    assert slowest < 1.0
    assert memory < 60


@pytest.mark.soak
def test_many_damaged_tables_end_in_a_table_or_in_a_sentence(tmp_path):
    made, slowest, memory = run(tmp_path / "table.csv", 1000, 5000)
    assert made > 500
    assert slowest < 1.0
    assert memory < 60
