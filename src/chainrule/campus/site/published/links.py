"""Addresses of the site as links between files: pure functions of text.

>>> file_of("/lectures/03/"), file_of("/lectures/03/?print=answers"), file_of("/static/icon.svg")
('lectures/03/index.html', 'lectures/03/print-answers.html', 'static/icon.svg')
>>> relative("lectures/04/index.html", at="lectures/03/index.html")
'../04/index.html'
"""

import posixpath
import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import quote, unquote, urldefrag, urlsplit

from chainrule.campus.site.core.links import ADDRESS

# A tag with its attributes. In text `<` is always escaped, and in our JSON too.
TAG = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
URL_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")
MODULE = re.compile(r'(<script\b[^>]*) type="module"')
PRINTS = re.compile(r"print=([a-z]+)")


def file_of(address: str) -> str:
    """The file of a page, below the folder; a page for paper is a file beside it. A fragment does not count."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if prints := PRINTS.fullmatch(parts.query):
        return posixpath.join(path, f"print-{prints[1]}.html")
    return posixpath.join(path, "index.html") if not path or path.endswith("/") else path


def relative(file: str, at: str) -> str:
    """The way from the page `at` to a file."""
    return quote(posixpath.relpath(file, posixpath.dirname(at) or "."))


def addresses(html: str) -> Iterator[str]:
    """The addresses of this site that a page links to or shows, without fragments."""
    for tag in TAG.findall(html):
        for _, address in ADDRESS.findall(tag):
            yield urldefrag(unescape(address)).url


def as_file(html: str, at: str) -> str:
    """The page as the file `at`: its addresses relative, its scripts such as browsers load from a folder, too."""

    def from_here(found: re.Match[str]) -> str:
        address, fragment = urldefrag(unescape(found[2]))
        link = relative(file_of(address), at) + (f"#{fragment}" if fragment else "")
        return f'{found[1]}="{escape(link)}"'

    def rewritten(tag: re.Match[str]) -> str:
        return MODULE.sub(r"\1 defer", ADDRESS.sub(from_here, tag[0]))

    return TAG.sub(rewritten, html)


def of_style(css: str, file: str) -> Iterator[str]:
    """The files that a style sheet names, as it names them, below the folder."""
    for address in URL_IN_STYLE.findall(css):
        if not re.match(r"data:|#|https?:", address):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(file), urlsplit(address).path))
