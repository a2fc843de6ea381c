"""Addresses of the site as links between files."""

import pytest

from chainrule.campus.site.published import links

HERE = "lectures/03/index.html"


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/404.html", "404.html"),
        ("/lectures/03/", "lectures/03/index.html"),
        ("/lectures/03/#head", "lectures/03/index.html"),
        ("/lectures/03/?print=answers", "lectures/03/print-answers.html"),
        ("/lectures/03/files/a%20b.png", "lectures/03/files/a b.png"),
    ],
)
def test_each_page_has_a_file(address: str, file: str) -> None:
    assert links.file_of(address) == file


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/">', '<a href="../../index.html">'),
        ('<a class="x" href="/lectures/04/#a-b">', '<a class="x" href="../04/index.html#a-b">'),
        ('<a href="/lectures/03/?print=answers">', '<a href="print-answers.html">'),
        ('<img alt="a > b" src="/lectures/03/files/a%20b.png">', '<img alt="a > b" src="files/a%20b.png">'),
        ('<script type="module" src="/static/x.js"></script>', '<script defer src="../../static/x.js"></script>'),
        ('<a href="#here">', '<a href="#here">'),
        ('<a href="https://example.edu/">', '<a href="https://example.edu/">'),
        ('<a href="//example.edu/">', '<a href="//example.edu/">'),
        ('<code>&lt;a href="/"&gt;</code>', '<code>&lt;a href="/"&gt;</code>'),  # text is no link
        ('<div data-href="/">', '<div data-href="/">'),
    ],
)
def test_addresses_become_the_way_from_the_page(before: str, after: str) -> None:
    assert links.as_file(before, HERE) == after


def test_the_addresses_that_a_page_names() -> None:
    html = '<p><a class="x" href="/labs/03/#a">lab <em>3</em></a>, <a href="/">home</a>, <a href="#x">x</a>.</p>'
    assert list(links.addresses(html)) == ["/labs/03/", "/"]


def test_files_that_a_style_names() -> None:
    css = 'a{src:url("../fonts/a.woff2")}b{background:url(data:image/png;base64,x)}c{src:url(d.svg?v#e)}'
    assert list(links.of_style(css, "static/built/css/site.css")) == [
        "static/built/fonts/a.woff2",
        "static/built/css/d.svg",
    ]
