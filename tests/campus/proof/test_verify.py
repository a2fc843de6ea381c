"""A right course is proven; each kind of planted error is reported, alone, at its file and line."""

import shutil
import sys

import pytest
from tests.sample import sampled

from chainrule.campus.lectures.pace import WORDS_PER_MINUTE
from chainrule.campus.proof import LabCount, verify
from chainrule.campus.proof.form import LONGEST, SHORTEST
from chainrule.campus.proof.lectures import lab_link_errors, link_errors
from chainrule.campus.proof.pieces import Outcome
from chainrule.course import find_course
from chainrule.uses import content_hash

TASTE = '''\
from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(class_=4, outcome="Implement full", minutes=2, idea="taste", section="engine", level="recall")
def taste(draw):
    """Which is nicer."""
    options = right("red", because="a"), wrong("blue", because="b"), wrong("green", because="c")
    return Choices("Which colour?", *options, no_key="a matter of taste")
'''


def test_a_right_course_is_proven(small_course):
    report = small_course.verify()
    assert report.failures == ()
    assert report.as_dict() == {
        "ok": True,
        "lectures": 1,
        "blocks": 2,
        "minutes": {"04": 1},
        "drafts": ["04"],
        "labs": {"04": {"mutants": 5, "caught": 5}},
        "questions": 2,
        "outcomes": 1,
        "holes": 0,
        "unproven": [],
        "failures": [],
    }
    assert list(report.wrong) == ["course", "lectures", "labs", "questions", "outcomes"]
    assert report.variants > 2


PLANTED = [
    # part, file, what is replaced, by what, how many lines below it the error is, words of the problem
    ("lectures", "lecture.md", "a.grad          # 6.0", "a.grad          # 6.1", 0, "expected 6.1, got 6.0"),
    ("lectures", "lecture.md", "# prints: loss 0.50", "# prints: loss 0.51", 0, "expected loss 0.51, got loss 0.5"),
    ("lectures", "lecture.md", "b.backward()", "b.backwards()", 0, "no attribute 'backwards'"),
    ("lectures", "lecture.md", "b = a * a", "b = a *", 0, "not Python: invalid syntax"),
    ("lectures", "lecture.md", "# prints: loss 0.50", "import time; time.time_ns()", -1, "changes from run to run"),
    ("lectures", "lecture.md", "$a^2$", r"$\a^2$", 0, r"Undefined control sequence: \a"),
    ("lectures", "lecture.md", '"Implement full back', '"Implement half back', 0, "is no outcome of class 4"),
    ("lectures", "lecture.md", "{#engine}", "{#motor}", -7, "names the section `engine`, which is not on this page"),
    ("lectures", "lecture.md", "The gradient of", "::: figure a.b", 0, "takes a name and a caption"),
    ("lectures", "lecture.md", "The gradient of", "The gradient[^1] of", 0, "there is no footnote `1`"),
    ("lectures", "lecture.md", "is $2a$.", "is $2z$.", 0, "the symbol `z` of the formula $2z$ is not declared"),
    ("lectures", "lecture.md", '  "a": ', '  "z": "no number"\n  "a": ', 0, "`z` is declared, and no formula"),
    ("lectures", "lecture.md", "is $2a$.", "is $2a$.\n\n[^1]: Or not.", 2, "nothing leads to the footnote `1`"),
    ("lectures", "lecture.md", "is $2a$.", "is [$2a$](/lectures/77/#a).", 0, "the course has no lecture 77"),
    ("lectures", "lecture.md", "is $2a$.", "is [$2a$](/lectures/04/#motor).", 0, "lecture 4 has no section `motor`"),
    (
        "lectures",
        "lecture.md",
        "The gradient of",
        "| a | b |\n|---|---|\n| $|x|$ | 1 |\n\nOf",
        2,
        "this row has 4 cells",
    ),
    (
        "lectures",
        "lecture.md",
        "is $2a$.",
        "is [$2a$](/labs/04/?at=Value.__sub__).",
        0,
        "lab 4 has no body `Value.__sub__`",
    ),
    ("lectures", "lecture.md", "is $2a$.", "is [$2a$](/labs/05/).", 0, "there is no lab 5"),
    ("lectures", "lecture.md", "draft: true", "draft: yes", 0, "`draft` is not `true`"),
    ("labs", "lab.toml", 'transfer = ["slopes"]', 'transfer = ["slope"]', 0, "`transfer` names the check `slope`"),
    ("labs", "lab.toml", 'transfer = ["slopes"]', 'transfer = "slopes"', 0, "`transfer` is no list of checks"),
    ("lectures", "lecture.md", '"any number"', '"any number; a name"', 0, "the meaning of `a` holds a semicolon"),
    ("labs", "mutants.py", '"a.data - b.data"', '"a.data + 1.0 * b.data"', -2, "is not caught by `data`"),
    ("labs", "mutants.py", '"a.data + b.data", "a.data - b.data"', '"nowhere", ""', -2, "changes nothing"),
    ("labs", "mutants.py", "def falls(source):\n", "def falls(source):\n    return 1\n", -1, "gave int"),
    ("labs", "mutants.py", 'says="changed places"', 'says="other words"', 0, "does not say 'other words'"),
    (
        "labs",
        "mutants.py",
        'changed places", caught_by="slopes"',
        'changed places", caught_by="slope"',
        0,
        "no check has",
    ),
    ("labs", "checks.py", "should_be(x + y)", "should_be(x + y + 1)", -3, "the solution fails `data`"),
    ("labs", "checks.py", "import check", "import chick", 0, "ImportError"),
    ("labs", "lab.toml", 'Value.__mul__"]', 'Value.__mull__"]', 0, "defines no Value.__mull__"),
    ("labs", "lab.toml", '["data", "slopes"]', '["data", "slope"]', 0, "names the check `slope`, which is not in"),
    ("labs", "lab.toml", '["data", "slopes"]', "[]", 0, "names no check and gives no reason"),
    ("labs", "lab.toml", '__mul__" = ["One?", "Two.", "Three."]', '__mul__" = ["One?"]', 0, "hint"),
    ("questions", "questions/accumulate.py", 'right("grad += one"', 'right("grad = one"', -18, "say the same"),
    ("questions", "questions/accumulate.py", 'right("grad += one"', 'right("grad += two"', -18, "NameError"),
    ("questions", "questions/product_rule.py", 'wrong(f"{a}"', 'wrong(f"{b}"', -10, "is what the code prints"),
    ("questions", "questions/product_rule.py", "da = b\n", "da = c\n", -7, "NameError"),
    ("questions", "questions/product_rule.py", "class_=4", "class_=5", 0, "class_=5 in the folder of class 4"),
    ("questions", "questions/product_rule.py", "Implement full", "Implement half", 0, "is no outcome of class 4"),
    ("questions", "questions/product_rule.py", "def product_rule(draw)", "def product_rule(draw", 0, "not Python"),
]


