"""Lectures: Markdown whose Python runs, whose outcomes are the syllabus', and whose page is safe.

Who calls it: the site's `lectures` app, the proof, the notebooks of a lecture. It must not know Django, the reader or
the clock. What an author writes is described in `docs/lectures.md`.

`load_lecture` reads the text into parts, `run_blocks` runs its Python in order, in one namespace, in a process of its
own, and keeps the outputs by content; `execute` does the same with every problem in a list; `render_lecture` makes the
safe page; `explorable_html` makes one explorable, for a page that is no lecture. `render_markdown(..., strict=False)`
is for what a student wrote. Formulas are rendered here, by KaTeX in V8 (`math.py`); an undefined macro is a
`CourseError`. A page carries hooks for scripts: `data-copy` (code), `data-scroll` (what may be wider than the page),
`data-explorable`. Nobody calls `ast.parse` in a thread: `chainrule.syntax` does it one at a time.
"""

from chainrule.campus.lectures.explorables import explorable_html
from chainrule.campus.lectures.load import load_lecture, parse_lecture
from chainrule.campus.lectures.model import (
    BlockOutput,
    CodeBlock,
    ContentsEntry,
    Lecture,
    OutcomeEntry,
    Part,
    RenderedLecture,
    Section,
)
from chainrule.campus.lectures.outcomes import check_outcomes, match_outcomes
from chainrule.campus.lectures.render import check_page, render_lecture, render_markdown
from chainrule.campus.lectures.run import Execution, execute, run_blocks

__all__ = [
    "BlockOutput",
    "CodeBlock",
    "ContentsEntry",
    "Execution",
    "Lecture",
    "OutcomeEntry",
    "Part",
    "RenderedLecture",
    "Section",
    "check_outcomes",
    "check_page",
    "execute",
    "explorable_html",
    "load_lecture",
    "match_outcomes",
    "parse_lecture",
    "render_lecture",
    "render_markdown",
    "run_blocks",
]
