"""Arithmetic that an author typed, built into a graph of `Value` without ever being evaluated as Python.

What can be written is what the graph stepper in the browser reads: expressions over named numbers, and short programs
of them, `d = a*b; L = (d + c)**2`, whose last statement is the result.
"""

import ast
import math
from collections.abc import Mapping

from chainrule import syntax
from chainrule.autograd import Value

FUNCTIONS = ("exp", "log", "tanh", "relu", "sigmoid")
LONGEST = 600  # characters
MOST_NODES = 400  # of the syntax tree
OPERATORS = "+ - * / **"

Number = Value | float


class ExpressionError(ValueError):
    """An expression that is not arithmetic over named numbers; the message says what is wrong."""


class Expression:
    """A parsed expression or program.

    >>> Expression("d = a*b; d + c").inputs
    ('a', 'b', 'c')

    Raises `ExpressionError` for what is not arithmetic.
    """

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ExpressionError(f"it has {len(text)} characters; at most {LONGEST} can be drawn")
        try:
            self.statements = syntax.parse(text.strip()).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ExpressionError("it cannot be read as arithmetic") from None
        if not self.statements:
            raise ExpressionError("it is empty")
        if sum(len(list(ast.walk(statement))) for statement in self.statements) > MOST_NODES:
            raise ExpressionError("it is too long to be drawn")
        self.inputs = self._inputs()

    def _inputs(self) -> tuple[str, ...]:
        """Names that are used before anything is assigned to them, in order."""
        assigned: set[str] = set()
        found: dict[str, None] = {}
        for statement in self.statements:
            target, value = _parts(statement)
            functions = {id(node.func) for node in ast.walk(value) if isinstance(node, ast.Call)}
            names = [node for node in ast.walk(value) if isinstance(node, ast.Name) and id(node) not in functions]
            if isinstance(statement, ast.AugAssign) and target:
                found |= {} if target in assigned else {target: None}
            for node in sorted(names, key=lambda node: (node.lineno, node.col_offset)):
                found |= {} if node.id in assigned else {node.id: None}
            assigned |= {target} if target else set()
        return tuple(found)

    def graph(self, numbers: Mapping[str, float]) -> Value:
        """The graph of the last statement at the given numbers. A name that is used twice is one node.

        Raises `ExpressionError` for a name without a number, or where a result is not defined or not finite.
        """
        names: dict[str, Number] = {name: Value(number, label=name) for name, number in numbers.items()}
        result: Number = 0.0
        try:
            for statement in self.statements:
                target, value = _parts(statement)
                result = _build(value, names)
                if isinstance(statement, ast.AugAssign) and target:
                    result = _binary(statement.op, _lookup(target, names), result)
                if target:
                    names[target] = result = _labelled(result, target)
        except ExpressionError:
            raise
        except (ArithmeticError, ValueError) as error:
            raise ExpressionError(f"it has no value here: {error}") from None
        if not isinstance(result, Value):
            raise ExpressionError("it has no variable")
        if not math.isfinite(result.data):
            raise ExpressionError(f"it has no value here: the result is {result.data}")
        return result


def _parts(statement: ast.stmt) -> tuple[str, ast.expr]:
    """The name that a statement assigns to (empty for none), and the expression in it."""
    match statement:
        case ast.Expr(value=value):
            return "", value
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            return name, value
    raise ExpressionError(f"`{ast.unparse(statement)[:60]}` is neither an expression nor an assignment to a name")


def _labelled(value: Number, label: str) -> Number:
    if isinstance(value, Value) and not value.label:
        value.label = label
    return value


def _lookup(name: str, names: Mapping[str, Number]) -> Number:
    if name not in names:
        raise ExpressionError(f"`{name}` has no number: give one as {name}=2")
    return names[name]


def _build(node: ast.expr, names: Mapping[str, Number]) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name):
            return _lookup(name, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_build(operand, names)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, names)
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(op, _build(left, names), _build(right, names))
        case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[], keywords=[]):
            return _apply(name, _build(inner, names))
        case ast.Call(func=ast.Name(id="Value"), args=[inner], keywords=[]):
            return _as_value(_build(inner, names))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]):
            return _apply(name, _build(inner, names))
    raise ExpressionError(
        f"`{ast.unparse(node)[:60]}` is not arithmetic; there are {OPERATORS} and {', '.join(FUNCTIONS)}"
    )


def _binary(op: ast.operator, left: Number, right: Number) -> Number:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow() if isinstance(left, Value):
            return left**right
        case ast.Pow():
            result = _as_value(left) ** right
            return result if isinstance(right, Value) else result.data
    raise ExpressionError(f"there are {OPERATORS}, and no other operator")


def _as_value(number: Number) -> Value:
    return number if isinstance(number, Value) else Value(number)


def _apply(name: str, number: Number) -> Value:
    if name not in FUNCTIONS:
        raise ExpressionError(f"there is no function `{name}`; there are {', '.join(FUNCTIONS)}")
    result = getattr(_as_value(number), name)()
    assert isinstance(result, Value)
    return result
