"""What a program asks of the machine on which it runs: a key that hangs on it is another one elsewhere."""

import ast
from collections.abc import Iterator

from chainrule import syntax

# Of these modules: any of their names, or those named.
ASKS: dict[str, frozenset[str] | None] = {
    "platform": None,
    "socket": None,
    "getpass": None,
    "torch.cuda": None,
    "torch.backends": None,
    "torch": frozenset({"__version__", "get_num_threads"}),
    "np": frozenset({"__version__"}),
    "numpy": frozenset({"__version__"}),
    "os": frozenset(
        ["name", "sep", "linesep", "uname", "cpu_count", "getcwd", "environ", "getenv", "listdir", "getpid", "getlogin"]
    ),
    "sys": frozenset(
        ["platform", "maxsize", "byteorder", "version", "version_info", "executable", "path", "getsizeof", "argv"]
    ),
    "time": frozenset(
        ["time", "time_ns", "perf_counter", "monotonic", "process_time", "localtime", "ctime", "strftime"]
    ),
    "datetime": frozenset({"now", "today", "utcnow"}),
    "datetime.datetime": frozenset({"now", "today", "utcnow"}),
    "date": frozenset({"today"}),
    "datetime.date": frozenset({"today"}),
    "Path": frozenset({"cwd", "home"}),
}


def asked(source: str) -> Iterator[tuple[str, int]]:
    """The names that ask the machine, with their lines. A name to which the program itself gives a value asks nothing.

    >>> list(asked("import sys\\nprint(sys.platform)"))
    [('sys.platform', 2)]
    """
    try:
        nodes = [node for node in ast.walk(syntax.parse(source)) if isinstance(node, ast.Attribute)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    given = {dotted(node) for node in nodes if isinstance(node.ctx, ast.Store)}
    for node in nodes:
        of, name = dotted(node.value), dotted(node)
        if of in ASKS and name not in given and name not in ASKS and node.attr in (ASKS[of] or {node.attr}):
            yield name, node.lineno


def dotted(node: ast.expr) -> str:
    """`torch.cuda.is_available` of the node that says so; "" for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""