# The quick run plants a few of each kind.
QUICK = ("expected 6.1", "changes from", "Undefined", "is not caught", "does not say", "the solution", "defines no")
QUICK += (
    "there is no footnote",
    "this row has",
    "the course has no",
    "say the same",
    "is what the code",
    "is no outcome",
    "not Python",
)


def test_a_section_that_another_lecture_lost_is_told_where_the_link_is(tmp_path):
    one, two, three = (tmp_path / name / "lecture.md" for name in ("one", "two", "three"))
    lectures = {
        one: (1, {"blocks": 0, "sections": ["start", "end"], "links": [[7, 2, "engine"], [9, 2, "motor"]]}),
        two: (2, {"blocks": 0, "sections": ["engine"], "links": [[3, 1, "end"], [4, 5, "not-among-them"]]}),
        three: (3, {"blocks": 0}),  # could not be read: that is told by itself
    }
    [error] = link_errors(lectures)
    assert (error.path, error.line) == (one, 9)
    assert error.problem == "lecture 2 has no section `motor`"


def test_a_lab_without_a_task_of_its_own_is_told(small_course):
    small_course.plant("lab.toml", 'transfer = ["slopes"]\n', "")
    told = [(file, problem) for file, _, problem in small_course.wrong(parts=["labs"])]
    assert told == [("lab.toml", "the lab names no task that the lecture does not solve")]


def test_links_to_the_bodies_of_a_lab_are_judged(small_course):
    small_course.plant("lecture.md", "is $2a$.", "is [$2a$](/labs/04/?at=Value.__mul__), [so](/labs/04/).")
    assert small_course.wrong(parts=["lectures"]) == []


def test_of_a_lab_that_cannot_be_read_no_body_is_judged(tmp_path):
    lectures = {tmp_path: {"to_labs": [[7, 4, "engine"], [9, 5, ""]]}}
    [error] = lab_link_errors(lectures, {4: ()})
    assert (error.line, error.problem) == (9, "there is no lab 5")


