"""Answers in nearly the same words, put together so that a person marks them together. Nothing here gives a mark.

A text becomes the weights (TF-IDF) of its character n-grams, so that a misspelt or inflected word stays near. Then the
two nearest groups are joined, again and again, as long as no two texts of one are farther apart than `FARTHEST`.

Such weights hardly see what turns an answer around: "it is added" and "it is not added" are near. So texts that hold
other numbers, or another number of negations, are never in one group. Whoever marks a group still reads each answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from chainrule.campus.questions.text import number, words

Vectors = Any
"""A row of numbers for each text: an array, or a sparse matrix."""
Embed = Callable[[Sequence[str]], Vectors]
"""Gives a vector for each text: the nearer two are by their angle, the more alike the texts."""

FARTHEST = 0.45
"""How far two texts of a group may be apart: 0 is the same, 1 is nothing in common (the cosine distance)."""
NGRAMS = (2, 4)  # characters, inside of words
NEGATION = re.compile(r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot|\w+n ?' ?t)\b")


def said(text: str) -> tuple[str, ...]:
    """The words of an answer. Where they are equal only spacing and the form of quotes and dashes differ.

    >>> said("It’s  added.") == said("It's added."), said("It is added.") == said("it is added.")
    (True, False)
    """
    return tuple(words(text))


def groups(texts: Sequence[str], embed: Embed | None = None, farthest: float = FARTHEST) -> list[list[int]]:
    """The places of the texts, those that are alike together: the largest group first. Each place stands in one group.

    The same texts give the same groups, whatever their order.

    Args:
        embed: what makes the vectors, by default the weights of n-grams.
        farthest: how far two of a group may be apart, as `FARTHEST`.
    """
    plain = [" ".join(said(text)).casefold() for text in texts]
    distinct = sorted(set(plain))
    apart: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(distinct):
        apart[what_turns_it_around(text)].append(place)
    vectors = (embed or ngrams)(distinct) if len(distinct) > 1 else None
    of_text: dict[str, tuple[int, int]] = {}
    for bucket, places in enumerate(apart.values()):
        together = [0] if vectors is None or len(places) == 1 else clustered(vectors[places], farthest)
        of_text |= {distinct[place]: (bucket, group) for place, group in zip(places, together, strict=True)}
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, text in enumerate(plain):
        found[of_text[text]].append(place)
    return sorted(found.values(), key=lambda group: (-len(group), group[0]))


def what_turns_it_around(text: str) -> tuple[object, ...]:
    """What two texts must have in common to stand in one group: their numbers, and how often they say no.

    >>> what_turns_it_around("it isn't 2 but 4")
    (1, 2.0, 4.0)
    """
    numbers = {value for word in words(text) if (value := number(word)) is not None}
    return (len(NEGATION.findall(text)), *sorted(numbers))


def ngrams(texts: Sequence[str]) -> Vectors:
    """The TF-IDF weights of the character n-grams of each text."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to load: only where somebody marks

    made = TfidfVectorizer(analyzer="char_wb", ngram_range=NGRAMS, sublinear_tf=True, lowercase=False)
    return made.fit_transform(texts)


def clustered(vectors: Vectors, farthest: float) -> list[int]:
    """For each of two or more vectors the number of its group; no two of a group are farther apart than `farthest`."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.metrics.pairwise import cosine_distances

    method = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="complete", distance_threshold=farthest
    )
    return [int(group) for group in method.fit_predict(cosine_distances(vectors))]
