"""What the recipes of autoencoders do with pictures, before and after the networks."""

import torch
from torch import Generator

from chainrule.data import Split
from chainrule.models.vae import VAE, VAEConfig
from chainrule.recipes.ldm_mnist import seen, squares
from chainrule.recipes.vae_mnist import binarized, details, measured, walk


def test_a_pixel_is_white_with_the_probability_that_its_grey_says() -> None:
    images = torch.tensor([0, 51, 204, 255], dtype=torch.uint8).reshape(1, 1, 2, 2).expand(10_000, 1, 2, 2)
    drawn = binarized(images, Generator().manual_seed(0))
    assert set(drawn.unique().tolist()) == {0, 255}
    share = (drawn == 255).float().mean(0).flatten()
    assert share[[0, 3]].tolist() == [0, 1]
    error = (0.2 * 0.8 / 10_000) ** 0.5
    assert (share[[1, 2]] - torch.tensor([0.2, 0.8])).abs().max() < 4 * error


def test_each_epoch_draws_other_pixels() -> None:
    images = torch.full((4, 1, 8, 8), 128, dtype=torch.uint8)
    chance = Generator().manual_seed(0)
    assert not torch.equal(binarized(images, chance), binarized(images, chance))


def test_a_walk_leads_from_what_comes_back_of_the_first_to_that_of_the_second() -> None:
    model = VAE(VAEConfig((6,), 2), generator=Generator().manual_seed(0))
    ends = torch.rand(2, 1, 28, 28, generator=Generator().manual_seed(1))
    steps = walk(model, ends, 5)
    assert steps.shape == (5, 1, 28, 28)
    torch.testing.assert_close(steps[[0, 4]], model.reconstruct(ends))


def test_squares_of_pixels_become_images_again() -> None:
    images = torch.randint(1, 255, (3, 1, 28, 28), generator=Generator().manual_seed(0)).to(torch.uint8)
    assert torch.equal(seen(torch.logit(squares(images))), images)


def test_many_samples_tell_a_likelihood_that_is_above_the_elbo_and_both_are_in_the_table() -> None:
    model = VAE(VAEConfig((6,), 2), generator=Generator().manual_seed(0))
    images = 255 * torch.randint(2, (30, 1, 28, 28), generator=Generator().manual_seed(1), dtype=torch.uint8)
    found = measured(model, Split(images, torch.zeros(30, dtype=torch.int64)))
    assert found.nll < -found.elbo
    assert 0 < found.kl < -found.elbo
    row = [cell.strip() for cell in details([found]).splitlines()[-1].strip("|").split("|")]
    assert row == ["784-6-2", *(f"{nats:.2f}" for nats in (found.elbo, found.kl, found.nll, found.error))]
