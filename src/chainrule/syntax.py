"""Reading Python source into a syntax tree, from any thread."""

import ast
import threading

# CPython 3.11 and 3.12 keep the depth of the tree being made in one counter for all threads. Where a thread takes over
# from another in the middle, ast.parse raises "SystemError: AST constructor recursion depth mismatch". So one at a
# time; re-entrant, because the garbage collector may run a finalizer that reads source too.
_one_at_a_time = threading.RLock()


def parse(source: str) -> ast.Module:
    """The tree of a program. Raises what `ast.parse` raises: SyntaxError, ValueError, RecursionError, MemoryError."""
    with _one_at_a_time:
        return ast.parse(source)


def parse_expression(source: str) -> ast.Expression:
    """The tree of an expression. Raises as `parse` does."""
    with _one_at_a_time:
        return ast.parse(source, mode="eval")


def literal(source: str) -> object:
    """The value that a literal stands for: numbers, texts, tuples, lists, dicts, sets, True, False, None.

    Raises as `parse` does, and ValueError for what is no literal.

    >>> literal("(1, -2.5)")
    (1, -2.5)
    """
    return ast.literal_eval(parse_expression(source.lstrip(" \t")))