def test_links_are_judged_also_where_the_lectures_were_proven_before(small_course, tmp_path):
    small_course.cache = tmp_path / "kept"
    small_course.plant("lecture.md", "is $2a$.", "is [$2a$](/lectures/04/#engine).")
    assert small_course.verify(parts=["lectures"]).failures == ()
    again = small_course.verify(parts=["lectures"])
    assert (again.kept, again.failures) == (1, ())


def test_a_core_path_that_is_too_long_is_told_until_what_can_wait_is_folded_away(small_course):
    words = "word " * LONGEST * WORDS_PER_MINUTE
    small_course.plant("lecture.md", "The gradient of", f"::: deeper More\n{words}\n:::\n\nThe gradient of")
    assert small_course.wrong(parts=["lectures"]) == []
    small_course.plant("lecture.md", "::: deeper More", "::: note More")
    [(file, _, problem)] = small_course.wrong(parts=["lectures"])
    assert file == "lecture.md"
    assert problem.startswith("the core path takes")
    assert problem.endswith(f"may take {LONGEST}")


def test_a_core_path_that_is_too_short_is_told_unless_the_lecture_is_a_draft(small_course):
    small_course.plant("lecture.md", "draft: true\n", "")
    told = [problem for _, _, problem in small_course.wrong(parts=["lectures"])]
    assert told == [f"the core path takes 1 minutes, and should take {SHORTEST}", "the lecture has no exercises"]


def test_a_misspelling_is_told_unless_the_line_says_that_it_is_meant(small_course):
    pytest.importorskip("codespell_lib")
    line = small_course.plant("lecture.md", "The gradient of", "Of teh gradient of")
    assert small_course.wrong(parts=["lectures"]) == [("lecture.md", line, "`teh` is misspelt")]
    small_course.plant("lecture.md", "is $2a$.", "is $2a$. <!-- codespell:ignore teh -->")
    assert small_course.wrong(parts=["lectures"]) == []


@pytest.mark.parametrize(
    ("part", "file", "old", "new", "below", "words"),
    sampled(PLANTED, *(case for case in PLANTED if case[5].startswith(QUICK))),
    ids=[f"{p[1]}: {p[5]}"[:60] for p in PLANTED],
)
def test_a_planted_error_is_reported_alone_at_its_line(small_course, part, file, old, new, below, words):
    line = small_course.plant(file, old, new)
    wrong = small_course.wrong(parts=[part])
    assert [(name, at) for name, at, _ in wrong] == [(file, line + below)]
    assert words in wrong[0][2]


def test_everything_that_is_wrong_is_told_in_one_go(small_course):
    small_course.plant("course.toml", 'covers = "1-29"', 'covers = "1-39"')
    small_course.plant("lecture.md", "# 6.0", "# 6.1")
    small_course.plant("lecture.md", "loss 0.50", "loss 0.51")
    small_course.plant("lecture.md", "$2a$", r"$\foo$")
    small_course.plant("lab.toml", "minutes = 10", 'minutes = "ten"')
    small_course.plant("questions/accumulate.py", "class_=4", "class_=3")
    small_course.plant("questions/product_rule.py", 'wrong(f"{a}"', 'wrong(f"{b}"')
    names = [name for name, _, _ in small_course.wrong()]
    assert names == [
        "course.toml",
        *["lecture.md"] * 3,
        "lab.toml",
        "questions/accumulate.py",
        "questions/product_rule.py",
    ]


def test_a_check_that_tests_nothing_is_told(small_course):
    extra = '\n\n@check("Nothing", points=1)\ndef nothing(student, draw):\n    draw.floats(1, 2)\n'
    path = small_course.folder / "lectures/04-backpropagation/checks.py"
    line = path.read_text().count("\n") + 3
    path.write_text(path.read_text() + extra)
    problems = {(name, at, problem) for name, at, problem in small_course.wrong(parts=["labs"])}
    assert problems == {
        ("checks.py", line, "`nothing` passes with nothing written"),
        ("checks.py", line, "no mutant shows that `nothing` can fail"),
    }


def test_an_error_in_course_toml_does_not_hide_what_is_right(small_course):
    small_course.plant("course.toml", 'covers = "1-29"', 'covers = "1-39"')
    report = small_course.verify()
    assert [error.path.name for error in report.wrong["course"]] == ["course.toml"]
    assert (report.lectures, report.labs, report.questions) == (1, {"04": LabCount(5, 5)}, 2)


