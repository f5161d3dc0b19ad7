"""Colours that can be read, type that has every sign, icons that follow the theme."""

import re
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QRawFont
from PySide6.QtWidgets import QLabel

from nnviz import resources, theme
from nnviz.theme import colours, fonts, icons
from nnviz.theme.stylesheet import stylesheet

BOTH = pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=lambda look: look.name)
GROUNDS = ("panel", "background", "chip")
ICONS = sorted(file.stem for file in resources.path("icons").glob("*.svg") if file.stem != "nnviz")


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)
    yield
    theme.manager().apply(qapp, "light", 1.0)


def test_contrast_formula():
    assert theme.contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@BOTH
@pytest.mark.parametrize("background", GROUNDS)
@pytest.mark.parametrize(
    "role",
    ["ink", "muted", "success", "danger", "positive_text", "negative_text"]
    + [f"{phase}_text" for phase in theme.PHASES],
)
def test_text_can_be_read(look, role, background):
    assert theme.contrast(look.colour(role), look.colour(background)) >= 4.5


@BOTH
def test_other_pairs(look):
    for text, background in [
        ("on_primary", "primary"),
        ("on_primary", "primary_hover"),
        ("on_primary", "primary_pressed"),
        ("on_tooltip", "tooltip"),
        ("ink", "hover"),
        ("ink", "pressed"),
        ("ink", "selection"),
        ("muted", "hover"),
        ("muted", "pressed"),
    ]:
        assert theme.contrast(look.colour(text), look.colour(background)) >= 4.5, (text, background)
    for background in GROUNDS:
        assert theme.contrast(look.faint, look.colour(background)) >= 3
        assert theme.contrast(look.focus, look.colour(background)) >= 3
        for stop in look.sequential(6):
            assert theme.contrast(stop, look.colour(background)) >= 3


@BOTH
def test_words_on_a_fill(look):
    fills = [look.phase(name, text=True) for name in theme.PHASES]
    fills += [look.phase(name) for name in theme.PHASES] + [look.positive, look.negative]
    for fill in fills:
        assert theme.contrast(look.on(fill), fill) >= 4.5


@BOTH
def test_every_role_is_a_colour(look):
    for role, value in vars(look).items():
        if role not in ("name", "dark", "layer_stops", "class_colours"):
            assert re.fullmatch("#[0-9A-F]{6}", value), role
            assert QColor(value).isValid()


def test_phase_and_sign():
    look = theme.LIGHT
    assert look.phase("backward") == look.backward
    with pytest.raises(ValueError, match="forward, loss, backward, update"):
        look.phase("sideways")
    assert (look.sign(0.1), look.sign(-0.1), look.sign(0.0)) == (look.positive, look.negative, look.muted)
    assert look.sign(float("nan")) == look.muted
    assert look.sign(-1, text=True) == look.negative_text


def test_blend():
    assert theme.blend("#000000", "#FFFFFF", 0.5) == "#808080"
    assert theme.blend("ink", "panel", 0) == theme.LIGHT.ink
    assert theme.blend("ink", "panel", 7) == theme.LIGHT.panel


@BOTH
def test_diverging(look):
    table = look.diverging()
    assert table.shape == (256,)
    assert table.dtype == np.uint32
    assert np.all(table >> 24 == 255)
    assert QColor.fromRgb(int(table[127])).name().upper() == look.neutral
    assert table[127] == table[128]
    low, high = QColor.fromRgb(int(table[0])), QColor.fromRgb(int(table[255]))
    assert low.red() > low.blue()
    assert high.blue() > high.red()
    assert look.diverging() is table
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


@BOTH
def test_sequential(look):
    for count in (1, 2, 7, 40):
        assert len(look.sequential(count)) == count
    light = [colours.luminance(colour) for colour in look.sequential(8)]
    assert light == sorted(light, reverse=not look.dark)


# Full colour deficiency, in linear light (Machado, Oliveira and Fernandes 2009).
EYES = {
    "usual": np.eye(3),
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
}


def oklab(colour, eyes):
    """Return a colour as eyes see it, in Oklab (Ottosson 2020)."""
    share = np.array(colours.channels(colour)) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = np.clip(np.array(eyes) @ linear, 0, 1)
    cones = np.cbrt(
        [
            0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
            0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
            0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
        ]
    )
    return (
        np.array(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ]
        )
        @ cones
    )


@BOTH
@pytest.mark.parametrize("eyes", EYES)
def test_classes_stay_apart_for_every_eye(look, eyes):
    for count in (2, 3, 10):
        seen = [oklab(colour, EYES[eyes]) for colour in look.classes(count)]
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 0.12


def test_how_many_classes():
    assert theme.classes(2) == [theme.LIGHT.negative, theme.LIGHT.positive]
    assert [len(set(theme.classes(count))) for count in range(1, 11)] == list(range(1, 11))
    with pytest.raises(ValueError, match="1 to 10"):
        theme.classes(11)


def test_bundled_fonts_are_the_ones_used():
    assert QFontInfo(theme.font("body")).family() == "Inter nnviz"
    assert QFontInfo(theme.font("code")).family() == "JetBrains Mono nnviz"
    for role, (_, size, weight) in fonts.ROLES.items():
        assert theme.font(role).pixelSize() == size
        assert QFontInfo(theme.font(role)).weight() == weight
    with pytest.raises(ValueError, match="body"):
        theme.font("huge")


