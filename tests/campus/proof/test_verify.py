"""A right course is proven; each kind of planted error is reported, alone, at its file and line."""

import shutil

import pytest

from chainrule.campus.proof import LabCount


def test_a_right_course_is_proven(small_course):
    report = small_course.verify()
    assert report.failures == ()
    assert report.as_dict() == {
        "ok": True,
        "lectures": 1,
        "blocks": 2,
        "labs": {"04": {"mutants": 5, "caught": 5}},
        "questions": 2,
        "unproven": [],
        "failures": [],
    }
    assert list(report.wrong) == ["course", "lectures", "labs", "questions"]
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
    ("lectures", "lecture.md", "{#engine}", "{#motor}", -4, "names the section `engine`, which is not on this page"),
    ("lectures", "lecture.md", "The gradient of", "::: figure a.b", 0, "takes a name and a caption"),
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
    ("labs", "lab.toml", '__mul__" = ["One?", "Two.", "Three."]', '__mul__" = ["One?"]', 0, "hint"),
    ("questions", "questions/accumulate.py", 'right("grad += one"', 'right("grad = one"', -18, "say the same"),
    ("questions", "questions/accumulate.py", 'right("grad += one"', 'right("grad += two"', -18, "NameError"),
    ("questions", "questions/product_rule.py", 'wrong(f"{a}"', 'wrong(f"{b}"', -10, "is what the code prints"),
    ("questions", "questions/product_rule.py", "da = b\n", "da = c\n", -7, "NameError"),
    ("questions", "questions/product_rule.py", "class_=4", "class_=5", 0, "class_=5 in the folder of class 4"),
    ("questions", "questions/product_rule.py", "Implement full", "Implement half", 0, "is no outcome of class 4"),
    ("questions", "questions/product_rule.py", "def product_rule(draw)", "def product_rule(draw", 0, "not Python"),
]


@pytest.mark.parametrize(
    ("part", "file", "old", "new", "below", "words"), PLANTED, ids=[f"{p[1]}: {p[5]}"[:60] for p in PLANTED]
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


def test_what_was_proven_is_not_run_again_until_it_changes(small_course, monkeypatch):
    assert small_course.verify().ok
    monkeypatch.setattr("subprocess.Popen", None)
    assert small_course.verify().ok
    small_course.plant("lecture.md", "Value(3.0)", "Value(4.0)")
    with pytest.raises(TypeError):
        small_course.verify(parts=["lectures"])


def test_a_failure_is_found_again_each_time(small_course):
    small_course.plant("mutants.py", '"a.data - b.data"', '"a.data + 1.0 * b.data"')
    assert len(small_course.wrong(parts=["labs"])) == len(small_course.wrong(parts=["labs"])) == 1


def test_an_empty_course_is_right(small_course):
    shutil.rmtree(small_course.folder / "lectures")
    report = small_course.verify()
    assert report.ok
    assert report.as_dict()["labs"] == {}
