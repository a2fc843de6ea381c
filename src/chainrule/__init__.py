"""Chainrule: a complete university course in deep learning, as software."""

__version__ = "0.1.0"
