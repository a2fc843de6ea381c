"""What a reader sees of an option: two ways to write it that look the same are one."""

import pytest

from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions.text import duplicates


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"$\frac{1}{2}$", r"$\dfrac12$"),
        ("`x`", "**x**"),
        ("$x^{2}$", "$x^2$"),
        (r"$a \le b$", r"$a \leq b$"),
        (r"$2\,x$", "$2x$"),
        (r"$2 \cdot 3$", "$2 * 3$"),
        ("a  b", "a b"),
        ("&lt;b", "`<b`"),
        ("it’s", "it's"),
    ],
)
def test_what_looks_the_same_is_read_the_same(one, other):
    assert duplicates([one, other], rendered) == (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"$\frac{1}{2}$", "$12$"),
        ("$x^2$", "$x_2$"),
        ("$x^2$", "$x2$"),
        (r"$\sqrt{2}$", "$2$"),
        ("`x`", "`X`"),
        ("$-1$", "$1$"),
        (r"$\frac{a}{b}$", r"$\frac{b}{a}$"),
    ],
)
def test_what_means_something_else_is_read_as_something_else(one, other):
    assert duplicates([one, other], rendered) is None
