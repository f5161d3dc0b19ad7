"""Charts and histories as files."""

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.export import history_csv
from nnviz.session import Session
from nnviz.views.activations.view import ActivationsView
from nnviz.views.gradients_view import GradientsView
from nnviz.views.loss_view import LossView
from nnviz.views.plotting import exporting
from nnviz.views.surface.view import SurfaceView

MAKERS = {
    "loss": (LossView, None),
    "lines": (GradientsView, None),
    "map": (GradientsView, "map"),
    "ratio": (GradientsView, "ratio"),
    "now": (ActivationsView, None),
    "time": (ActivationsView, "time"),
    "surface": (SurfaceView, None),
}


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(name):
        kind, mode = MAKERS[name]
        session = Session(files.example("xor"))
        session.seek(Position(100, 0))
        view = kind(session)
        qtbot.addWidget(view)
        view.resize(360, 170)
        if mode:
            view.set_mode(mode)
        view.show()
        qtbot.waitExposed(view)
        return view, session

    return build


def inked(image):
    background = QColor(theme.LIGHT.panel).rgb()
    places = [(x, y) for x in range(0, image.width(), 3) for y in range(60, image.height(), 3)]
    return sum(image.pixel(x, y) != background for x, y in places)


@pytest.mark.parametrize("name", MAKERS)
def test_pictures_show_the_chart(make, name):
    view, _ = make(name)
    png = QImage.fromData(exporting.picture(view, ".png"))
    assert png.width() == 2 * (view.width() + 24)
    assert inked(png) > 200
    svg = exporting.picture(view, ".svg")
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(renderer.defaultSize(), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        renderer.render(painter)
    assert inked(image) > 50
    assert view.title.encode() in svg
    assert exporting.picture(view, ".pdf").startswith(b"%PDF")
    with pytest.raises(ValueError, match=r"picture: choose one of \.png, \.svg, \.pdf"):
        exporting.picture(view, ".gif")


def test_curves_are_lines_in_vector_files(make):
    view, _ = make("loss")
    svg = exporting.picture(view, ".svg").decode()
    assert svg.count("<polyline") + svg.count("<path") + svg.count("<line") > 20
    assert "<image" not in svg


def test_the_readout_is_not_in_the_picture(qtbot, make):
    view, _ = make("loss")
    plain = exporting.picture(view, ".png")
    qtbot.mouseMove(view.chart, view.chart.plot.center())
    assert view.chart.readout() is not None
    assert exporting.picture(view, ".png") == plain


def test_asks_where_and_adds_the_ending(make, monkeypatch, tmp_path):
    view, session = make("loss")
    said = []
    session.message.connect(said.append)
    answers = iter([(str(tmp_path / "a"), "SVG picture (*.svg)"), ("", ""), (str(tmp_path / "h"), "")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: next(answers))
    view.save_picture()
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")
    view.save_picture()
    view.export_history()
    assert (tmp_path / "h.csv").read_text() == "".join(history_csv.lines(session.timeline))
    assert said == ["Saved a.svg", "Saved h.csv"]


def test_what_cannot_be_written_is_said_and_nothing_is_left(make, monkeypatch, tmp_path):
    view, _ = make("loss")
    target = tmp_path / "no" / "a.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _w, _t, text: said.append(text))
    view.save_picture()
    assert len(said) == 1
    assert str(target) in said[0]
    assert "cannot be written" in said[0]
    assert not target.parent.exists()


def test_network_and_explain_are_pictured_whole(qtbot, qapp):
    from nnviz.views.explain import ExplainView
    from nnviz.views.network.view import NetworkView

    theme.manager().apply(qapp, "light", 1.0)
    session = Session(files.example("xor"))
    session.seek(Position(20, 11))
    for kind, height in ((NetworkView, 400), (ExplainView, 150)):
        view = kind(session)
        qtbot.addWidget(view)
        view.resize(420, height)
        view.show()
        qtbot.waitExposed(view)
        view.show_frame(session.frame)
        qapp.processEvents()
        png = QImage.fromData(exporting.picture(view, ".png", "A view"))
        assert inked(png) > 500
        if kind is ExplainView:
            # All of the page, though little of it is seen.
            assert png.height() > 2 * (view.widget().height()) > 2 * height
        svg = exporting.picture(view, ".svg", "A view")
        assert QSvgRenderer(QByteArray(svg)).isValid()
        assert b"<title>A view</title>" in svg
        assert exporting.picture(view, ".pdf", "A view").startswith(b"%PDF")
