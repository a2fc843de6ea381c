"""A student's afternoon on the day of quiz 1: read, step, fail the lab, pass it, sit the quiz, see the grade."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.patience import patience

from chainrule.campus.questions import (
    Bank,
    CompleteCode,
    FindError,
    MultipleChoice,
    Paper,
    PredictOutput,
    Runner,
    ShortAnswer,
    default_cache,
    draw_paper,
    load_bank,
)
from chainrule.campus.syllabus import Course, Score, course_grade, load_course, rounded
from chainrule.course import find_course
from chainrule.labs import load_lab, solution

pytestmark = pytest.mark.browser
AT = "2026-02-03T18:00"
SECONDS = 60_000  # milliseconds that a verdict may take on a busy machine
WRONG = 1  # the number of the question that is answered wrongly on purpose


def test_from_the_lecture_to_the_grade(page_of: Callable[..., Page], start_site: Callable[..., Any]) -> None:
    site = start_site(at=AT, fresh=True)
    page = page_of("student", site)
    read_and_step(page)
    fail_and_pass_the_lab(page)
    course = load_course(find_course())
    bank = load_bank(find_course())
    paper = paper_of("student@example.edu", site, course, bank)
    earned = sit(page, paper, bank)
    page.goto("/papers/quiz-1/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quiz 1")  # not released: no review, but the paper's page
    assert "handed in" in page.get_by_role("main").inner_text().lower()
    mark_short_answers(page_of("assistant", site), paper, bank)
    release(page_of("instructor", site))
    page.goto("/papers/quiz-1/review/")
    expect(page.locator(".lead")).to_contain_text(f"{shown(earned)} of 10 points")
    see_the_grade(page, course, earned)


def read_and_step(page: Page) -> None:
    """Find lecture 3, read it, step through the graph to the end of the backward pass."""
    page.goto("/")
    page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Lectures").click()
    page.locator("main a[href='/lectures/03/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("backpropagation I")
    stepper = page.locator("[data-explorable=graph-stepper]").first
    stepper.scroll_into_view_if_needed()
    graph = "element => element.explorable"
    page.wait_for_function("() => document.querySelector('[data-explorable=graph-stepper]').explorable")
    stepper.locator("[tabindex='0']").first.focus()
    for _ in range(stepper.evaluate(graph)["steps"]):
        page.keyboard.press("ArrowRight")
    gradients = {node["label"]: node["grad"] for node in stepper.evaluate(graph)["nodes"]}
    assert gradients["w"] == -12, "the lecture says -12"


def fail_and_pass_the_lab(page: Page) -> None:
    """Hand in a file with a planted mistake, read which one it is, hand in a right one."""
    lab = load_lab(find_course(), "03")
    mistake = next(mutant for mutant in lab.mutants if mutant.name == "overwrite")
    page.goto("/labs/03/")
    hand_in(page, mistake.function(solution(lab)))
    expect(page.locator(".verdict-sum")).not_to_contain_text("All checks pass", timeout=patience(SECONDS))
    assert mistake.says in page.locator("#verdict").inner_text()
    hand_in(page, solution(lab))
    expect(page.locator(".verdict-sum")).to_contain_text(
        f"{lab.points} of {lab.points} points", timeout=patience(SECONDS)
    )
    page.reload()
    expect(page.locator(".page-head")).to_contain_text("Passed")


def hand_in(page: Page, source: str) -> None:
    """Put the text into the editor, as a paste does, and run the checks."""
    page.locator(".desk[data-ready=yes] .cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    before = page.locator("#verdict").inner_html()
    page.get_by_role("button", name="Run the checks").click()
    page.wait_for_function("old => document.querySelector('#verdict').innerHTML !== old", arg=before)
    expect(page.locator(".verdict-wait")).to_have_count(0, timeout=patience(SECONDS))


def paper_of(email: str, site: Any, course: Course, bank: Bank) -> Paper:
    """The student's paper, drawn again from the site's secret: what the test knows and no student does."""
    with sqlite3.connect(f"file:{site.var}/site.sqlite3?mode=ro", uri=True) as database:
        [(pk,)] = database.execute("select id from campus_accounts_user where email = ?", [email]).fetchall()
    rules = course.paper_rules("quiz-1")
    drawn = rules.blueprint
    blueprint = {"multiple_choice": drawn.multiple_choice, "short_answer": drawn.short_answer, "code": drawn.code}
    secret = (site.var / "secret_key").read_text().encode()
    covers = course.assessment("quiz-1").covers
    how = {"ask_optional": course.ask_optional_outcomes, "levels": rules.levels, "leave_out": course.quiz_rules.samples}
    return draw_paper(bank, blueprint, covers, secret, str(pk), "quiz-1", **how)


def sit(page: Page, paper: Paper, bank: Bank) -> Fraction:
    """Answer everything, one question wrongly, with a reload half-way; what that is worth by the questions' keys."""
    page.goto("/papers/quiz-1/")
    page.get_by_role("button", name="Begin Quiz 1").click()
    ready = page.locator("#paper[data-ready=yes]")
    ready.wait_for()
    earned = Fraction(0)
    with Runner(cache=default_cache()) as runner:
        for item in paper.items:
            earned += answer(page.locator(f"#q{item.number}"), paper.variant(bank, item.number), item.number, runner)
            if item.number == 5:
                expect(page.locator("#saved")).to_contain_text("Saved", timeout=patience(SECONDS))
                page.reload()
                ready.wait_for()
    expect(page.locator("#count")).to_have_text("All answered")
    page.get_by_role("button", name="Hand in…").click()
    page.get_by_role("button", name="Yes, hand in").click()
    page.wait_for_url("**/papers/quiz-1/")
    return earned


