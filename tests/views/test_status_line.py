"""The status line: what is pointed at, messages, speed, memory, seed."""

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment import edits
from nnviz.core.experiment.selection import Selection
from nnviz.session.edit import Edit
from nnviz.session.memory import MEGABYTE


def test_it_says_what_is_pointed_at(window):
    status, session = window.time.status, window.session
    session.seek(Position(5, 4))
    status.refresh()
    assert status.words.text() == f"{session.frame.operation.symbol} · {session.frame.operation.title}"
    session.hover(Selection("weight", layer=1, unit=2, source=0))
    assert status.words.text() == f"w¹₃₁ = {session.frame.values['W1'][2, 0]:.4f}".replace("-", "−")
    session.hover(Selection("unit", layer=0, unit=1))
    assert status.words.text() == f"x₂ = {session.frame.values['X'][1, 0]:.4f}".replace("-", "−")
    session.hover(Selection("loss"))
    assert status.words.text() == "C"
    session.hover(None)
    assert status.words.text().startswith(session.frame.operation.symbol)
    session.seek(Position(5, 0))
    status.refresh()
    assert status.words.text() == "before the first operation"


def test_it_keeps_the_last_message(window):
    window.session.message.emit("Something happened.")
    assert window.time.status.words.text() == "Something happened."
    assert window.time.status.words.accessibleDescription() == "Something happened."


def test_it_shows_the_speed_while_running(qtbot, window):
    status = window.time.status
    assert status.rate.text() == ""
    window.session.run()
    qtbot.waitUntil(lambda: status.rate.text().endswith(" iterations/s"))
    assert int(status.rate.text().split(" ")[0].replace("\u2009", "")) > 100
    window.session.pause()
    assert status.rate.text() == ""


def test_it_shows_memory_and_seed(qtbot, window):
    status, session = window.time.status, window.session
    session.seek(Position(20_000, 0))
    used = f"memory {session.memory.used / MEGABYTE:.1f} of 256 MB"
    qtbot.waitUntil(lambda: status.memory.text() == used)
    assert status.memory.accessibleDescription() == used
    assert status.memory.toolTip()
    session.memory.set_megabytes(64)
    session.apply(Edit("Seed", edits.resample_weights(session.experiment)))
    qtbot.waitUntil(lambda: status.memory.text().endswith("of 64 MB"))
    assert status.seed.text() == f"seed {session.experiment.seed}"


def test_it_follows_at_its_own_pace(window):
    status, calls = window.time.status, []
    status.refresh = lambda: calls.append(1)
    for iteration in range(200):
        window.session.seek(Position(iteration, 1))
    assert len(calls) == 0
    assert status.timer.isActive()
