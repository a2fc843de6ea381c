"""Names of people: as they are sorted and searched for, and which ones are none."""

from __future__ import annotations

import re
import unicodedata

from chainrule.campus.site.inputs import BadInput, seen

# Letters that Unicode does not take apart into a plain one and its mark.
PLAIN = str.maketrans(
    {
        "ı": "i",
        "ə": "e",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ʼ": "'",
        "’": "'",
    }
)
# Letters by name that show nothing, and signs that show nothing or turn the direction of what follows.
FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
UNSEEN = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def folded(name: str) -> str:
    """A name without case, marks and other spellings of one letter: for sorting, and for finding what is typed plainly.

    >>> folded("İlqar Əliyev"), folded("Ngô Thị Ánh"), folded("Łukasz Groß")
    ('ilqar eliyev', 'ngo thi anh', 'lukasz gross')
    """
    parts = unicodedata.normalize("NFKD", name.replace("İ", "i").casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(PLAIN)


def person_name(text: str) -> str:
    """A name in which everything can be seen, and something is. Raises `BadInput`."""
    seen(text, UNSEEN)
    if text and not any(unicodedata.category(c)[0] in "LN" and c not in FILLERS for c in text):
        raise BadInput("a name has a letter that can be seen")
    return text
