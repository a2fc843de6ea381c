"""What a proof refuses of any question, with file, line and seed: each mistake is planted here and found."""

import pytest

from chainrule.campus.questions import prove

CHOICES = """
x = draw.integer(100, 900)
return Choices(
    f"{stem}",
    right(f"${{x * 2}}$", because="twice"),
    {wrong}
    wrong(f"${{x - 1}}$", because="one less"),
    key=f"print({{x}} * 2)",
)
"""
WRONG = 'wrong(f"${x + 1}$", because="one more"),'
PREDICT = """
x = draw.integer(100, 900)
return Program(f'''
{code}
''', {wrong}because="so it is", stem=f"{stem}")
"""
FAULTY = '''
x = draw.integer(100, 900)
return Faulty(
    "{stem}",
    f"""
    def f(a):
        b = a - {{x}}{comment}
        return b
    """,
    f"assert f(1) == 1 + {{x}} and f(3) == 3 + {{x}}",
    right_edit(f"b = a - {{x}}{comment}", f"b = a + {{x}}", because="added"),
    wrong_edit(f"b = a - {{x}}{comment}", "b = a * 2", because="another"),
    wrong_edit("return b", "return b + 1", because="one more"),
    wrong_edit("return b", "return -b", because="the sign"),
)
'''
FRAGMENT = '''
x = draw.integer(100, 900)
return Fragment(
    f"{stem}",
    f"""
    def f(a):{comment}
        return ____

    print(f({{x}}))
    """,
    f"print(f({{x}}), f(5), f(-2))",
    right("2 * a", because="twice"),
    wrong("a", because="once"),
    wrong("a ** 2", because="squared"),
    wrong("a + 1", because="one more"),
    rights=["a + a", {third}],
)
'''
OPEN = '''
x = draw.integer(100, 900)
return OpenQuestion(f"{stem}", model="It keeps the smallest loss {{x}} of all. So it is.".replace("{{x}}", str(x)),
    rubric=[Criterion("why", 1, counts="a reason", does_not="a feeling")],
    examples="""
    1: because it is so
    1: because
    1: it is because
    0.5: because of something
    0.5: becaus
    0.5: half
    0: no
    0: do not know
    0: the instructor said so
    """)
'''
# The mistake: kind, body, what the error says.
PLANTED = {
    "a stem that holds the key of a choice": (
        "multiple_choice",
        CHOICES.format(stem="Is it {x * 2}? What is twice {x}?", wrong=WRONG),
        "the stem holds the key, `$",
    ),
    "a stem that holds the output": (
        "predict_output",
        PREDICT.format(code="print({x} + 1)", wrong="", stem="It is not hard, {x + 1}."),
        "the stem holds the key, `",
    ),
    "a comment that holds the output": (
        "predict_output",
        PREDICT.format(code="print({x} + 1)  # {x + 1}", wrong="", stem=""),
        "the stem holds the key, `",
    ),
    "a stem that holds the right change": (
        "find_error",
        FAULTY.format(stem="It should read `b = a + {x}`.", comment="").replace('"It should', 'f"It should'),
        "the stem holds the key, `b = a + ",
    ),
    "a stem that holds a right fill": (
        "complete_code",
        FRAGMENT.format(stem="Write `a+a`, or another way.", comment="", third='"a * 2"'),
        "the stem holds the key, `a + a`",
    ),
    "a comment that holds the fill": (
        "complete_code",
        FRAGMENT.format(stem="Double it.", comment="  # gives 2 * a", third='"a * 2"'),
        "the stem holds the key, `2 * a`",
    ),
    "a stem that holds a sentence of the model answer": (
        "short_answer",
        OPEN.format(stem="It keeps the smallest loss {x} of all. Why?"),
        "the stem holds the key, `It keeps the smallest loss",
    ),
    "two options that are one on the page": (
        "multiple_choice",
        CHOICES.format(stem="Twice {x}?", wrong='wrong(f"`{x - 1}`", because="one less"),'),
        "two options say the same",
    ),
    "a program that prints too many lines": (
        "predict_output",
        PREDICT.format(code="for i in range(9): print(i, {x})", wrong="", stem=""),
        "the code prints 9 lines",
    ),
    "a program that prints what nobody computes": (
        "predict_output",
        PREDICT.format(code="print({x} / 7)", wrong="", stem=""),
        "which nobody computes by hand",
    ),
    "a right fill that is marked wrong": (
        "complete_code",
        FRAGMENT.format(stem="Double it.", comment="", third='"a + abs(a)"'),
        "the right fill `a + abs(a)` fails the test: it prints something else",
    ),
    "a right fill that is another one in brackets": (
        "complete_code",
        FRAGMENT.format(stem="Double it.", comment="", third='"(2 * a)"'),
        "the fill `(2 * a)` is there twice",
    ),
    "a key in the order of a set": (
        "predict_output",
        PREDICT.format(code="print([*{{'a', 'b', 'c', 'd', 'e'}}], {x})", wrong="", stem=""),
        "the key is not the same everywhere: it is another one in another process",
    ),
    "a variant in the order of a set": (
        "multiple_choice",
        CHOICES.format(stem="Twice {x}? {[*set('abcdefgh')]}", wrong=WRONG),
        "the variant is not the same everywhere: it is another one in another process",
    ),
    "a key on the edge of rounding": (
        "predict_output",
        PREDICT.format(code="print(sum([0.1, 0.2, 0.3]) == 0.6, {x})", wrong="", stem=""),
        "it hangs on the last digits of a float",
    ),
    "a text with all digits of a float": (
        "multiple_choice",
        "import math\n" + CHOICES.format(stem="Twice {x}, whose logarithm is {math.log(x)}?", wrong=WRONG),
        "the variant is not the same everywhere: it hangs on the last digits of a float",
    ),
    "a key of one platform": (
        "predict_output",
        PREDICT.format(code="import sys\nprint(sys.platform, {x})", wrong="", stem=""),
        "the program of the key asks its machine, by `sys.platform`",
    ),
    "a question of one platform": (
        "multiple_choice",
        "import sys\n" + CHOICES.format(stem="Twice {x} on {sys.platform}?", wrong=WRONG),
        "the question asks its machine, by `sys.platform`",
    ),
    "variants that repeat": (
        "multiple_choice",
        CHOICES.format(stem="Twice {x}?", wrong=WRONG).replace(
            "draw.integer(100, 900)", "draw.choice([7, 7, 7, 7, 7, 7, 9])"
        ),
        "it shows what variant ",
    ),
    "a draw that nobody sees": (
        "multiple_choice",
        CHOICES.format(stem="Twice {x}?", wrong=WRONG).replace(
            "draw.integer(100, 900)", "200 + 0 * draw.integer(1, 9)"
        ),
        "it shows what variant 1 shows, as 16 of 16 variants do",
    ),
}


