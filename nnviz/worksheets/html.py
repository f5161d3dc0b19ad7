"""A worksheet as one HTML file: formulas are drawings inside it, so it needs nothing else."""

from __future__ import annotations

import html
import re

from nnviz import theme
from nnviz.core.equations.formula import Formula
from nnviz.core.export.worksheet import Exercise, Worksheet
from nnviz.typeset.breaking import lines
from nnviz.typeset.engine import drawing
from nnviz.worksheets.words import ANSWERS, BLANKS, GIVEN, HOW_TO, PHASES

_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
STYLE = """
  :root { color-scheme: light; }
  body { font: 15px/1.5 Inter, system-ui, sans-serif; color: %(ink)s; max-width: 60rem; margin: 2.5rem auto;
         padding: 0 1.5rem; background: #fff; }
  h1 { font-size: 1.6rem; margin: 0; }  h2 { font-size: 1.05rem; margin: 2.2rem 0 .6rem; }
  .about, .why { color: %(muted)s; }  .about { margin: .2rem 0 1.5rem; }
  .why { font-size: .87rem; margin: 0; }
  .operation { border-left: 3px solid; padding: .2rem 0 .2rem 1rem; margin: 0 0 1.3rem; break-inside: avoid; }
  .operation h3 { font-size: .95rem; margin: 0; color: %(ink)s; }
  .formula { margin: .5rem 0; overflow-x: auto; color: %(ink)s; }  .formula svg { max-width: 100%%; }
  .given { display: flex; flex-wrap: wrap; gap: .6rem 2.2rem; }
  @page { size: A4; margin: 18mm; }  @media print { body { margin: 0; padding: 0; max-width: none; } }
"""


def to_html(sheet: Worksheet) -> str:
    """Return the text of an HTML file.

    Raises
    ------
    TypesettingError
        If the typesetting library is missing.
    """
    look = theme.LIGHT
    title = html.escape(sheet.title)
    style = STYLE % {"ink": look.ink, "muted": look.muted}
    parts = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        f"<style>{style}</style>\n</head>\n<body>",
        f"<h1>{title}</h1>",
        f'<p class="about">{html.escape(sheet.description)} {BLANKS if sheet.blanks else ANSWERS}</p>',
        f"<h2>{GIVEN}</h2>\n<div class='given'>",
        *(_formula(given) for given in sheet.given),
        "</div>",
    ]
    if sheet.blanks:
        parts.append(f"<p>{HOW_TO}</p>")
    for phase, exercises in sheet.phases.items():
        colour = look.phase(phase)
        parts.append(f'<h2 style="color:{colour}">{PHASES[phase]}</h2>')
        parts += [_exercise(exercise, colour) for exercise in exercises]
    return "\n".join([*parts, "</body>\n</html>\n"])


def _exercise(exercise: Exercise, colour: str) -> str:
    return (
        f'<section class="operation" style="border-color:{colour}">\n'
        f"<h3>{exercise.number}. {html.escape(exercise.title)}</h3>\n"
        f'<p class="why">{html.escape(exercise.why)}</p>\n'
        f"{_formula(exercise.symbolic)}\n{_formula(exercise.numeric)}\n</section>"
    )


def _formula(formula: Formula) -> str:
    return formula_drawing(formula.latex)


def formula_drawing(latex: str, tag: str = "div") -> str:
    """Return a formula as drawings, one for each of its lines, in elements of class ``formula``."""
    drawn = (_METADATA.sub("", drawing(line)) for line in lines(latex))
    return "\n".join(f'<{tag} class="formula">{svg}</{tag}>' for svg in drawn)