def test_an_error_in_the_form_of_the_proposal_is_told_at_its_line(small_course):
    shutil.copytree(find_course() / "project", small_course.folder / "project")
    assert small_course.wrong(parts=["labs"]) == []
    file = small_course.folder / "project/proposal.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("least = 100", "least = 300", 1), encoding="utf-8")
    [error] = small_course.verify(parts=["labs"]).wrong["course"]
    line = text[: text.index("least = 100")].count("\n") + 2
    assert (error.path, error.line) == (file, line)
    assert error.problem == "at most 200 words are fewer than at least 300"


def test_an_error_in_the_file_of_a_milestone_and_one_without_a_file_are_told(small_course):
    shutil.copytree(find_course() / "project", small_course.folder / "project")
    file = small_course.folder / "project/milestone-1.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("points = 0", "points = 1", 1), encoding="utf-8")
    (small_course.folder / "project/milestone-2.toml").unlink()
    first, second = small_course.verify(parts=["labs"]).wrong["course"]
    line = text[: text.index("points = 0")].count("\n") + 1
    assert (first.path, first.line, first.problem) == (file, line, "the first level gives points")
    assert second.problem == "the milestone `milestone-2` has no file"


def test_a_folder_with_a_bad_name_is_told(small_course):
    (small_course.folder / "lectures" / "Week 5").mkdir()
    assert [name for name, _, _ in small_course.wrong()] == ["lectures/Week 5"]


def test_a_class_that_the_syllabus_does_not_have_is_told(small_course):
    shutil.copytree(small_course.folder / "lectures/04-backpropagation", small_course.folder / "lectures/77-more")
    problems = [problem for _, _, problem in small_course.wrong(parts=["lectures"])]
    assert problems == ["there is no class 77: the course has classes 1 to 29"]


def test_parts_and_classes_can_be_proven_alone(small_course):
    report = small_course.verify(parts=["labs"])
    assert (report.lectures, report.questions, list(report.labs)) == (0, 0, ["04"])
    assert small_course.verify(classes=[4]).ok
    with pytest.raises(LookupError, match="class 5 has no folder under lectures/; there is 4"):
        small_course.verify(classes=[5])


def test_a_paper_that_cannot_be_drawn_is_told_once_its_classes_have_questions(small_course):
    small_course.plant("course.toml", 'covers = "1-3"', 'covers = "4"')
    line_of_class_4 = [problem for _, _, problem in small_course.wrong(parts=["questions"])]
    assert line_of_class_4
    assert "quiz-1" in line_of_class_4[0]


def test_private_questions_are_proven_beside_those_of_the_course(small_course, tmp_path):
    private = tmp_path / "private"
    there = private / "lectures" / "04-x" / "questions"
    there.mkdir(parents=True)
    (there / "taste.py").write_text(TASTE, encoding="utf-8")
    report = small_course.verify(parts=["questions"], bank=private)
    assert (report.failures, report.questions) == ((), 3)
    (there / "accumulate.py").write_text(TASTE, encoding="utf-8")
    [failure] = small_course.verify(parts=["questions"], bank=private).failures
    assert failure.path == there / "accumulate.py"
    assert failure.problem.startswith("the course has a question 04/accumulate too")
    [failure] = small_course.verify(parts=["questions"], bank=tmp_path / "nowhere").failures
    assert failure.problem == "a private bank has a folder `lectures`, and there is none here"


def proven(small_course, monkeypatch, **options):
    """What `verify` proves now, by the pieces' names; nothing is really run."""
    pieces = []

    def instead(piece, servers, torch=()):
        pieces.append(piece.id)
        return Outcome()

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["chainrule.campus.proof.verify"], "perform", instead)
        small_course.verify(**options)
    return sorted(pieces)


EVERYTHING = ["lab 04", "lecture 04", "question 04 accumulate", "question 04 product_rule"]


