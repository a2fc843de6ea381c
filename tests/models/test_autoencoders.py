"""Autoencoders without chance: the plain one, and the one whose code is words."""

import pytest
import torch
from torch import Generator, Tensor

from chainrule import optim
from chainrule.models.autoencoder import Autoencoder
from chainrule.models.vae import VAE, VAEConfig
from chainrule.models.vq_vae import VQVAE, Codebook, VQVAEConfig, perplexity, straight_through
from chainrule.training.objectives import vector_quantized

SMALL = VQVAEConfig(channels=4, codes=6, width=3)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def test_a_vae_without_chance_is_an_autoencoder() -> None:
    config = VAEConfig((5,), 3, (1, 2, 4))
    plain, vae = Autoencoder(config, generator=seeded()), VAE(config, generator=seeded(1))
    plain.decoder.load_state_dict(vae.decoder.state_dict())
    own = {name: tensor.clone() for name, tensor in vae.encoder.state_dict().items()}
    for name in ("layers.2.weight", "layers.2.bias"):  # the half that makes the means
        own[name] = own[name][: config.latent]
    plain.encoder.load_state_dict(own)
    x = torch.rand(4, 1, 2, 4, generator=seeded(2))
    torch.testing.assert_close(plain(x), vae.decode(vae.encode(x)[0]))


def test_the_nearest_word_is_the_nearest() -> None:
    book = Codebook(20, 3, generator=seeded())
    torch.nn.init.normal_(book.weight, generator=seeded(1))
    z = torch.randn(5, 3, 4, 6, generator=seeded(2))
    words, numbers = book(z)
    distances = (z[:, None] - book.weight[None, :, :, None, None]).square().sum(2)  # (N, K, H, W)
    assert torch.equal(numbers, distances.argmin(1))
    torch.testing.assert_close((z - words).square().sum(1), distances.amin(1))


def test_the_gradient_goes_straight_through_unchanged() -> None:
    z = torch.randn(4, 3, generator=seeded(), requires_grad=True)
    e = torch.randn(4, 3, generator=seeded(1), requires_grad=True)
    upstream = torch.randn(4, 3, generator=seeded(2))
    out = straight_through(z, e)
    out.backward(upstream)
    torch.testing.assert_close(out, e)
    assert torch.equal(z.grad, upstream)
    assert e.grad is None


def gradients(commitment: float) -> tuple[dict[str, Tensor], VQVAE, Tensor]:
    model = VQVAE(SMALL, generator=seeded())
    x = torch.rand(2, 1, 8, 8, generator=seeded(1))
    vector_quantized(model, x, seeded(), commitment=commitment)[0].backward()
    return {name: parameter.grad for name, parameter in model.named_parameters()}, model, x


def test_words_are_drawn_to_their_vectors_and_vectors_to_their_words() -> None:
    found, model, x = gradients(commitment=0.0)
    z = model.vectors(x).detach()
    e, numbers = model.codebook(z)
    apart = (e - z).movedim(1, -1).flatten(0, 2).detach()
    wanted = torch.zeros_like(model.codebook.weight).index_add_(0, numbers.flatten(), 2 * apart)
    torch.testing.assert_close(found["codebook.weight"], wanted)
    held, _, _ = gradients(commitment=0.25)
    torch.testing.assert_close(held["codebook.weight"], wanted)  # the commitment is the encoder's alone
    torch.testing.assert_close(held["decoder.0.weight"], found["decoder.0.weight"])
    assert not torch.allclose(held["encoder.4.weight"], found["encoder.4.weight"])


def test_words_that_follow_come_to_the_means_of_what_is_next_to_them() -> None:
    book = Codebook(2, 1, decay=0.5)
    book.weight.copy_(torch.tensor([[-0.1], [0.1]]))
    z = torch.tensor([[-3.0], [-1.0], [4.0], [5.0], [6.0]])
    for _ in range(40):
        book(z)
    assert book.weight.flatten().tolist() == pytest.approx([-2, 5], abs=1e-4)
    assert book.counts.tolist() == pytest.approx([2, 3], abs=1e-4)
    assert not list(book.parameters())
    book.eval()
    before = book.weight.clone()
    book(10 * z)
    assert torch.equal(book.weight, before)


def test_a_word_that_is_never_used_stays_where_it_is() -> None:
    book = Codebook(2, 1, decay=0.9)
    book.weight.copy_(torch.tensor([[0.0], [9.0]]))
    book.sums.copy_(book.weight)
    for _ in range(20):
        book(torch.zeros(3, 1))
    assert book.weight.flatten().tolist() == pytest.approx([0, 9])


@pytest.mark.parametrize(("numbers", "uses"), [([0, 1, 2, 3], 4), ([2, 2, 2], 1), ([0, 0, 1, 1], 2)])
def test_perplexity_is_how_many_words_are_used_as_often(numbers: list[int], uses: int) -> None:
    assert perplexity(torch.tensor(numbers), 64).item() == pytest.approx(uses)


@pytest.mark.parametrize("decay", [None, 0.9])
def test_a_picture_is_a_short_text_from_which_it_comes_back(decay: float | None) -> None:
    model = VQVAE(VQVAEConfig(channels=4, codes=6, width=3, decay=decay), generator=seeded())
    x = (torch.rand(32, 1, 2, 3, generator=seeded(1)) < 0.5).float()  # patches of black and white
    x = x.repeat_interleave(4, 2).repeat_interleave(4, 3)  # (N, 1, 8, 12)
    optimizer = optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(150):
        optimizer.zero_grad()
        total, count, _ = vector_quantized(model, x, seeded())
        (total / count).backward()
        optimizer.step()
        losses.append(total.item() / count)
    assert losses[-1] < 0.7 * losses[0]
    model.eval()
    numbers = model.encode(x)
    assert numbers.shape == (32, 2, 3)
    torch.testing.assert_close(model.decode(numbers), model(x)[0])


def test_written_out_and_fused_give_the_same() -> None:
    written, fused = (VQVAE(SMALL, generator=seeded(), fused=on) for on in (False, True))
    x = torch.rand(3, 1, 8, 8, generator=seeded(1))
    torch.testing.assert_close(written(x), fused(x))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="VQVAEConfig: codes must be at least 1, got 0"):
        VQVAEConfig(codes=0)
    with pytest.raises(ValueError, match="decay must be between 0 and 1, got 1"):
        VQVAEConfig(decay=1.0)
    with pytest.raises(ValueError, match="multiples of 4"):
        VQVAE(SMALL).encode(torch.zeros(1, 1, 6, 8))
