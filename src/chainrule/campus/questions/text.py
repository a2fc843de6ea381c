"""Text as it comes from authors and students: cleaning it, comparing what was printed, lines of code, imports."""

import ast
import functools
import io
import math
import re
import textwrap
import tokenize
import unicodedata
from collections.abc import Callable, Sequence

from chainrule import syntax

BLANK = "____"

# What an author need not write: the import that a name stands for in this course.
IMPORTS = {
    "math": "import math",
    "np": "import numpy as np",
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "Value": "from chainrule.autograd import Value",
}

WORD = re.compile(r"[^\W\d]\w*|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\S")
# What telephones, spreadsheets and word processors write in place of what is on a keyboard.
DASHES, QUOTES, DOUBLE_QUOTES = "−‐‑‒–—﹣－", "‘’‚‛′＇", "“”„‟″＂"
# Signs of no width, and those that turn the direction of text: a reader sees nothing of them.
UNSEEN = "".join(
    map(chr, (0xAD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)))
)
ALIKE = str.maketrans(
    dict.fromkeys(DASHES, "-") | dict.fromkeys(QUOTES, "'") | dict.fromkeys(DOUBLE_QUOTES, '"') | dict.fromkeys(UNSEEN)
)
# What of Markdown is seen: a code span as it is, a formula without its commands.
SPAN = re.compile(r"(`[^`]*`|\$[^$]*\$)")
TEX = (
    (re.compile(r"\\[dt]?frac\s*{([^{}]*)}\s*{([^{}]*)}"), r"\1/\2"),
    (re.compile(r"\\(?:left|right|displaystyle)(?![a-zA-Z])|\\[,;:! ]"), ""),
    (re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname|boldsymbol)(?![a-zA-Z])"), ""),
    (re.compile(r"(?<!\\)[{}]"), ""),
    (re.compile(r"\\"), ""),
)
SENTENCE_END = re.compile(r"[.?!](?=\s+[^a-z\s])")
SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "))


def block(text: str) -> str:
    """A triple-quoted text without its common indentation and its empty first and last lines."""
    return textwrap.dedent(text).strip("\n").rstrip()


def clean(text: str, limit: int) -> str:
    """A student's text, fit to be stored and shown: NFC, no surrogates or control characters, at most `limit` long."""
    text = text[:limit].replace("\r\n", "\n").replace("\r", "\n").translate(SPACES)
    text = "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else "\ufffd" for c in text)
    return unicodedata.normalize("NFC", text)[:limit]


def words(text: str) -> list[str]:
    """Names, numbers and single signs, in order; spaces and line ends only separate."""
    return WORD.findall(unicodedata.normalize("NFKC", text.translate(ALIKE)))


def number(word: str) -> float | None:
    """The value of an unsigned number, or None."""
    return float(word) if word[0].isascii() and (word[0].isdigit() or word[0] == ".") and word != "." else None


def same_output(one: str, other: str, *, exact: bool = False, tolerance: float = 1e-9) -> bool:
    """Whether two printed texts say the same: spacing is ignored; unless `exact`, numbers count by value.

    >>> same_output("[2.0, 4.0]", "[2,4]"), same_output("2.0", "2", exact=True)
    (True, False)
    """
    left, right = words(one), words(other)
    if len(left) != len(right):
        return False
    return all(
        a == b or (not exact and same_number(number(a), number(b), tolerance)) for a, b in zip(left, right, strict=True)
    )


def same_number(one: float | None, other: float | None, tolerance: float) -> bool:
    """Whether both are finite numbers that differ by no more than `tolerance` times the larger; zero equals only zero.

    |one - other| <= tolerance * max(|one|, |other|)
    """
    if one is None or other is None or math.isinf(one) or math.isinf(other):
        return False
    return math.isclose(one, other, rel_tol=tolerance)


def same_code(one: str, other: str) -> bool:
    """Whether two fragments are the same tokens, whatever their spacing. Nothing is parsed or run."""
    left, right = code_words(one), code_words(other)
    return left is not None and left == right


