"""A question made again in another process, and with other last digits."""

from chainrule.campus.questions import name_of
from chainrule.campus.questions.elsewhere import FAILED, making, names

BODY = """
x = draw.integer(1, 99)
wrongs = wrong(-1, because="b"), wrong(-2, because="c")
return Choices("Twice?", right(2 * x, because="a"), *wrongs, key=f"print(2 * {x})")
"""


def test_a_sound_question_has_the_same_variants_in_another_process(asked, runner):
    question = asked("multiple_choice", BODY)
    here = [name_of(question.variant(seed)) for seed in range(50)]
    programs = list(making(question, 50))
    assert [(direction, len(seeds)) for direction, seeds, _ in programs] == [
        (direction, count) for direction in (0, 1, -1) for count in (40, 10)
    ]
    found = runner.elsewhere.run([program for _, _, program in programs])
    for (_, seeds, _), ran in zip(programs, found, strict=True):
        assert ran.output.split() == [here[seed] for seed in seeds]


def test_sets_have_another_order_there(runner):
    program = "print(*{'a', 'b', 'c', 'd', 'e', 'f'})"
    assert runner.run([program]) != runner.elsewhere.run([program])


def test_a_variant_that_cannot_be_made_is_said_to_be_none(asked):
    question = asked("multiple_choice", "return 1 / draw.integer(0, 0)")
    assert names(str(question.path), 3, range(2), 0) == [FAILED, FAILED]
