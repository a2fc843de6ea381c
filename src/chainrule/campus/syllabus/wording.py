"""How numbers, durations, hours and dates read in a sentence."""

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60), ("minute", 1))
EXACT_DIGITS = 9


def number(value: int) -> str:
    """`30` -> "thirty"; from 100 on, digits."""
    if not 0 <= value < 100:
        return str(value)
    if value < 20:
        return (*ONES, *TEENS)[value]
    tens, ones = divmod(value, 10)
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")


def duration(value: dt.timedelta) -> str:
    """Whole minutes in the largest unit that divides them: "thirty minutes", "one day", "two weeks"."""
    minutes = round(value / dt.timedelta(minutes=1))
    unit, size = next((unit, size) for unit, size in UNITS if minutes % size == 0)
    count = minutes // size
    return f"{number(count)} {unit}{'' if count == 1 else 's'}"


def percent(value: float) -> str:
    return f"{value:g}%"


def hour(time: dt.time) -> str:
    """`23:00` -> "11 PM (23:00)"."""
    minutes = f":{time:%M}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes} {'AM' if time.hour < 12 else 'PM'} ({time:%H:%M})"


def day(date: dt.date) -> str:
    """`2026-02-03` -> "Feb 3"."""
    return f"{date:%b} {date.day}"


def moment(at: dt.datetime) -> str:
    """ "12 March, 23:00", by the clock that `at` carries."""
    return f"{at.day} {at:%B}, {at:%H:%M}"


def listing(words: Iterable[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def class_range(numbers: Iterable[int]) -> str:
    """`(1, 2, 3, 5)` -> "1-3, 5"."""
    runs: list[list[int]] = []
    for value in sorted(numbers):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def classes(numbers: Iterable[int]) -> str:
    """`(5, 6)` -> "classes 5-6"; `(14,)` -> "class 14"."""
    numbers = tuple(numbers)
    return f"class{'es' * (len(numbers) > 1)} {class_range(numbers)}"


def rounded(value: float, decimals: int) -> str:
    """The value as it is shown: half goes up, with exactly `decimals` digits.

    What a sum of fractions leaves behind in binary (89.99499999999999 for 89.995) is taken off first.

    >>> rounded(2.675, 2), rounded(0.1 + 0.2, 1)
    ('2.68', '0.3')
    """
    exact = Decimal(repr(round(value, EXACT_DIGITS)))
    return str(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0)
