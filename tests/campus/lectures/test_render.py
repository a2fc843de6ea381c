"""A lecture as a page: one outline, code with its output, figures, boxes, math, links, footnotes and tables."""

import re

import pytest

from chainrule.campus.lectures import BlockOutput, render_lecture, render_markdown
from chainrule.course import CourseError


def page(lecture, outputs=(), **options):
    return render_lecture(lecture, outputs, **options)


def test_the_page_has_its_title_apart_and_one_outline(write):
    lecture = write("### Deep $x^2$ {#deep}\n\n##### Deeper\n\n## *Two* `code`\n", title="# A *title*\n\n## One\n\n")
    rendered = page(lecture)
    assert (rendered.title, rendered.title_html) == ("A title", "A <em>title</em>")
    assert "<h1" not in rendered.html
    assert re.findall(r'<(h\d) id="([\w-]+)"', rendered.html) == [
        ("h2", "one"),
        ("h3", "deep"),
        ("h4", "deeper"),
        ("h2", "two-code"),
    ]
    one, two = rendered.contents
    assert [(e.id, e.level, [c.id for c in e.children]) for e in (one, two)] == [
        ("one", 2, ["deep"]),
        ("two-code", 2, []),
    ]
    assert two.title == "<em>Two</em> <code>code</code>"
    assert one.children[0].children[0].id == "deeper"
    assert "katex-mathml" in one.children[0].title
    assert rendered.math_count == 1


def test_sections_know_the_outcomes_that_they_serve(write):
    lecture = write()
    assert page(lecture).outcomes == {"one": ("Perform forward and backward passes.",)}
    sentence = "**Perform** forward and backward passes."
    assert page(lecture, outcomes=[sentence]).outcomes == {"one": (sentence,)}


def test_code_stands_above_what_came_out(write):
    text = '```python\nprint(1)\n2\n```\n\n```python no-run="needs <two> GPUs"\nx\n```\n\n```bash\nls\n```\n'
    html = page(write(text), [BlockOutput(0, stdout="1 < 2\n", value="'<b>'")]).html
    assert '<span class="nb">print</span>' in html
    assert html.index("print") < html.index("1 &lt; 2") < html.index("&lt;b&gt;")
    assert "Python, not run here: needs &lt;two&gt; GPUs" in html
    assert '<p class="code-label">Shell</p>' in html
    assert html.count("data-copy") == 3
    assert html.count('class="code-output"') == 1
    assert "style=" not in html


def test_code_or_output_can_be_hidden(write):
    lecture = write("```python hide-output\nprint(1)\n```\n\n```python hide-code\nprint(2)\n```\n")
    html = page(lecture, [BlockOutput(0, "out-one"), BlockOutput(1, "out-two")]).html
    assert "out-one" not in html
    assert "out-two" in html
    assert html.count('class="code-source"') == 1


def test_code_can_be_folded_away_with_words_for_what_it_does(write):
    lecture = write('```python fold-code="prints <two>"\nprint(2)\n```\n')
    html = page(lecture, [BlockOutput(0, "out-two")]).html
    assert '<details class="code-fold"><summary>Code: prints &lt;two&gt;</summary><div class="code-source"' in html
    assert html.index("</details>") < html.index("out-two")
    assert "data-runs" in html


def test_a_block_that_raises_shows_its_error(write):
    html = page(write("```python raises=TypeError\n1\n```\n"), [BlockOutput(0, error="TypeError: no")]).html
    assert '<pre class="output-error" data-scroll=""><samp>TypeError: no</samp></pre>' in html


