r"""The symbols of a lecture: which letters its formulas use, and whether each is declared, once, in the front matter.

    symbols:
      "w": "a weight"
      "\\mathbf{x}": "the input, a vector"

A letter is a symbol, and so is a Greek one; with an accent or in another typeface it is a symbol of its own: `\hat{y}`
is not `y`. Indices count. Words (`\text{...}`, `\operatorname{...}`, `\mathrm{...}`), names of functions and the `d` of
a derivative or an integral do not.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chainrule.course import CourseError


def _commands(names: str) -> frozenset[str]:
    return frozenset("\\" + name for name in names.split())


GREEK = _commands(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "ell imath jmath hbar"
)
FACES = _commands("mathbf mathcal mathbb mathfrak mathsf mathscr mathit boldsymbol bm bold")
ACCENTS = _commands(
    "hat widehat bar overline tilde widetilde vec overrightarrow dot ddot check breve acute grave underline"
)
WORDS = _commands(
    "text textbf textit textrm texttt textsf textnormal mbox operatorname operatorname* mathrm mathtt mathop begin end "
    "color textcolor colorbox hspace kern mkern tag label"
)
SAME = {r"\R": r"\mathbb{R}", r"\N": r"\mathbb{N}", r"\Z": r"\mathbb{Z}", r"\bm": r"\boldsymbol"}
FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")
TOKEN = re.compile(r"\\(?:operatorname\*|[A-Za-z]+)|\\.|\S", re.DOTALL)
A_LETTER = re.compile(r"[^\W\d_]")
SLANTED = re.compile(r"(?<![A-Za-z])d(?=[A-Za-z\\])(\\?[A-Za-z]+\s*/\s*)d(?=\s*[A-Za-z\\])")
INTEGRATED = re.compile(r"(\\[,;:! ]\s*)d(?=\s*[A-Za-z\\])")
MEANT = '"what it means"'


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared symbol: as TeX, what it means, the line of the declaration."""

    tex: str
    meaning: str
    line: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the page, and the line on which it stands."""

    tex: str
    line: int


def symbols_in(formula: str) -> tuple[str, ...]:
    r"""The symbols of a formula, each once, in the order in which they stand.

    >>> symbols_in(r"\hat{y}_i = \mathbf W x + b")
    ('\\hat{y}', 'i', '\\mathbf{W}', 'x', 'b')
    >>> symbols_in(r"\frac{dL}{dw} \text{ at } w")
    ('L', 'w')
    """
    formula = SLANTED.sub(r"\1", formula)
    if r"\int" in formula:
        formula = INTEGRATED.sub(r"\1", formula)
    return tuple(dict.fromkeys(_symbols(TOKEN.findall(formula))))


def _symbols(tokens: Sequence[str]) -> Iterator[str]:
    rest = deque(tokens)
    while rest:
        token = rest.popleft()
        if token in WORDS:
            word = _argument(rest)
            if token in (r"\textcolor", r"\colorbox"):
                yield from _symbols(_argument(rest))
            if token == r"\begin" and "".join(word) in ("array", "subarray", "alignedat"):
                _argument(rest)
        elif token in FRACTIONS:
            above, below = _argument(rest), _argument(rest)
            if above[:1] == below[:1] == ["d"] and len(below) > 1:
                above, below = above[1:], below[1:]
            yield from (*_symbols(above), *_symbols(below))
        elif token in FACES or token in ACCENTS:
            yield from _dressed(token, list(_symbols(_argument(rest))))
        elif token in GREEK or A_LETTER.fullmatch(token):
            yield token
        elif token in SAME:
            yield SAME[token]


def _dressed(dress: str, inside: list[str]) -> Iterator[str]:
    """Letters in a typeface, or one letter below an accent; an accent over several says nothing of each."""
    if dress in FACES or len(inside) == 1:
        yield from (f"{SAME.get(dress, dress)}{{{symbol}}}" for symbol in inside)
    else:
        yield from inside


def _argument(rest: deque[str]) -> list[str]:
    """What a command takes: a group without its braces, a command with what that takes, or one token."""
    if not rest:
        return []
    first = rest.popleft()
    if first in FACES or first in ACCENTS:
        return [first, "{", *_argument(rest), "}"]
    if first != "{":
        return [first]
    inside: list[str] = []
    depth = 1
    while rest:
        token = rest.popleft()
        depth += (token == "{") - (token == "}")
        if depth == 0:
            break
        inside.append(token)
    return inside


def symbol_errors(declared: Sequence[Symbol] | None, formulas: Iterable[Formula], path: Path) -> Iterator[CourseError]:
    """What is wrong between the declared symbols and the formulas of the page.

    `declared` is None where the front matter has no `symbols`. A sign that is no letter, such as `\\odot`, may be
    declared and need not be.
    """
    formulas, first = list(formulas), dict[str, Formula]()
    for formula in formulas:
        for symbol in symbols_in(formula.tex):
            first.setdefault(symbol, formula)
    if declared is not None:
        known: dict[str, Symbol] = {}
        yield from _declaration_errors(declared, first, _packed("".join(each.tex for each in formulas)), known, path)
        yield from (_undeclared(symbol, formula, path) for symbol, formula in first.items() if symbol not in known)
    elif first:
        lines = "\n".join(f"  {in_yaml(symbol)}: {MEANT}" for symbol in first)
        yield CourseError(path, "the front matter declares no symbols", f"write into it\nsymbols:\n{lines}", 1)


def _declaration_errors(
    declared: Sequence[Symbol], used: Mapping[str, Formula], text: str, known: dict[str, Symbol], path: Path
) -> Iterator[CourseError]:
    """What is wrong with the list itself; `known` is given what is declared. `text` holds all formulas."""
    for each in declared:
        names = symbols_in(each.tex)
        if len(names) > 1 or (names and re.search(r"[\d_^]", each.tex)):
            problem, fix = f"`{each.tex}` is no single symbol", f"declare each by itself: {', '.join(names)}"
            yield CourseError(path, problem, fix, each.line)
            continue
        name = names[0] if names else _packed(each.tex)
        if name in known:
            problem = f"`{each.tex}` is declared twice, first on line {known[name].line}"
            fix = "keep one; a symbol means one thing in a lecture: write another letter for the other"
            yield CourseError(path, problem, fix, each.line)
        elif name not in (used if names else text):
            problem = f"`{each.tex}` is declared, and no formula of the page uses it"
            yield CourseError(path, problem, "remove the line", each.line)
        known.setdefault(name, each)


def _undeclared(symbol: str, formula: Formula, path: Path) -> CourseError:
    problem = f"the symbol `{symbol}` of the formula ${' '.join(formula.tex.split())}$ is not declared"
    fix = f"add to `symbols:` in the front matter the line   {in_yaml(symbol)}: {MEANT}"
    if len(symbol) == 1:
        fix += r"; if it is part of a word, write the word as \text{...}"
    return CourseError(path, problem, fix, formula.line)


def _packed(tex: str) -> str:
    return "".join(tex.split())


def in_yaml(symbol: str) -> str:
    r"""A symbol as a key of the front matter.

    >>> in_yaml(r"\eta")
    '"\\\\eta"'
    """
    return '"' + symbol.replace("\\", "\\\\") + '"'
