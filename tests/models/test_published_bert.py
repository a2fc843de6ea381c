"""BERT as `transformers` has it and ours with its weights say the same."""

from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from chainrule.models.bert import BERT
from chainrule.models.published import PublishedProblem

transformers = pytest.importorskip("transformers")
TOLERANCE = 1e-4
SIZES = {
    "vocab_size": 50,
    "max_position_embeddings": 24,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 40,
}
CONFIGURATIONS = {
    "small": {},
    "three layers": {"num_hidden_layers": 3, "num_attention_heads": 2},
    "other GELU, eps and segments": {"hidden_act": "gelu_new", "layer_norm_eps": 1e-3, "type_vocab_size": 3},
}
TOKENS = torch.randint(1, 50, (3, 17), generator=torch.Generator().manual_seed(1))
SEGMENTS = (torch.arange(17) > 8).long().expand(3, 17)
LENGTHS = torch.tensor([17, 9, 1])
REAL = torch.arange(17) < LENGTHS[:, None]


def twin(**changes: Any) -> torch.nn.Module:
    """A BERT with random weights, of which none is 0 or 1."""
    model = transformers.BertForMaskedLM(transformers.BertConfig(**{**SIZES, **changes})).eval()
    draw = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        parameter.data.normal_(0.1, 0.3, generator=draw)
    return model


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("name", list(CONFIGURATIONS))
def test_logits_are_those_of_the_twin(name: str, fused: bool) -> None:
    theirs = twin(**CONFIGURATIONS[name])
    with torch.no_grad():
        expected = theirs(TOKENS, attention_mask=REAL.long(), token_type_ids=SEGMENTS).logits
        logits = BERT.from_hf(theirs, fused=fused)(TOKENS, REAL[:, None, None], SEGMENTS)
    torch.testing.assert_close(logits[REAL], expected[REAL], rtol=TOLERANCE, atol=TOLERANCE)
    assert expected.std() > 0.1


def test_they_are_read_from_a_folder(tmp_path: Path) -> None:
    theirs = twin()
    theirs.save_pretrained(tmp_path)
    with torch.no_grad():
        expected = theirs(TOKENS).logits
        torch.testing.assert_close(BERT.from_hf(tmp_path)(TOKENS), expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_they_are_read_as_the_first_bert_was_published(tmp_path: Path) -> None:
    """With gamma and beta for the norms, the head for pairs of sentences, and the pooling that it takes."""
    theirs = twin()
    theirs.config.save_pretrained(tmp_path)
    weights = theirs.state_dict()
    old = {
        key.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): value.clone()
        for key, value in weights.items()
        if key != "cls.predictions.decoder.weight"
    }
    old |= {"cls.seq_relationship.weight": torch.zeros(2, 24), "bert.pooler.dense.weight": torch.zeros(24, 24)}
    safetensors.torch.save_file(old, tmp_path / "model.safetensors")
    with torch.no_grad():
        expected = theirs(TOKENS).logits
        torch.testing.assert_close(BERT.from_hf(tmp_path)(TOKENS), expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_what_our_model_cannot_do_is_refused() -> None:
    with pytest.raises(PublishedProblem, match="is_decoder=True"):
        BERT.from_hf(twin(is_decoder=True))
