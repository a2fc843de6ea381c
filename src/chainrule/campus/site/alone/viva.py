"""Questions about one's own code in the course for one: made by a thread of the server, remembered until it ends."""

from __future__ import annotations

import atexit
import logging
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from chainrule.campus.questions.viva import NoQuestions, OwnQuestion, make
from chainrule.campus.site import clock
from chainrule.campus.site.alone.bench import Bench, Ended
from chainrule.campus.site.viva.desk import SEEDS, item
from chainrule.labs import Lab, NoVerdict
from chainrule.labs.folder import FolderProblem, read_file

log = logging.getLogger(__name__)


@dataclass
class Own:
    """One set about the file as it was saved at a moment: being made, made, or why there is none; and its answers."""

    at: datetime
    is_waiting: bool = True
    questions: tuple[OwnQuestion, ...] = ()
    problem: str = ""
    answers: dict[int, Any] = field(default_factory=dict)

    def items(self) -> list[dict[str, Any]]:
        """Each question as a page shows it."""
        return [item(one, place, self.answers.get(place)) for place, one in enumerate(self.questions, 1)]

    def question(self, place: int) -> OwnQuestion | None:
        """The question at a place, from 1."""
        return self.questions[place - 1] if 1 <= place <= len(self.questions) else None


_newest: dict[Path, Own] = {}  # by the lab's file
_asking = threading.Lock()


def newest(bench: Bench, lab: Lab) -> Own | None:
    """The last set about a lab's file that was asked for."""
    return _newest.get(bench.file_of(lab.number))


def ask(bench: Bench, lab: Lab) -> Own:
    """Begin to make another set about what is saved now; the one that is being made, where there is one."""
    with _asking:
        there = newest(bench, lab)
        if there is not None and there.is_waiting:
            return there
        own = _newest[bench.file_of(lab.number)] = Own(clock.now())
    threading.Thread(target=work, args=(bench, lab, own), name=f"viva {lab.number}", daemon=True).start()
    return own


def work(bench: Bench, lab: Lab, own: Own) -> None:
    """Make the set. What is running of the file ends with the server."""
    launcher = Ended()
    atexit.register(launcher.close)
    try:
        source = read_file(bench.file_of(lab.number), f"chainrule reset {lab.number} makes it again")
        own.questions = make(lab, source, secrets.randbelow(SEEDS), launcher).questions
    except (NoQuestions, NoVerdict, FolderProblem) as problem:
        own.problem = f"{problem}."
    except Exception:
        log.exception("the questions about lab %s could not be made", lab.number)
        own.problem = "The questions could not be made: the terminal in which the course runs says why."
    finally:
        own.is_waiting = False
        atexit.unregister(launcher.close)
