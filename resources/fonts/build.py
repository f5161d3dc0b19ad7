"""Make the bundled fonts from Debian's fonts-inter and fonts-jetbrains-mono (see README.md).

Run with an interpreter that has fontTools: ``python build.py``. Not needed to use the program.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
INTER = Path("/usr/share/fonts/opentype/inter")
MONO = Path("/usr/share/fonts/truetype/jetbrains-mono")
RANGES = (
    (0x20, 0x17F),  # Latin with accents
    (0x2B0, 0x36F),  # modifiers and combining marks
    (0x370, 0x3FF),  # Greek
    (0x1D43, 0x1DBF),  # raised letters
    (0x1E00, 0x1EFF),
    (0x2000, 0x209F),  # punctuation, super- and subscripts
    (0x20D0, 0x214F),
    (0x2150, 0x22FF),  # number forms, arrows, mathematics
    (0x25A0, 0x25FF),
    (0x2710, 0x271F),
)
ROUND = 0.5523  # control length that makes a cubic a quarter circle


def circle(pen, x, y, r, clockwise=False):
    """Draw a circle, the other way round to cut a hole."""
    k = r * ROUND
    points = [((x + r, y + k), (x + k, y + r), (x, y + r)), ((x - k, y + r), (x - r, y + k), (x - r, y)),
              ((x - r, y - k), (x - k, y - r), (x, y - r)), ((x + k, y - r), (x + r, y - k), (x + r, y))]
    if clockwise:
        points = [((a, 2 * y - b), (c, 2 * y - d), (e, 2 * y - f))
                  for (a, b), (c, d), (e, f) in points]
    pen.moveTo((x + r, y))
    for curve in points:
        pen.curveTo(*curve)
    pen.closePath()


def bar(pen, x0, y0, x1, y1):
    """Draw an upright rectangle."""
    pen.moveTo((x0, y0))
    for point in ((x1, y0), (x1, y1), (x0, y1)):
        pen.lineTo(point)
    pen.closePath()


def element_of(pen, left, right, middle, r, t):
    """Draw ∈ as a half ring, its two arms and a bar of thickness `t`."""
    x, k, inner = left + r, r * ROUND, r - t
    j = inner * ROUND
    pen.moveTo((right, middle + r))
    pen.lineTo((x, middle + r))
    pen.curveTo((x - k, middle + r), (left, middle + k), (left, middle))
    pen.curveTo((left, middle - k), (x - k, middle - r), (x, middle - r))
    for point in ((right, middle - r), (right, middle - inner), (x, middle - inner)):
        pen.lineTo(point)
    pen.curveTo((x - j, middle - inner), (x - inner, middle - j), (x - inner, middle))
    pen.curveTo((x - inner, middle + j), (x - j, middle + inner), (x, middle + inner))
    pen.lineTo((right, middle + inner))
    pen.closePath()
    bar(pen, left + t / 2, middle - t / 2, right, middle + t / 2)


def add_mathematics(font):
    """Add ∇ ⊙ ∘ ∈ ⊤ ᵀ, drawn with the font's own stroke, under their usual code points."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()

    def bounds(char):
        pen = BoundsPen(glyphs)
        glyphs[cmap[ord(char)]].draw(pen)
        return pen.bounds

    x0, y0, x1, y1 = bounds("−")
    t, middle, width = y1 - y0, (y0 + y1) / 2, glyphs[cmap[ord("−")]].width
    cap = bounds("T")[3]
    r = (x1 - x0) * 0.58
    top = middle + r

    def nabla(pen):
        flip = Transform(1, 0, 0, -1, 0, cap)
        glyphs[cmap[ord("Δ")]].draw(TransformPen(pen, flip))

    def raised_t(pen):
        # A thicker stroke than plain scaling gives, so that the small letter keeps the weight of the text.
        a, b, c, d = bounds("T")
        s, u = 0.6, t * 0.78
        left, right = 70, 70 + (c - a) * s
        high = 2268
        bar(pen, left, high - u, right, high)
        bar(pen, (left + right - u) / 2, high - (d - b) * s, (left + right + u) / 2, high - u / 2)

    def dot_in_ring(pen):
        circle(pen, width / 2 + 60, middle, r)
        circle(pen, width / 2 + 60, middle, r - t * 0.85, clockwise=True)
        circle(pen, width / 2 + 60, middle, t * 0.72)

    def ring(pen):
        circle(pen, width / 2 - 300, middle, r * 0.5)
        circle(pen, width / 2 - 300, middle, r * 0.5 - t * 0.85, clockwise=True)

    def down_tack(pen):
        bar(pen, x0, cap - t, x1, cap)
        bar(pen, (x0 + x1 - t) / 2, 0, (x0 + x1 + t) / 2, cap - t / 2)

    new = {
        0x2207: (nabla, glyphs[cmap[ord("Δ")]].width),
        0x2299: (dot_in_ring, width + 120),
        0x2218: (ring, width - 600),
        0x2208: (lambda pen: element_of(pen, x0, x1, middle, top - middle, t), width),
        0x22A4: (down_tack, width),
        0x1D40: (raised_t, 70 * 2 + (bounds("T")[2] - bounds("T")[0]) * 0.6),
    }
    cff = font["CFF "].cff.topDictIndex[0]
    order = font.getGlyphOrder()
    for code, (draw, advance) in new.items():
        name = f"uni{code:04X}"
        pen = T2CharStringPen(round(advance), glyphs)
        draw(pen)
        string = pen.getCharString(private=cff.Private, globalSubrs=cff.GlobalSubrs)
        cff.CharStrings.charStringsIndex.append(string)
        cff.CharStrings.charStrings[name] = len(cff.CharStrings.charStringsIndex) - 1
        if name not in cff.charset:
            cff.charset.append(name)
        if name not in order:
            order = [*order, name]
        font["hmtx"][name] = (round(advance), 0)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name
    font.setGlyphOrder(order)


def rename(font, family):
    """Give a changed font a family name of its own, so that an installed original never replaces it."""
    style = font["name"].getDebugName(17) or font["name"].getDebugName(2)
    names = {1: family if style in ("Regular", "Bold") else f"{family} {style}",
             2: style if style in ("Regular", "Bold") else "Regular",
             4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style.replace(' ', '')}",
             16: family, 17: style}
    for number, text in names.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(text, number, 3, 1, 0x409)
    font["name"].removeNames(nameID=3)
    font["name"].setName(f"{names[6]};derived", 3, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        cff.topDictIndex[0].FullName, cff.topDictIndex[0].FamilyName = names[4], family


def build(source, family, target, features):
    """Subset one font, add what it lacks, rename it and write it beside this file."""
    font = TTFont(source)
    extra = set()
    if "CFF " in font:
        add_mathematics(font)
        extra = {0x2207, 0x2299, 0x2218, 0x2208, 0x22A4, 0x1D40}
    options = subset.Options(layout_features=features, name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17],
                             notdef_outline=True, glyph_names=False, legacy_kern=False)
    subsetter = subset.Subsetter(options)
    wanted = {code for first, last in RANGES for code in range(first, last + 1)} | extra
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    rename(font, family)
    font.save(HERE / target)
    print(target, (HERE / target).stat().st_size)


if __name__ == "__main__":
    text = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        build(INTER / f"Inter-{weight}.otf", "Inter nnviz", f"Inter-{weight}.otf", text)
    build(MONO / "JetBrainsMono-Regular.ttf", "JetBrains Mono nnviz", "JetBrainsMono-Regular.ttf",
          ["mark", "mkmk", "ccmp", "locl"])
