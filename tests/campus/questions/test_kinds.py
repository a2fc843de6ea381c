"""Each kind of question: what it refuses, what its proof finds, how its answers are marked."""

from fractions import Fraction

import pytest

from chainrule.campus.questions import HumanMark, ShortAnswer, freeze, mark, prove, thaw
from chainrule.course import CourseError

CHOICES = 'return Choices("How many?", {}, no_key="a test")'
THREE = 'right("1", because="a"), wrong("2", because="b"), wrong("3", because="c")'
FAULTY = '''
return Faulty(
    "Add one.",
    """
    def f(x):
        y = x - 1
        return y
    """,
    "assert f(1) == 2 and f(3) == 4",
    right_edit("y = x - 1", "y = x + 1", because="one more"),
    wrong_edit("y = x - 1", "y = x * 2", because="right for 1 alone"),
    wrong_edit("return y", "return y + 1", because="x again"),
    wrong_edit("return y", "return -y", because="the sign"),
)
'''
FRAGMENT = '''
return Fragment(
    "Double it.",
    """
    def f(x):
        return ____
    """,
    "print(f(1), f(5), f(-2))",
    right("2 * x", because="twice"),
    wrong("x", because="once"),
    wrong("x ** 2", because="squared"),
    wrong("x + 1", because="one more"),
    rights=["x + x", "x * 2"],
)
'''
OPEN = '''
rubric = [Criterion("why", 1, counts="a reason", does_not="a feeling"), Criterion("what", 1, counts="it", does_not="-")]
return OpenQuestion("Why?", model="Because.", rubric=rubric, examples="""
    1, 1: because it is so
    1, 1: because
    1, 0.5: because of
        something
    1, 0: becaus
    0, 1: it is
    0, 0.5: half
    0, 0: no
    0, 0: do not know
    0, 0: the instructor said so
    """)
'''


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("multiple_choice", "return 3", "returned int"),
        ("multiple_choice", CHOICES.format('wrong("1", because="a")'), "0 options are right"),
        ("multiple_choice", CHOICES.format(THREE.replace("wrong", "right")), "3 options are right"),
        ("multiple_choice", CHOICES.format('right("1", because="a"), wrong("2", because="b")'), "there are 2 options"),
        ("multiple_choice", CHOICES.format(THREE.replace('"2"', '"1.0"')), "two options say the same"),
        ("multiple_choice", CHOICES.format(THREE.replace('"b"', '""')), "an option has no reason"),
        ("multiple_choice", CHOICES.format(THREE.replace('"2"', '" "')), "an option is empty"),
        ("multiple_choice", "return 1 / 0", "the function raised ZeroDivisionError"),
        ("multiple_choice", "import sys; sys.exit()", "the function raised SystemExit"),
        ("predict_output", 'return Program("print(1)", because="")', "no reason"),
        ("predict_output", 'return Program("print(", because="a")', "does not parse"),
        ("predict_output", 'return Program("print(1)", because="a", tolerance=1.0)', "the tolerance is 1"),
        ("predict_output", 'return Program("print(1)", because="a", exact=True, tolerance=0.01)', "are both given"),
        ("predict_output", 'return Program("print(1)", right("1", because="a"), because="a")', "a right prediction"),
        ("find_error", FAULTY.replace('"y = x - 1", "y = x * 2"', '"y = x", "y = x * 2"'), "is not in the code"),
        ("find_error", FAULTY.replace('wrong_edit("return y", "return -y", because="the sign"),', ""), "3 options"),
        ("find_error", FAULTY.replace('"return y", "', '"y = x - 1", "'), "give the line at fault away"),
        ("find_error", FAULTY.replace('"y = x - 1", "y = x * 2"', '"return y", "y = x * 2"'), "give the line at fault"),
        ("complete_code", FRAGMENT.replace("____", "x"), "has 0 blanks"),
        ("complete_code", FRAGMENT.replace('"x + 1"', '"x ="'), "the fill `x =` would be refused"),
        ("complete_code", FRAGMENT.replace('"x * 2"', '"x *"'), "the fill `x *` would be refused"),
        ("complete_code", FRAGMENT.replace('"x * 2"', '"x+x"'), "the fill `x+x` is there twice"),
        ("complete_code", FRAGMENT.replace('"x * 2"', '"x ** 2"'), "the fill `x ** 2` is there twice"),
        ("short_answer", OPEN.replace("1, 1: because it is so", "because"), "the examples start with `because"),
    ],
)
def test_content_that_cannot_be_a_question_is_refused(asked, kind, body, problem):
    question = asked(kind, body)
    with pytest.raises(CourseError) as caught:
        question.variant(4)
    assert problem in caught.value.problem
    assert "variant 4" in caught.value.problem
    assert caught.value.line is not None


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("predict_output", 'return Program("x = 1", because="a")', "prints nothing"),
        ("predict_output", 'return Program("print(\'ab\' * 300)", because="a")', "prints 600 characters"),
        ("predict_output", 'return Program("print(1 / 0)", because="a")', "the code raised ZeroDivisionError"),
        ("predict_output", 'return Program("print(1)", because="a", raises="ValueError")', "ran to its end"),
        (
            "predict_output",
            'return Program("print([][0])", because="a", raises="KeyError")',
            "should raise KeyError and raised IndexError",
        ),
        (
            "predict_output",
            'return Program("print(2)", wrong("2.0", because="a"), because="a")',
            "is what the code prints",
        ),
        ("predict_output", 'return Program("import random; print(random.random())", because="a")', "every time"),
        (
            "find_error",
            FAULTY.replace("y = x - 1\n", "y = x + 1\n")
            .replace('right_edit("y = x - 1"', 'right_edit("y = x + 1"')
            .replace('wrong_edit("y = x - 1"', 'wrong_edit("y = x + 1"')
            .replace('"y = x + 1", "y = x + 1"', '"y = x + 1", "y = 1 + x"'),
            "the code as given passes its test",
        ),
        (
            "find_error",
            FAULTY.replace('"y = x + 1"', '"y = x + 3"'),
            "mended with `y = x + 3` the code still fails: AssertionError",
        ),
        ("find_error", FAULTY.replace("return y + 1", "return y + 2"), "the wrong edit `return y + 2` passes"),
        ("complete_code", FRAGMENT.replace('"2 * x"', '"2 * z"'), "the reference `2 * z` fails: NameError"),
        ("complete_code", FRAGMENT.replace("print(f(1), f(5), f(-2))", "f(1)"), "the test prints nothing"),
        ("complete_code", FRAGMENT.replace('"x + 1"', '"x - -x"'), "the wrong fill `x - -x` passes"),
        ("complete_code", FRAGMENT.replace('"x * 2"', '"3 * x"'), "the right fill `3 * x` fails the test: it prints"),
        ("complete_code", FRAGMENT.replace('"x * 2"', '"z * 2"'), "the right fill `z * 2` fails the test: it ends in"),
        ("complete_code", FRAGMENT.replace(', "x * 2"', ""), "fewer than three right fills"),
        ("short_answer", OPEN.replace("0, 0: no\n", ""), "there are 8 examples"),
        ("short_answer", OPEN.replace("0, 0: no\n", "0: no\n"), "has 1 points for 2 criteria"),
        ("short_answer", OPEN.replace("0, 0: no\n", "0, 2: no\n"), "points outside its criteria"),
        ("short_answer", OPEN.replace("0, 0: no\n", "0, 0.3: no\n"), "points outside its criteria"),
        ("short_answer", OPEN.replace("0, 0: no\n", "1, 1: Because it is so\n"), "are the same answer"),
        ("short_answer", OPEN.replace("0, 0: ", "0, 0.5: "), "no example gets none"),
        ("short_answer", OPEN.replace("1, 1: ", "1, 0.5: "), "no example gets all"),
        (
            "short_answer",
            OPEN.replace("1, 0", "0, 0").replace("0, 1:", "0, 0:").replace("0, 0.5", "0, 0"),
            "gets a part",
        ),
        ("short_answer", OPEN.replace('"a reason"', '""'), "`why` is not complete"),
        ("short_answer", OPEN.replace("Because.", ""), "no model answer"),
        ("short_answer", OPEN.replace('Criterion("what"', 'Criterion("why"'), "names a criterion twice"),
        (
            "multiple_choice",
            "import random\n" + CHOICES.format(THREE).replace('"How', 'str(random.random()) + "How'),
            "two different variants",
        ),
    ],
)
def test_a_proof_finds_what_is_wrong(asked, runner, kind, body, problem):
    proof = prove(asked(kind, body), runner, variants=2)
    assert any(problem in error.problem for error in proof.errors), proof.errors


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multiple_choice", CHOICES.format(THREE)),
        ("predict_output", 'return Program("print(1)", wrong("2", because="a"), because="a")'),
        ("predict_output", 'return Program("print(1)\\n[][0]", because="a", raises="IndexError")'),
        ("find_error", FAULTY),
        ("complete_code", FRAGMENT),
        ("short_answer", OPEN),
    ],
)
def test_a_good_question_is_proven(asked, runner, kind, body):
    proof = prove(asked(kind, body), runner, variants=3)
    assert proof.errors == ()
    assert (proof.tried, proof.distinct) == (3, 1)