@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        ("lecture.md", "Value(3.0)", "Value(4.0)", ["lecture 04"]),
        ("questions/accumulate.py", "minutes=2", "minutes=3", ["question 04 accumulate"]),
        ("mutants.py", "a sum is a difference", "a sum is one", ["lab 04"]),
        ("checks.py", "points=1)\ndef data", "points=2)\ndef data", ["lab 04"]),
        ("course.toml", "**Implement** full back", "**Implement** back", EVERYTHING[1:]),
    ],
)
def test_an_edit_proves_only_what_depends_on_it(small_course, monkeypatch, file, old, new, again):
    small_course.cache = small_course.folder.parent / "cache"
    assert proven(small_course, monkeypatch) == EVERYTHING
    assert proven(small_course, monkeypatch) == []
    small_course.plant(file, old, new)
    assert proven(small_course, monkeypatch) == again
    assert proven(small_course, monkeypatch) == []


def test_an_edit_of_the_library_proves_what_imports_it(small_course, monkeypatch):
    small_course.cache = small_course.folder.parent / "cache"
    assert proven(small_course, monkeypatch) == EVERYTHING

    def edited(name):
        return lambda path: "edited" if path.parent.name + "/" + path.name == name else content_hash(path)

    for name, again in {
        "nn/__init__.py": [],
        "autograd/value.py": ["lab 04", "lecture 04"],
        "questions/text.py": ["question 04 accumulate", "question 04 product_rule"],
        "labs/compare.py": ["lab 04", "lecture 04", "question 04 accumulate", "question 04 product_rule"],
    }.items():
        monkeypatch.setattr("chainrule.uses.content_hash", edited(name))
        assert proven(small_course, monkeypatch) == again, name


@pytest.mark.slow
def test_a_proof_is_the_same_whatever_the_order_and_the_number_of_cores(small_course):
    small_course.plant("mutants.py", '"a.data - b.data"', '"a.data + 1.0 * b.data"')
    small_course.plant("questions/product_rule.py", 'wrong(f"{a}"', 'wrong(f"{b}"')
    reports = [verify(small_course.folder, size=size, parts=["labs", "questions"]).as_dict() for size in (1, 3)]
    assert reports[0] == reports[1]
    assert len(reports[0]["failures"]) == 2


def test_what_is_taken_on_trust_is_counted_and_kept_so(small_course):
    path = small_course.folder / "lectures/04-backpropagation/questions/taste.py"
    path.write_text(TASTE)
    for _ in range(2):
        report = small_course.verify(parts=["questions"])
        assert report.ok
        assert report.as_dict()["unproven"] == [{"where": f"{path}:4", "reason": "a matter of taste"}]
        assert report.questions == 3
    assert report.kept == 3
    path.write_text(TASTE.replace(', no_key="a matter of taste"', ""))
    assert [name for name, _, _ in small_course.wrong(parts=["questions"])] == ["questions/taste.py"]


def test_a_mutant_for_a_check_that_is_not_there_counts_as_not_caught(small_course):
    small_course.plant("mutants.py", 'changed places", caught_by="slopes"', 'changed places", caught_by="slope"')
    report = small_course.verify(parts=["labs"])
    assert report.labs == {"04": LabCount(5, 4)}
    assert "did you mean `slopes`?" in report.failures[0].fix


def test_a_file_that_ends_its_process_is_told(small_course):
    small_course.plant("questions/product_rule.py", "a, b = draw", "import os; os._exit(0)\n    a, b = draw")
    [(name, _, problem)] = small_course.wrong(parts=["questions"])
    assert name == "questions/product_rule.py"
    assert "gave no answer" in problem


def test_a_failure_is_found_again_each_time(small_course):
    small_course.plant("mutants.py", '"a.data - b.data"', '"a.data + 1.0 * b.data"')
    assert len(small_course.wrong(parts=["labs"])) == len(small_course.wrong(parts=["labs"])) == 1


def test_an_empty_course_is_right(small_course):
    shutil.rmtree(small_course.folder / "lectures")
    report = small_course.verify()
    assert report.ok
    assert report.as_dict()["labs"] == {}


def test_a_hole_is_told_with_its_file_and_counted(small_course):
    small_course.plant("lab.toml", '\n[outcomes]\n"Implement full" = ["data", "slopes"]\n', "")
    (small_course.folder / "lectures/04-backpropagation/questions/accumulate.py").unlink()
    report = small_course.verify()
    assert [small_course.name(error) for error in report.wrong["outcomes"]] == ["lab.toml", "questions"]
    assert (report.ok, report.outcomes, report.holes) == (False, 1, 2)
    part = small_course.verify(parts=["lectures"])
    assert (part.outcomes, part.holes, "outcomes" in part.wrong) == (None, None, False)
