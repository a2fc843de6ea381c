"""Each objective is its formula, counts what it says, and draws from the generator alone."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Generator, Tensor
from torch.distributions import Bernoulli, Normal, kl_divergence

from chainrule.sampling.diffusion import predicted
from chainrule.training import ExpMean
from chainrule.training.objectives import (
    LEFT_OUT,
    classification,
    contrastive,
    denoising,
    elbo,
    masked_tokens,
    matching,
    next_token,
    reconstruction,
    regression,
)
from chainrule.training.sums import Sums

DRAW = Generator().manual_seed(0)
LOGITS = torch.randn(6, 5, generator=DRAW)
LABELS = torch.tensor([0, 1, LEFT_OUT, 3, 4, LEFT_OUT])
TOKENS = torch.randint(5, (4, 50), generator=DRAW)
TABLE = torch.randn(5, 5, generator=DRAW)  # the logits of what follows a token


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("places", [(), (3,), (2, 3)])
def test_classification_sums_over_the_labels_that_count(smoothing: float, places: tuple[int, ...]) -> None:
    logits = torch.randn(6, 5, *places, generator=seeded())
    labels = torch.randint(5, (6, *places), generator=seeded())
    labels[2] = LEFT_OUT
    objective = partial(classification, label_smoothing=smoothing)
    total, count, metrics = objective(lambda x: x, (logits, labels), seeded())
    wanted = F.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="sum")
    assert total.item() == pytest.approx(wanted.item(), rel=1e-6)
    assert count == 5 * math.prod(places)
    right = (logits.argmax(1) == labels).sum()
    assert metrics["accuracy"] == right  # what is left out is neither right nor wrong


def test_where_all_is_left_out_the_total_is_zero_and_so_is_its_gradient() -> None:
    logits = LOGITS.clone().requires_grad_()
    total, count, _ = classification(lambda x: x, (logits, torch.full((6,), LEFT_OUT)), seeded())
    total.backward()
    assert (total.item(), count) == (0, 0)
    assert not logits.grad.any()


def test_regression_is_the_mean_square() -> None:
    x, y = torch.randn(3, 4), torch.randn(3, 4)
    total, count, _ = regression(lambda x: x, (x, y), seeded())
    assert (total / count).item() == pytest.approx(F.mse_loss(x, y).item())
    with pytest.raises(ValueError, match=r"the model gives \(3, 4\), and the targets are \(3, 1\)"):
        regression(lambda x: x, (x, y[:, :1]), seeded())


def test_next_token_foretells_each_from_those_before() -> None:
    seen = []

    def model(x: Tensor) -> Tensor:
        seen.append(x)
        return TABLE[x]

    total, count, metrics = next_token(model, TOKENS, seeded())
    assert seen[0].equal(TOKENS[:, :-1])
    wanted = F.cross_entropy(TABLE[TOKENS[:, :-1]].flatten(0, 1), TOKENS[:, 1:].flatten(), reduction="sum")
    assert total.item() == pytest.approx(wanted.item())
    assert count == 4 * 49
    assert isinstance(metrics["perplexity"], ExpMean)
    assert Sums.of(total, count, metrics).means()["perplexity"] == pytest.approx(math.exp(wanted.item() / count))


def test_next_token_counts_what_the_mask_says() -> None:
    counts = torch.rand(TOKENS.shape, generator=seeded()) < 0.3
    total, count, _ = next_token(lambda x: TABLE[x], (TOKENS, counts), seeded())
    labels = torch.where(counts, TOKENS, LEFT_OUT)[:, 1:]
    wanted = F.cross_entropy(TABLE[TOKENS[:, :-1]].flatten(0, 1), labels.flatten(), reduction="sum")
    assert total.item() == pytest.approx(wanted.item())
    assert count == counts[:, 1:].sum()


def test_masked_tokens_are_chosen_hidden_and_counted_as_bert_does() -> None:
    tokens = torch.randint(1, 1000, (100, 200), generator=seeded())
    tokens[:, 150:] = 0  # padding
    seen = []

    def model(x: Tensor) -> Tensor:
        seen.append(x)
        return F.one_hot(x, 1001).float()

    objective = partial(masked_tokens, mask=1000, classes=1000, padding=0)
    total, count, metrics = objective(model, tokens, seeded(1))
    assert count == pytest.approx(0.15 * 15_000, rel=0.1)
    hidden, changed = seen[0] == 1000, (seen[0] != tokens) & (seen[0] != 1000)
    assert not (hidden | changed)[:, 150:].any()
    assert int(hidden.sum()) == pytest.approx(0.8 * count, rel=0.1)
    assert int(changed.sum()) == pytest.approx(0.1 * count, rel=0.3)
    assert metrics["accuracy"] == count - int(hidden.sum()) - int(changed.sum())  # those shown as they are
    assert total.item() > 0


def test_reconstruction_shows_the_model_what_is_corrupted_and_asks_for_what_was_clean() -> None:
    x, seen = torch.rand(4, 7), []

    def model(shown: Tensor) -> Tensor:
        seen.append(shown)
        return LOGITS[:4].repeat(1, 2)[:, :7]

    pixels = Bernoulli(logits=LOGITS[:4].repeat(1, 2)[:, :7], validate_args=False)
    objective = partial(reconstruction, corrupt=lambda x, generator: x * (torch.rand(7, generator=generator) < 0.5))
    for each in (reconstruction, objective):
        total, count, _ = each(model, (x, torch.zeros(4)), seeded(3))
        assert count == 4
        assert total.item() == pytest.approx(-pixels.log_prob(x).sum().item(), rel=1e-5)
    assert torch.equal(seen[0], x)
    assert torch.equal(seen[1], x * (torch.rand(7, generator=seeded(3)) < 0.5))


def test_elbo_is_reconstruction_and_divergence_and_its_noise_is_given() -> None:
    x, mean, log_variance = torch.rand(4, 7), torch.randn(4, 3), torch.randn(4, 3)
    given = seeded(3)

    def model(x: Tensor, generator: Generator) -> tuple[Tensor, Tensor, Tensor]:
        assert generator is given
        return LOGITS[:4].repeat(1, 2)[:, :7], mean, log_variance

    pixels = Bernoulli(logits=LOGITS[:4].repeat(1, 2)[:, :7], validate_args=False)
    divergence = kl_divergence(Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0)).sum().item()
    for batch in (x, (x, torch.zeros(4))):
        total, count, metrics = elbo(model, batch, given, beta=0.5)
        assert count == 4
        assert metrics["reconstruction"].item() == pytest.approx(-pixels.log_prob(x).sum().item(), rel=1e-5)
        assert metrics["kl"].item() == pytest.approx(divergence, rel=1e-5)
        assert total.item() == pytest.approx((metrics["reconstruction"] + 0.5 * metrics["kl"]).item())


def test_free_bits_are_paid_for_where_a_number_of_the_code_tells_less() -> None:
    mean = torch.tensor([[2.0, 0.1], [0.0, 0.1]])  # 2 and 0 nats, 1 on average; 0.005 nats

    def model(x: Tensor, generator: Generator) -> tuple[Tensor, Tensor, Tensor]:
        return torch.zeros(2, 3), mean, torch.zeros(2, 2)

    found = {free: elbo(model, torch.zeros(2, 3), seeded(), free_bits=free) for free in (0.0, 0.5)}
    paid = {free: (total - metrics["reconstruction"]).item() for free, (total, _, metrics) in found.items()}
    assert paid == pytest.approx({0.0: 2.01, 0.5: 2 * (1 + 0.5)}, rel=1e-5)
    assert [metrics["kl"].item() for _, _, metrics in found.values()] == pytest.approx([2.01, 2.01])


def test_denoising_knows_the_noise_where_the_model_does() -> None:
    kept, x = torch.tensor([0.9, 0.5, 0.1]), torch.randn(5, 2, 4, 4)

    def knows(shown: Tensor, t: Tensor) -> Tensor:
        share = kept[t].reshape(-1, 1, 1, 1)
        return (shown - share.sqrt() * x) / (1 - share).sqrt()

    total, count, _ = denoising(knows, x, seeded(), kept=kept)
    assert count == x.numel()
    assert total.item() == pytest.approx(0, abs=1e-6)
    blind, _, _ = denoising(lambda shown, t: torch.zeros_like(shown), x, seeded(), kept=kept)
    assert blind.item() / count == pytest.approx(1, abs=0.3)  # the variance of the noise


@pytest.mark.parametrize("predicts", ["noise", "x0", "v"])
def test_denoising_asks_for_noise_picture_or_both(predicts: str) -> None:
    kept, x = torch.tensor([0.9, 0.5, 0.1]).double(), torch.randn(5, 2, 4, 4)

    def knows(shown: Tensor, t: Tensor) -> Tensor:
        return predicted(x, shown, kept[t], "x0")[predicts]

    total, _, _ = denoising(knows, x, seeded(), kept=kept, predicts=predicts)
    assert total.item() == pytest.approx(0, abs=1e-6)
    with pytest.raises(ValueError, match="must be one of noise, x0, v, got 'score'"):
        denoising(knows, x, seeded(), kept=kept, predicts="score")


def test_denoising_leaves_labels_out_by_chance() -> None:
    told: list[Tensor] = []

    def model(shown: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        told.append(labels)
        return shown

    x, labels, kept = torch.zeros(4000, 1), torch.arange(4000) % 10, torch.tensor([0.5])
    for dropped in (0.0, 0.2, 1.0):
        denoising(model, (x, labels), seeded(), kept=kept, none=10, dropped=dropped)
        left_out = told[-1] == 10
        assert left_out.float().mean().item() == pytest.approx(dropped, abs=0.03)
        assert told[-1][~left_out].equal(labels[~left_out])
    with pytest.raises(ValueError, match="pairs"):
        denoising(model, x, seeded(), kept=kept, none=10)


def test_contrastive_is_a_choice_of_the_other_view() -> None:
    def view(x: Tensor, generator: Generator) -> Tensor:
        return x + torch.randn(x.shape, generator=generator)

    x = torch.randn(4, 6)
    total, count, metrics = contrastive(lambda x: x, (x, torch.zeros(4)), seeded(), view=view, temperature=0.5)
    draw = seeded()
    z = F.normalize(torch.cat((view(x, draw), view(x, draw))), dim=1)
    wanted = 0.0
    for i in range(8):
        alike = [(z[i] @ z[k]).item() / 0.5 for k in range(8)]
        wanted -= alike[(i + 4) % 8] - math.log(sum(math.exp(alike[k]) for k in range(8) if k != i))
    assert total.item() == pytest.approx(wanted, rel=1e-5)
    assert count == 8
    assert contrastive(lambda x: x, x, seeded(), view=lambda x, generator: x)[2]["accuracy"] == 8
    assert 0 <= int(metrics["accuracy"]) <= 8


def test_matching_is_a_choice_of_the_text_and_one_of_the_picture() -> None:
    pictures, texts = torch.randn(2, 5, 3, generator=seeded()).unbind()
    total, count, metrics = matching(lambda x, y: x @ y.T, (pictures, texts), seeded())
    scores = pictures @ texts.T
    wanted = sum(scores[i].logsumexp(0) + scores[:, i].logsumexp(0) - 2 * scores[i, i] for i in range(5)) / 2
    assert total.item() == pytest.approx(wanted.item(), rel=1e-5)
    assert count == 5
    assert metrics["accuracy"] == sum(int(scores[i].argmax()) == i for i in range(5))
    total, _, metrics = matching(lambda x, y: 100 * x @ y.T, (torch.eye(5), torch.eye(5)), seeded())
    assert total.item() == pytest.approx(0.0, abs=1e-6)
    assert metrics["accuracy"] == 5


DRAWS: dict[str, Callable[[Generator], Any]] = {
    "masked_tokens": lambda g: masked_tokens(lambda x: TABLE[x], TOKENS, g, mask=0, classes=5),
    "denoising": lambda g: denoising(lambda x, t: x, torch.ones(4, 3), g, kept=torch.tensor([0.9, 0.5])),
    "denoising with labels": lambda g: denoising(
        lambda x, t, y: y[:, None] * x, (torch.ones(99, 3), torch.arange(99)), g, kept=torch.tensor([0.5]), none=99
    ),
}


@pytest.mark.parametrize("name", DRAWS)
def test_what_is_drawn_comes_from_the_generator_alone(name: str) -> None:
    torch.manual_seed(0)
    before = torch.get_rng_state()
    totals = [DRAWS[name](seeded(seed))[0].item() for seed in (0, 0, 1)]
    assert totals[0] == totals[1] != totals[2]
    assert torch.get_rng_state().equal(before)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: classification(lambda x: x, LOGITS, seeded()), r"pairs \(x, y\), got a Tensor"),
        (lambda: elbo(lambda x, g: x, {"x": LOGITS}, seeded()), "begin with one, got dict"),
        (lambda: elbo(lambda x, g: x, torch.tensor([0.0, 255.0]), seeded()), "from 0 to 1, got 0 to 255"),
    ],
)
def test_a_batch_that_does_not_fit_is_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
