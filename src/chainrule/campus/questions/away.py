"""What gives a key away: a stem, or a comment in the code, that holds it word for word."""

import io
import re
import tokenize
from collections.abc import Iterable

from chainrule.campus.questions.text import SPAN, as_read, words

LEAST = 3  # signs of a key that is looked for: one of two, as 12, stands in many a stem by chance
SENTENCE = 5  # words of a sentence that stands in a stem by no chance
ENDS = re.compile(r"[.!?;:](?:\s|$)")


def said(text: str) -> list[str]:
    """The words that a reader sees."""
    return [word.rstrip(".").casefold() or word for word in words(as_read(text))]


def stands_in(key: list[str], text: list[str]) -> bool:
    """Whether the words stand in the text, one after the other."""
    return any(text[place : place + len(key)] == key for place in range(len(text) - len(key) + 1))


def gives_away(stem: str, key: str, others: Iterable[str] = ()) -> bool:
    """Whether a stem holds the key and no other option: whoever has read it then knows which to choose.

    >>> gives_away("A ReLU is off. What is its slope?", "ReLU", ["tanh"]), gives_away("ReLU or tanh?", "ReLU", ["tanh"])
    (True, False)
    """
    text = said(stem)

    def there(option: str) -> bool:
        wanted = said(option)
        return sum(map(len, wanted)) >= LEAST and stands_in(wanted, text)

    return there(key) and not any(there(other) for other in others)


def sentence_in(stem: str, answer: str) -> str:
    """The first whole sentence of an answer that the stem holds; "" where there is none."""
    text = said(stem)
    sentences = (sentence.strip() for sentence in ENDS.split(answer))
    return next((s for s in sentences if len(said(s)) >= SENTENCE and stands_in(said(s), text)), "")


def spans(stem: str) -> str:
    """The code and the formulas in a stem, as lines: a fill that is a word of the text is no hint."""
    return "\n".join(SPAN.findall(stem))


def comments(code: str) -> str:
    """The comments in a program, as lines; "" where it cannot be read as tokens."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return ""
    return "\n".join(token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT)
