"""The reader's own time beside the course's, in the engine of a browser, without one."""

from collections.abc import Iterator

import pytest
from tests.frontend.modules import Modules


@pytest.fixture(scope="module")
def module() -> Iterator[Modules]:
    found = Modules("own-time.js")
    yield found
    found.close()


@pytest.mark.parametrize(
    ("zone", "text", "beside"),
    [
        ("Asia/Baku", "2026-02-12T10:00:00+04:00", ""),
        ("Asia/Dubai", "2026-02-12T10:00:00+04:00", ""),  # another name, the same time
        ("UTC", "2026-02-12T10:00:00+04:00", " in Baku; Thu 12 Feb, 06:00 by your clock"),
        ("Asia/Tokyo", "2026-02-12T23:00:00+04:00", " in Baku; Fri 13 Feb, 04:00 by your clock"),
        ("America/New_York", "2026-02-12T02:00:00+04:00", " in Baku; Wed 11 Feb, 17:00 by your clock"),
    ],
)
def test_the_readers_own_time_stands_beside_where_it_differs(
    module: Modules, zone: str, text: str, beside: str
) -> None:
    said = module.eval(f"(process.env.TZ = '{zone}', beside('{text}', 'Baku'))")
    assert said.replace(",", "") == beside.replace(",", "")


@pytest.mark.parametrize(("text", "minutes"), [("x+04:00", 240), ("x-03:30", -210), ("xZ", 0)])
def test_minutes_ahead_of_utc(module: Modules, text: str, minutes: int) -> None:
    assert module.call("aheadOfUtc", text) == minutes


@pytest.mark.parametrize(
    ("zone", "text", "until", "alone"),
    [
        ("Asia/Dubai", "2026-02-12T10:00:00+04:00", "", ""),
        ("UTC", "2026-02-12T10:00:00+04:00", "", " (06:00 by your clock)"),
        ("UTC", "2026-02-12T02:00:00+04:00", "", " (Wed 11 Feb 22:00 by your clock)"),
        ("UTC", "2026-02-03T08:00:00+04:00", "2026-02-03T23:00:00+04:00", " (04:00–19:00 by your clock)"),
        (
            "Asia/Tokyo",
            "2026-02-03T08:00:00+04:00",
            "2026-02-03T23:00:00+04:00",
            " (13:00 to Wed 4 Feb 04:00 by your clock)",
        ),
    ],
)
def test_after_the_courses_hours_the_readers_own_stand_alone(
    module: Modules, zone: str, text: str, until: str, alone: str
) -> None:
    assert module.eval(f"(process.env.TZ = '{zone}', alone('{text}', '{until}'))").replace(",", "") == alone
