"""Floats whose last digits are others, where machines differ: what a program says then too, it says everywhere.

Another machine adds up a sum in another order and has `exp` from another library; another Python sums with other
rounding. `varied` puts `off` around such results in a program; `off` moves them by two units in the last place. A
result of few digits, as 0.5 or 11.0, is the same everywhere and stays; so are + - * / of single numbers.
"""

import ast
import contextlib
import math
import sys
from collections.abc import Iterator
from typing import Any

from chainrule import syntax

UNITS = 2  # in the last place
NAMES = frozenset(
    [
        "exp",
        "exp2",
        "expm1",
        "log",
        "log2",
        "log10",
        "log1p",
        "logaddexp",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "atan2",
        "arcsin",
        "arccos",
        "arctan",
        "arctan2",
        "sinh",
        "cosh",
        "tanh",
        "arctanh",
        "erf",
        "erfc",
        "gamma",
        "lgamma",
        "pow",
        "power",
        "hypot",
        "dist",
        "norm",
        "sigmoid",
        "logsigmoid",
        "softmax",
        "log_softmax",
        "logsumexp",
        "softplus",
        "gelu",
        "silu",
        "elu",
        "selu",
        "mish",
        "sum",
        "mean",
        "var",
        "std",
        "prod",
        "cumsum",
        "cumprod",
        "average",
        "dot",
        "vdot",
        "inner",
        "matmul",
        "mm",
        "bmm",
        "mv",
        "addmm",
        "einsum",
        "tensordot",
        "convolve",
        "correlate",
        "cov",
        "corrcoef",
        "trapezoid",
        "trace",
        "solve",
        "inv",
        "pinv",
        "det",
        "slogdet",
        "lstsq",
        "linear",
        "bilinear",
        "conv1d",
        "conv2d",
        "conv3d",
        "conv_transpose1d",
        "conv_transpose2d",
        "cross_entropy",
        "nll_loss",
        "mse_loss",
        "l1_loss",
        "kl_div",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "layer_norm",
        "batch_norm",
        "scaled_dot_product_attention",
        "avg_pool1d",
        "avg_pool2d",
        "cosine_similarity",
        "log_prob",
        "interp",
    ]
)
HERE = "chainrule.campus.questions.noise"
OFF, TOTAL = "__off__", "__total__"  # how a varied program calls them

_direction = 1


class _Varied(ast.NodeTransformer):
    """Puts `off` around the results that differ; the names that the program defines are its own."""

    def __init__(self, own: set[str]) -> None:
        self.own, self.found = own, False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Name) and function.id == "sum" and "sum" not in self.own:
            node.func = ast.copy_location(ast.Name(TOTAL, ast.Load()), function)
            self.found = True
            return node
        if isinstance(function, ast.Name):
            return self._around(node) if function.id in NAMES - self.own else node
        return self._around(node) if isinstance(function, ast.Attribute) and function.attr in NAMES else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return self._around(node) if isinstance(node.op, ast.MatMult | ast.Pow) else node

    def _around(self, node: ast.expr) -> ast.AST:
        self.found = True
        return ast.copy_location(ast.Call(ast.Name(OFF, ast.Load()), [node], []), node)


def _vary(source: str) -> tuple[ast.Module, bool]:
    """The varied program, and whether anything in it is."""
    tree = syntax.parse(source)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    change = _Varied(own)
    changed = change.visit(tree)
    imported = ast.ImportFrom(HERE, [ast.alias("off", OFF), ast.alias("total", TOTAL)], 0)
    changed.body.insert(_after_the_head(changed.body), imported)
    return ast.fix_missing_locations(changed), change.found


def _after_the_head(body: list[ast.stmt]) -> int:
    """The place behind a docstring and `from __future__`."""
    for place, node in enumerate(body):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            return place
    return len(body)


def varied(source: bytes | str) -> ast.Module:
    """The program with floats that are off where machines differ. Raises SyntaxError where it does not parse."""
    return _vary(source.decode() if isinstance(source, bytes) else source)[0]


def varies(source: str) -> bool:
    """Whether anything in the program may differ from machine to machine; False where it does not parse."""
    try:
        return _vary(source)[1] or "nn." in source
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def program(source: str, direction: int) -> str:
    """A program that runs this one with floats that are off in a direction, 1 or -1."""
    return f"from {HERE} import run\nrun({source!r}, {direction})\n"


def run(source: str, direction: int) -> None:
    """Run a program with floats that are off."""
    with towards(direction):
        exec(compile(varied(source), "<program>", "exec"), {"__name__": "__main__"})


@contextlib.contextmanager
def towards(direction: int) -> Iterator[None]:
    """Inside of it `off` goes in this direction, and so do the functions from which PyTorch's layers are made."""
    global _direction
    before, _direction = _direction, direction
    functional = sys.modules.get("torch.nn.functional")
    kept = {name: getattr(functional, name) for name in NAMES if functional and hasattr(functional, name)}
    for name, function in kept.items():
        setattr(functional, name, _around(function))
    try:
        yield
    finally:
        _direction = before
        for name, function in kept.items():
            setattr(functional, name, function)


def _around(function: Any) -> Any:
    return lambda *arguments, **named: off(function(*arguments, **named))


def total(values: Any, start: Any = 0) -> Any:
    """What `sum` gives in one Python or in another: floats one after the other, or without loss."""
    values = list(values)
    result = sum(values, start)
    if type(result) is not float or not all(isinstance(each, int | float) for each in (start, *values)):
        return off(result)
    if _direction > 0:
        return math.fsum([start, *values])
    result = start
    for each in values:
        result = result + each
    return result


def off(value: Any) -> Any:
    """A float, an array or tensor of floats, or a `Value` of the scalar engine, moved in its last place.

    Which way a number goes hangs on the number alone: what is computed twice is still equal.
    """
    if type(value) is float:
        return value * _factor(value)
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if torch and isinstance(value, torch.Tensor):
        if value.dtype not in (torch.float16, torch.float32, torch.float64):
            return value
        factors = _factors(value.detach().cpu().numpy())
        return value if (factors == 1).all() else value * torch.from_numpy(factors)
    if numpy and isinstance(value, numpy.ndarray | numpy.floating):
        if value.dtype.kind != "f" or value.dtype.itemsize > 8:
            return value
        factors = _factors(numpy.asarray(value))
        return value if (factors == 1).all() else (value * factors)[()]
    if type(getattr(value, "data", None)) is float:
        value.data = off(value.data)
    return value


def _factor(value: float) -> float:
    """What a float is multiplied with; 1 where half of its digits are zeros."""
    if not math.isfinite(value):
        return 1.0
    mantissa = int(math.frexp(value)[0] * 2**53)
    if mantissa % 2**27 == 0:
        return 1.0
    return 1 + _direction * (1 if mantissa & 1 else -1) * UNITS * sys.float_info.epsilon


def _factors(values: Any) -> Any:
    """The same for every number of an array, in its own type."""
    numpy = sys.modules["numpy"]
    info = numpy.finfo(values.dtype)
    bits = info.nmant + 1
    with numpy.errstate(all="ignore"):
        mantissas = numpy.frexp(values.astype("float64"))[0] * 2.0**bits
    mantissas = numpy.nan_to_num(mantissas, nan=0.0, posinf=0.0, neginf=0.0).astype("int64")
    away = _direction * numpy.where(mantissas & 1, 1, -1) * UNITS * float(info.eps)
    few = mantissas % 2 ** ((bits + 1) // 2) == 0
    return numpy.asarray(numpy.where(few, 1.0, 1 + away)).astype(values.dtype)