def test_an_error_tells_what_was_drawn_and_once(asked, runner):
    body = """
    h, k = draw.integer(1, 4), draw.choice([3, 5])
    return Program(f"print(1 / ({h} - {h}))", because="a")
    """
    question = asked("predict_output", body)
    proof = prove(question, runner, variants=6)
    assert len(proof.errors) == 1
    error = proof.errors[0]
    assert error.path == question.path
    assert error.problem.startswith("variant 0 (h=")
    assert " k=" in error.problem
    assert "ZeroDivisionError" in error.problem
    assert error.problem.endswith("(and 5 more like it)")
    assert error.fix == "narrow the draw, or mark the error as the expected output with raises='ZeroDivisionError'"


def test_distinct_variants_are_counted_whatever_the_order_of_options(asked, runner):
    assert prove(asked("multiple_choice", CHOICES.format(THREE)), runner, variants=20).distinct == 1
    drawn = "n = draw.choice([10, 20])\n" + CHOICES.format(THREE.replace('"1"', "n"))
    assert prove(asked("multiple_choice", drawn), runner, variants=20).distinct == 2


def test_options_stand_in_every_order_and_the_key_is_found_by_position(asked):
    question = asked("multiple_choice", CHOICES.format(THREE))
    orders = set()
    for seed in range(60):
        variant = question.variant(seed)
        shown = variant.for_student()["options"]
        orders.add(tuple(shown))
        assert [variant.mark({"option": i}).points for i in range(3)] == [int(text == "1") for text in shown]
    assert len(orders) == 6


