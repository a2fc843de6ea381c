"""Arithmetic that an author or a reader typed, built into a graph of `Value` without ever being evaluated as Python."""

import ast
import math
from collections.abc import Mapping

from chainrule.autograd import Value

FUNCTIONS = ("exp", "log", "tanh", "relu", "sigmoid")
LONGEST = 300  # characters
MOST_NODES = 120


class ExpressionError(ValueError):
    """An expression that is not arithmetic over named numbers; the message says what is wrong."""


def parse_expression(expression: str) -> ast.expr:
    """The syntax tree of an expression of names, numbers, `+ - * / **` and the functions of `Value`.

    Functions stand before or behind: `tanh(x)` or `x.tanh()`. Raises `ExpressionError` for anything else.
    """
    if len(expression) > LONGEST:
        raise ExpressionError(f"it has {len(expression)} characters; at most {LONGEST} can be drawn")
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("it cannot be read as arithmetic") from None
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES * 2:
        raise ExpressionError("it is too long to be drawn")
    return tree


def names_in(tree: ast.expr) -> tuple[str, ...]:
    """The variables of an expression, in the order in which they first stand in it."""
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in functions]
    return tuple(dict.fromkeys(node.id for node in sorted(names, key=lambda node: node.col_offset)))


def build_graph(tree: ast.expr, numbers: Mapping[str, float]) -> Value:
    """The graph of an expression at the given numbers. A name used twice is one node.

    Raises `ExpressionError` for what is not arithmetic, a name without a number, or a result that is not finite.
    """
    leaves = {name: Value(number, label=name) for name, number in numbers.items()}
    try:
        result = _build(tree, leaves)
    except (ZeroDivisionError, OverflowError, ValueError, ArithmeticError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError(f"it has no value here: {error}") from None
    if not isinstance(result, Value):
        raise ExpressionError("it has no variable")
    if not math.isfinite(result.data):
        raise ExpressionError(f"its value here is {result.data}")
    return result


def _build(node: ast.expr, leaves: Mapping[str, Value]) -> Value | float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name):
            if name not in leaves:
                raise ExpressionError(f"`{name}` has no number: give one as {name}=2")
            return leaves[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_build(operand, leaves)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, leaves)
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(op, _build(left, leaves), _build(right, leaves))
        case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[], keywords=[]):
            return _apply(name, _build(inner, leaves))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]):
            return _apply(name, _build(inner, leaves))
    raise ExpressionError(f"`{ast.unparse(node)}` is not arithmetic; there are + - * / ** and {', '.join(FUNCTIONS)}")


def _binary(op: ast.operator, left: Value | float, right: Value | float) -> Value | float:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            if isinstance(right, Value):
                raise ExpressionError("an exponent is a number, not a variable")
            if abs(right) > 100:
                raise ExpressionError("an exponent is at most 100")
            if isinstance(left, float):
                return float(left**right)
            return left**right
    raise ExpressionError("there are + - * / **, and no other operator")


def _apply(name: str, value: Value | float) -> Value:
    if name not in FUNCTIONS:
        raise ExpressionError(f"there is no function `{name}`; there are {', '.join(FUNCTIONS)}")
    wrapped = value if isinstance(value, Value) else Value(value)
    result = getattr(wrapped, name)()
    assert isinstance(result, Value)
    return result
