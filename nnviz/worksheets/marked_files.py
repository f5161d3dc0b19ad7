"""A judged derivation as a file: the text with its marks as Markdown, HTML or PDF."""

from __future__ import annotations

import html
from pathlib import Path

from nnviz import theme
from nnviz.core.derivation.blocks import CODE, DISPLAY, FORMULA, HEADING, TextBlock
from nnviz.core.derivation.typeset import is_program, typeset_source
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.lessons.inline import CODE as INLINE_CODE
from nnviz.core.lessons.inline import EMPHASIS, MATH, STRONG, runs
from nnviz.core.text.translate import translate
from nnviz.typeset.breaking import lines
from nnviz.typeset.engine import TypesettingError
from nnviz.worksheets.html import STYLE, formula_drawing
from nnviz.worksheets.marked_pdf import marked_pdf
from nnviz.worksheets.marked_text import SIGNS, MarkedText, mark_colour

TEXT_SUFFIXES = (".md", ".html", ".pdf")
"""Kinds of files a derivation is exported as."""
_MARKS = """
  .mark { border-left: 3px solid; padding: .1rem 0 .1rem 1rem; margin: .7rem 0; break-inside: avoid; }
  .mark p { margin: .15rem 0; } .words { font-weight: 600; font-size: .87rem; } .line { float: right; }
  .line, .line a { color: %(muted)s; font-weight: 400; text-decoration: none; } .more { font-size: .87rem; }
  pre, code { font: .85em/1.5 'JetBrains Mono', monospace; background: %(chip)s; border-radius: 4px; }
  pre { padding: .5rem .8rem; overflow-x: auto; } code { padding: .1em .3em; }
  p svg { vertical-align: middle; }
"""