def test_an_order_that_means_something_is_kept(asked):
    question = asked("multiple_choice", CHOICES.format(THREE + ", shuffle=False"))
    assert all(question.variant(seed).for_student()["options"] == ["1", "2", "3"] for seed in range(10))


def test_finding_the_line_and_the_change_give_half_each(asked):
    variant = asked("find_error", FAULTY).variant(1)
    right = next(i for i, text in enumerate(variant.for_student()["options"]) if text == "y = x + 1")
    points = {
        (2, right): 1,
        (2, (right + 1) % 4): Fraction(1, 2),
        (3, right): Fraction(1, 2),
        (1, (right + 1) % 4): 0,
        (2, None): Fraction(1, 2),
        (None, right): Fraction(1, 2),
    }
    assert {answer: variant.mark({"line": answer[0], "option": answer[1]}).points for answer in points} == points
    assert variant.mark({"line": None, "option": None}).state == "unanswered"
    assert variant.mark({"line": 99, "option": right}).points == Fraction(1, 2)


def run_for(variant, answer, runner):
    programs = [*variant.author_programs(), *variant.student_programs(answer)]
    return runner.run_cached(programs)


@pytest.mark.parametrize(
    ("fill", "points", "runs"),
    [
        ("2 * x", 1, False),
        ("2*x  # twice", 1, False),
        ("return 2 * x", 1, False),
        ("x+x", 1, False),
        ("x - -x", 1, True),
        ("x * 2.0000000001", 1, True),
        ("x << 1", 1, True),
        ("x", 0, False),
        ("x ** 2", 0, False),
        ("3 * x", 0, True),
        ("undefined", 0, True),
        ("x +", 0, False),
        ("exit()", 0, True),
        ("print('2 10 -4')", 0, True),
        ("x; import os", 0, False),
        ("__import__('os').system('true')", 0, False),
        ("x.__class__", 0, False),
        ("(" * 290 + "x" + ")" * 9, 0, False),
        ("x" * 400, 0, False),
    ],
)
def test_a_fill_is_marked_by_what_it_does(asked, runner, fill, points, runs):
    variant = asked("complete_code", FRAGMENT).variant(0)
    answer = {"text": fill}
    assert bool(variant.student_programs(answer)) is runs
    if runs:
        assert mark(variant, answer).state == "needs_run"
    assert mark(variant, answer, run_for(variant, answer, runner)).points == points


def test_a_statement_is_taken_where_the_blank_is_a_line(asked, runner):
    body = FRAGMENT.replace("return ____", "____\n        return y").replace('"2 * x"', '"y = 2 * x"')
    body = body.replace('wrong("x"', 'wrong("y = x"').replace('wrong("x **', 'wrong("y = x **')
    body = body.replace('rights=["x + x", "x * 2"]', 'rights=["y = x + x", "y = x * 2"]')
    variant = asked("complete_code", body.replace('wrong("x +', 'wrong("y = x +')).variant(0)
    for fill, points in {
        "y = x - -x": 1,
        "y = x + x": 1,
        "y = x": 0,
        "y=2*x": 1,
        "import os": 0,
        "y = 2 * x; z = 1": 0,
    }.items():
        assert mark(variant, {"text": fill}, run_for(variant, {"text": fill}, runner)).points == points


