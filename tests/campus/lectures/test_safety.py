"""Nothing that an author or a student types becomes script, style, a foreign address, or one of our own fragments."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chainrule.campus.lectures import render_markdown
from chainrule.campus.lectures.safe import Trusted, UnsafeSvg, clean, safe_svg

ACTIVE = {"script", "iframe", "object", "embed", "form", "input", "base", "meta", "link", "style", "button", "textarea"}


class Inspector(HTMLParser):
    """Collects everything that a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ACTIVE else []
        for name, value in attrs:
            address = re.sub(r"[\s\0]", "", value or "").lower()
            if name.startswith("on") or name in ("srcdoc", "formaction", "data-explorable"):
                self.found.append(name)
            if name in ("href", "src") and re.match(r"(javascript|data|vbscript|file):", address):
                self.found.append(f"{name}={value}")


def active_parts(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.found


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<b onmouseover=alert(1)>x</b>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://example.org/track.png)",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "\\" onmouseover=alert(1)")',
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://example.org><input name=password></form>",
    "<base href=https://example.org>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<b><p title='</b><script>alert(1)</script>'>",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    '```"><script>alert(1)</script>\nx\n```',
    "$\\text{<script>alert(1)</script>}$",
    "$<img src=x onerror=alert(1)>$",
    '# <script>alert(1)</script> {#a"onclick=x}',
    '# x {#"><script>}',
    "::: note <script>alert(1)</script>\n<script>alert(1)</script>\n:::",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    '::: figure autograd.chain_rule "<script>alert(1)</script>"',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<kbd><script>alert(1)</script></kbd>",
    "</div></main><script>alert(1)</script>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_known_attacks_end_as_text(text):
    assert active_parts(render_markdown(text, strict=False)) == []
    assert active_parts(render_markdown(text, inline=True, strict=False)) == []


PIECES = [
    *(
        "<",
        ">",
        "/",
        "script",
        "img",
        " onerror=",
        "javascript:",
        "[x](",
        ")",
        "`",
        "$",
        "\\",
        '"',
        "'",
        "&",
        "#",
        "{#",
    ),
    *(
        "{#",
        "}",
        "\n",
        "\n\n",
        "::: note ",
        ":::",
        "```",
        "|",
        "---",
        "![",
        "<!--",
        "-->",
        "b",
        "svg",
        "[^1]",
        "]:",
        "x",
    ),
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@settings(deadline=None)
@given(MARKUP)
@example("<b</b>")
def test_no_mixture_of_markup_becomes_active(text):
    assert active_parts(render_markdown(text, strict=False)) == []


@settings(deadline=None)
@given(MARKUP)
def test_tags_are_balanced_so_that_a_text_cannot_break_out_of_its_place(text):
    html = render_markdown(text, strict=False)
    html = re.sub(r"<(br|hr|wbr|img)\b[^>]*>", "", re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL))
    open_tags: list[str] = []
    for slash, tag, empty in re.findall(r"<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>", html):
        if not slash and not empty:
            open_tags.append(tag)
        elif slash:
            assert open_tags.pop() == tag
    assert open_tags == []


def test_placeholders_cannot_be_forged(monkeypatch):
    """A text that holds a placeholder's shape, even with the number of another page, stays text."""
    other = Trusted()
    mark = other.hold("<script>alert(1)</script>")
    html = render_markdown(f"{mark} and $x$ and [{'0' * 32}:0]")
    assert mark in html
    assert active_parts(html) == []
    assert Trusted().nonce != other.nonce


def test_raw_tags_for_phrases_stand_without_attributes():
    html = render_markdown("Press <kbd>Tab</kbd>, H<sub>2</sub>O<br>x")
    assert html == "<p>Press <kbd>Tab</kbd>, H<sub>2</sub>O<br>x</p>\n"


def test_cleaning_keeps_no_style_and_no_unknown_attribute():
    assert clean('<p style="x" onclick="y" class="a" data-x="1">t</p>') == '<p class="a">t</p>'


def svg(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'


UNSAFE = [
    "no svg",
    "<svg></svg>",
    "<p>x</p>",
    svg("<g>"),
    svg("<script>alert(1)</script>"),
    svg("<style>*{fill:red}</style>"),
    svg("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>"),
    svg("<p xmlns='http://www.w3.org/1999/xhtml'>x</p>"),
    svg("<g onclick='x'></g>"),
    svg("", "onload='x'"),
    svg("<a href='javascript:alert(1)'></a>"),
    svg("<use href='https://example.org/x.svg#a'></use>"),
    svg("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='data:image/svg+xml,x'></use>"),
    svg("<image href='https://example.org/track.png'></image>"),
    svg("<rect fill='url(https://example.org/x)'></rect>"),
    svg("<rect fill='url( \"//example.org/x\")'></rect>"),
    svg("<set attributeName='href' to='javascript:alert(1)'></set>"),
    svg("<animate attributeName='href' values='javascript:alert(1)'></animate>"),
    '<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("&x;"),
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("&x;"),
    "<svg xmlns='http://www.w3.org/2000/svg'>" + "x" * 2_000_001 + "</svg>",
]


@pytest.mark.parametrize("text", UNSAFE, ids=[u[:70] for u in UNSAFE])
def test_a_picture_that_is_more_than_a_picture_is_refused(text):
    with pytest.raises(UnsafeSvg):
        safe_svg(text, "p")


def test_a_picture_keeps_its_shapes_and_its_own_name():
    inside = "<!-- note --><title>T</title><text x='1'>a &lt; b &amp; c</text><path d='M0 0'/>"
    out = safe_svg(svg(inside, "aria-label='N'"), "p", "fallback")
    assert '<text x="1">a &lt; b &amp; c</text><path d="M0 0"></path>' in out
    assert 'aria-label="N"' in out
    assert "note" not in out
    assert "fallback" not in out
    assert 'role="img" aria-label="fallback"' in safe_svg(svg(""), "p", "fallback")
    assert "aria-label" not in safe_svg(svg("<title>T</title>"), "p", "fallback")
    assert active_parts(out) == []


def test_text_that_looks_like_script_stays_text_in_a_picture():
    out = safe_svg(svg("<text><![CDATA[</text></svg><script>alert(1)</script>]]></text>"), "p")
    assert active_parts(out) == []
    assert "&lt;script&gt;" in out
