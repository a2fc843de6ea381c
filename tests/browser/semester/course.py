"""A course with the dates and rules of the real one, and a bank in which the test knows every key.

Each quiz has ten questions, those of its blueprint, so that everybody gets the same ones in an order of their own; the
exams draw from all of them. The questions lie in the classes that the quizzes cover, and are as short as can be.
"""

import re
import shutil
import tomllib
from pathlib import Path

from chainrule.course import find_course

BLOCKS = ((1, 2), (5, 6), (7, 8), (10, 11), (14, 14), (18, 19), (20, 21), (22, 23), (25, 26))  # of quizzes 1 to 9
FIRST = ("multiple_choice_1", "multiple_choice_2", "short_answer_1", "short_answer_2", "find_error")
SECOND = ("multiple_choice_3", "multiple_choice_4", "short_answer_3", "predict_output", "complete_code")
NAMES = (*FIRST, *SECOND)

HEAD = """\
from chainrule.campus.questions import *
from chainrule.campus.questions import {kind}


@{kind}(class_={number}, outcome={outcome!r}, minutes=1, idea="{number} {name}")
def {name}(draw):
    '''Question {number}.{name}.'''
"""
BODIES = {
    "multiple_choice": """
    return Choices(
        "Question {number}.{name}: which sentence is true?",
        right("The true one.", because="It is true."),
        wrong("A false one.", because="It is false."),
        wrong("Another false one.", because="It is false."),
        wrong("One more false one.", because="It is false."),
    )
""",
    "short_answer": """
    return OpenQuestion(
        "Question {number}.{name}: why?",
        model="The whole reason.",
        rubric=[Criterion("the reason", 1, counts="The whole of it. Half for a part.", does_not="Anything else.")],
        examples="1: the whole reason\\n0.5: a part of the reason\\n0: no reason",
    )
""",
    "find_error": """
    return Faulty(
        "Question {number}.{name}: `double(x)` is to be twice x.",
        "def double(x):\\n    y = x\\n    return y * 3",
        "assert double(4) == 8",
        right_edit("return y * 3", "return y * 2", because="Twice."),
        wrong_edit("return y * 3", "return y * 4", because="Four times."),
        wrong_edit("y = x", "y = x + 1", because="One more."),
        wrong_edit("y = x", "y = -x", because="The other sign."),
    )
""",
    "predict_output": """
    return Program(
        "print({number} + 1)",
        wrong("{number}", because="One is added."),
        because="One is added.",
        stem="Question {number}.{name}.",
    )
""",
    "complete_code": """
    return Fragment(
        "Question {number}.{name}: `triple(x)` is three times x.",
        "def triple(x):\\n    return ____",
        "print(triple({number}), triple(7))",
        right("3 * x", because="Three times."),
        wrong("x", because="Once."),
        wrong("x * 2", because="Twice."),
        wrong("x ** 3", because="The cube."),
        rights=["x * 3", "x + x + x"],
    )
""",
}


def questions() -> list[tuple[int, str]]:
    """(class, name) of every question."""
    return [(pair[half], name) for pair in BLOCKS for half, names in enumerate((FIRST, SECOND)) for name in names]


def kind_of(name: str) -> str:
    return re.sub(r"_\d$", "", name)


def make_course(folder: Path) -> Path:
    """Write the course into a new folder."""
    real = find_course()
    folder.mkdir()
    text = (real / "course.toml").read_text(encoding="utf-8")
    text = re.sub(r"^samples = \[.*?^\]", "samples = []", text, flags=re.DOTALL | re.MULTILINE)
    (folder / "course.toml").write_text(text, encoding="utf-8")
    shutil.copy(real / "revisions.md", folder)
    shutil.copytree(real / "project", folder / "project")
    outcomes = {one["number"]: one["outcomes"] for one in tomllib.loads(text)["classes"]}
    for number, name in questions():
        outcome = next(one for one in outcomes[number] if not one.startswith("Optional"))
        place = folder / f"lectures/{number:02}-class"
        (place / "questions").mkdir(parents=True, exist_ok=True)
        kind = kind_of(name)
        source = (HEAD + BODIES[kind]).format(kind=kind, number=number, name=name, outcome=outcome)
        (place / "questions" / f"{name}.py").write_text(source, encoding="utf-8")
    return folder
