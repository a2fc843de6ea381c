"""The README: is it there, has it the sections that are asked for, does its table of who did what name everybody?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from chainrule.campus.project.checks.reading import decoded, listed, shown, words
from chainrule.campus.project.checks.verdict import Verdict
from chainrule.campus.project.milestones import Milestone, Section

NAMES = ("readme.md", "readme.markdown", "readme", "readme.txt", "readme.rst")
MOST_BYTES, MOST_LINES, MOST_LETTERS, MOST_CELLS, MOST_ROWS = 400_000, 20_000, 4_000, 30, 100
MOST_HEADINGS = 400
FENCES = ("```", "~~~")
MORE_WORDS = 2  # that a heading may have beside those of its section
FEWEST_WORDS = 3  # that a row says of what a member did
DIVIDERS = set("|:- \t")
PIECES = re.compile(r"[,;/<>()\[\]`*|]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and what stands below it, up to the next one of its level or above.

    `names_all`: it stands first and on the highest level, so it is likely the title of the whole text.
    """

    level: int
    title: str
    body: tuple[str, ...]
    names_all: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of who did what."""

    cells: tuple[str, ...]

    def name_cell(self, member: Sequence[str]) -> int | None:
        """The place of the first cell that holds all words of a member's name."""
        return next((place for place, cell in enumerate(self.cells) if member and {*member} <= {*words(cell)}), None)

    def pieces(self) -> frozenset[str]:
        """What an author's name or e-mail may be equal to: cells, and what stands in them between commas or blanks."""
        cells = [part for cell in self.cells for part in (cell, *PIECES.split(cell))]
        return frozenset(part.strip().lstrip("@").casefold() for cell in cells for part in (cell, *cell.split()))


def readme(milestone: Milestone, files: Mapping[str, bytes]) -> Verdict:
    """The README in the top folder, with a heading for each section and words below it."""
    id, title = "readme", "README"
    path = where(files)
    if path is None:
        text = "There is no README in the top folder. Write README.md there, with the sections that are asked for."
        return Verdict(id, title, "problem", text, listed(_wanted(one) for one in milestone.readme_sections))
    headings = headings_of(files[path])
    wrong = []
    for section in milestone.readme_sections:
        bodies = [heading.body for heading in headings if _is(section, heading)]
        if not bodies:
            wrong.append(f"missing: {_wanted(section)}")
        elif not any(words(line) for body in bodies for line in body):
            wrong.append(f"empty: {_wanted(section)}")
    if wrong:
        text = f"{path} lacks {len(wrong)} of {len(milestone.readme_sections)} sections. Write each under its heading."
        return Verdict(id, title, "problem", text, listed(wrong))
    return Verdict(id, title, "ok", f"{path} has all {len(milestone.readme_sections)} sections.")


def people(milestone: Milestone, files: Mapping[str, bytes], members: Sequence[str]) -> Verdict:
    """The table of who did what: a row for each member, with words about what they did."""
    id, title = "people", "Who did what"
    section = next(section for section in milestone.readme_sections if section.people)
    rows = rows_of(milestone, files)
    if not rows:
        text = (
            f"The README has no table under “{section.title}”. Write one in Markdown, a row for each member: the name, "
            "the name or e-mail of their commits, what they did."
        )
        return Verdict(id, title, "problem", text, ("| Name | Commits as | Did |", "|---|---|---|"))
    found = matched(rows, members)
    wrong = [f"no row of their own: {member}" for member in members if member not in found]
    wrong += [f"says too little: {member}" for member, row in found.items() if not _says_enough(row, member)]
    if wrong:
        text = (
            f"The table under “{section.title}” does not account for everybody. Give each member a row with the name "
            f"as the course has it, and at least {FEWEST_WORDS} words on what they did."
        )
        return Verdict(id, title, "problem", text, listed(wrong))
    return Verdict(id, title, "ok", f"The table under “{section.title}” has a row for each of {len(members)} members.")


def where(files: Mapping[str, bytes]) -> str | None:
    """The path of the README in the top folder, in whatever case its name is written."""
    found = {path.lower(): path for path in sorted(files, reverse=True) if "/" not in path}
    return next((found[name] for name in NAMES if name in found), None)


