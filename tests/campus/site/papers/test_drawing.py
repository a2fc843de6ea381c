"""What is made of the course is made once, and anew where the course or the bank is another."""

from typing import Any

import pytest

from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import drawing


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(drawing, "MOST_KEPT", 3)
    return []


def test_it_is_made_once_until_the_bank_or_the_secret_is_another(
    made: list[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    @drawing.MadeOnce
    def shout(name: str) -> str:
        """Louder."""
        made.append(name)
        return name.upper()

    assert (shout.__doc__, shout.knows("a")) == ("Louder.", False)
    assert (shout("a"), shout("a"), shout.knows("a"), made) == ("A", "A", True, ["a"])
    of_class_3 = bank().of_classes([3])
    monkeypatch.setattr(drawing, "bank", lambda: of_class_3)
    assert (shout.knows("a"), shout("a"), made) == (False, "A", ["a", "a"])
    settings.SECRET_KEY = "another"
    assert (shout("a"), len(made)) == ("A", 3)


def test_what_is_kept_has_a_bound(made: list[str]) -> None:
    @drawing.MadeOnce
    def number(text: str) -> int:
        return int(text)

    assert [number(text) for text in "12345"] == [1, 2, 3, 4, 5]
    assert [number.knows(text) for text in "12345"] == [False, False, True, True, True]


def test_a_second_sitting_has_a_name_of_its_own() -> None:
    assert [drawing.name_of(7, round_) for round_ in (1, 2)] == ["7", "7/2"]
