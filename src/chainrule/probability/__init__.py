"""Distributions, likelihood and information (lectures 9 and 25)."""