def test_pictures_of_code_have_ids_of_their_own(write):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"></g><path fill="url(#a)" href="#a"></path></svg>'
    lecture = write("```python\nx\n```\n\n```python\nx\n```\n")
    html = page(lecture, [BlockOutput(0, svg=svg), BlockOutput(1, svg=svg)]).html
    assert re.findall(r'id="(picture[^"]*)"', html) == ["picture-1-a", "picture-2-a"]
    assert 'fill="url(#picture-1-a)" href="#picture-1-a"' in html
    assert html.count('role="img" aria-label="Picture drawn by the code above"') == 2


def test_figures_are_numbered_and_their_captions_are_markdown(write):
    text = '::: figure autograd.chain_rule "The *rule* $x$"\n::: figure autograd.chain_rule "Again"\n'
    html = page(write(text)).html
    assert html.count("<svg") == 2
    assert '<span class="figure-number">Figure 1.</span> The <em>rule</em> <span class="katex">' in html
    assert re.findall(r'<figure class="figure" id="([^"]+)"', html) == [
        "figure-autograd-chain_rule",
        "figure-autograd-chain_rule-2",
    ]


def test_a_link_to_a_figure_without_words_shows_its_number(write):
    text = """\
        As [](#figure:autograd.accumulation) says. [](#figure:autograd.chain_rule)
        shows [the *rule*](#figure:autograd.chain_rule).

        ::: figure autograd.chain_rule "The rule"
        ::: figure autograd.accumulation "After [](#figure:autograd.chain_rule)"
        """
    html = page(write(text)).html
    assert 'As <a href="#figure-autograd-accumulation">figure&nbsp;2</a> says.' in html
    assert '<a href="#figure-autograd-chain_rule">Figure&nbsp;1</a>\nshows' in html
    assert '<a href="#figure-autograd-chain_rule">the <em>rule</em></a>.' in html
    assert '<a href="#figure-autograd-chain_rule">figure&nbsp;1</a></figcaption>' in html
    assert 'id="figure-autograd-accumulation"' in html


def test_a_link_to_a_figure_needs_one_of_that_name(write):
    once = '::: figure autograd.chain_rule "x"\n'
    for above, words in (
        ("", "which is not on this page"),
        (once.replace("rule", "role"), "there are autograd.chain_role"),
        (once + once, "stands 2 times on this page"),
    ):
        with pytest.raises(CourseError) as caught:
            page(write(f"[](#figure:autograd.chain_rule)\n\n{above}"))
        assert caught.value.line == 9
        assert words in str(caught.value)


def test_words_point_at_parts_of_an_explorable(write):
    graph = '::: explorable graph-stepper id=receipt expression="e = a * b; e * e" a=2 b=-3'
    html = page(write(f"{graph}\n\nThe [error](#receipt:e).\n")).html
    assert '<div class="explorable" id="receipt"' in html
    assert '<a href="#receipt" data-part="e">error</a>' in html


def test_words_cannot_point_at_what_is_not_there(write):
    graph = '::: explorable graph-stepper id=receipt expression="error = a * b; error * error" a=2 b=-3'
    for link, words in (("#receipt:eror", 'did you mean "error"'), ("#other:error", "give the explorable a name")):
        with pytest.raises(CourseError) as caught:
            page(write(f"{graph}\n\nThe [error]({link}).\n"))
        assert words in str(caught.value)


def test_an_explorable_stands_with_its_static_picture(write):
    html = page(write('::: explorable graph-stepper expression="a * b" a=2 b=-3\n:::\n\nAfter.\n')).html
    assert 'data-explorable="graph-stepper" data-expression="a * b" data-a="2" data-b="-3"' in html
    assert html.index("<svg") < html.index("</div>\n<p>After.</p>")


def test_boxes_nest_and_questions_fold(write):
    html = page(
        write("""\
        ::: note On *sums*
        Inside.

        ::: aside
        Beside.
        :::
        :::

        ::: try How many?
        Two.
        :::

        ::: try
        A long question.

        ::: answer
        Its answer.
        :::
        :::
        """)
    ).html
    assert '<p class="box-title"><span class="box-label">Note</span> On <em>sums</em></p>' in html
    assert '<aside class="box box-aside"><p>Beside.</p>\n</aside>\n</div>' in html
    assert '<details class="box box-try"><summary><span class="box-label">Try it</span> How many?</summary>' in html
    assert '<details class="box box-answer"><summary><span class="box-label">Answer</span> </summary>' in html
    assert html.index("A long question.") < html.index('class="box box-answer"') < html.index("Its answer.")
    assert html.count("<details") == html.count("</details>") == 2


def test_links_outside_leave_no_way_back(write):
    text = "[in](#one) [site](/lectures/04/) [out](https://example.org/a?b=1&c=2 'T') <https://example.org> "
    text += "<a@example.org>"
    html = page(write(text)).html
    assert '<a href="#one">in</a> <a href="/lectures/04/">site</a>' in html
    assert html.count('rel="noopener noreferrer"') == 2
    assert 'href="https://example.org/a?b=1&amp;c=2" title="T"' in html
    assert '<a href="mailto:a@example.org">' in html


def test_links_outside_have_a_number_for_paper(write):
    text = (
        "[a](https://a.example) [b](https://b.example/?x=1&y=2) [a](https://a.example) [in](#one) <https://c.example>"
    )
    rendered = page(write(f"{text} [lab](/labs/03/)\n\nText[^n].\n\n[^n]: [d](https://d.example)\n"))
    assert re.findall(r'href="https://(\w)[^>]*data-note="(\d)">', rendered.html) == [
        ("a", "1"),
        ("b", "2"),
        ("a", "1"),
        ("d", "3"),
    ]
    assert rendered.html.count("data-note") == 4
    assert rendered.links == ("https://a.example", "https://b.example/?x=1&y=2", "https://d.example")


def test_tables_scroll_by_themselves_and_align_by_class(write):
    html = page(write("| a | b |\n|--:|:-:|\n| 1 | 2 |\n")).html
    assert '<div class="table-wrap" data-scroll=""><table>' in html
    assert '<th scope="col" class="align-right">a</th>' in html
    assert "style=" not in html


def test_footnotes_lead_there_and_back(write):
    html = page(write("Text[^a].\n\n[^a]: A *note*.\n")).html
    assert '<a href="#fn1" id="fnref1">' in html
    assert '<a href="#fnref1" class="footnote-backref" aria-label="Back to the text">' in html
    assert '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">' in html


def test_pictures_come_from_where_the_caller_says(write):
    lecture = write()
    (lecture.folder / "cat.png").write_bytes(b"png")
    html = page(write("![A <cat>](cat.png)"), asset_url="/lectures/03/files/{}".format).html
    assert '<img src="/lectures/03/files/cat.png" alt="A &lt;cat&gt;" loading="lazy">' in html


def test_longer_lectures_take_longer(write):
    short, long = (page(write(text)).pace.shown.core for text in ("Word " * 100, "Word " * 2000 + "$x$ " * 100))
    assert 1 <= short < long


def test_the_contents_say_the_minutes_of_each_section(write):
    [one, two] = page(write("Word " * 540 + "\n\n### Below\n\n" + "Word " * 180 + "\n\n## Two\n\nShort.\n")).contents
    assert [entry.pace.shown.core for entry in (one, two)] == [4, 1]
    assert one.children[0].pace is None


def test_what_goes_deeper_is_folded(write):
    html = page(write("::: deeper Why it holds\nA proof.\n:::\n")).html
    assert (
        '<details class="box box-deeper"><summary><span class="box-label">Deeper</span> Why it holds</summary>' in html
    )


ERRORS = [
    ("Text.\n\nA formula $\\foo$ here.\n", 11, r"$\foo$: Undefined control sequence: \foo", "katex.org"),
    ("Text\nsecond $x$ line\nthird $\\bar$ line\n", 11, r"$\bar$", "katex.org"),
    ("$$\n\\frac{a\n$$\n", 9, "Unexpected end", "katex.org"),
    ("## On $\\foo$ {#foo}\n", 9, r"\foo", "katex.org"),
    ("::: note $\\foo$\n:::\n", 9, r"\foo", "katex.org"),
    ("- item\n- $\\foo$\n", 10, r"\foo", "katex.org"),
    ("| a |\n|---|\n| $\\foo$ |\n", 11, r"\foo", "katex.org"),
    ("Text[^1]\n\n[^1]: Note $\\foo$.\n", 11, r"\foo", "katex.org"),
    ('Text\n\n::: figure autograd.chain_rule "$\\foo$"\n', 11, r"\foo", "katex.org"),
    ('Text\n\n::: figure autograd.chain_role "x"\n', 11, "no figure autograd.chain_role", "autograd.chain_rule"),
    ("Text\n\n::: explorable graph-steper a=1\n", 11, "no explorable `graph-steper`", 'did you mean "graph-stepper"?'),
    ('::: explorable graph-stepper expression="a.b" a=1\n', 9, "`a.b` is not arithmetic", "mend the arguments"),
    ("[x](#two)\n", 9, "leads to `#two`, which is not on this page", "use one that exists"),
    ("Text\n[x](other.md)\n", 10, "leads to `other.md`", "full address"),
    ("Text\n\n<script>alert(1)</script>\n", 11, "raw HTML is not part of a lecture: <script>", "backticks"),
    ("Text <img src=x onerror=alert(1)> text\n", 9, "raw HTML", "backticks"),
    ('<kbd onclick="x">a</kbd>\n', 9, "raw HTML", "kbd"),
    ("<iframe src=https://example.org></iframe>\n", 9, "raw HTML", "backticks"),
]


@pytest.mark.parametrize(("text", "line", "problem", "fix"), ERRORS, ids=[e[0][:30] for e in ERRORS])
def test_what_cannot_be_shown_is_told_with_its_line(write, text, line, problem, fix):
    with pytest.raises(CourseError) as caught:
        page(write(text))
    assert (caught.value.line, caught.value.path.name) == (line, "lecture.md")
    assert problem in caught.value.problem
    assert fix in caught.value.fix


def test_a_picture_that_is_unsafe_is_told_at_its_block(write):
    lecture = write("```python\nx\n```\n")
    with pytest.raises(CourseError, match="<script> may not stand on a page") as caught:
        page(lecture, [BlockOutput(0, svg='<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')])
    assert caught.value.line == 9


class TestText:
    def test_stems_and_hints_have_math_code_and_emphasis(self):
        html = render_markdown("A **stem** with $x$:\n\n```python\nx = 1\n```\n")
        assert html.startswith("<p>A <strong>stem</strong> with <span")
        assert '<code class="language-python"><span class="n">x</span>' in html
        assert "data-block" not in html

    def test_inline_text_has_no_paragraph(self):
        assert render_markdown("*a* `b`\nc", inline=True) == "<em>a</em> <code>b</code>\nc"

    def test_headings_are_lowered_and_have_no_ids(self):
        assert render_markdown("# A\n\n### B\n") == "<h3>A</h3>\n<h4>B</h4>\n"
        assert render_markdown("## A", heading_level=2) == "<h2>A</h2>\n"

    def test_footnotes_of_two_texts_do_not_clash(self):
        one, two = (set(re.findall(r'id="([^"]+)"', render_markdown(f"{t}[^1]\n\n[^1]: note"))) for t in "ab")
        assert one
        assert not one & two

    def test_code_is_never_run_whatever_its_language(self, tmp_path):
        html = render_markdown(f"```python\nopen({str(tmp_path / 'x')!r}, 'w')\n```\n\n```nolanguage\nx\n```\n")
        assert not list(tmp_path.iterdir())
        assert 'class="language-text"' in html

    def test_an_authors_mistake_is_told_and_a_students_is_shown(self, tmp_path):
        bad = r"$\foo$ <script> ![x](y.png) [z](w.md)"
        with pytest.raises(CourseError) as caught:
            render_markdown(bad, path=tmp_path / "question.py")
        assert caught.value.path.name == "question.py"
        html = render_markdown(bad, strict=False)
        assert r"<code>\foo</code> &lt;script&gt; x" in html
        assert render_markdown("::: nothing\n<b", strict=False) == "<p>::: nothing\n&lt;b</p>"

    @pytest.mark.parametrize("text", ["", " ", "\n\n", "\0", "$", "$$", ":::", "```", "[", "![", "<", "&", "|"])
    def test_fragments_of_markup_do_no_harm(self, text):
        assert isinstance(render_markdown(text, strict=False), str)
        assert isinstance(render_markdown(text, inline=True, strict=False), str)


def test_a_wide_figure_takes_the_room_beside_the_text(write):
    html = render_lecture(write('::: figure autograd.chain_rule "See." wide\n'), ()).html
    assert '<figure class="figure wide"' in html
    with pytest.raises(CourseError, match="a name and a caption"):
        write('::: figure autograd.chain_rule "See." large\n')
