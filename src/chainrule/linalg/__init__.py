"""Norms, projections, eigenvectors and derivatives, by hand (lecture 2)."""
