"""Names and links of a lecture within the book of all."""

import pytest

from chainrule.campus.site.published.book import lecture_in, renamed


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ('<p id="a" aria-labelledby="b c">', '<p id="lecture-03-a" aria-labelledby="lecture-03-b lecture-03-c">'),
        ('<use xlink:href="#m"/>', '<use xlink:href="#lecture-03-m"/>'),
        ('<path marker-end="url(#m)"/>', '<path marker-end="url(#lecture-03-m)"/>'),
        ('<img src="/lectures/03/files/x.png">', '<img src="lectures/03/files/x.png">'),
        ('<a href="/lectures/04/">', '<a href="#lecture-04">'),
        ('<a href="https://example.org/#a">', '<a href="https://example.org/#a">'),
        ("id=&quot;a&quot; in text", "id=&quot;a&quot; in text"),
    ],
)
def test_names_become_names_of_the_book(html: str, made: str) -> None:
    assert renamed(html, 3) == made


def test_a_lecture_is_known_by_its_address() -> None:
    assert [lecture_in(one) for one in ("/lectures/03/", "/lectures/", "/labs/03/", "/lectures/03/present/")] == [
        3,
        None,
        None,
        None,
    ]