def code_words(fragment: str) -> list[str] | None:
    """The tokens of a fragment of Python, or None where it cannot be read as tokens."""
    layout = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER)
    try:
        tokens = [t for t in tokenize.generate_tokens(io.StringIO(fragment.strip()).readline) if t.type not in layout]
    except (tokenize.TokenError, SyntaxError, ValueError):
        return None
    return (
        None if any(t.type == tokenize.ERRORTOKEN and t.string.strip() for t in tokens) else [t.string for t in tokens]
    )


def typed(fragment: str) -> str:
    """A fragment of Python with the keyboard's signs, where it cannot be read with those that it has.

    >>> typed("x − f(‘a’)"), typed("'2020–2026'")
    ("x - f('a')", "'2020–2026'")
    """
    return fragment if code_words(fragment) is not None else fragment.translate(ALIKE)


def without_comment(fragment: str) -> str:
    """A one-line fragment without a comment at its end: inside a line of code it would hide what follows."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(fragment).readline):
            if token.type == tokenize.COMMENT and "\n" not in fragment:
                return fragment[: token.start[1]].rstrip()
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return fragment


def imports(code: str) -> list[str]:
    """The imports that the code needs and does not make itself, as lines.

    Raises SyntaxError where the code does not parse (a blank counts as a name).
    """
    nodes = list(ast.walk(syntax.parse(code)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    used = {node.id for node in names} - bound
    return [line for name, line in IMPORTS.items() if name in used]


@functools.lru_cache(maxsize=1024)  # each variant is made twice, to see that it is the same
def program(*parts: str) -> str:
    """The parts one after another, with the imports that they need first (none where they do not parse)."""
    code = "\n".join(block(part) for part in parts)
    try:
        needed = imports(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        needed = []
    return "\n".join([*needed, code]) + "\n"


def line_of(code: str, line: str) -> int:
    """The number (from 1) of the one line that reads `line`, indentation aside; ValueError unless there is one."""
    found = [number for number, text in enumerate(code.split("\n"), 1) if text.strip() == line.strip()]
    if len(found) != 1:
        raise ValueError(
            f"the line `{line.strip()}` is {'not in the code' if not found else f'there {len(found)} times'}"
        )
    return found[0]


def replace_line(code: str, number: int, into: str) -> str:
    """The code with one line replaced; the new line takes the old one's indentation."""
    lines = code.split("\n")
    old = lines[number - 1]
    lines[number - 1] = textwrap.indent(block(into), old[: len(old) - len(old.lstrip())])
    return "\n".join(lines)


def opening(stem: str) -> str:
    """The first sentence of a stem, as Markdown in one line: by it a person knows the question in a list.

    >>> opening("With $x. Y$ given,\nwhat is `a. B`? Explain.\n\nWrite it down.")
    'With $x. Y$ given, what is `a. B`?'
    """
    first = " ".join(stem.strip().split("\n\n")[0].split())
    for end in SENTENCE_END.finditer(first):
        sentence = first[: end.start() + 1]
        if not any(sentence.count(mark) % 2 for mark in ("$", "`", "**")):
            return sentence
    return first


def as_read(text: str) -> str:
    """What a reader sees of Markdown with formulas, as far as its words and numbers go.

    >>> as_read(r"$\\frac{1}{2}$ of `x`"), as_read("$0.5$")
    ('1/2 of x', '0.5')
    """
    parts = SPAN.split(text)
    parts[::2] = [part.replace("**", "") for part in parts[::2]]
    parts[1::2] = [part[1:-1] if part[0] == "`" else formula_as_read(part[1:-1]) for part in parts[1::2]]
    return "".join(parts)


def formula_as_read(formula: str) -> str:
    """A formula of TeX without what only says how it is set."""
    for pattern, into in TEX:
        formula = pattern.sub(into, formula)
    return formula


def duplicates(texts: Sequence[str], read: Callable[[str], str] = str) -> tuple[str, str] | None:
    """The first two texts that a reader would take for the same (spacing and ways to write a number aside).

    `read` gives what a reader sees of a text: `as_read` where it is rendered, the text itself where it is not.
    """
    seen = [read(text) for text in texts]
    for index, text in enumerate(texts):
        for place in range(index):
            if same_output(seen[place], seen[index]):
                return texts[place], text
    return None