DEVICE = '''
return Fragment(
    "The GPU where there is one.",
    "def pick():\\n    return ____\\n",
    """
    for there in (True, False, True):
        torch.cuda.is_available = lambda: there
        print(pick())
    """,
    right('"cuda" if torch.cuda.is_available() else "cpu"', because="asked"),
    wrong('"cuda"', because="always"),
    wrong('"cpu"', because="never"),
    wrong('"cuda" or "cpu"', because="always"),
    rights=['["cpu", "cuda"][torch.cuda.is_available()]', '"cuda" if torch.cuda.device_count() else "cpu"'],
)
'''


def test_a_test_that_patches_one_function_is_no_proof(asked, runner):
    """So it was: whoever asked for the number of GPUs was marked wrong."""
    (error,) = prove(asked("complete_code", DEVICE), runner, variants=1).errors
    assert "device_count" in error.problem
    assert error.fix == "let the test take whatever is right, or take the fill out"


def test_a_prediction_waits_for_the_run_that_is_its_key(asked, runner):
    variant = asked(
        "predict_output", 'return Program("print(2)", wrong("3", because="not three"), because="two")'
    ).variant(0)
    assert mark(variant, {"text": "2"}).state == "needs_run"
    assert variant.feedback({"text": "2"})["key"] is None
    runs = run_for(variant, None, runner)
    assert mark(variant, {"text": "2.0"}, runs).points == 1
    assert mark(variant, {"text": "3"}, runs).note == "not three"
    assert mark(variant, {"text": "4"}, runs).note == "two"
    assert variant.feedback({"text": "3"}, runs)["key"] == "2"


@pytest.mark.parametrize(
    ("printed", "answer", "points"),
    [
        ("print(1)\\nprint(2.5)", "1, 2.5", 1),
        ("print(1)\\nprint(2.5)", "1\n2.50", 1),
        ("print([1, 2])", "[1 2]", 0),
        ("print((3, 4))", "(3,4)", 1),
    ],
)
def test_values_of_several_lines_may_be_separated_by_commas(asked, runner, printed, answer, points):
    variant = asked("predict_output", f'return Program("{printed}", because="a")').variant(0)
    assert mark(variant, {"text": answer}, run_for(variant, None, runner)).points == points


@pytest.mark.parametrize(("answer", "points"), [("0.693147", 1), ("0.69", 1), ("0.70", 1), ("0.71", 0), ("-0.69", 0)])
def test_a_number_may_be_off_by_what_the_question_says(asked, runner, answer, points):
    body = 'return Program("print(0.693147)", wrong("0.5", because="b"), because="a", tolerance=0.01)'
    variant = asked("predict_output", body).variant(0)
    assert "A number may be off by 1% of its size." in variant.for_student()["stem"]
    assert mark(variant, {"text": answer}, run_for(variant, None, runner)).points == points
    assert thaw(freeze(variant)) == variant


def test_the_error_that_ends_a_program_is_part_of_the_key(asked, runner):
    variant = asked("predict_output", 'return Program("print(1)\\n[][0]", because="a", raises="IndexError")').variant(0)
    runs = run_for(variant, None, runner)
    assert mark(variant, {"text": "1 IndexError"}, runs).points == 1
    assert mark(variant, {"text": "1"}, runs).points == 0


def test_a_short_answer_waits_for_a_human(asked):
    variant = asked("short_answer", OPEN).variant(0)
    assert isinstance(variant, ShortAnswer)
    answer = {"text": "because"}
    assert mark(variant, answer).state == "needs_human"
    found = mark(variant, answer, human=HumanMark((Fraction(1), Fraction(1, 2)), "nearly"))
    assert (found.points, found.out_of, found.note) == (Fraction(3, 2), 2, "nearly")
    assert found.parts == {"why": 1, "what": Fraction(1, 2)}
    assert mark(variant, {"text": "  "}, human=HumanMark((Fraction(1), Fraction(1)))).points == 0
    for points in ((Fraction(1),), (Fraction(2), Fraction(0)), (Fraction(-1), Fraction(0))):
        with pytest.raises(ValueError, match=r"criteria|takes 0 to"):
            variant.mark_by_hand(HumanMark(points))
        assert mark(variant, answer, human=HumanMark(points)).state == "needs_human"
    assert variant.for_marker()["examples"][2]["text"] == "because of something"
