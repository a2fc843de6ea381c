"""A model of sentences is read from a folder, offline; what is wrong with the folder is said. Here it is a tiny one."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from chainrule.campus.questions.sentences import NoModel, model_in
from chainrule.campus.questions.similar import groups

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "it", "is", "added", "grows", "the", "loss", "falls", ".")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights, as Hugging Face keeps it."""
    path = tmp_path_factory.mktemp("sentences")
    (path / "vocab.txt").write_text("\n".join(WORDS))
    torch.manual_seed(0)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(WORDS), **size)).eval().save_pretrained(path)
    BertTokenizerFast(vocab_file=str(path / "vocab.txt")).save_pretrained(path)
    return path


def test_a_text_has_one_vector_whatever_stands_beside_it(folder: Path) -> None:
    embed = model_in(folder)
    alone, beside = embed(["it is added"]), embed(["the loss falls . the loss falls .", "it is added"])
    assert alone.shape == (1, 16)
    np.testing.assert_allclose(alone[0], beside[1], atol=1e-6)


def test_groups_are_made_of_its_vectors(folder: Path) -> None:
    texts = ["It is added.", "It is added", "The loss falls."]
    assert groups(texts, model_in(folder), farthest=0.001) != groups(texts, model_in(folder), farthest=1.99)
    assert groups(texts, model_in(folder), farthest=1.99) == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("content", "words"), [(None, "is no folder"), ({}, "holds no model"), ({"config.json": "{"}, "holds no")]
)
def test_what_is_wrong_with_a_folder_is_said(content: dict[str, str] | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "model"
    if content is not None:
        path.mkdir()
        for name, text in content.items():
            (path / name).write_text(text)
    with pytest.raises(NoModel, match=words):
        model_in(path)
