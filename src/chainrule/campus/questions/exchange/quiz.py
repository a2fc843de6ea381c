"""Quizzes in Markdown, read by text2qti: the plain text that its README describes, as many write it for Canvas.

Title: A sum
1.  What is $2 + 3$?
a)  6
... This is the product.
*b) 5
c)  1
"""

import re
from pathlib import Path

from text2qti.config import Config
from text2qti.err import Text2qtiError
from text2qti.quiz import Question, Quiz

from chainrule.campus.questions.exchange.item import Item, Note, NotExpressed, one_line, plain_name
from chainrule.campus.questions.kinds.multiple_choice import Option
from chainrule.course import CourseError

LONGEST = 500_000  # characters of a quiz
WHERE = re.compile(r"In .* on line (?P<line>\d+):\n(?P<what>.*)", re.DOTALL)
# text2qti opens the file of each picture that a quiz shows, whichever that is: it is not told that there is one.
PICTURE, HIDDEN = "![", "\ue000["
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
    if HIDDEN[0] in text or "\0" in text:
        raise CourseError(path, "the quiz holds signs that are no text", "save it again, as plain text in UTF-8")
    try:
        # The address is where formulas would be drawn; the pages that text2qti makes are not used.
        quiz = Quiz(
            text.replace(PICTURE, HIDDEN), config=Config(latex_render_url="https://localhost"), source_name="quiz"
        )
    except (Text2qtiError, RecursionError, ValueError, IndexError) as error:
        found = WHERE.match(str(error))
        line, what = (int(found["line"]), found["what"]) if found else (None, str(error))
        fix = "mend the line, or take the question out; docs/exchange.md shows the form"
        raise CourseError(path, f"this is no quiz: {one_line(what).replace(HIDDEN, PICTURE)}", fix, line) from error
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


def raw(text: str | None) -> str:
    """A text as it was typed."""
    return (text or "").replace(HIDDEN, PICTURE).strip()


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