def rows_of(milestone: Milestone, files: Mapping[str, bytes]) -> tuple[Row, ...]:
    """The rows of all tables in the section of who did what."""
    path = where(files)
    if path is None:
        return ()
    section = next(section for section in milestone.readme_sections if section.people)
    bodies = [heading.body for heading in headings_of(files[path]) if _is(section, heading)]
    return tuple(row for body in bodies for row in _table(body))[:MOST_ROWS]


def matched(rows: Sequence[Row], members: Sequence[str]) -> dict[str, Row]:
    """The row of each member. A row is one member's: who is written exactly so comes before who is a part of it."""
    left, found = list(rows), dict[str, Row]()
    for exact in (True, False):
        for member in members:
            name = words(member)
            if member in found:
                continue
            for row in left:
                cell = row.name_cell(name)
                if cell is not None and (not exact or sorted(words(row.cells[cell])) == sorted(name)):
                    found[member] = row
                    left.remove(row)
                    break
    return found


def headings_of(content: bytes) -> tuple[Heading, ...]:
    """The headings of a Markdown text, `# so` or underlined with = or -; those in blocks of code are none."""
    lines = [line[:MOST_LETTERS] for line in decoded(content[:MOST_BYTES]).splitlines()[:MOST_LINES]]
    marks = list(islice(_marks(lines), MOST_HEADINGS))
    found = []
    for place, (_, level, title, starts) in enumerate(marks):
        end = next((mark[0] for mark in marks[place + 1 :] if mark[1] <= level), None)
        body = [line for line in lines[starts:end] if not line.lstrip().startswith("#")]
        found.append(Heading(level, title, tuple(body), place == 0 and level == 1))
    return tuple(found)


def _marks(lines: Sequence[str]) -> Iterator[tuple[int, int, str, int]]:
    """(line, level, title, line after it) of each heading."""
    fence = ""
    for at, line in enumerate(lines):
        bare = line.strip()
        if fence or bare.startswith(FENCES):
            fence = "" if fence and bare.startswith(fence) else fence or bare[:3]
            continue
        depth = len(bare) - len(bare.lstrip("#"))
        if 1 <= depth <= 6 and bare[depth : depth + 1] in (" ", "\t"):
            yield at, depth, bare.strip("#").strip(), at + 1
        elif at and len(bare) >= 3 and set(bare) in ({"="}, {"-"}) and _is_title(lines[at - 1]):
            yield at - 1, 1 if bare[0] == "=" else 2, lines[at - 1].strip(), at + 1


def _is_title(line: str) -> bool:
    return bool(words(line)) and "|" not in line and not line.lstrip().startswith(("#", "-", "*", ">"))


def _is(section: Section, heading: Heading) -> bool:
    """Whether the heading holds the section's words in a row, and at most two more; numbers do not count."""
    said = [word for word in words(heading.title) if not word.isdecimal()]
    for title in (section.title, *section.also):
        asked = list(words(title))
        more = 0 if heading.names_all else MORE_WORDS
        if len(said) <= len(asked) + more and f" {' '.join(asked)} " in f" {' '.join(said)} ":
            return True
    return False


def _wanted(section: Section) -> str:
    return f"“{section.title}”: {section.text}"


def _table(body: Sequence[str]) -> Iterator[Row]:
    """The rows below each line of dashes and bars that has a line with bars above it."""
    inside = False
    for above, line in zip(("", *body), body, strict=False):
        bare = line.strip()
        if set(bare) <= DIVIDERS and "-" in bare and "|" in bare and "|" in above:
            inside = True
        elif "|" not in bare:
            inside = False
        elif inside:
            yield Row(tuple(shown(cell) for cell in _cells(bare)))


def _cells(line: str) -> list[str]:
    cells = line.replace("\\|", " ").split("|", MOST_CELLS)
    return cells[1 if not cells[0].strip() else 0 :]


def _says_enough(row: Row, member: str) -> bool:
    name = row.name_cell(words(member))
    others = (cell for place, cell in enumerate(row.cells) if place != name)
    said = (" ".join(word for word in cell.split() if "@" not in word and "://" not in word) for cell in others)
    return max((len(words(text)) for text in said), default=0) >= FEWEST_WORDS
