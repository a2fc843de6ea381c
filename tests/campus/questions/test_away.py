"""A stem that holds its own key."""

import pytest

from chainrule.campus.questions.away import comments, gives_away, sentence_in, spans


@pytest.mark.parametrize(
    ("stem", "key", "others", "given"),
    [
        ("The answer is `0.125`, is it not?", "$0.125$", ["$0.25$"], True),
        ("Is it 0.125 or 0.25?", "$0.125$", ["$0.25$"], False),
        ("With 12 inputs: how many?", "12", ["13"], False),
        ("A ReLU is used. Which one is it?", "**ReLU**", ["tanh"], True),
        ("A ReLU6 is used. Which one is it?", "ReLU", ["tanh"], False),
        ("The gradient of the loss is small.", "the loss of the gradient", [], False),
        ("How large is $\\frac{1}{2} x$?", "`1/2 x`", ["$x$"], True),
    ],
)
def test_a_key_is_given_away_where_it_stands_there_alone(stem, key, others, given):
    assert gives_away(stem, key, others) is given


def test_a_sentence_of_a_model_answer_is_found():
    answer = "It fits the noise. Keep the weights of the best epoch."
    assert sentence_in("Somebody says: keep the weights of the best epoch!", answer) == (
        "Keep the weights of the best epoch"
    )
    assert sentence_in("Somebody keeps the weights.", answer) == ""
    assert sentence_in("It fits the noise, they say.", answer) == "", "short ones stand in many a stem"


def test_code_in_a_stem_and_comments_in_code_are_looked_at():
    assert spans("Here `x + y` and $a$ are given, and a word.") == "`x + y`\n$a$"
    assert comments("x = 1  # it is x + 1\n# and that\n") == "it is x + 1\nand that"
    assert comments("x = '") == ""
