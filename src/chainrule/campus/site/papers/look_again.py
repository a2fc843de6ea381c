"""Where a student asks staff to please look again: a thread about one question of a released paper.

Staff read and answer it without the student's name, as they mark. A thread is open until staff close it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chainrule.campus.site.papers.models import Attempt, LookAgain

LONGEST = 2_000  # characters of a message
MOST = 10  # messages of a student about one question that nobody has answered


@dataclass(frozen=True)
class Thread:
    """The messages about one question of one attempt, in their order."""

    attempt: Attempt
    item: int
    messages: tuple[LookAgain, ...]

    @property
    def is_closed(self) -> bool:
        return any(message.closes for message in self.messages)

    @property
    def waits_for_staff(self) -> bool:
        return bool(self.messages) and not self.is_closed and not self.messages[-1].by_staff

    @property
    def began(self) -> datetime:
        return self.messages[0].at

    @property
    def is_full(self) -> bool:
        """Whether the student has written as often as they may before staff answer."""
        return len(self.messages) >= MOST and not any(message.by_staff for message in self.messages[-MOST:])

    @property
    def answered_at(self) -> datetime | None:
        """When staff last answered, if nothing was written after it."""
        return self.messages[-1].at if self.messages and self.messages[-1].by_staff else None


def threads(attempts: Iterable[Attempt | int] | None = None) -> list[Thread]:
    """All threads, or those of some attempts: the one that has waited longest for staff first."""
    rows = LookAgain.objects.select_related("attempt")
    if attempts is not None:
        rows = rows.filter(attempt__in=list(attempts))
    grouped: dict[tuple[int, int], list[LookAgain]] = {}
    for row in rows:
        grouped.setdefault((row.attempt_id, row.item), []).append(row)
    found = [Thread(messages[0].attempt, item, tuple(messages)) for (_, item), messages in grouped.items()]
    return sorted(found, key=lambda one: (not one.waits_for_staff, one.is_closed, one.messages[-1].at))


def with_looks(review: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
    """The review of an attempt, each item with its thread as `looks`, None where there is none."""
    by_item = {thread.item: thread for thread in threads([attempt])}
    return {**review, "items": [{**item, "looks": by_item.get(item["number"])} for item in review["items"]]}
