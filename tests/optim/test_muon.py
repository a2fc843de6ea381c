"""Muon takes the kernels of convolutions too: each map that comes out is a row."""

import torch

from chainrule import optim


def test_a_kernel_moves_as_the_matrix_of_its_maps() -> None:
    chance = torch.Generator().manual_seed(0)
    kernel = torch.nn.Parameter(torch.randn(6, 3, 2, 2, generator=chance))
    matrix = torch.nn.Parameter(kernel.detach().flatten(1).clone())
    both = [optim.Muon([parameter], lr=0.1) for parameter in (kernel, matrix)]
    for _ in range(3):
        gradient = torch.randn(6, 3, 2, 2, generator=chance)
        kernel.grad, matrix.grad = gradient.contiguous(memory_format=torch.channels_last), gradient.flatten(1)
        for optimizer in both:
            optimizer.step()
    assert torch.equal(kernel.flatten(1), matrix)