def write_marked_text(text: MarkedText, out: Path) -> None:
    """Write a derivation to a file that ends in one of `TEXT_SUFFIXES`. A PDF needs an application.

    Raises
    ------
    ExperimentError
        If the kind of file is another, or it cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix not in TEXT_SUFFIXES:
        kinds = ", ".join(TEXT_SUFFIXES)
        words = translate("worksheets", "a derivation is a file that ends in one of {kinds}")
        raise ExperimentError(f"{display_name(out.name)}: " + words.format(kinds=kinds))
    try:
        if suffix == ".md":
            content = to_markdown(text).encode()
        elif suffix == ".html":
            content = to_html(text).encode()
        else:
            content = marked_pdf(text)
    except TypesettingError as error:
        raise ExperimentError(f"{display_name(out.name)}: {error}") from None
    atomic_write(out, content)


def to_markdown(text: MarkedText) -> str:
    """Return the text of a Markdown file: the marks are quotations below their formulas."""
    parts = [f"# {text.title}", *text.about]
    if text.names:
        rows = "\n".join(f"| `{s}` | `{v}` | {_cell(origin)} |" for s, v, origin in text.names)
        parts.append(f"| symbol | value | from |\n|---|---|---|\n{rows}")
    for block in _without_title(text):
        if block.kind == HEADING:
            parts.append(f"{'#' * min(block.level + 1, 6)} {block.text}")
        elif block.kind == CODE:
            parts.append(f"```python\n{block.text}\n```")
        elif block.kind == DISPLAY:
            parts.append(f"$$\n{block.text}\n$$")
        elif block.kind == FORMULA:
            parts.append(_markdown_formula(text, block))
        else:
            parts.append(f"{block.marker} {block.text}".strip().replace("• ", "- ", 1))
    return "\n\n".join(parts) + "\n"


def _markdown_formula(text: MarkedText, block: TextBlock) -> str:
    mark, source = text.marks[block.formula], text.sources[block.formula]
    written = f"$$\n{source.strip()}\n$$" if block.notation == "latex" else f"```python\n{source}\n```"
    place = translate("worksheets", "line {line}").format(line=mark.line)
    said = [f'> <a id="line-{mark.line}"></a>**{SIGNS.get(mark.verdict, "")} {mark.words}** ({place})']
    said += [f"> {words}" for words in (mark.message, mark.place) if words]
    if mark.correct:
        shown = f"`{mark.correct}`" if _as_code(block, mark.correct) else f"${mark.correct}$"
        said.append("> " + translate("worksheets", "Right is: {correct}").format(correct=shown))
    return "\n\n".join([written, "\n>\n".join(said)])


def to_html(text: MarkedText) -> str:
    """Return the text of an HTML file; formulas are drawings inside it, so it needs nothing else.

    Raises
    ------
    TypesettingError
        If the typesetting library is missing.
    """
    look = theme.LIGHT
    colours = {"ink": look.ink, "muted": look.muted, "chip": look.chip}
    title = html.escape(text.title)
    parts = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        f"<style>{STYLE % colours}{_MARKS % colours}</style>\n</head>\n<body>",
        f"<h1>{title}</h1>",
        *(f'<p class="about">{html.escape(words)}</p>' for words in text.about),
    ]
    if text.names:
        rows = "".join(
            f"<tr><td><code>{html.escape(s)}</code></td><td><code>{html.escape(v)}</code></td>"
            f'<td class="why">{html.escape(origin)}</td></tr>'
            for s, v, origin in text.names
        )
        parts.append(f"<table>{rows}</table>")
    for block in _without_title(text):
        if block.kind == HEADING:
            level = min(block.level + 1, 6)
            parts.append(f"<h{level}>{_inline(block.text)}</h{level}>")
        elif block.kind == CODE:
            parts.append(f"<pre>{html.escape(block.text)}</pre>")
        elif block.kind == DISPLAY:
            parts.append(_drawn(block.text))
        elif block.kind == FORMULA:
            parts.append(_html_formula(text, block))
        else:
            parts.append(f"<p>{html.escape(block.marker)} {_inline(block.text)}</p>")
    return "\n".join([*parts, "</body>\n</html>\n"])


def _html_formula(text: MarkedText, block: TextBlock) -> str:
    mark, source = text.marks[block.formula], text.sources[block.formula]
    colour = mark_colour(mark.verdict)
    body = _drawn(source) if block.notation == "latex" else f"<pre>{html.escape(source)}</pre>"
    more = [f'<p class="more">{html.escape(words)}</p>' for words in (mark.message, mark.place) if words]
    if mark.correct:
        as_code = _as_code(block, mark.correct)
        shown = f"<pre>{html.escape(mark.correct)}</pre>" if as_code else _drawn(mark.correct)
        more.append(f'<p class="words">{html.escape(translate("worksheets", "Right is"))}</p>{shown}')
    line = translate("worksheets", "line {line}").format(line=mark.line)
    anchor, sign = f"line-{mark.line}", html.escape(SIGNS.get(mark.verdict, ""))
    return (
        f'<section class="mark" style="border-color:{colour}">\n'
        f'<p class="words" style="color:{colour}"><span class="line"><a id="{anchor}" href="#{anchor}">'
        f"{html.escape(line)}</a></span>{sign} {html.escape(mark.words)}</p>\n"
        f"{body}\n" + "\n".join(more) + "</section>"
    )


def _drawn(latex: str) -> str:
    return formula_drawing(typeset_source(latex).latex)


def _inline(markdown: str) -> str:
    """Return a paragraph as HTML, its formulas as drawings."""
    tags = {STRONG: "strong", EMPHASIS: "em", INLINE_CODE: "code"}
    found = []
    for run in runs(markdown):
        if run.kind == MATH and lines(run.text):
            found.append(formula_drawing(run.text, "span"))
        elif run.kind in tags:
            found.append(f"<{tags[run.kind]}>{html.escape(run.text)}</{tags[run.kind]}>")
        else:
            found.append(html.escape(run.text))
    return "".join(found)


def _without_title(text: MarkedText) -> list[TextBlock]:
    """Return the blocks without a first heading that says the title again."""
    blocks = list(text.blocks)
    if blocks and blocks[0].kind == HEADING and blocks[0].text == text.title:
        blocks.pop(0)
    return blocks


def _as_code(block: TextBlock, correct: str) -> bool:
    return block.notation == "code" or is_program(correct)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
