"""Lectures: Markdown whose Python runs, whose outcomes are the syllabus', and whose page is safe."""

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
    "load_lecture",
    "match_outcomes",
    "parse_lecture",
    "render_lecture",
    "render_markdown",
    "run_blocks",
]
