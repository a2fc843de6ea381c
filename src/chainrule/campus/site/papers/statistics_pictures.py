"""The pictures of a paper's statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chainrule import chart
from chainrule.campus.site.papers.statistics import Group, PaperStatistics, Question
from chainrule.svg import AMBER, BLUE, Svg

LONGEST = 26  # letters in front of a bar
STEPS = 10  # of the scores


def scores(shares: Sequence[float]) -> Svg:
    """How many papers have how many of the points, in tenths."""
    counts = Counter(min(int(share * STEPS + 1e-9), STEPS - 1) for share in shares)
    rows = [(f"{100 * step // STEPS}–{100 * (step + 1) // STEPS}%", float(counts[step])) for step in range(STEPS)]
    return chart.bars(rows, title="Scores", value="papers")


def questions(found: Sequence[Question]) -> Svg:
    """Each question as a dot: how hard it is, and how well it tells strong from weak."""
    known = [one for one in found if one.numbers.discrimination is not None]
    groups = [
        ("needs a look", AMBER, [q for q in known if q.concerns]),
        ("others", BLUE, [q for q in known if not q.concerns]),
    ]
    series = [
        chart.Series(name, [(q.numbers.facility, q.numbers.discrimination or 0.0) for q in some], False, True, colour)
        for name, colour, some in groups
        if some
    ]
    description = f"{len(known)} questions; {len(groups[0][2])} need a look. The table below has every number."
    return chart.lines(
        series,
        title="Questions",
        x="facility",
        y="discrimination",
        description=description,
        y_axis=chart.Axis(-1.0, 1.0),
    )


def group(rows: Group, title: str) -> Svg:
    """The mean share of the points of each class, outcome or level."""
    return chart.bars(
        [(short(name), round(100 * mean, 1)) for name, mean, _ in rows], title=title, value="% of the points"
    )


def short(name: str) -> str:
    """A name that has room in front of a bar."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def pictures(found: PaperStatistics) -> list[tuple[str, str, Svg]]:
    """(title, what it shows, the picture) of each."""
    drawn = []
    if found.scores:
        drawn.append(("Scores", "How many papers have how much of the points.", scores(found.scores)))
    if any(one.numbers.discrimination is not None for one in found.questions):
        about = "To the right are easy questions; higher up, those that tell strong papers from weak ones."
        drawn.append(("Questions", about, questions(found.questions)))
    for title, rows in (("By class", found.classes), ("By outcome", found.outcomes), ("By level", found.levels)):
        if rows:
            drawn.append((title, "The mean share of the points.", group(rows, title)))
    return drawn
