"""Why something of this room was refused."""


class Refused(Exception):
    """Nothing was changed; the message says why, and what to do."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem}\n  fix: {fix}")
