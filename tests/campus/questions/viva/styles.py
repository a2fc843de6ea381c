"""The same program in another hand: for files that students write, none of which is the library's."""

import ast


def renamed(source: str) -> str:
    """Locals have other names, comments are gone, lines are broken and quoted otherwise."""
    tree = ast.parse(source)
    for node in tree.body:
        for function in functions(node):
            other = {name: f"my_{name}" for name in own(function)}
            for inner in ast.walk(function):
                if isinstance(inner, ast.Name) and inner.id in other:
                    inner.id = other[inner.id]
    return ast.unparse(tree) + "\n"


def functions(node: ast.stmt) -> list[ast.FunctionDef]:
    """A function, or the methods of a class."""
    inside = node.body if isinstance(node, ast.ClassDef) else [node]
    return [one for one in inside if isinstance(one, ast.FunctionDef)]


def own(function: ast.FunctionDef) -> set[str]:
    """The names that a function sets and that are nothing else in it."""
    nodes = list(ast.walk(function))
    arguments = {node.arg for node in nodes if isinstance(node, ast.arg)}
    imported = {
        a.asname or a.name for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for a in node.names
    }
    shared = {name for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    inner = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored - arguments - imported - shared - inner


def reordered(source: str) -> str:
    """The functions that stand one below the other at the margin, the last one first."""
    tree = ast.parse(source)
    places = [n for n, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef) and not node.decorator_list]
    turned = [tree.body[n] for n in reversed(places)]
    for place, node in zip(places, turned, strict=True):
        tree.body[place] = node
    return ast.unparse(tree) + "\n"
