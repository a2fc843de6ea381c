"""Vectors of sentences by a language model in a folder of this machine: an extra, for `similar.groups`.

It finds the same said in other words, which n-grams of characters do not. Nothing is downloaded and no pickle is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from chainrule.campus.questions.similar import Embed, Vectors

FARTHEST = 0.3
"""As `similar.FARTHEST`, for these vectors: models of sentences put the same in other words at 0.1 to 0.3."""
AT_ONCE = 64


class NoModel(Exception):
    """There is no such model here; the message says what to do."""


def model_in(folder: Path) -> Embed:
    """What makes vectors with the model in `folder`, as Hugging Face keeps it: the means of its last states.

    Raises `NoModel`.
    """
    try:
        from transformers import AutoModel, AutoTokenizer
    except ImportError:
        raise NoModel('the package transformers is missing: pip install "chainrule[sentences]"') from None
    if not folder.is_dir():
        raise NoModel(f"{folder} is no folder: name the one that holds config.json and model.safetensors")
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True).eval()
    except (OSError, ValueError, KeyError) as error:
        raise NoModel(f"{folder} holds no model of sentences that can be read: {error}") from error

    def embed(texts: Sequence[str]) -> Vectors:
        means = []
        with torch.no_grad():
            for first in range(0, len(texts), AT_ONCE):
                batch = list(texts[first : first + AT_ONCE])
                given = tokenizer(batch, padding=True, truncation=True, return_tensors="pt")
                states = model(**given).last_hidden_state  # (N, T, D)
                there = given["attention_mask"].unsqueeze(-1)  # (N, T, 1)
                means.append((states * there).sum(1) / there.sum(1))  # (N, D)
        return torch.cat(means).double().numpy()

    return embed