@pytest.mark.parametrize(("kind", "body", "problem"), PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_refused_with_file_line_and_seed(asked, runner, kind, body, problem):
    question = asked(kind, body)
    errors = prove(question, runner, variants=16).errors
    assert any(problem in error.problem for error in errors), [str(error) for error in errors]
    for error in errors:
        assert error.path == question.path
        assert error.line
        assert error.problem.startswith("variant ")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multiple_choice", CHOICES.format(stem="Twice {x}?", wrong=WRONG)),
        ("predict_output", PREDICT.format(code="print({x} + 1)", wrong="", stem="")),
        ("find_error", FAULTY.format(stem="It adds.", comment="")),
        ("complete_code", FRAGMENT.format(stem="Double it.", comment="", third='"a * 2"')),
        ("short_answer", OPEN.format(stem="Why {x}?")),
        ("predict_output", PREDICT.format(code="print(round(math.exp(1), 2), {x})", wrong="", stem="")),
        ("predict_output", PREDICT.format(code="print(0.1 + 0.2 == 0.3, {x})", wrong="", stem="")),
        ("predict_output", PREDICT.format(code="print(sorted({{'b', 'a', 'c'}}), {x})", wrong="", stem="")),
    ],
)
def test_the_same_question_without_the_mistake_is_proven(asked, runner, kind, body):
    assert [str(error) for error in prove(asked(kind, body), runner, variants=16).errors] == []


def test_a_question_for_all_alike_is_no_question_that_repeats(asked, runner):
    body = CHOICES.format(stem="Twice {x}?", wrong=WRONG).replace("draw.integer(100, 900)", "450")
    proof = prove(asked("multiple_choice", body), runner, variants=16)
    assert (proof.errors, proof.distinct) == ((), 1)


def test_an_option_that_looks_like_another_on_the_page_is_found_by_whoever_renders_it(asked, runner):
    body = CHOICES.format(stem="Twice {x}?", wrong=WRONG).replace('f"${x + 1}$"', 'f"${x - 1}\\\\phantom{{}}$"')
    question = asked("multiple_choice", body)
    assert not prove(question, runner, variants=2).errors
    (error,) = prove(question, runner, 2, lambda text: text.replace("\\phantom{}", "")).errors
    assert "two options look the same on the page" in error.problem