def test_every_sign_has_a_glyph():
    for role in ("body", "button", "heading"):
        raw = QRawFont.fromFont(theme.font(role))
        for sign in "σδ∂∇∑⊙ŷ₁²ᵀ✓×÷≤ηλ−·→′⁻¹⁰‖∈⊤∘Δθαβ≈≠∞√":
            assert raw.supportsCharacter(ord(sign)), sign


def test_figures_have_one_width():
    for role in ("body", "counter", "value", "label"):
        metrics = QFontMetricsF(theme.font(role))
        assert metrics.horizontalAdvance("111.11") == metrics.horizontalAdvance("888.88")


def test_a_font_is_the_callers_own():
    theme.font("body").setPixelSize(99)
    assert theme.font("body").pixelSize() == 13


def test_missing_fonts_are_no_error(monkeypatch):
    def nothing(*parts):
        raise FileNotFoundError

    fonts.families.cache_clear()
    monkeypatch.setattr(resources, "path", nothing)
    try:
        assert fonts.families("words") == ()
        assert fonts.families("code")
    finally:
        fonts.families.cache_clear()


def test_fonts_are_small_and_licensed():
    folder = resources.path("fonts")
    files = [file for file in folder.iterdir() if file.suffix in (".otf", ".ttf")]
    assert sum(file.stat().st_size for file in files) < 3_000_000
    for family in ("Inter", "JetBrainsMono"):
        assert "SIL OPEN FONT LICENSE" in (folder / f"{family}-OFL.txt").read_text()
        assert any(file.name.startswith(family) for file in files)


@pytest.mark.parametrize("name", ICONS)
def test_icons_take_the_colour(name):
    svg = icons.source(name)
    assert "currentColor" in svg
    assert not re.search("#[0-9A-Fa-f]{3}", svg)
    for size, ratio in ((16, 1.0), (18, 2.0)):
        image = theme.pixmap(name, "#FF0000", size, ratio).toImage()
        assert image.width() == size * ratio
        painted = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        inked = [colour for colour in painted if colour.alpha() > 120]
        assert inked, name
        assert all(colour.red() > 250 and colour.green() < 9 for colour in inked)


def darkest(image: QImage) -> QColor:
    colours_in = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(colours_in, key=QColor.alpha)


def test_icons_follow_theme_and_state(qapp):
    light = theme.icon("step")
    assert theme.icon("step") is light
    assert darkest(light.pixmap(QSize(18, 18)).toImage()).name().upper() == theme.LIGHT.ink
    disabled = light.pixmap(QSize(18, 18), QIcon.Mode.Disabled).toImage()
    assert darkest(disabled).name().upper() == theme.LIGHT.faint
    assert light.pixmap(QSize(18, 18), 2.0).toImage().width() == 36
    theme.manager().apply(qapp, "dark")
    assert darkest(theme.icon("step").pixmap(QSize(18, 18)).toImage()).name().upper() == theme.DARK.ink


def test_there_is_no_such_icon():
    with pytest.raises(ValueError, match="'unicorn'"):
        theme.icon("unicorn")


def test_application_icon():
    image = theme.application_icon().pixmap(64, 64).toImage()
    hues = {image.pixelColor(x, y).name() for x in range(0, 64, 2) for y in range(0, 64, 2)}
    assert len(hues) > 4


def test_apply_and_changed(qapp, qtbot):
    manager = theme.manager()
    with qtbot.waitSignal(manager.changed):
        manager.apply(qapp, "dark", theme.PRESENTER)
    assert manager.theme is theme.current() is theme.DARK
    assert (manager.name, manager.scale) == ("dark", 1.5)
    assert qapp.palette().window().color().name().upper() == theme.DARK.panel
    assert qapp.font().pixelSize() == 20
    assert theme.px(36) == 54
    assert theme.font("label").pixelSize() == 17
    with qtbot.assertNotEmitted(manager.changed):
        manager.apply(qapp, "dark", 1.5)


def test_system_is_light_or_dark(qapp):
    theme.manager().apply(qapp, "system")
    assert theme.manager().name == "system"
    assert theme.current() in (theme.LIGHT, theme.DARK)


@pytest.mark.parametrize(("name", "scale"), [("pink", 1.0), ("light", 0.1), ("light", 99)])
def test_what_cannot_be_applied(qapp, name, scale):
    with pytest.raises(ValueError, match=r"theme is one of|scale is a number from"):
        theme.manager().apply(qapp, name, scale)


@BOTH
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_style_sheet_is_filled_in(look, scale):
    sheet = stylesheet(look, scale)
    assert "@" not in sheet
    assert "icon(" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert path.endswith(".svg")
        with open(path, encoding="utf-8") as file:
            assert "currentColor" not in file.read()
    assert sheet.count("{") == sheet.count("}")
    assert "border: 1px solid" in sheet


def test_plain_widgets_are_painted_in_the_theme(qapp, qtbot):
    theme.manager().apply(qapp, "dark")
    label = QLabel("δ")  # no frame, no margin: its corner is background
    qtbot.addWidget(label)
    label.resize(60, 30)
    image = label.grab().toImage()
    assert image.pixelColor(1, 1).name().upper() == theme.DARK.panel


def test_icons_of_style_sheets_need_no_folder_for_temporary_files(monkeypatch):
    from nnviz.theme import icons

    def refuse():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(icons, "folder", refuse)
    icons.file.cache_clear()
    name = next(path.stem for path in resources.path("icons").glob("*.svg"))
    assert icons.file(name, "#123456") == resources.path("icons", f"{name}.svg").as_posix()
    icons.file.cache_clear()
