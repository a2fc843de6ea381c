"""What the line after the three backticks says, and the block that it opens."""

from pathlib import Path

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from chainrule import syntax
from chainrule.campus.lectures.expected import MisplacedExpectation, find_expectations
from chainrule.campus.lectures.model import CodeBlock, Expectation
from chainrule.campus.lectures.options import split_options
from chainrule.campus.lectures.words import did_you_mean
from chainrule.course import CourseError

FLAGS = ("hide-output", "hide-code")
KEYS = ("raises", "no-run", "fold-code")
ALIASES = {"py": "python", "python3": "python", "": "text"}


def read_block(index: int, info: str, source: str, line: int, end: int, path: Path) -> CodeBlock:
    """The block that a fence holds. `line` and `end` are the lines of the fences themselves.

    Raises `CourseError` for an unknown language or option, for what is not Python, and for `no-run` without a reason.
    """
    try:
        words, options = split_options(info)
    except ValueError as error:
        raise CourseError(
            path, f"the options of this code block: {error}", "write, for example, ```python raises=TypeError", line
        ) from None
    language = ALIASES.get(words[0].lower(), words[0].lower()) if words else "text"
    _check_language(language, path, line)
    _check_options(language, words[1:], options, path, line)
    raises, not_run = options.get("raises", ""), options.get("no-run", "")
    expectations = (
        _expectations(source, line + 1, path)
        if language == "python" and not not_run and raises != "SyntaxError"
        else ()
    )
    return CodeBlock(
        index=index,
        language=language,
        source=source.rstrip("\n"),
        line=line + 1,
        end=end,
        not_run=not_run,
        raises=raises,
        hide_output="hide-output" in words,
        hide_code="hide-code" in words,
        fold=options.get("fold-code", ""),
        expectations=expectations,
    )


def _check_options(language: str, flags: list[str], options: dict[str, str], path: Path, line: int) -> None:
    known = (*FLAGS, *KEYS)
    for word in (*flags, *options):
        if language != "python":
            raise CourseError(path, f"a block of {language} takes no option, found `{word}`", "remove it", line)
        if word not in known:
            fix = f"{did_you_mean(word, known)}; there are {', '.join(known)}"
            raise CourseError(path, f"a code block has no option `{word}`", fix, line)
    if "no-run" in flags or ("no-run" in options and len(options["no-run"].split()) < 2):
        raise CourseError(path, "`no-run` gives no reason", 'say why: ```python no-run="needs a GPU"', line)
    if "raises" in flags or not options.get("raises", "x").isidentifier():
        raise CourseError(path, "`raises` needs a value: the name of an exception", "write raises=TypeError", line)
    if "fold-code" in flags or not options.get("fold-code", "x").strip():
        raise CourseError(
            path, "`fold-code` needs words", 'say what it does: ```python fold-code="prints the table"', line
        )
    if "fold-code" in options and "hide-code" in flags:
        raise CourseError(path, "code that is hidden cannot be folded", "keep `fold-code` or `hide-code`", line)
    for word in FLAGS:
        if word in options:
            raise CourseError(path, f"`{word}` takes no value", f"write {word} alone", line)


def _check_language(language: str, path: Path, line: int) -> None:
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        raise CourseError(
            path, f"no language is called `{language}`", "write ```python, or ```text for what is no code", line
        ) from None


def _expectations(source: str, first_line: int, path: Path) -> tuple[Expectation, ...]:
    try:
        return find_expectations(source, syntax.parse(source), first_line)
    except SyntaxError as error:
        at = first_line + (error.lineno or 1) - 1
        fix = 'mend it; for what is no Python use ```text, for what cannot run here ```python no-run="why"'
        raise CourseError(path, f"this block is not Python: {error.msg}", fix, at) from None
    except MisplacedExpectation as error:
        at = first_line + error.line - 1
        raise CourseError(
            path, str(error), "put it beside a top-level statement, or word the comment differently", at
        ) from None
