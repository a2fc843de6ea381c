"""HTML of other systems as Markdown: what it says is kept, and what cannot be said is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.lectures import render_markdown
from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions.exchange import NotExpressed
from chainrule.campus.questions.exchange.markup import from_html, markdown, markdown_line
from chainrule.campus.questions.exchange.tree import escaped

MATH = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("one<br>two<br>", "one\\\ntwo"),
        ("<b>b</b> and<i> i </i>!", "**b** and *i* !"),
        ("a<sub>1</sub> <kbd>Tab</kbd>", "a<sub>1</sub> <kbd>Tab</kbd>"),
        ("<span style='x'><p>in a span</p></span>", "in a span"),
        ("3 * 4 = f_x of __init__, 5 $", "3 \\* 4 = f_x of \\_\\_init\\_\\_, 5 \\$"),
        ("C:\\new", "C:\\\\new"),
        (
            "<p>- no list</p><p>1. none</p><p># nor this</p><p>::: no box</p>",
            "\\- no list\n\n1\\. none\n\n\\# nor this\n\n:\\:: no box",
        ),
        (r"\(a &lt; b\) and \[c\] and $$d$$", "$a < b$ and $$c$$ and $$d$$"),
        (f"so 2{MATH}3", "so 2 $x^2$ 3"),
        ("<code>a`b</code>", "``a`b``"),
        ("<pre>def f():\n    return  1\n</pre>", "```\ndef f():\n    return  1\n```"),
        ('<pre><code class="language-python"><span>x</span> = "```"\n</code></pre>', '````python\nx = "```"\n````'),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol><li><p>a</p><pre>x\ny</pre></li><li><p>b</p></li></ol>", "1. a\n\n   ```\n   x\n   y\n   ```\n\n1. b"),
        ("<table><tr><td>a<td>b|c<tr><td>1</table>", "| a | b\\|c |\n|---|---|\n| 1 |  |"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<h4>Head</h4><hr>", "## Head\n\n---"),
        (
            '<a href="https://example.org/a b">here</a> <a href="javascript:x">there</a>',
            "[here](https://example.org/a%20b) there",
        ),
        ("a&nbsp;b &#8212; &eacute;", "a b — é"),
    ],
)
def test_what_html_says_is_said_in_markdown(html: str, text: str) -> None:
    assert markdown(from_html(html)) == text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<img src='a/cat.png'>", "cat.png"),
        ("<script>alert(1)</script>", "<script>"),
        ("<p><object data='x'></object></p>", "<object>"),
        ("<iframe src='x'></iframe>", "<iframe>"),
        ("<math><mi>x</mi></math>", "without its TeX"),
        ("<table><tr><td colspan=2>a</table>", "span"),
        ("<ol start=3><li>a</ol>", "begin with 1"),
        ("<div>" * 100, "inside of one another"),
        ("<p>" + "x" * 60_000, "60,003 characters"),
        ('<div class="figure"><p><img class="../../etc/passwd" alt="x"></p></div>', "no figure of the course"),
    ],
)
def test_what_markdown_cannot_say_is_named(html: str, words: str) -> None:
    with pytest.raises(NotExpressed, match=words):
        markdown(from_html(html))


def test_an_option_is_one_line() -> None:
    assert markdown_line(from_html("<p>a</p><p>b<br>c</p>")) == "a b c"
    with pytest.raises(NotExpressed, match="one line"):
        markdown_line(from_html("<pre>x</pre>"))


TEXTS = st.text(st.sampled_from("ab1 .*_`$~<>&[]()!\\#-+=|:\"'^{}/\n"), max_size=30)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_shown_as_it_was(text: str) -> None:
    """Whatever marks of Markdown a text holds, its page shows the text."""
    if "$$" in text or "\\(" in text or "\\[" in text:
        return  # marks of TeX, which stand for a formula
    made = markdown(from_html(escaped(text)))
    page = render_markdown(made)
    shown = from_html(page)
    assert " ".join("".join(shown.itertext()).split()) == " ".join(text.split())
    assert page.count("<") == 2 * bool(text.strip())  # one paragraph, no other element


def test_a_formula_is_read_by_the_tex_that_it_carries() -> None:
    assert rendered(markdown(from_html(f"<p>{MATH}</p>"))) == rendered("$x^2$")
