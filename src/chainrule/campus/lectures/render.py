"""A lecture, or a piece of text, as safe HTML."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chainrule.campus.lectures.explorables import explorable_parts
from chainrule.campus.lectures.live import runnable
from chainrule.campus.lectures.markdown import new_parser, parse
from chainrule.campus.lectures.model import BlockOutput, ContentsEntry, Lecture, Pace, RenderedLecture
from chainrule.campus.lectures.outcomes import match_outcomes
from chainrule.campus.lectures.pace import paces
from chainrule.campus.lectures.page import Page, place_headings, without_title
from chainrule.campus.lectures.rules import install
from chainrule.campus.lectures.safe import clean
from chainrule.campus.lectures.symbols import symbol_errors
from chainrule.campus.lectures.unseen import unseen
from chainrule.course import CourseError

ANYWHERE = Path("text")


@cache
def _renderer() -> MarkdownIt:
    return install(new_parser())


def _html(tokens: Sequence[Token], env: dict[str, Any]) -> str:
    md = _renderer()
    return str(md.renderer.render(tokens, md.options, env))


def render_lecture(
    lecture: Lecture,
    outputs: Iterable[BlockOutput],
    *,
    outcomes: Sequence[str] = (),
    asset_url: Callable[[str], str] = "files/{}".format,
) -> RenderedLecture:
    """The lecture as a page, with what came out beneath each block.

    Args:
        outputs: what `run_blocks` gave.
        outcomes: the class's outcomes as the syllabus words them; without them, those of the front matter are shown.
        asset_url: the address of a picture in the lecture's folder.

    Raises `CourseError` with file and line for a formula, figure, explorable, link or tag that cannot be shown.
    """
    return _render(lecture, _lecture_page(lecture, outputs, asset_url), outcomes)


def check_page(
    lecture: Lecture, outputs: Iterable[BlockOutput], classes: Collection[int] | None = None
) -> tuple[CourseError, ...]:
    """Everything for which `render_lecture` would raise, and what would be missing on the page without a word.

    `classes` are the numbers of the course's classes, to which links may lead.
    """
    page = _lecture_page(lecture, outputs, str)
    page.problems = [*unseen(lecture.body, lecture.path, classes)]
    _render(lecture, page, ())
    page.problems += symbol_errors(lecture.symbols, page.formulas, lecture.path)
    return tuple({(error.line, error.problem): error for error in page.problems}.values())


def _lecture_page(lecture: Lecture, outputs: Iterable[BlockOutput], asset_url: Callable[[str], str]) -> Page:
    return Page(
        path=lecture.path,
        blocks={block.line - 1: block for block in lecture.blocks},
        outputs={output.index: output for output in outputs},
        runnable=runnable(lecture.blocks),
        anchors=frozenset(section.id for section in lecture.sections),
        parts={
            call.options["id"]: explorable_parts(call.name, call.options)
            for call in lecture.explorables
            if "id" in call.options
        },
        shown=tuple(figure.name for figure in lecture.figures),
        asset_url=asset_url,
        permalinks=True,
    )


def _render(lecture: Lecture, page: Page, outcomes: Sequence[str]) -> RenderedLecture:
    tokens = parse(lecture.body, lecture.path)
    page.number_lines(tokens)
    tokens, title = without_title(tokens)
    place_headings(tokens, top=2)
    measured = paces(lecture.body, lecture.blocks, lecture.path)
    contents = _contents(tokens, page, {pace.section: pace for pace in measured})
    html = _finish(tokens, page)
    served, _ = match_outcomes(lecture, outcomes) if outcomes else ({e.text: e.sections for e in lecture.outcomes}, ())
    title_html = _inline_html(title, page) if title else ""
    symbols = _symbols(lecture, page)
    return RenderedLecture(
        number=lecture.number,
        title=lecture.title,
        title_html=title_html,
        html=html,
        contents=contents,
        outcomes={
            s.id: found for s in lecture.sections if (found := tuple(o for o, ids in served.items() if s.id in ids))
        },
        math_count=len(page.formulas),
        paces=measured,
        symbols=symbols,
        links=tuple(page.outside),
    )


def render_markdown(
    text: str,
    inline: bool = False,
    *,
    strict: bool = True,
    path: Path = ANYWHERE,
    heading_level: int = 3,
    boxes: bool = True,
) -> str:
    """A piece of text as safe HTML: stems, feedback, hints, revisions. Code in it is shown, never run.

    Args:
        inline: one line without a paragraph around it.
        strict: raise `CourseError` for what cannot be shown (an author's text); else show it as typed (a student's).
        path: the file named in errors.
        heading_level: what `#` becomes: `3` is `<h3>`.
        boxes: whether `:::` begins a box, a figure or an explorable.
    """
    page = Page(path=path, strict=strict)
    text = text.replace("\r\n", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    if inline:
        return _clean(_render_inline(text, page, None), page)
    try:
        tokens = parse(text, path, boxes=boxes)
    except CourseError:
        if strict:
            raise
        return _clean(f"<p>{escape(text)}</p>", page)
    page.number_lines(tokens)
    place_headings(tokens, heading_level)
    for token in tokens:
        if token.type == "heading_open":
            token.attrs.pop("id", None)  # several texts stand on one page
    return _finish(tokens, page, hashlib.sha256(text.encode()).hexdigest()[:8])


def _finish(tokens: list[Token], page: Page, document: str = "") -> str:
    env: dict[str, Any] = {"page": page, "render_inline": lambda text, line: _render_inline(text, page, line)}
    if document:
        env["docId"] = document
    return _clean(_html(tokens, env), page)


def _clean(html: str, page: Page) -> str:
    return page.trusted.restore(clean(html))


def _render_inline(text: str, page: Page, line: int | None) -> str:
    env: dict[str, Any] = {"path": page.path, "page": page}
    tokens = _renderer().parseInline(text, env)
    for token in tokens:
        for child in token.children or ():
            page.lines[id(child)] = line or 1
    return _html(tokens, env)


def _inline_html(inline: Token, page: Page) -> str:
    kept = [child for child in inline.children or [] if child.type not in ("link_open", "link_close", "footnote_ref")]
    return _clean(_html([Token("inline", "", 0, children=kept)], {"page": page}), page).strip()


def _symbols(lecture: Lecture, page: Page) -> tuple[tuple[str, str], ...]:
    """Each declared symbol with its meaning. That a symbol is listed does not count as a use of it."""
    shown = []
    for symbol in lecture.symbols or ():
        used = len(page.formulas)
        sign = _render_inline(f"${symbol.tex}$", page, symbol.line)
        del page.formulas[used:]
        shown.append((_clean(sign, page), _clean(_render_inline(symbol.meaning, page, symbol.line), page)))
    return tuple(shown)


def _contents(tokens: list[Token], page: Page, measured: Mapping[str, Pace]) -> tuple[ContentsEntry, ...]:
    flat = [
        (int(token.tag[1]), str(token.attrs["id"]), _inline_html(tokens[index + 1], page))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    page.formulas.clear()  # headings are rendered again, in the text

    def take(level: int) -> tuple[ContentsEntry, ...]:
        entries = []
        while flat and flat[0][0] >= level:
            at, identity, title = flat.pop(0)
            entries.append(ContentsEntry(identity, title, at, take(at + 1), measured.get(identity)))
        return tuple(entries)

    return take(2)
