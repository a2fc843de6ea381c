"""What a `try` box asks for: a number, one of several choices, or code. The reader commits; then the answer unfolds.

The right answer stands in the page, for this is no exam: it is read by `frontend/asking.js`, where the reader's answer
is judged by the rule of `tolerance`. Code is judged by running it (`lines.py`), where a reader's code may run. Until
then, or until the reader gives up, the answer is out of sight. Without that, without a script, and on paper, the box is
a question with its answer folded away.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markdown_it.token import Token

from chainrule.campus.lectures.options import split_options
from chainrule.course import CourseError

NUMBER, CHOICE, CODE = "number", "choice", "code"
ASKS = (NUMBER, CHOICE, CODE)
THEN = "---"  # between an author's lines and the check of them
A_NUMBER = re.compile(r"-?\d+(?:\.(?P<decimals>\d+))?(?P<exponent>e-?\d+)?")
A_CHOICE = re.compile(r"[-*] \[(?P<mark>[ xX])\] (?P<text>\S.*)")
FEWEST, MOST = 2, 8
LONGEST = 2_000  # characters of an answer that is kept


@dataclass(frozen=True, slots=True)
class Option:
    """One of several choices, as Markdown."""

    text: str
    is_right: bool
    line: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one box asks: a `number`, right within `within`; one of `options`; or `code`, right by what `check` gives.

    `id` comes of the question's words. `line` is that of the first line of code.
    """

    id: str
    number: str = ""
    within: float = 0.0
    options: tuple[Option, ...] = ()
    code: str = ""
    check: str = ""
    line: int = 0

    @property
    def solved(self) -> str:
        """The author's lines with their check, as they are shown in the answer."""
        return f"{self.code}\n{self.check}".rstrip("\n")


def identity(question: str) -> str:
    """What an answer is kept under: the same as long as the question is asked in the same words."""
    return hashlib.sha256(question.encode()).hexdigest()[:12]


def tolerance(key: str) -> float:
    """By how much an answer may differ from the key: half a unit of the key's last decimal; nothing for whole numbers.

    >>> tolerance("-7.33"), tolerance("-4")
    (0.005, 0.0)
    """
    match = A_NUMBER.fullmatch(key)
    decimals = match["decimals"] if match else None
    return 0.5 * 10.0 ** -len(decimals) if decimals else 0.0


def read_number(question: str, text: str, path: Path, line: int) -> Asked:
    """`::: number -7.33`, with `within=0.1` where more than rounding is to be forgiven. Raises `CourseError`."""
    fix = "write, for example, `::: number -7.33` or `::: number 3e-4 within=1e-4`"
    try:
        words, options = split_options(text)
    except ValueError as error:
        raise CourseError(path, f"`::: number {text}`: {error}", fix, line) from None
    key = A_NUMBER.fullmatch(words[0]) if len(words) == 1 else None
    if key is None or set(options) - {"within"}:
        raise CourseError(path, f"`::: number {text}` is not one number", fix, line)
    within = options.get("within", "")
    if within and (not A_NUMBER.fullmatch(within) or float(within) < 0):
        raise CourseError(path, f"`within={within}` is not a number of at least 0", fix, line)
    if key["decimals"] and key["exponent"] and not within:
        raise CourseError(path, f"`::: number {text}` leaves open how much is forgiven", "say it: within=", line)
    return Asked(identity(question), number=key[0], within=float(within) if within else tolerance(key[0]))


def read_choice(question: str, lines: Sequence[str], path: Path, line: int) -> Asked:
    """The lines between `::: choice` and `:::`, of which `line` is the first. Raises `CourseError`."""
    found = []
    for at, text in enumerate(lines, line):
        if not text.strip():
            continue
        match = A_CHOICE.fullmatch(text.strip())
        if match is None:
            fix = "write each choice on one line: `- [ ] a wrong one`, `- [x] the right one`"
            raise CourseError(path, f"this is no choice: {text.strip()[:60]}", fix, at)
        found.append(Option(match["text"], match["mark"] != " ", at))
    if not FEWEST <= len(found) <= MOST or sum(option.is_right for option in found) != 1:
        problem = f"this question has {len(found)} choices, of which {sum(o.is_right for o in found)} are right"
        raise CourseError(path, problem, f"give {FEWEST} to {MOST} choices, one of them marked [x]", line - 1)
    if len({option.text for option in found}) < len(found):
        raise CourseError(path, "two of the choices are the same", "change one", line - 1)
    return Asked(identity(question), options=tuple(found))


def read_code(question: str, lines: Sequence[str], path: Path, line: int) -> Asked:
    """The lines between `::: code` and `:::`, of which `line` is the first. Raises `CourseError`."""
    stripped = [text.rstrip() for text in lines]
    places = [place for place, text in enumerate(stripped) if text == THEN]
    if len(places) > 1:
        fix = "write the lines, one `---`, and the check"
        raise CourseError(path, f"this question has {len(places)} lines `{THEN}`", fix, line + places[1])
    end = places[0] if places else len(stripped)
    code, check = "\n".join(stripped[:end]), "\n".join(stripped[end + 1 :])
    if not code.strip() or (places and not check.strip()):
        fix = "write the line of code that is right, and what comes out: `dx = dz * y  # -> -8.0`"
        raise CourseError(
            path, "this question has no line of code" if not code.strip() else "the check is empty", fix, line
        )
    return Asked(identity(question), code=code.rstrip("\n"), check=check.rstrip("\n"), line=line)


def asked_of(token: Token) -> Asked:
    """What the parser found."""
    asked = token.meta["asked"]
    assert isinstance(asked, Asked)
    return asked


def form_html(asked: Asked, inline: Callable[[str, int], str]) -> str:
    """The form in which a reader answers; `inline` renders the Markdown of a choice."""
    button = '<button class="button small needs-script">Check</button> <output class="ask-said"></output>'
    if asked.code:
        height = min(max(asked.code.count("\n") + 1, 2), 8)
        field = (
            f'<label class="ask-lines"><span>Your code</span> <textarea class="code-input" rows="{height}"'
            f' maxlength="{LONGEST}" spellcheck="false" autocapitalize="off" autocomplete="off" required></textarea>'
            "</label>"
        )
        return f'<form class="ask ask-code" data-ask="{asked.id}" data-code="" hidden>{field} {button}</form>\n'
    if asked.number:
        field = (
            '<label>Your answer <input type="text" inputmode="decimal" autocomplete="off" spellcheck="false"'
            ' maxlength="40" required></label>'
        )
        facts = f'data-number="{escape(asked.number)}" data-within="{asked.within!r}"'
        return f'<form class="ask needs-script" data-ask="{asked.id}" {facts}>{field} {button}</form>\n'
    right = next(n for n, option in enumerate(asked.options, 1) if option.is_right)
    texts = [inline(option.text, option.line) for option in asked.options]
    rows = "".join(
        f'<label><input type="radio" name="{asked.id}" value="{n}" required> <span>{text}</span></label>'
        for n, text in enumerate(texts, 1)
    )
    fields = f'<fieldset><legend class="visually-hidden">Your answer</legend>{rows}</fieldset>'
    return f'<form class="ask" data-ask="{asked.id}" data-choice="{right}">{fields}{button}</form>\n'
