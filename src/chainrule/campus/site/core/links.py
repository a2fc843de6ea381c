"""The links of a page to addresses of this site that are not there: pure functions of text."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urldefrag

LINK = re.compile(r"""<a\b((?:[^<>"']|"[^"]*"|'[^']*')*)>(.*?)</a>""", re.DOTALL)
ADDRESS = re.compile(r"""(?<=\s)(href|src|action)="(/(?!/)[^"]*)\"""")


def without_dead_links(html: str, is_there: Callable[[str], bool]) -> str:
    """The page without the links to addresses that are not there; their words stay.

    >>> without_dead_links('<a href="/calendar/">dates</a>, <a href="/">home</a>', lambda address: address == "/")
    'dates, <a href="/">home</a>'
    """

    def kept(link: re.Match[str]) -> str:
        named = ADDRESS.search(link[1])
        return link[0] if named is None or is_there(urldefrag(unescape(named[2])).url) else link[2]

    return LINK.sub(kept, html)
