"""Hostile posts: no script, no handler, no address that runs, no picture from elsewhere, and nothing that hangs."""

import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.patience import patience

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking.text import html_of

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=//evil>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt&colon;alert(1))", "[a](data:text/html,<script>1</script>)",
    "![a](https://evil.example/x.png)", "![a](x.png)", "<b onclick=alert(1)>b</b>", "<u style=color:red>u</u>",
    "<a href=https://evil.example>x</a>", "</article></main><form action=/sign-out/><button>x", "<style>*{}</style>",
    "$\\href{javascript:alert(1)}{x}$", "$\\htmlData{x=y}{z}$", "$\\includegraphics{https://evil.example/x.png}$",
    "$\\url{javascript:alert(1)}$", "$\\htmlClass{katex\" onclick=\"alert(1)}{x}$", "$</span><script>1</script>$",
    "```python\n</code></pre><script>alert(1)</script>\n```", "```\"><script>alert(1)</script>\nx\n```",
    "::: explorable graph-stepper\n:::", "::: figure no-such-figure", "::: try x\n::: choice\n- [x] a\n:::\n:::",
    "<https://evil.example/\"onmouseover=alert(1)>", "[x](https://evil.example \"\\\" onclick=alert(1)\")",
    "[^1]\n\n[^1]: <script>alert(1)</script>", "[0123456789abcdef0123456789abcdef:0]", "<!-- --><script>1</script>",
    "| <script>1</script> |\n|---|\n| <img src=x onerror=1> |", "&lt;script&gt;alert(1)&lt;/script&gt;",
)  # fmt: skip
SLOW = (
    "[" * 5000, "*a" * 2500, "> " * 2500, "`" * 5000, "$" * 5000, "$x$ " * 1250, "![[" * 1666, "<" * 5000,
    "- " * 2500, "$\\def\\a{\\a\\a}\\a$", "_" * 5000, "|" * 2500 + "\n" + "|-" * 1250, "(" * 2500 + ")" * 2500,
    "$" + "{" * 2000 + "}" * 2000 + "$", "\\" * 5000, "[a](" * 1250, "1. " * 1666, ":::" * 1666, "~~" * 2500,
)  # fmt: skip
FORBIDDEN = {"script", "iframe", "style", "form", "input", "button", "object", "embed", "link", "meta", "img", "base"}


class Reads(HTMLParser):
    """What a browser would make of a post."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.links: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name == "srcdoc"]
        if tag == "a":
            self.links.append(dict(attrs))
        self.wrong += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in ("href", "src", "action") and not re.match(r"https?://|mailto:|/(?!/)|#", value or "")
        ]


def read(html: str) -> Reads:
    reads = Reads()
    reads.feed(html)
    return reads


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_post_is_harmless_where_it_is_shown(
    text: str, student: User, make_user: Any, client_of: Any, at: Any
) -> None:
    assert read(str(html_of(text))).wrong == []
    at("2026-01-25T10:00")
    client = client_of(student)
    asked = client.post("/asking/lectures/03/", {"title": text[:100].replace("\n", " "), "text": text})
    assert asked.status_code == 302
    seen = client_of(make_user("student")).get(asked.headers["Location"]).text
    main = seen[seen.index("<main") : seen.index("</main>")]
    body = "".join(re.findall(r'<div class="stem">.*?</article>', main, re.DOTALL))
    assert not [tag for tag in ("<script", "<iframe", "<style", "onerror=", "javascript:") if tag in body.lower() and
                tag in "".join(re.findall(r"<[^>]*>", body)).lower()]  # fmt: skip
    assert main.count("<article") == main.count("</article>") == 1


def test_links_vouch_for_nothing() -> None:
    for text in (
        "[a](https://evil.example)",
        "<https://evil.example>",
        "[a](//evil.example)",
        "[a][1]\n\n[1]: http://x.y",
    ):
        [link] = read(str(html_of(text))).links
        assert set((link["rel"] or "").split()) >= {"nofollow", "noopener"}


def test_boxes_figures_and_explorables_stay_text() -> None:
    html = str(html_of("::: note Look\nHere\n:::\n\n::: explorable graph-stepper"))
    assert "box" not in html
    assert "explorable graph-stepper" in html
    assert "::: note Look" in html


@pytest.mark.parametrize("text", SLOW, ids=lambda text: text[:8])
def test_no_post_takes_long_to_show(text: str) -> None:
    html_of.cache_clear()
    began = time.monotonic()
    assert len(str(html_of(text[:5000]))) < 3_000_000
    assert time.monotonic() - began < patience(5)
