"""Chainrule: a complete university course in deep learning, as software."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Teach a notebook `%%check`: what `%load_ext chainrule` calls."""
    from chainrule.cli.magic import load

    load(shell)
