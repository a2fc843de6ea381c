"""GPT-2 as `transformers` has it and our GPT with its weights say the same."""

import json
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from chainrule.models.gpt import GPT
from chainrule.models.published import PublishedProblem

transformers = pytest.importorskip("transformers")
TOLERANCE = 1e-4
SIZES = {"vocab_size": 50, "n_positions": 24, "n_embd": 24, "n_layer": 2, "n_head": 3}
CONFIGURATIONS = {
    "small": {},
    "three layers": {"n_layer": 3, "n_head": 2},
    "other hidden units": {"n_inner": 40},
    "exact GELU": {"activation_function": "gelu"},
    "ReLU, other eps": {"activation_function": "relu", "layer_norm_epsilon": 1e-3},
    "untied": {"tie_word_embeddings": False},
}


def twin(**changes: Any) -> torch.nn.Module:
    """A GPT-2 with random weights, of which none is 0 or 1."""
    ends = {"bos_token_id": 0, "eos_token_id": 0}
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(**{**SIZES, **ends, **changes})).eval()
    draw = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        parameter.data.normal_(0.1, 0.3, generator=draw)
    return model


PUBLISHED_SETTINGS = ("activation_function", "layer_norm_epsilon", "n_embd", "n_head", "n_layer", "n_positions")
PUBLISHED_SETTINGS += ("resid_pdrop", "vocab_size")
TOKENS = torch.randint(50, (3, 17), generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("name", list(CONFIGURATIONS))
def test_logits_are_those_of_the_twin(name: str, fused: bool) -> None:
    theirs = twin(**CONFIGURATIONS[name])
    with torch.no_grad():
        expected = theirs(TOKENS).logits
        logits = GPT.from_hf(theirs, fused=fused)(TOKENS)
    torch.testing.assert_close(logits, expected, rtol=TOLERANCE, atol=TOLERANCE)
    assert expected.std() > 0.1


def test_they_are_read_from_a_folder_and_from_a_file(tmp_path: Path) -> None:
    theirs = twin()
    theirs.save_pretrained(tmp_path)
    with torch.no_grad():
        expected = theirs(TOKENS).logits
        for source in (tmp_path, str(tmp_path / "model.safetensors")):
            torch.testing.assert_close(GPT.from_hf(source)(TOKENS), expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_they_are_read_as_the_first_gpt_2_was_published(tmp_path: Path) -> None:
    """Without the prefix, with the masks of attention among the weights, and with fewer settings than there are now."""
    theirs = twin()
    settings = {name: getattr(theirs.config, name) for name in PUBLISHED_SETTINGS}
    (tmp_path / "config.json").write_text(json.dumps(settings))
    weights = {key.removeprefix("transformer."): value for key, value in theirs.state_dict().items()}
    del weights["lm_head.weight"]
    weights["h.0.attn.bias"] = torch.ones(1, 1, 24, 24)
    safetensors.torch.save_file(
        {key: value.contiguous() for key, value in weights.items()}, tmp_path / "model.safetensors"
    )
    with torch.no_grad():
        torch.testing.assert_close(GPT.from_hf(tmp_path)(TOKENS), theirs(TOKENS).logits, rtol=TOLERANCE, atol=TOLERANCE)


def test_what_our_model_cannot_do_is_refused() -> None:
    for setting in ({"scale_attn_by_inverse_layer_idx": True}, {"activation_function": "tanh"}):
        with pytest.raises(PublishedProblem, match=r"inverse_layer|activation"):
            GPT.from_hf(twin(**setting))
