"""The site's only clock.

Everything that the course decides by time asks `now()`. `CHAINRULE_AT` (or `chainrule serve --at`) sets where it
starts; from there it runs on in real time. Sessions and sign-in limits keep to the machine's clock.

In tests: `with clock.set_to("2026-02-12T10:00"): ...` (course time zone), or the fixture `at`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_shift: timedelta = timedelta(0)
_stopped_at: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped_at or datetime.now(UTC) + _shift


def start() -> None:
    """Start the clock at `settings.STARTS_AT`, where that is set. Called once, when Django is ready."""
    global _shift
    _shift = settings.STARTS_AT - datetime.now(UTC) if settings.STARTS_AT else timedelta(0)


def is_shifted() -> bool:
    """Whether the clock shows another time than the machine's."""
    return bool(_shift) or _stopped_at is not None


@contextmanager
def set_to(at: datetime | str) -> Iterator[None]:
    """Stop the clock at an instant (tests). A naive one is in the course's time zone."""
    global _stopped_at
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if at.tzinfo is None:
        at = timezone.make_aware(at)
    before, _stopped_at = _stopped_at, at.astimezone(UTC)
    try:
        yield
    finally:
        _stopped_at = before
