"""What functions of Tensors do with their arguments first."""

from chainrule.autograd.tensor import Tensor


def check_tensors(**given: object) -> None:
    """TypeError, which names the argument, unless each is a Tensor; a `bias` may be None.

    >>> check_tensors(x=[1.0, 2.0])
    Traceback (most recent call last):
    TypeError: x needs to be a Tensor, not list: write Tensor(x)
    """
    for name, x in given.items():
        if not isinstance(x, Tensor) and not (x is None and name == "bias"):
            raise TypeError(f"{name} needs to be a Tensor, not {type(x).__name__}: write Tensor({name})")
