"""Reading what an address or a form may hold."""


def whole(text: str, otherwise: int) -> int:
    """The whole number that a text is, or another one where it is none (or absurdly long)."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
