"""Parts of addresses: `<class:number>` is a class number in two digits, as in /lectures/03/; `<id:pk>`, a row's."""

from functools import cache

from django.urls import register_converter

from chainrule.campus.site import inputs


class ClassNumber:
    regex = "[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class RowNumber:
    """No database takes a larger one; an address with one leads nowhere."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        try:
            return inputs.whole(value)
        except inputs.BadInput as bad:
            raise ValueError from bad

    def to_url(self, value: int) -> str:
        return str(value)


@cache
def register() -> None:
    """Once, whichever addresses are read first."""
    register_converter(ClassNumber, "class")
    register_converter(RowNumber, "id")
