"""Parts of addresses: `<class:number>` is a class number in two digits, as in /lectures/03/ and /labs/03/."""

from django.urls import register_converter


class ClassNumber:
    regex = r"\d\d"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


def register() -> None:
    register_converter(ClassNumber, "class")
