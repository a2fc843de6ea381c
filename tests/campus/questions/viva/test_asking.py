"""Options beside the key are wrong to any reader; what a file says that nobody asked for is no answer."""

import pytest

from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.kinds.predict_output import PredictOutput
from chainrule.campus.questions.viva.asking import Shown, distinct, of_a_line, of_a_program, same_to_a_reader
from chainrule.campus.questions.viva.examples import Example
from chainrule.campus.questions.viva.workshop import Seen, Told, understood
from chainrule.chance import Draw

DRAW = Draw("test", 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0.0", "-0.0", True),
        ("[-0.0, 2.0]", "[0.0, 2]", True),
        ("0", "-0", True),
        ("-0.01", "0.01", False),
        ("(1, 2)", "[1, 2]", True),
        ("(3,)", "(3)", False),
        ("12345678", "1.235e+07", True),
        ("0.3333", "0.3334", True),
        ("0.33", "0.34", False),
        ("3", "-3", False),
        ("True", "1", False),
    ],
)
def test_two_answers_are_alike_where_a_reader_may_mean_the_same(one: str, other: str, same: bool) -> None:
    assert same_to_a_reader(one, other) is same
    assert [text for text, _ in distinct(one, [(other, "why")])] == ([] if same else [other])


def printed(text: str, *, easily: bool = False, is_shape: bool = False) -> Shown:
    example = Example("check", "print(x)", is_gradient=False, is_shape=is_shape, easily=easily)
    return Shown(example, Told(f"{text}\n"))


NUMBERS = [
    "1",
    "-1",
    "2",
    "7",
    "0.5",
    "-0.5",
    "-1.0",
    "0.33",
    "1e+16",
    "[1, 2]",
    "[0.0, -0.0, 1.5]",
    "[-1, 1]",
    "[0.5, -0.5]",
]
SHAPES = ["(1,)", "(3,)", "(1, 1)", "(3, 3)", "(2, 3)", "(1, 3)", "(4, 3, 2)"]


@pytest.mark.parametrize(("key", "is_shape"), [(key, False) for key in NUMBERS] + [(key, True) for key in SHAPES])
def test_slips_beside_a_key_are_never_right_as_well(key: str, is_shape: bool) -> None:
    made = of_a_program(printed(key, is_shape=is_shape), "gradient", [], DRAW)
    if made is None:
        return  # too few slips differ: nothing is asked
    assert isinstance(made.variant, MultipleChoice)
    texts = {option.text.strip("`"): option.is_right for option in made.variant.options}
    assert [text for text, is_right in texts.items() if is_right] == [key]
    assert not [text for text, is_right in texts.items() if not is_right and same_to_a_reader(text, key)]


def test_most_keys_have_enough_slips() -> None:
    made = [of_a_program(printed(key), "gradient", [], DRAW) for key in NUMBERS]
    assert sum(one is not None for one in made) >= 8


@pytest.mark.parametrize("key", ["0.0", "-0.0", "[0.0, 0.0]", "nan", "inf", "True", "[]"])
def test_where_slips_say_the_same_nothing_is_asked(key: str) -> None:
    assert of_a_program(printed(key), "gradient", [], DRAW) is None


def test_a_zero_with_a_sign_is_not_to_be_typed() -> None:
    typed = of_a_program(printed("0.0", easily=True), "prints", [], DRAW)
    assert typed is not None
    assert isinstance(typed.variant, PredictOutput)
    assert of_a_program(printed("-0.0", easily=True), "prints", [], DRAW) is None


@pytest.mark.parametrize(
    "seen",
    [
        Seen(1, "x", "float", None, None, 0.0),
        Seen(1, "x", "float", None, None, 1.0),
        Seen(1, "x", "int", None, None, -1),
        Seen(1, "x", "float", None, None, 12345678.0),
        Seen(1, "x", "float", None, None, float("nan")),
        Seen(1, "x", "list", None, 0, None),
        Seen(1, "x", "list", None, 3, None),
        Seen(1, "x", "ndarray", (1, 1), None, None),
        Seen(1, "x", "float", None, None, None),
        Seen(1, "x", "Tensor", (2, 3), None, None),
    ],
)
def test_what_a_name_holds_has_one_right_option(seen: Seen) -> None:
    example = Example("check", "print(f(2))", is_gradient=False, is_shape=False, easily=False)
    made = of_a_line(Shown(example, Told("", seen=(seen,))), seen, "lab.py", "x = f()", DRAW)
    if made is None:
        assert seen.value is not None  # slips of a number may say the same
        return
    assert isinstance(made.variant, MultipleChoice)
    [key] = [option.text.strip("`") for option in made.variant.options if option.is_right]
    wrong = [option.text.strip("`") for option in made.variant.options if not option.is_right]
    assert len(wrong) == 3
    assert not [text for text in wrong if same_to_a_reader(text, key)]


WANTED = {1: ["x"]}
HUGE = 10**5000  # Python refuses to write so long a number


@pytest.mark.parametrize(
    "seen",
    [
        [1, "x", "int", None, None, HUGE],
        [1, "x", "list", None, None, [HUGE]],
        [1, "x", "list", None, HUGE, None],
        [1, "x", "Tensor", [HUGE], None, None],
    ],
)
def test_a_number_without_end_is_not_written_down(seen: list[object]) -> None:
    told = understood({"printed": "", "error": "", "seen": [seen]}, WANTED)
    assert told is not None
    assert str(told)


@pytest.mark.parametrize(
    "said",
    [
        None,
        {},
        {"printed": "", "error": "", "seen": None},
        {"printed": 1, "error": "", "seen": []},
        {"printed": "", "error": "<b>", "seen": []},
    ],
)
def test_what_no_watcher_says_is_no_answer(said: object) -> None:
    assert understood(said, WANTED) is None


@pytest.mark.parametrize(
    "seen",
    [
        [2, "x", "int", None, None, 1],
        [1, "y", "int", None, None, 1],
        [1, "x", "<b>", None, None, 1],
        [1, "x", "int", [-1], None, 1],
        [1, "x", "int", None, True, 1],
        [1, "x"],
    ],
)
def test_what_was_not_asked_for_is_not_seen(seen: list[object]) -> None:
    assert understood({"printed": "", "error": "", "seen": [seen]}, WANTED) == Told("")