def answer(question: Locator, variant: Any, number: int, runner: Runner) -> Fraction:
    """Fill in the answer; the points that it must get."""
    right = number != WRONG
    if isinstance(variant, MultipleChoice):
        place = next(i for i, option in enumerate(variant.options) if option.is_right == right)
        question.locator(f"input[value='{place}']").check()
    elif isinstance(variant, FindError):
        question.get_by_label("Which line is wrong?").select_option(str(variant.at_fault))
        place = next(i for i, edit in enumerate(variant.edits) if edit.is_right)
        question.locator(f"input[value='{place}']").check()
    elif isinstance(variant, PredictOutput):
        question.locator("textarea").fill(variant.key(runner.run_cached(variant.author_programs())))
    elif isinstance(variant, CompleteCode):
        question.locator("textarea").fill(variant.reference.text)
    else:
        example = chosen_example(variant)
        question.locator("textarea").fill(example.text)
        return Fraction(sum(example.points)) / sum(Fraction(c.points) for c in variant.rubric)
    return Fraction(int(right))


def chosen_example(variant: ShortAnswer) -> Any:
    """One of the answers that the question's author marked: the first that gets some points and not all."""
    full = sum(criterion.points for criterion in variant.rubric)
    return next(example for example in variant.examples if 0 < sum(example.points) < full)


def mark_short_answers(page: Page, paper: Paper, bank: Bank) -> None:
    """Give each short answer what its question's author gave it."""
    for item in paper.items:
        variant = paper.variant(bank, item.number)
        if not isinstance(variant, ShortAnswer):
            continue
        page.goto("/marking/")
        page.get_by_role("listitem").filter(has_text=item.question).get_by_role("link").click()
        assert "Aysel" not in page.get_by_role("main").inner_text(), "names are hidden while marking"
        for place, points in enumerate(chosen_example(variant).points):
            page.locator(f"input[name='criterion-{place}'][value='{float(points):g}']").check()
        page.get_by_role("button", name="Save and go on").click()
    page.goto("/marking/")
    expect(page.get_by_role("main")).to_contain_text("0 to mark")


def release(page: Page) -> None:
    """Make score and feedback visible, although others may still sit it: the site asks for that to be confirmed."""
    page.goto("/papers/quiz-1/class/")
    page.get_by_role("checkbox", name="although").check()
    page.get_by_role("button", name="Release scores and feedback").click()
    expect(page.get_by_role("main")).to_contain_text("Students can see their scores and feedback")


def see_the_grade(page: Page, course: Course, earned: Fraction) -> None:
    """My grades say what the rules say of this score."""
    now = dt.datetime.fromisoformat(AT).replace(tzinfo=course.timezone)
    grade = course_grade(course, {"quiz-1": Score(float(earned), 10.0)}, now)
    page.goto("/grades/")
    words = page.get_by_role("main").inner_text()
    decimals = course.grade_rules.decimals
    for number in (grade.so_far.percent, grade.if_nothing_more.value, grade.at_best.value):
        assert number is not None
        assert str(rounded(number, decimals)) in words
    assert "Quiz mean" in words


def shown(points: Fraction) -> str:
    """Points as the site writes them: two decimals at most, no needless zeros."""
    return f"{float(points):.2f}".rstrip("0").rstrip(".")
