"""Optimizers and learning-rate schedules, each written out (lecture 11)."""
