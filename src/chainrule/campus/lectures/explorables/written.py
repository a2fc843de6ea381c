"""From what an author wrote, `::: explorable graph-stepper expression="a*b" a=2 b=3`, to the HTML of the page."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from html import escape
from typing import Any

from chainrule.campus.lectures.explorables.catalogue import EXPLORABLES
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError
from chainrule.campus.lectures.safe import safe_svg

COMMON = ("id", "show")


def explorable_html(name: str, options: Mapping[str, str], identity: str) -> str:
    """`<div class="explorable" data-explorable=...>`: settings as `data-` attributes, a static picture inside.

    `identity` is its id on the page unless the author gave one. Raises `ExplorableError` for an unknown name, and
    `ValueError` for settings that do not fit.
    """
    kind, values = _read(name, options)
    still = kind.still(values)
    identity = options.get("id", identity)
    shown = {key: kind.settings[key].shown(text) if key in kind.settings else text for key, text in options.items()}
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in shown.items())
    wide = " wide" if kind.wide else ""
    picture = safe_svg(still.svg, identity)
    return (
        f'<div class="explorable{wide}" id="{identity}" data-explorable="{escape(name)}"{data}>'
        f'<figure class="explorable-fallback"><div class="figure-picture" data-scroll="">{picture}</div>'
        f"<figcaption>{still.caption}</figcaption></figure></div>\n"
    )


def explorable_parts(name: str, options: Mapping[str, str]) -> frozenset[str]:
    """What words of the text can point at in it. Nothing for settings that do not fit: rendering says so."""
    try:
        kind, values = _read(name, options)
        return frozenset(kind.links(values))
    except ValueError:
        return frozenset()


def _read(name: str, options: Mapping[str, str]) -> tuple[Explorable, dict[str, Any]]:
    """The kind and the value of each of its settings."""
    if name not in EXPLORABLES:
        raise ExplorableError(f"there is no explorable `{name}`")
    kind = EXPLORABLES[name]
    if not re.fullmatch(r"[a-z][\w-]*", options.get("id", "a")):
        raise ExplorableError(f"id={options['id']}: an id begins with a small letter, and has letters, digits and -")
    if options.get("id") == "figure":
        raise ExplorableError("id=figure: links that begin so lead to figures; choose another")
    _check_names(kind, options)
    values: dict[str, Any] = {}
    for key, setting in kind.settings.items():
        text = options.get(key, setting.plain)
        try:
            values[key] = setting.read(text)
        except ValueError as error:
            raise ExplorableError(f"{key}={text} {error}") from None
    if kind.takes_numbers:
        values["numbers"] = {key: text for key, text in options.items() if key not in (*kind.settings, *COMMON)}
    return kind, values


def _check_names(kind: Explorable, options: Mapping[str, str]) -> None:
    """Raise for a setting that there is not, and for a part that there is not."""
    for key in options:
        if key not in kind.settings and key not in COMMON and not kind.takes_numbers:
            raise ExplorableError(f"there is no setting `{key}`{_closest(key, [*kind.settings, *COMMON])}")
    for part in re.split(r"[\s,]+", options.get("show", "").strip()):
        if part and part not in kind.parts:
            raise ExplorableError(f"show: there is no part `{part}`{_closest(part, kind.parts)}")


def _closest(word: str, known: Iterable[str]) -> str:
    known = list(known)
    close = get_close_matches(word, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; there are {', '.join(known)}"
