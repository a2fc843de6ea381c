"""Quizzes in Markdown, read by text2qti: the plain text that its README describes, as many write it for Canvas.

Title: A sum
1.  What is $2 + 3$?
a)  6
... This is the product.
*b) 5
c)  1
"""

import re
import string
from pathlib import Path

from text2qti.config import Config
from text2qti.err import Text2qtiError
from text2qti.quiz import Question, Quiz

from chainrule.campus.questions.exchange.item import Item, Note, NotExpressed, one_line, plain_name
from chainrule.campus.questions.kinds.multiple_choice import Option
from chainrule.course import CourseError

LONGEST = 500_000  # characters of a quiz
WHERE = re.compile(r"In .* on line (?P<line>\d+):\n(?P<what>.*)", re.DOTALL)
# text2qti makes a page of each text, which is not used here. It would open the file of each picture, whichever that is,
# and take minutes for a line of brackets. So it is shown no marks of Markdown but those that begin a line of a quiz.
HIDE = {ord(sign): 0xE000 + ord(sign) for sign in string.punctuation if sign not in "()"}
SHOW = {hidden: chr(sign) for sign, hidden in HIDE.items()}
BEGINS = re.compile(
    r"(?:\d+\.|\*?[a-zA-Z]\)|\[[* ]?\]|\{[* ]?\}|<>|\*|\.\.\.|[+-]|[=%].*|`{3}.*|_{3,}[ \t]*$|\^{3,}[ \t]*$"
    r"|END_\w+|(?:Points|points|Pick|pick)\b.*|(?:[Qq]uiz |[Tt]ext )?(?:[Tt]itle|[Dd]escription|[Tt]ext):)?"
)
KINDS = {
    "true_false_question": "it has two options; here a choice has at least three",
    "multiple_answers_question": "several answers are right together; here one is",
    "short_answer_question": "a text is typed and compared; here texts are marked by people, or printed by a program",
    "numerical_question": "a number is typed and compared; here numbers are printed by a program that is shown",
    "essay_question": "a short answer here needs a rubric and marked answers, which a quiz does not hold",
    "file_upload_question": "a file is handed in; here that is a lab",
}


def read_quiz(path: Path, text: str) -> tuple[list[Item], list[Note]]:
    """The items of a quiz, and those that could not be read. Raises `CourseError`, with the line, where it is none."""
    if len(text) > LONGEST:
        raise CourseError(path, f"the quiz has {len(text):,} characters", f"cut it into parts of at most {LONGEST:,}")
    if any(sign == "\0" or 0xE000 <= ord(sign) < 0xE080 for sign in text):
        raise CourseError(path, "the quiz holds signs that are no text", "save it again, as plain text in UTF-8")
    shown = "\n".join(map(without_signs, text.split("\n")))
    try:
        quiz = Quiz(shown, config=Config(), source_name="quiz")
    except (Text2qtiError, RecursionError, ValueError, IndexError) as error:
        found = WHERE.match(str(error))
        line, what = (int(found["line"]), found["what"]) if found else (None, str(error))
        fix = "mend the line, or take the question out; docs/exchange.md shows the form"
        raise CourseError(path, f"this is no quiz: {one_line(what).translate(SHOW)}", fix, line) from error
    items: list[Item] = []
    left: list[Note] = []
    asked = [one for one in quiz.questions_and_delims if isinstance(one, Question)]
    for place, question in enumerate(asked, 1):
        title = one_line(raw(question.title_raw))
        try:
            items.append(read_question(question, title, place))
        except NotExpressed as error:
            left.append(Note(title or f"question {place}", error.reason))
    left += [
        Note("quiz", "text between the questions") for one in quiz.questions_and_delims if hasattr(one, "text_raw")
    ]
    return items, left


def without_signs(line: str) -> str:
    """A line of a quiz whose marks of Markdown stand for themselves no more."""
    begun = BEGINS.match(line)
    end = begun.end() if begun else 0
    return line[:end] + line[end:].translate(HIDE)


def raw(text: str | None) -> str:
    """A text as it was typed."""
    return (text or "").translate(SHOW).strip()


def read_question(question: Question, title: str, place: int) -> Item:
    """One question of the quiz. Raises `NotExpressed`."""
    if question.type in KINDS or question.type != "multiple_choice_question":
        raise NotExpressed(KINDS.get(question.type, "it is of a kind that is not known here"))
    told = {True: raw(question.correct_feedback_raw), False: raw(question.incorrect_feedback_raw)}
    general = raw(question.feedback_raw)
    options = tuple(
        Option(
            one_line(raw(choice.choice_raw)),
            one_line(raw(choice.feedback_raw) or told[bool(choice.correct)] or general),
            bool(choice.correct),
        )
        for choice in question.choices
    )
    if any("```" in text or "\n\n" in text for text in (raw(choice.choice_raw) for choice in question.choices)):
        raise NotExpressed("an option holds more than a line")
    stem = raw(question.question_raw)
    return Item(plain_name(title) or f"question_{place}", title, "choice", stem, options=options)
