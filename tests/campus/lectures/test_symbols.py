r"""Each letter of a formula is declared once, in the front matter, with its meaning; words are no letters."""

import pytest

from chainrule.campus.lectures import check_page, render_lecture
from chainrule.campus.lectures.symbols import symbols_in
from chainrule.course import CourseError

FRONT = '---\noutcomes:\n  "Perform forward and backward passes.": one\n---\n'


@pytest.mark.parametrize(
    ("formula", "symbols"),
    [
        ("w x + b", "w x b"),
        ("x + x", "x"),
        ("3 + 4", ""),
        (r"\eta\,\frac{\partial L}{\partial w}", r"\eta L w"),
        (r"\frac{dL}{dw}", "L w"),
        (r"\frac{d}{dx} f(x)", "x f"),
        (r"\frac{d^2 f}{dx^2}", "f x"),
        (r"\frac{d}{2}", "d"),
        (r"\frac12 d", "d"),
        (r"dL/dw", "L w"),
        (r"dL / d\theta", r"L \theta"),
        (r"d / n", "d n"),
        (r"\int_0^1 p(x)\,dx", "p x"),
        (r"2\,d x", "d x"),
        (r"\frac{\mathrm{d}y}{\mathrm{d}x}", "y x"),
        (r"x_i", "x i"),
        (r"x_{ij}^{(t)}", "x i j t"),
        (r"x_{\text{max}}", "x"),
        (r"\operatorname{softmax}(z)", "z"),
        (r"\operatorname*{argmin}_w L", "w L"),
        (r"\max(0, \tanh a) + \log b", "a b"),
        (r"\hat{y}", r"\hat{y}"),
        (r"\hat y + y", r"\hat{y} y"),
        (r"\hat{\mathbf{y}}_i", r"\hat{\mathbf{y}} i"),
        (r"\bar\mathbf{x}", r"\bar{\mathbf{x}}"),
        (r"\overline{a b}", "a b"),
        (r"\mathbf{AB}", r"\mathbf{A} \mathbf{B}"),
        (r"\mathbf x^\top W", r"\mathbf{x} W"),
        (r"x \in \mathbb{R}^n", r"x \mathbb{R} n"),
        (r"x \in \R", r"x \mathbb{R}"),
        (r"\bm{w}", r"\boldsymbol{w}"),
        (r"\mathcal{N}(\mu, \sigma^2)", r"\mathcal{N} \mu \sigma"),
        (r"\begin{pmatrix} a & b \\ c & 1 \end{pmatrix}", "a b c"),
        (r"\begin{array}{cc} a & b \end{array}", "a b"),
        (r"\underbrace{a b}_{\text{a word}}", "a b"),
        (r"\textcolor{red}{z}", "z"),
        (r"\sqrt[n]{x}", "n x"),
        (r"f'(x)", "f x"),
        (r"\left\| v \right\|_2", "v"),
        (r"\nabla L = 0", "L"),
        (r"\sum_{\text{paths from } w} \quad a", "w a"),
        (r"\hat", ""),
        (r"\frac{a", "a"),
        ("", ""),
    ],
)
def test_the_symbols_of_a_formula(formula: str, symbols: str) -> None:
    assert symbols_in(formula) == tuple(symbols.split())


def front(*symbols: str) -> str:
    lines = "".join(f"  {line}\n" for line in symbols)
    return FRONT.removesuffix("---\n") + f"symbols:\n{lines}---\n"


def told(lecture) -> list[tuple[int | None, str, str]]:
    return [(error.line, error.problem, error.fix) for error in check_page(lecture, [])]


def test_a_page_whose_letters_are_all_declared_is_right(write):
    assert told(write("Take $w x$.", front=front('"w": "a weight"', '"x": "the input"'))) == []


def test_a_letter_that_is_not_declared_is_told_with_its_line_and_the_line_to_add(write):
    lecture = write("Take $w$,\nthen $\\eta w$.", front=front('"w": "a weight"'))
    [(line, problem, fix)] = told(lecture)
    assert lecture.source.split("\n")[line - 1] == r"then $\eta w$."
    assert problem == r"the symbol `\eta` of the formula $\eta w$ is not declared"
    assert fix == r'add to `symbols:` in the front matter the line   "\\eta": "what it means"'


