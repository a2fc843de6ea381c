"""Shapes, norms, projections, eigenvectors and derivatives, by hand (lecture 2).

Who calls it: lecture 2. Plain NumPy in float64; it must not know any other room.
"""

from chainrule.linalg.batches import (
    affine_gradients,
    broadcast_shape,
    cosines,
    directional,
    distances,
    product_shape,
    row_norms,
)
from chainrule.linalg.derivatives import chain_rule, gradient, jacobian, partial, pull_back
from chainrule.linalg.eigen import NotConvergedError, eigenvectors, power_iteration
from chainrule.linalg.norms import cosine, frobenius, inner, norm
from chainrule.linalg.projections import gram_schmidt, project, project_onto_subspace
from chainrule.linalg.svd import svd

__all__ = [
    "NotConvergedError",
    "affine_gradients",
    "broadcast_shape",
    "chain_rule",
    "cosine",
    "cosines",
    "directional",
    "distances",
    "eigenvectors",
    "frobenius",
    "gradient",
    "gram_schmidt",
    "inner",
    "jacobian",
    "norm",
    "partial",
    "power_iteration",
    "product_shape",
    "project",
    "project_onto_subspace",
    "pull_back",
    "row_norms",
    "svd",
]
