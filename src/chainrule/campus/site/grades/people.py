"""Whom a line of a pasted table or of a file is about: by address, by user name, by name; never by a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.inputs import BadInput, shown


def user_name(student: User) -> str:
    """What stands before the @ of the address: the name that other systems of a university sign in with."""
    return student.email.partition("@")[0].lower()


class People:
    """The students, found by what a table says of them."""

    def __init__(self, students: Iterable[User]) -> None:
        self._by: dict[str, dict[str, list[User]]] = {kind: defaultdict(list) for kind in ("email", "user", "name")}
        for one in students:
            self._by["email"][one.email.lower()].append(one)
            self._by["user"][user_name(one)].append(one)
            for name in {self.key(one.name), *self._turned(one.name)}:
                self._by["name"][name].append(one)

    @staticmethod
    def key(name: str) -> str:
        """A name as it is compared: without case, marks and doubled spaces."""
        return " ".join(folded(name).replace(",", " ").split())

    def _turned(self, name: str) -> list[str]:
        """The name with the last, or all but the first, of its words in front: “Aliyeva, Sona”."""
        words = self.key(name).split()
        return [" ".join([*words[cut:], *words[:cut]]) for cut in {1, len(words) - 1} if 0 < cut < len(words)]

    def find(self, kind: str, text: str) -> User:
        """The one student that the text names. Raises `BadInput` in words.

        Args:
            kind: "email", "user" or "name". An address may stand where a user name does, and the other way round.
        """
        text = text.strip()
        if kind == "name":
            found = self._by["name"].get(self.key(text), [])
        else:
            by = "email" if "@" in text else "user"
            found = self._by[by].get(text.lower(), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput(f"{len(found)} students are called {shown(text)}: give the address instead")
        raise BadInput(f"no student is called {shown(text)}{self._hint(text)}")

    def _hint(self, text: str) -> str:
        """A user name that differs only in zeros at its beginning, which spreadsheets take off."""
        near = [name for name in self._by["user"] if text and name != text and name.lstrip("0") == text.lstrip("0")]
        return f"; {near[0]} is one: a spreadsheet may have taken the zeros off" if len(near) == 1 else ""
