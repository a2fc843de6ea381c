"""How often something may be done in a span of time, counted in the server's memory for each key."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from django.core.cache import cache

from chainrule.campus.site import clock

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Rate:
    """At most `most` for each key in `seconds`, counted from the first on."""

    name: str
    most: int
    seconds: int

    def _seen(self, key: object) -> tuple[int, float]:
        """How often it was done, and when the span ends in which that counts."""
        count, ends = cache.get(f"rate:{self.name}:{key}", (0, 0.0))
        now = clock.now().timestamp()
        return (count, ends) if now < ends <= now + self.seconds else (0, now + self.seconds)

    def wait(self, key: object) -> int:
        """The seconds until it may be done again; 0 where it may be done now."""
        count, ends = self._seen(key)
        return 0 if count < self.most else max(1, math.ceil(ends - clock.now().timestamp()))

    def count(self, key: object) -> None:
        """It was done once more."""
        with _one_at_a_time:
            count, ends = self._seen(key)
            cache.set(f"rate:{self.name}:{key}", (count + 1, ends), timeout=self.seconds)


def words(seconds: int) -> str:
    """How long to wait, as a sentence's end: "40 seconds", "3 minutes"."""
    if seconds < 90:
        return f"{seconds} second{'s' * (seconds != 1)}"
    return f"{-(-seconds // 60)} minutes"
