"""The bank: every question of a course, read from its files."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from chainrule.campus.questions.frozen import Asked
from chainrule.campus.questions.question import LEVELS, OWN_CODE, Question, line_in, once
from chainrule.campus.questions.variant import Variant
from chainrule.course import CourseError, lecture_folders

Outcomes = Mapping[int, Sequence[str]]


class Bank(Mapping[str, Question]):
    """The questions by id, such as `"03/shared_subgraph"`: the class, and the name of the file."""

    def __init__(self, questions: Mapping[str, Question], broken: Sequence[CourseError] = ()) -> None:
        self._questions = dict(sorted(questions.items()))
        self.broken = tuple(broken)  # why the files that were left out are no questions

    def __getitem__(self, id: str) -> Question:
        return self._questions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)

    def variant_of(self, item: Asked) -> Variant:
        """The variant that a paper's item asks, as the question's file is today."""
        if item.question not in self:
            what = f"a paper asked the question {item.question}, which is gone"
            raise CourseError("lectures", what, "put its file back: what was shown was not kept")
        return once(self[item.question], item.seed)

    def of_classes(self, numbers: Sequence[int] | range) -> "Bank":
        """The part of the bank that belongs to these classes."""
        return Bank({id: question for id, question in self.items() if question.class_number in numbers})


def load_bank(course: Path, outcomes: Outcomes | None = None, *, leave_out_broken: bool = False) -> Bank:
    """Read every `lectures/NN-name/questions/*.py` of a course folder.

    Args:
        course: the folder that holds `course.toml`.
        outcomes: each class's learning outcomes; a question must name one of them. None leaves outcomes unchecked.
        leave_out_broken: a file that is no question is left out and named in `Bank.broken`, as a site wants it: one
            slip of an author must not close every page.

    Raises `CourseError`, with file, line and remedy, for the first file that is not a question.
    """
    bank: dict[str, Question] = {}
    broken: list[CourseError] = []
    for number, folder in lecture_folders(course).items():
        for path in sorted((folder / "questions").glob("*.py")):
            if not path.name.startswith("_"):
                try:
                    question = load_question(path, number, outcomes)
                except CourseError as error:
                    if not leave_out_broken:
                        raise
                    broken.append(error)
                else:
                    bank[question.id] = question
    return Bank(bank, broken)


def private_folders(folder: Path) -> dict[int, Path]:
    """The folders of a private bank by number of the class: it is laid out as a course is.

    Raises `CourseError` where it is no such folder.
    """
    if not (folder / "lectures").is_dir():
        fix = "name the folder that holds lectures/NN-name/questions/*.py, as a course does"
        raise CourseError(folder, "a private bank has a folder `lectures`, and there is none here", fix)
    return lecture_folders(folder)


def load_private_bank(folder: Path, outcomes: Outcomes | None = None) -> Bank:
    """The questions of a private bank; broken files are left out. Raises `CourseError` where the folder is none."""
    private_folders(folder)
    found = load_bank(folder, outcomes, leave_out_broken=True)
    return Bank({id: replace(question, private=True) for id, question in found.items()}, found.broken)


def overlaid(public: Bank, private: Bank) -> Bank:
    """The questions of both. A private one whose name the course has already is left out, and named in `broken`."""
    refused = clashes(public, private)
    left_out = {error.path for error in refused}
    added = {id: question for id, question in private.items() if question.path not in left_out}
    return Bank({**added, **public}, (*public.broken, *private.broken, *refused))


def clashes(public: Bank, private: Bank) -> list[CourseError]:
    """An error for each private question that is called as one of the course is, be that one broken or not."""
    taken = {id: question.path for id, question in public.items()}
    taken |= {f"{error.path.parts[-3][:2]}/{error.path.stem}": error.path for error in public.broken}
    return [clash(id, question.path, taken[id], question.line) for id, question in private.items() if id in taken]


def clash(id: str, private: Path, public: Path, line: int | None = None) -> CourseError:
    """The error for a private question that is called as one of the course is."""
    return CourseError(private, f"the course has a question {id} too: {public}", "give one of both another name", line)


def load_question(
    path: Path, number: int, outcomes: Outcomes | None = None, *, change: Callable[[bytes], bytes | ast.Module] = bytes
) -> Question:
    """Read the one question in a file that belongs to class `number`; `change` makes another program of its source."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(change(path.read_bytes()), str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise CourseError(path, f"this is not Python: {error.msg}", "mend the line", error.lineno) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise CourseError(path, f"the file cannot be read: {error}", "save it as UTF-8 text") from error
    except (Exception, SystemExit) as error:
        what = f"reading the file raised {type(error).__name__}: {error}"
        raise CourseError(path, what, "mend the file", line_in(error, path)) from error
    found = {name: value for name, value in vars(module).items() if isinstance(value, Question) and value.path == path}
    if len(found) != 1:
        names = f" ({', '.join(found)})" if found else ""
        fix = "decorate one function with multiple_choice, short_answer, find_error, predict_output or complete_code"
        raise CourseError(path, f"the file holds {len(found)} questions{names}", fix)
    name, question = found.popitem()
    _check(question, name, number)
    return question.named(f"{number:02}/{path.stem}", _outcome(question, outcomes))


def _check(question: Question, name: str, number: int) -> None:
    """Raise `CourseError` for what a decorator got wrong."""
    path, line = question.path, question.line
    if name != path.stem:
        raise CourseError(path, f"the function is called `{name}`", f"call it `{path.stem}`, as the file", line)
    if question.class_number != number:
        fix = f"write class_={number}, or move the file"
        raise CourseError(path, f"class_={question.class_number!r} in the folder of class {number}", fix, line)
    if not question.title:
        raise CourseError(path, "the function has no docstring", "say in one line what the question tests", line)
    if name.startswith(OWN_CODE):
        fix = f"give file and function another name: {OWN_CODE}... are questions about own code"
        raise CourseError(path, f"the question is called `{name}`", fix, line)
    if question.level and question.level not in LEVELS:
        raise CourseError(path, f"level={question.level!r}", f"use one of {', '.join(LEVELS)}", line)
    if not re.fullmatch(r"(\d\d#)?[\w-]+|", question.section):
        fix = 'write the id of the section, as "chain-rule", or "04#chain-rule" for one of another lecture'
        raise CourseError(path, f"section={question.section!r}", fix, line)
    if not isinstance(question.minutes, int | float) or not 0 < question.minutes <= 30:
        raise CourseError(
            path, f"minutes={question.minutes!r}", "say how many minutes a prepared student needs, up to 30", line
        )


def _outcome(question: Question, outcomes: Outcomes | None) -> str:
    """The outcome that the question names, written out."""
    if outcomes is None:
        return question.outcome
    known = outcomes.get(question.class_number, ())
    asked = _plain(question.outcome)
    matching = [text for text in known if asked and _plain(text).startswith(asked)]
    matching = [text for text in matching if _plain(text) == asked] or matching
    if len(matching) == 1:
        return matching[0]
    listed = "; ".join(f'"{text}"' for text in known) or "none"
    found = "begins several outcomes" if matching else "is no outcome"
    what = f'outcome="{question.outcome}" {found} of class {question.class_number}'
    raise CourseError(question.path, what, f"use one of course.toml: {listed}", question.line)


def _plain(outcome: str) -> str:
    """An outcome without Markdown's emphasis, so that an author need not copy it."""
    return " ".join(outcome.replace("*", "").replace("`", "").split())
