"""The sections of a class, as a filter of the lists that staff see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.roster import LONGEST

NONE = "-"  # in the address: who is in no section


@dataclass(frozen=True)
class Chosen:
    """The sections that there are, and the one that the address asks for; "" for all.

    A class that is in one section, or in none, has nothing to choose from: `names` is then empty.
    """

    names: tuple[str, ...]
    section: str

    def within(self, students: Sequence[User]) -> list[User]:
        """Those of them who are in the section."""
        return [one for one in students if self.section in ("", one.section or NONE)]

    @property
    def options(self) -> list[tuple[str, str]]:
        """(value, words) of each."""
        return [(name, "none" if name == NONE else name) for name in self.names]


def chosen(given: inputs.Given, students: Sequence[User]) -> Chosen:
    """What an address asks for, of the class whose students these are; all, where there is no such section."""
    there = sorted({one.section or NONE for one in students}, key=lambda name: (name == NONE, name))
    names = tuple(there) if len(there) > 1 else ()
    asked = given.line("section", most=LONGEST["section"])
    return Chosen(names, asked if asked in names else "")