@pytest.mark.parametrize(
    "text",
    [
        "## Two $z$",
        "::: note A title with $z$\nText.\n:::",
        '::: figure autograd.chain_rule "A caption with $z$"',
        "::: try Which?\n::: choice\n- [x] $z$\n- [ ] none\n:::\nBecause.\n:::",
        "::: exercise recall 3 What is $z$?\n::: answer\nA letter.\n:::\n:::",
        "| a |\n|---|\n| $z$ |",
        "A note.[^1]\n\n[^1]: With $z$.",
        "$$\nz\n$$",
        "In a line: $$z$$ goes on.",
    ],
)
def test_every_place_of_a_page_is_looked_at(write, text):
    problems = [problem for _, problem, _ in told(write("Take $w$.\n\n" + text, front=front('"w": "a weight"')))]
    assert [problem for problem in problems if "not declared" in problem] == [
        "the symbol `z` of the formula $z$ is not declared"
    ]


def test_a_declaration_that_nothing_uses_is_told_with_its_line(write):
    [(line, problem, fix)] = told(write("Take $w$.", front=front('"w": "a weight"', '"v": "as is $v$"', '"u": "u"')))[
        -1:
    ]
    assert (line, problem, fix) == (7, "`u` is declared, and no formula of the page uses it", "remove the line")


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ('"\\\\hat y"', r"`\hat y` is declared twice, first on line 5"),
        ('"x_i"', "`x_i` is no single symbol"),
        ('"W_1"', "`W_1` is no single symbol"),
        ('"\\\\odot"', r"`\odot` is declared, and no formula of the page uses it"),
    ],
)
def test_what_cannot_be_declared(write, key, problem):
    text = r"Take $\hat{y}$, $x_i$ and $W_1$."
    declared = ('"\\\\hat{y}": "the prediction"', '"x": "the input"', '"i": "its number"', '"W": "the weights"')
    assert told(write(text, front=front(*declared, f"{key}: again")))[0][1] == problem


def test_a_sign_that_is_no_letter_may_be_declared_where_it_is_used(write):
    declared = ('"\\\\odot": "the product, entry by entry"', '"a": "a vector"', '"b": "another"')
    assert told(write(r"Take $a \odot b$.", front=front(*declared))) == []


def test_a_page_with_formulas_and_without_declarations_is_given_the_lines_to_write(write):
    [(line, problem, fix)] = told(write(r"Take $\eta w$."))
    assert (line, problem) == (1, "the front matter declares no symbols")
    assert fix.split("\n")[1:] == ["symbols:", r'  "\\eta": "what it means"', '  "w": "what it means"']
    assert told(write("No formula.")) == told(write("Only $2 + 2$.")) == []


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        ('symbols:\n  "w": ""\n', 5, "the symbol `w` has no meaning"),
        ('symbols:\n  "w": [a, b]\n', 5, "the symbol `w` has no meaning"),
        ("symbols: w\n", 4, "`symbols` is no list of symbols"),
        ('symbols:\n  "w": "one"\n  "w": "two"\n', 6, "`w` stands twice"),
    ],
)
def test_declarations_that_cannot_be_read(write, lines, line, problem):
    with pytest.raises(CourseError) as caught:
        write("Take $w$.", front=FRONT.removesuffix("---\n") + lines + "---\n")
    assert (caught.value.line, caught.value.problem) == (line, problem)


def test_the_page_gives_each_symbol_with_its_meaning(write):
    lecture = write(r"Take $\eta w$.", front=front('"\\\\eta": "the *rate*, as in $\\\\eta w$"', '"w": "a weight"'))
    (sign, meaning), (_, plain) = render_lecture(lecture, []).symbols
    assert "katex" in sign
    assert "<em>rate</em>" in meaning
    assert "katex" in meaning
    assert plain == "a weight"
