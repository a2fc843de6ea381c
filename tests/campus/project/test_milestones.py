"""The files of the milestones: what they may say, what is told at its line, what answers may be."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.milestones import Asked, Milestone, answer_problem, answer_problems, errors, load
from chainrule.campus.syllabus import load_course
from chainrule.course import CourseError, find_course

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs/milestones.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", DOCS, re.DOTALL | re.MULTILINE)
SMALLEST = EXAMPLES[0]
ASK = '[[peer]]\nid = "a"\ntitle = "x"\nasked = "x"\n'


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Milestone]:
    """`written(text)` is the milestone whose file says that."""

    def milestone(text: str) -> Milestone:
        (tmp_path / "project").mkdir(exist_ok=True)
        (tmp_path / "project/milestone-1.toml").write_text(text, encoding="utf-8")
        return load(tmp_path)["milestone-1"]

    return milestone


def test_the_milestones_of_this_course_are_its_assessments_and_are_out_of_100() -> None:
    folder = find_course()
    milestones = load(folder)
    assert list(milestones) == [one.id for one in load_course(folder).assessments if one.kind == "milestone"]
    assert {milestone.out_of for milestone in milestones.values()} == {100}
    assert [[c.id for c in milestone.criteria] for milestone in milestones.values()] == [
        ["baseline", "data", "evaluation", "results"],
        ["method", "comparison", "errors", "reproducibility", "report", "people"],
    ]
    assert errors(folder, load_course(folder)) == []


def test_what_a_level_asks_for_is_longer_than_its_title_and_unlike_the_others() -> None:
    for milestone in load(find_course()).values():
        for criterion in milestone.criteria:
            texts = [level.text for level in criterion.levels]
            assert len(set(texts)) == len(texts) == 4 - (criterion.id == "people")
            assert all(len(level.text.split()) > len(level.title.split()) for level in criterion.levels)
        assert [asked.kind for asked in milestone.peer].count("scale") == 1
        assert any(not asked.required for asked in milestone.statement)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_examples_of_the_docs_are_files_that_can_be_read(number: int, written: Callable[[str], Milestone]) -> None:
    whole = SMALLEST if number == 0 else SMALLEST + EXAMPLES[number]
    milestone = written(whole)
    assert milestone.out_of == sum(criterion.points for criterion in milestone.criteria) > 0


def test_the_examples_grow_from_the_smallest(written: Callable[[str], Milestone]) -> None:
    milestone = written("".join(EXAMPLES))
    assert [criterion.id for criterion in milestone.criteria] == ["baseline", "data"]
    assert [asked.kind for asked in (*milestone.statement, *milestone.peer)] == ["text", "choice", "text", "scale"]
    assert milestone.criterion("data") is milestone.criteria[1]
    assert milestone.criterion("none") is None


@pytest.mark.parametrize(
    ("old", "new", "problem", "fix"),
    [
        ('title = "Milestone', 'titel = "Milestone', "`title` is missing", "add it"),
        ('id = "baseline"', 'id = "Base line"', "`Base line` is no id", "begin with a letter"),
        ("points = 0", "points = 1", "the first level gives points", "a level of 0 points"),
        ("points = 10", "points = 0", "0 points come after 0", "from few points to many"),
        ("points = 10", "points = -1", "`criteria.levels.points` is -1", "between 0 and 1000"),
        ("people = true\n", "", "no section of the README has the table", "give one `people = true`"),
        ("people = true", "people = 1", "`readme.people` is 1", "true or false"),
        ("least = 1\n", "least = 300\n", "at most 200 words are fewer", "make `most`"),
        ('kind = "text"', 'kind = "txt"', '`statement.kind` is "txt"', 'did you mean "text"'),
        ("file_mb = 5", "file_mb = 51", "one file may be larger", "make `file_mb` the smaller"),
        ("largest_percent = 70", "largest_percent = 101", "`code.largest_percent` is 101", "between 1 and 100"),
        ("files = 2000", "files = 2000\nbig = 1", "`limits.big` is not a setting", "known here"),
        ("[limits]", "[limit]", "`limits` is missing", "a table, written [limits]"),
    ],
)
def test_what_is_wrong_in_the_file_is_told(
    written: Callable[[str], Milestone], old: str, new: str, problem: str, fix: str
) -> None:
    assert old in SMALLEST
    text = SMALLEST.replace(old, new, 1)
    with pytest.raises(CourseError) as caught:
        written(text)
    assert problem in caught.value.problem
    assert fix in caught.value.fix
    if new and "missing" not in problem:
        line = SMALLEST[: SMALLEST.index(old)].count("\n") + 1 + new.count("\n")
        assert caught.value.line == line


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('[[criteria]]\nid = "baseline"\n', "two entries of `criteria` are called `baseline`"),
        ('[[criteria]]\nid = "x"\ntitle = "x"\ntext = "x"\nlevels = [{points = 0}]\n', "no tables"),
        ('[[readme]]\ntitle = "Team"\ntext = "x"\npeople = true\n', "a second section has the table"),
        (ASK + 'kind = "scale"\noptions = ["1"]\n', "a scale has 5 steps, found 1"),
        (ASK + 'kind = "choice"\noptions = ["1", "1"]\n', "a choice needs two"),
        (ASK + 'kind = "text"\n', "`peer.least` is missing"),
        (ASK + 'kind = "text"\nleast = 1\nmost = 2\noptions = ["a"]\n', "not a setting"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_an_entry_is_told(written: Callable[[str], Milestone], more: str, problem: str) -> None:
    if problem == "no tables":
        problem = "`criteria.levels` holds no tables"
    with pytest.raises(CourseError, match=re.escape(problem)) as caught:
        written(SMALLEST + more)
    assert caught.value.line is not None
    assert caught.value.line > SMALLEST.count("\n")


def test_files_and_assessments_have_to_fit(tmp_path: Path) -> None:
    course = load_course(find_course())
    assert errors(tmp_path, course) == []
    assert load(tmp_path) == {}
    (tmp_path / "project").mkdir()
    (tmp_path / "project/milestone-1.toml").write_text(SMALLEST, encoding="utf-8")
    (tmp_path / "project/milestone-9.toml").write_text(SMALLEST, encoding="utf-8")
    (tmp_path / "project/milestone-Ä.toml").write_text("x", encoding="utf-8")
    assert {(error.path.stem, error.problem) for error in errors(tmp_path, course)} == {
        ("milestone-Ä", "`milestone-Ä` is no id of an assessment"),
        ("milestone-Ä", "the course has no milestone `milestone-Ä`"),
        ("milestone-9", "the course has no milestone `milestone-9`"),
        ("milestone-2", "the milestone `milestone-2` has no file"),
    }
    assert [error.path.stem for error in errors(tmp_path, None)] == ["milestone-Ä"]


TEXT = Asked("a", "text", "A", "?", "", True, 2, 3)
CHOICE = Asked("b", "choice", "B", "?", "", True, options=("Yes", "No"))
SCALE = Asked("c", "scale", "C", "?", "", False, options=("a", "b", "c", "d", "e"))


@pytest.mark.parametrize(
    ("asked", "answer", "wrong"),
    [
        (TEXT, " ", "Missing."),
        (TEXT, "one", "1 word: at least 1 more needed."),
        (TEXT, "one two", ""),
        (TEXT, "1 2 3 4", "4 words: 1 too many."),
        (replace(TEXT, required=False), "", ""),
        (replace(TEXT, required=False), "one", "1 word: at least 1 more needed."),
        (CHOICE, "Yes", ""),
        (CHOICE, "yes", "Choose one of the options."),
        (CHOICE, "", "Missing."),
        (SCALE, "", ""),
        (SCALE, "1", ""),
        (SCALE, "5", ""),
        (SCALE, "0", "Choose a number from 1 to 5."),
        (SCALE, "6", "Choose a number from 1 to 5."),
        (SCALE, "3.5", "Choose a number from 1 to 5."),
    ],
)
def test_an_answer_is_as_its_question_asks(asked: Asked, answer: str, wrong: str) -> None:
    assert answer_problem(asked, answer) == wrong


def test_all_problems_of_a_statement_are_found() -> None:
    assert answer_problems([TEXT, CHOICE, SCALE], {"a": "one two"}) == {"b": "Missing."}
    assert answer_problems([TEXT, SCALE], {"a": "one two", "c": "2", "z": ""}) == {}
    assert [asked.limits for asked in (TEXT, CHOICE, SCALE)] == [
        "2 to 3 words",
        "One of the options",
        "A number from 1 to 5",
    ]


@given(st.text(max_size=60))
def test_no_answer_breaks_the_check(answer: str) -> None:
    assert all(isinstance(answer_problem(asked, answer), str) for asked in (TEXT, CHOICE, SCALE))
