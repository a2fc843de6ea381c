"""What the search reads of a lecture."""

import pytest

from chainrule.campus.site.published.sections import Section, sections


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("<p>A <code>b</code>, c.<br>d<img src='x'>e</p>", "A b, c. d e"),
        ('<ul><li>a</li><li>b</li></ul><a class="permalink" href="#h">#</a>', "a b"),
        ("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
        ("<svg><text>no</text></svg><button>no</button><p>yes</p>", "yes"),
        ('<details class="box box-deeper"><summary>Deeper</summary><p>yes</p></details>', "Deeper yes"),
        ('<p>asks</p><details class="box box-answer"><summary>Answer</summary><p>no</p></details><p>on</p>', "asks on"),
        ('<details class="box box-try"><summary>asks</summary><p>no</p></details><p>on</p>', "asks on"),
        (
            '<p>So <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
            '<annotation encoding="application/x-tex">\\bar x</annotation></semantics></math></span>'
            '<span class="katex-html" aria-hidden="true">x</span></span>.</p>',
            "So x.",
        ),
    ],
)
def test_the_text_of_a_section_is_what_one_reads(html: str, text: str) -> None:
    assert sections(f'<p>Before any.</p><h2 id="h">Head</h2>{html}') == [Section("h", "Head", text)]


def test_each_heading_with_an_id_begins_a_section() -> None:
    html = '<h2 id="a">A <em>1</em></h2><p>x</p><h3 id="b">B</h3><p>y</p><h3>C</h3>'
    assert [(each.id, each.title) for each in sections(html)] == [("a", "A 1"), ("b", "B")]
