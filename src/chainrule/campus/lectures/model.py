"""What a lecture is, as data: text, code, figures and explorables in the order in which the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from chainrule.campus.lectures.asking import Asked
from chainrule.campus.lectures.exercises import Exercise
from chainrule.campus.lectures.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Expectation:
    """A result that the author wrote beside the code: `a.grad  # -3.0`, `# -> 4`, `# prints: hello`."""

    statement: int  # index among the block's top-level statements
    kind: Literal["value", "printed"]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """One fenced block. `index` counts the blocks of the page from 0; `line` is that of the first line of code."""

    index: int
    language: str
    source: str
    line: int
    end: int  # the line of the closing fence
    not_run: str = ""  # why a Python block is not run; empty for one that runs
    raises: str = ""  # the exception that the block must end with
    hide_output: bool = False
    hide_code: bool = False
    fold: str = ""  # what the code does, where it is folded away
    expectations: tuple[Expectation, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether the block is run before the page is shown."""
        return self.language == "python" and not self.not_run


@dataclass(frozen=True, slots=True)
class BlockOutput:
    """What came out of one block: what a notebook would show under the cell."""

    index: int
    stdout: str = ""
    value: str | None = None  # repr of the last expression; None when there is none or it is None
    svg: str | None = None  # the last expression's picture, where it has one
    error: str | None = None  # "TypeError: ..." of a block that is meant to raise


@dataclass(frozen=True, slots=True)
class Section:
    """A heading below the title, with the id that links and outcomes use."""

    id: str
    title: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class FigureCall:
    """`::: figure autograd.chain_rule "Caption"`."""

    name: str
    caption: str
    line: int


@dataclass(frozen=True, slots=True)
class ExplorableCall:
    """`::: explorable graph-stepper expression="a*b" a=2 b=-3`."""

    name: str
    options: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the page between two code blocks, or one such block: what a notebook's cells are made from."""

    source: str
    line: int
    block: CodeBlock | None = None


@dataclass(frozen=True, slots=True)
class OutcomeEntry:
    """One line of `outcomes:` in the front matter: the sentence as written, and the sections that serve it."""

    text: str
    sections: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Lecture:
    """A lecture as its author wrote it, checked for everything that can be seen without running it."""

    number: int
    path: Path
    source: str
    title: str
    outcomes: tuple[OutcomeEntry, ...]
    figures: tuple[FigureCall, ...]
    explorables: tuple[ExplorableCall, ...]
    sections: tuple[Section, ...]
    blocks: tuple[CodeBlock, ...]
    asks: tuple[Asked, ...]  # what its `try` boxes ask for
    exercises: tuple[Exercise, ...]
    images: tuple[str, ...]  # names of files in the lecture's folder that the page shows
    parts: tuple[Part, ...]
    symbols: tuple[Symbol, ...] | None = None  # None where the front matter lists none
    is_draft: bool = False  # of which no length and no exercises are asked
    body_line: int = field(default=1)  # where the Markdown starts, after the front matter

    @property
    def folder(self) -> Path:
        """The lecture's folder."""
        return self.path.parent

    @property
    def answers_kept(self) -> frozenset[str]:
        """What readers' answers are kept under: to `try` boxes, and to exercises that have a worked answer."""
        return frozenset((*(asked.id for asked in self.asks), *(one.id for one in self.exercises if one.has_answer)))

    @property
    def body(self) -> str:
        """The Markdown, with blank lines for the front matter so that line numbers are those of the file."""
        lines = self.source.split("\n")
        return "\n" * (self.body_line - 1) + "\n".join(lines[self.body_line - 1 :])


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes of a section with all below it: on the core path, in its `deeper` boxes, and for its exercises.

    >>> Pace("", core=4.2) + Pace("", core=0.3, deeper=2.0)
    Pace(section='', core=4.5, deeper=2.0, exercises=0.0)
    """

    section: str
    core: float = 0.0
    deeper: float = 0.0
    exercises: float = 0.0

    def __add__(self, other: "Pace") -> "Pace":
        added = self.core + other.core, self.deeper + other.deeper, self.exercises + other.exercises
        return Pace(self.section, *added)

    @property
    def shown(self) -> "Pace":
        """In whole minutes, as they are shown; what takes any time takes one."""
        core, deeper, exercises = (round(max(each, 1.0)) if each else 0 for each in self.parts)
        return Pace(self.section, core, deeper, exercises)

    @property
    def parts(self) -> tuple[float, float, float]:
        return self.core, self.deeper, self.exercises


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A section in the table of contents. `title` is safe HTML."""

    id: str
    title: str
    level: int
    children: tuple["ContentsEntry", ...] = ()
    pace: Pace | None = None  # of a section of the second level


@dataclass(frozen=True, slots=True)
class RenderedLecture:
    """A lecture as a page. `html`, `title_html` and the titles in `contents` are safe to insert as they are."""

    number: int
    title: str
    title_html: str
    html: str
    contents: tuple[ContentsEntry, ...]
    outcomes: Mapping[str, tuple[str, ...]]  # section id -> outcome sentences
    math_count: int
    paces: tuple[Pace, ...]
    symbols: tuple[tuple[str, str], ...] = ()  # each as HTML, with its meaning as HTML
    links: tuple[str, ...] = ()  # the addresses outside, by the numbers that they have on paper

    @property
    def pace(self) -> Pace:
        """Of the whole lecture."""
        return sum(self.paces, Pace(""))

    @property
    def unfolded(self) -> str:
        """The page with every answer open."""
        return self.html.replace('<details class="box ', '<details open class="box ')

    @property
    def without_answers(self) -> str:
        """The page with what goes deeper open, and every answer folded: for paper."""
        return self.html.replace('<details class="box box-deeper"', '<details open class="box box-deeper"')
