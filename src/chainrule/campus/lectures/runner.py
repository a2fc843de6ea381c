"""Runs a lecture's blocks. Started as a program of its own: standard library only, no import of the platform.

Reads a job as JSON from standard input, and writes one line of JSON for every block that begins or ends to the file
named by the first argument, so that what is known survives an interpreter that dies.
"""

import ast
import io
import json
import linecache
import sys
import traceback
import types
from typing import Any

LINES_TOLD = 20  # of the way to an error


class TooMuchOutput(Exception):
    """A block printed more than a page can show."""


class Capture(io.StringIO):
    """A text stream that refuses to grow past `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, text: str) -> int:
        if self.tell() + len(text) > self.limit:
            raise TooMuchOutput(f"more than {self.limit:,} characters were printed")
        return super().write(text)


def text_of(stream: Capture) -> str:
    """What was written, as text that every file and page can hold."""
    return stream.getvalue().encode("utf-8", "replace").decode()


def picture(value: Any) -> str | None:
    """The SVG of a value: a text that is one, or what `_repr_svg_` gives."""
    if isinstance(value, str) and value.lstrip().startswith("<svg"):
        return value
    method = getattr(value, "_repr_svg_", None)
    drawn = method() if callable(method) else None
    return drawn if isinstance(drawn, str) else None


def code_lines(blocks: list[dict[str, Any]]) -> list[str]:
    """The code at its lines in the lecture, blank between: where tracebacks and inspect.getsource look for it."""
    lines: list[str] = []
    for block in blocks:
        lines += ["\n"] * (block["line"] - 1 - len(lines))
        if block["raises"] != "SyntaxError":
            lines += [line + "\n" for line in block["source"].split("\n")]
    return lines


class Session:
    """One namespace in which blocks run one after another."""

    def __init__(self, path: str, blocks: list[dict[str, Any]], limit: int) -> None:
        self.path, self.limit = path, limit
        module = types.ModuleType("__main__")
        module.__file__ = path
        sys.modules["__main__"] = module
        self.names = module.__dict__
        lines = code_lines(blocks)
        linecache.cache[path] = (sum(map(len, lines)), None, lines, path)

    def show(self, value: Any) -> str:
        text = repr(value)
        if len(text) > self.limit:
            raise TooMuchOutput(f"the value takes {len(text):,} characters to write down")
        return text

    def run(self, block: dict[str, Any]) -> dict[str, Any]:
        """Run one block and say what came out of it."""
        out, err = Capture(self.limit), Capture(self.limit)
        result: dict[str, Any] = {"end": block["index"], "statements": {}, "value": None, "svg": None, "error": None}
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = out, err
        try:
            # Blank lines in front give every statement the line number that it has in the lecture.
            tree = ast.parse("\n" * (block["line"] - 1) + block["source"], self.path)
            self._statements(tree, block, out, result)
        except BaseException as error:
            result["error"] = self._describe(error, block)
        finally:
            sys.stdout, sys.stderr = streams
        return {**result, "stdout": text_of(out), "stderr": text_of(err)}

    def _statements(self, tree: ast.Module, block: dict[str, Any], out: Capture, result: dict[str, Any]) -> None:
        last = len(tree.body) - 1
        for index, statement in enumerate(tree.body):
            before, watched = out.tell(), index in block["watch"]
            value = None
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), self.path, "eval"), self.names)
                if value is not None and index == last:
                    result["svg"] = picture(value)
                    result["value"] = None if result["svg"] else self.show(value)
            else:
                exec(compile(ast.Module([statement], []), self.path, "exec"), self.names)
                if watched:
                    value = self._assigned(statement)
            if watched:
                result["statements"][index] = {"printed": out.getvalue()[before:], "value": self.show(value)}

    def _assigned(self, statement: ast.stmt) -> Any:
        """What an assignment gave its (last) target."""
        if isinstance(statement, ast.Assign):
            target: ast.expr = statement.targets[-1]
        elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
            target = statement.target
        else:
            return None
        for node in ast.walk(target):
            if hasattr(node, "ctx"):
                node.ctx = ast.Load()
        return eval(compile(ast.Expression(target), self.path, "eval"), self.names)

    def _describe(self, error: BaseException, block: dict[str, Any]) -> dict[str, Any]:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.path]
        if isinstance(error, SyntaxError) and error.filename == self.path:
            lines.append(error.lineno)
        size = block["source"].count("\n") + 1
        inside = [line for line in lines if line and block["line"] <= line < block["line"] + size]
        return {
            "type": type(error).__name__,
            "kinds": [kind.__name__ for kind in type(error).__mro__],
            "message": str(error),
            "line": inside[-1] if inside else block["line"],
            "raised": lines[-1] if lines else None,
            "lines": [line for line in lines if line][:LINES_TOLD],
        }


def run_for_a_reader(job: str) -> list[dict[str, Any]]:
    """Run a job, given as JSON, that a reader of the page sent; in a box, which calls this by name.

    Gives the records of the blocks marked `told`. A block that fails, and was not to, is the last one, and is told.
    """
    known = json.loads(job)
    session, told = Session(known["path"], known["blocks"], known["limit"]), []
    for block in known["blocks"]:
        record = session.run(block)
        failed = record["error"] and not block["raises"]
        if failed or block["told"]:
            told.append(record)
        if failed:
            break
    plain: list[dict[str, Any]] = json.loads(json.dumps(told))  # a picture may be a kind of text, and is text now
    return plain


def main() -> None:
    """Run the job on standard input; stop at the first block that fails against its author's word."""
    job = json.load(sys.stdin)
    with open(sys.argv[1], "w", encoding="utf-8") as results:  # noqa: PTH123

        def tell(line: dict[str, Any]) -> None:
            results.write(json.dumps(line) + "\n")
            results.flush()

        session = Session(job["path"], job["blocks"], job["limit"])
        for block in job["blocks"]:
            tell({"begin": block["index"]})
            result = session.run(block)
            tell(result)
            error = result["error"]
            if bool(error) != bool(block["raises"]) or (error and block["raises"] not in error["kinds"]):
                return


if __name__ == "__main__":
    main()
