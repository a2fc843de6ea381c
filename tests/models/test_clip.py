"""CLIP: a text is read up to its end, pictures and texts meet in unit vectors, and each tower learns."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from chainrule.models.clip import CLIP, CLIPConfig, TowerConfig
from chainrule.training.objectives import matching

SMALL = CLIPConfig(
    20, end=0, context=6, size=8, patch=4, image=TowerConfig(16, 2, 2), text=TowerConfig(8, 2, 2), dim=12
)
TEXTS = torch.tensor([[5, 7, 3, 0, 0, 0], [9, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 0]])


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def clip(fused: bool = False) -> CLIP:
    model = CLIP(SMALL, generator=chance(), fused=fused).double().eval()
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=chance(1), dtype=torch.float64)
    return model


def pictures() -> Tensor:
    return torch.randn(3, 3, 8, 8, generator=chance(2), dtype=torch.float64)


def test_logits_are_cosines_by_the_temperature() -> None:
    model = clip()
    model.log_scale.data.fill_(math.log(1 / 0.25))
    images, texts = model.encode_images(pictures()), model.encode_texts(TEXTS)
    torch.testing.assert_close(images.norm(dim=1), torch.ones(3, dtype=torch.float64))
    torch.testing.assert_close(model(pictures(), TEXTS), images @ texts.T / 0.25)


def test_the_scale_goes_no_higher_than_a_hundred() -> None:
    model = clip()
    model.log_scale.data.fill_(50.0)
    assert float(model(pictures(), TEXTS).detach().abs().max()) <= 100


def test_what_follows_the_end_of_a_text_does_not_count() -> None:
    model, after = clip(), TEXTS.clone()
    after[0, 4:], after[1, 2:] = 11, torch.tensor([4, 0, 8, 2])
    assert torch.equal(model.encode_texts(after), model.encode_texts(TEXTS))
    torch.testing.assert_close(model.encode_texts(TEXTS[1:2, :2]), model.encode_texts(TEXTS)[1:2])


def test_every_word_before_the_end_counts() -> None:
    model = clip()
    for place in range(5):
        changed = TEXTS.clone()
        changed[2, place] = 19
        assert not torch.allclose(model.encode_texts(changed)[2], model.encode_texts(TEXTS)[2], atol=1e-4)


def test_fused_gives_the_same_and_every_parameter_learns() -> None:
    plain = clip()
    torch.testing.assert_close(plain(pictures(), TEXTS), clip(fused=True)(pictures(), TEXTS), rtol=1e-9, atol=1e-9)
    matching(plain, (pictures(), TEXTS), chance())[0].backward()
    assert all(float(parameter.grad.abs().sum()) > 0 for parameter in plain.parameters())


def test_it_learns_which_text_belongs_to_which_picture() -> None:
    model = CLIP(SMALL, generator=chance(), fused=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    x = pictures().float()
    for _ in range(30):
        optimizer.zero_grad()
        total, _, metrics = matching(model, (x, TEXTS), chance())
        total.backward()
        optimizer.step()
    assert metrics["accuracy"] == 3
    assert total.item() / 3 < 0.1


WRONG: list[tuple[str, Callable[[], object], str]] = [
    ("patches", lambda: CLIPConfig(9, 0, size=10, patch=4), "patches of 4 pixels do not fill a picture of 10"),
    ("end", lambda: CLIPConfig(9, end=9), "end must be one of the 9 tokens, got 9"),
    (
        "activation",
        lambda: CLIPConfig(9, 0, activation="relu"),
        "activation must be 'quick_gelu' or 'gelu', got 'relu'",
    ),
    ("heads", lambda: TowerConfig(width=10, heads=4), "TowerConfig: heads must divide width, got 4 for 10"),
    ("picture", lambda: clip()(torch.zeros(1, 3, 16, 16), TEXTS), r"CLIP takes .*\(N, 3, 8, 8\), not \(1, 3, 16, 16\)"),
    ("no end", lambda: clip().encode_texts(torch.tensor([[1, 2]])), "every text must have its end, the token 0"),
    ("long", lambda: clip().encode_texts(torch.zeros(1, 7, dtype=torch.int64)), "6 positions"),
]


@pytest.mark.parametrize(("name", "wrong", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_does_not_fit_is_refused_in_words(name: str, wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()
