"""Formulas: set on the server, refused when wrong, safe in threads and in forked processes."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from chainrule.campus.lectures import math as room
from chainrule.campus.lectures import render_markdown
from chainrule.campus.lectures.math import MathError, tex_to_html
from chainrule.course import CourseError


def test_a_formula_is_html_for_the_eye_and_mathml_for_the_ear():
    html = tex_to_html(r"\frac{\partial L}{\partial w}")
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML">' in html
    assert 'class="katex-html" aria-hidden="true"' in html
    assert "katex-display" not in html
    assert "katex-display" in tex_to_html("x", display=True)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\foo", r"Undefined control sequence: \foo at position 1"),
        (r"\frac{a", "Unexpected end of input"),
        (r"\def\a{\a\a}\a", "Too many expansions"),
        (r"\href{javascript:alert(1)}{x}", "not allowed"),
        (r"\includegraphics{x.png}", "not allowed"),
        (r"\htmlStyle{color: red}{x}", "HTML extension is disabled"),
        ("é", "Accented Unicode"),
        ("x" * 5001, "5,001 characters"),
    ],
)
def test_what_katex_does_not_know_is_refused_with_its_reason(formula, reason):
    with pytest.raises(MathError) as caught:
        tex_to_html(formula)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_script_in_a_formula_is_text():
    html = tex_to_html(r"\text{<script>alert(1)</script>}")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_formula_is_set_while_an_event_loop_runs():
    async def view() -> str:
        return tex_to_html(r"\text{set beside a loop}")

    with ThreadPoolExecutor(1) as pool:  # in this thread a loop may run already: that of Playwright
        assert "set beside a loop" in pool.submit(lambda: asyncio.run(view())).result()


def test_many_threads_share_one_engine():
    formulas = [f"x_{{{n}}}^{{{n % 7}}}" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda formula: tex_to_html.__wrapped__(formula), formulas))
    assert together == [tex_to_html(formula) for formula in formulas]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_makes_an_engine_of_its_own():
    tex_to_html("a + 1")
    child = os.fork()
    if child == 0:
        os._exit(0 if "katex" in tex_to_html.__wrapped__("a + 2") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_without_katex_the_error_says_how_to_build_it(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "KATEX", tmp_path / "katex.min.js")
    monkeypatch.setattr(room, "_engine", room._Engine())
    with pytest.raises(CourseError, match=r"frontend/build\.py"):
        tex_to_html.__wrapped__("x")


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x$ and $y$", 2),
        ("It costs $5 and then $6.", 0),
        ("a $ b $ c", 0),
        (r"\$x\$", 0),
        ("`$x$`", 0),
        ("$$x$$", 1),
        ("$a +\nb$", 1),
        ("$a_1 * b_1 * c$ *em*", 1),
    ],
)
def test_dollars_are_math_only_where_they_are(text, formulas):
    assert render_markdown(text).count('<span class="katex-mathml">') == formulas


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("and $y$. Next", 'and <span class="nowrap">F.</span> Next'),
        ("($y$), then", '(<span class="nowrap">F)</span>, then'),
        ("$y$ and", "F and"),
        ("*$y$*.", "<em>F</em>."),
        ("$y$", "F"),
    ],
)
def test_a_mark_stays_on_the_line_of_the_short_formula_before_it(text, html):
    assert render_markdown(text, inline=True).replace(tex_to_html("y"), "F") == html


@pytest.mark.parametrize("text", ["$x$ < 1", "$x$ is 1", "$$x$$ and 2", "$x$"])
def test_a_text_that_begins_with_a_formula_may_end_with_a_digit(text):
    assert "katex" in render_markdown(text, inline=True)


@pytest.mark.parametrize("text", ["$5 and $6", "costs 5$ or 6$", "1$x$"])
def test_a_dollar_beside_a_digit_is_a_dollar(text):
    assert "katex" not in render_markdown(text, inline=True)
