"""Running a lecture's blocks, and keeping what came out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from chainrule.campus.lectures.cache import Kept, blocks_hash
from chainrule.campus.lectures.judge import output_of, problems
from chainrule.campus.lectures.model import BlockOutput, Lecture
from chainrule.campus.lectures.process import run_twice
from chainrule.course import CourseError

SECONDS = 120.0
CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Execution:
    """The outputs of the blocks that ran, and everything that was wrong with them."""

    outputs: tuple[BlockOutput, ...]
    problems: tuple[CourseError, ...]


def run_blocks(
    lecture: Lecture, cache: Path | None = None, *, timeout: float = SECONDS, limit: int = CHARACTERS
) -> tuple[BlockOutput, ...]:
    """What every block of the lecture puts out: run in order, in one namespace, in a fresh interpreter.

    Args:
        cache: a folder for results; blocks run again only when their code or the library has changed.
        timeout: seconds on the wall clock for the whole lecture.
        limit: characters that one block may print.

    Raises `CourseError` at the first line that fails, or whose result is not the one written beside it.
    """
    execution = execute(lecture, cache, timeout=timeout, limit=limit)
    for problem in execution.problems:
        raise problem
    return execution.outputs


def execute(
    lecture: Lecture,
    cache: Path | None = None,
    *,
    timeout: float = SECONDS,
    limit: int = CHARACTERS,
    waiting: Sequence[str] = (),
) -> Execution:
    """As `run_blocks`, but with all problems in a list instead of the first one raised.

    `waiting` are interpreters to fork, as `process.run_twice` takes them; without them new ones are started.

    The blocks run twice, side by side, with different hash seeds: what differs between the two is a problem too.
    Only what has no problem is kept in the cache.
    """
    blocks = [block for block in lecture.blocks if block.runs]
    if not blocks:
        return Execution((), ())
    kept = Kept(cache, blocks_hash(blocks, limit)) if cache else None
    if kept and (outputs := _read(kept)) is not None:
        return Execution(outputs, ())
    job = {
        "path": lecture.path.name,
        "limit": limit,
        "blocks": [
            {
                "index": block.index,
                "line": block.line,
                "source": block.source,
                "raises": block.raises,
                "watch": sorted({expected.statement for expected in block.expectations}),
            }
            for block in blocks
        ],
    }
    runs = run_twice(job, timeout, waiting)
    outputs = tuple(map(output_of, runs[0].finished))
    found = problems(lecture, blocks, runs, timeout)
    if kept and not found:
        kept.write([asdict(output) for output in outputs])
    return Execution(outputs, tuple(found))


def _read(kept: Kept) -> tuple[BlockOutput, ...] | None:
    try:
        return tuple(BlockOutput(**record) for record in kept.read())
    except TypeError:
        return None
