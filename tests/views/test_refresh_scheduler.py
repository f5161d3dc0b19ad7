"""The refresh scheduler: which views show which frame while a run goes on."""

import math

from nnviz.session.runner import FASTEST, SLOWEST, rate


def speed_of(operations):
    """Return the position of the speed control for operations a second."""
    return math.log(operations / SLOWEST) / math.log(FASTEST / SLOWEST)


def test_at_a_readable_speed_read_out_strip_network_and_explain_show_one_frame(window, qtbot):
    window.complete()
    session = window.session
    session.runner.set_speed(speed_of(100))
    assert 90 < rate(session.runner.speed) < 110
    latest, shown = {}, []
    for name in ("transport", "strip", "network", "explain"):
        view = getattr(window, name)

        def show(frame, name=name, show_frame=view.show_frame):
            latest[name] = frame.position
            show_frame(frame)

        view.show_frame = show

    def moved(_frame):
        if len(latest) == 4:
            shown.append(set(latest.values()))

    session.frame_changed.connect(moved)
    session.run()
    qtbot.waitUntil(lambda: len({position for positions in shown for position in positions}) >= 6)
    session.pause()
    assert [positions for positions in shown if len(positions) != 1] == []
