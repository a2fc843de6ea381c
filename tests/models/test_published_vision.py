"""ViT, Swin and CLIP beside those of `transformers`, with random weights, as they are published: the same logits."""

from pathlib import Path
from typing import Any

import pytest
import torch

from chainrule.models.clip import CLIP
from chainrule.models.published import PublishedProblem
from chainrule.models.swin import Swin
from chainrule.models.vit import ViT

transformers = pytest.importorskip("transformers")
TOLERANCE = 1e-4
FUSED = pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])

VIT: dict[str, dict[str, Any]] = {
    "small": {"image_size": 8, "patch_size": 4, "num_channels": 1, "hidden_size": 16, "num_attention_heads": 2},
    "wide patches": {"image_size": 24, "patch_size": 8, "hidden_size": 24, "num_attention_heads": 3, "num_labels": 7},
    "other epsilon": {"image_size": 12, "patch_size": 3, "hidden_size": 8, "num_attention_heads": 1},
}
VIT["other epsilon"]["layer_norm_eps"] = 1e-3

SWIN: dict[str, dict[str, Any]] = {
    "moved windows": {"image_size": 16, "patch_size": 2, "embed_dim": 8, "depths": [2, 1], "num_heads": [2, 4]},
    "three stages": {"image_size": 32, "patch_size": 2, "embed_dim": 6, "depths": [2, 2, 2], "num_heads": [1, 2, 3]},
    "odd windows": {"image_size": 18, "patch_size": 3, "embed_dim": 8, "depths": [2, 1], "num_heads": [2, 2]},
}
SWIN["odd windows"] |= {"window_size": 3, "num_channels": 1, "mlp_ratio": 2.0, "num_labels": 5}

TEXT = {"vocab_size": 30, "max_position_embeddings": 10, "num_hidden_layers": 2, "num_attention_heads": 2}
TEXT |= {"hidden_size": 16, "intermediate_size": 24, "bos_token_id": 0, "pad_token_id": 1}
IMAGE = {"image_size": 12, "patch_size": 4, "num_hidden_layers": 2, "num_attention_heads": 3}
IMAGE |= {"hidden_size": 24, "intermediate_size": 40}
CLIPS: dict[str, dict[str, Any]] = {
    "as published": {"text": {"eos_token_id": 2}, "image": {}, "dim": 12},
    "with its own end": {"text": {"eos_token_id": 5}, "image": {"num_channels": 1}, "dim": 20},
    "gelu": {"text": {"eos_token_id": 29, "hidden_act": "gelu"}, "image": {"hidden_act": "gelu"}, "dim": 8},
}


def drawn(twin: torch.nn.Module, folder: Path) -> torch.nn.Module:
    """The twin with weights none of which is 0 or 1, saved as it would be published."""
    draw = torch.Generator().manual_seed(0)
    for parameter in twin.parameters():
        torch.nn.init.normal_(parameter, std=0.3, generator=draw)
    if hasattr(twin, "logit_scale"):
        twin.logit_scale.data.fill_(1.5)
    twin.save_pretrained(folder)
    return twin.eval()


def pictures(settings: dict[str, Any]) -> torch.Tensor:
    side = settings["image_size"]
    draw = torch.Generator().manual_seed(1)
    return torch.randn(4, settings.get("num_channels", 3), side, side, generator=draw)


def close(ours: torch.Tensor, theirs: torch.Tensor) -> None:
    torch.testing.assert_close(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE)
    assert float(theirs.std()) > 0.05  # else anything would be close


@FUSED
@pytest.mark.parametrize("name", list(VIT))
@torch.no_grad()
def test_vit_gives_the_same_logits(name: str, fused: bool, tmp_path: Path) -> None:
    config = transformers.ViTConfig(num_hidden_layers=2, intermediate_size=32, **VIT[name])
    twin = drawn(transformers.ViTForImageClassification(config), tmp_path)
    x = pictures(VIT[name])
    close(ViT.from_hf(tmp_path, fused)(x), twin(x).logits)


@FUSED
@pytest.mark.parametrize("name", list(SWIN))
@torch.no_grad()
def test_swin_gives_the_same_logits(name: str, fused: bool, tmp_path: Path) -> None:
    config = transformers.SwinConfig(**{"window_size": 4, **SWIN[name]})
    twin = drawn(transformers.SwinForImageClassification(config), tmp_path)
    x = pictures(SWIN[name])
    close(Swin.from_hf(tmp_path, fused)(x), twin(x).logits)


@FUSED
@pytest.mark.parametrize("name", list(CLIPS))
@torch.no_grad()
def test_clip_gives_the_same_logits(name: str, fused: bool, tmp_path: Path) -> None:
    made = CLIPS[name]
    text, image = {**TEXT, **made["text"]}, {**IMAGE, **made["image"]}
    config = transformers.CLIPConfig(text_config=text, vision_config=image, projection_dim=made["dim"])
    twin = drawn(transformers.CLIPModel(config), tmp_path)
    ours = CLIP.from_hf(tmp_path, fused)
    end = ours.config.end
    texts = torch.randint(6, 29, (5, 8), generator=torch.Generator().manual_seed(2))
    for row, place in enumerate((7, 3, 1, 5, 4)):
        texts[row, place] = end
    x = pictures(image)
    close(ours(x, texts), twin(input_ids=texts, pixel_values=x).logits_per_image)


def test_another_activation_is_refused_in_words(tmp_path: Path) -> None:
    settings = VIT["small"] | {"hidden_act": "relu", "num_hidden_layers": 1, "intermediate_size": 8}
    drawn(transformers.ViTForImageClassification(transformers.ViTConfig(**settings)), tmp_path)
    with pytest.raises(PublishedProblem, match="hidden_act='relu', and ours is as with 'gelu'"):
        ViT.from_hf(tmp_path)
