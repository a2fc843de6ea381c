"""TeX to HTML and MathML on the server: KaTeX, in a V8 of this process."""

import atexit
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from py_mini_racer import (
    DEFAULT_V8_FLAGS,
    JSEvalException,
    JSOOMException,
    JSParseException,
    JSTimeoutException,
    MiniRacer,
    init_mini_racer,
)

from chainrule.course import PACKAGE, CourseError

KATEX = PACKAGE / "campus" / "site" / "static" / "built" / "katex.min.js"
LONGEST = 5_000  # characters of one formula
SECONDS = 5.0  # for one formula
# On processors with protection keys V8 lets only the threads that its first one started touch its memory: a forked
# process, whose threads are all others, would die of it.
V8_FLAGS = (*DEFAULT_V8_FLAGS, *(["--no-memory-protection-keys"] if sys.platform == "linux" else []))
ERROR_COLOR = (
    "#c0ffe1"  # KaTeX paints what it does not trust (\href, \includegraphics) instead of raising; see `_render`
)
OPTIONS: dict[str, Any] = {
    "output": "htmlAndMathml",
    "throwOnError": True,
    "strict": "error",
    "trust": False,
    "maxExpand": 500,
    "maxSize": 40,
    "errorColor": ERROR_COLOR,
}


class MathError(Exception):
    """A formula that KaTeX cannot set; the message says why."""


class _Engine:
    """One V8 with KaTeX in it, in a thread of its own; made again in a process that was forked.

    The thread sets one formula after the other. Whoever asks may have an event loop running, as an asynchronous view
    has: V8's time limit would refuse to work beside that.
    """

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="katex")
        self.context: MiniRacer | None = None
        self.abandoned: list[MiniRacer | None] = []

    def call(self, formula: str, display: bool, katex: Path) -> str:
        return self.thread.submit(self._call, formula, display, katex).result()

    def _call(self, formula: str, display: bool, katex: Path) -> str:
        if self.context is None:
            self.context = self._load(katex)
        options = OPTIONS | {"displayMode": display}
        return str(self.context.call("katex.renderToString", formula, options, timeout_sec=SECONDS))

    def after_fork(self) -> None:
        """Begin anew in a child: threads stayed in the parent, and closing V8's context would wait for them."""
        self.abandoned.append(self.context)
        self.context, self.thread = None, ThreadPoolExecutor(1, thread_name_prefix="katex")

    def close(self) -> None:
        """End V8's threads while the interpreter still runs: left to its finalization, they would wait for ever."""
        self.thread.shutdown()
        if self.context is not None:
            self.context.close()
            self.context = None

    @staticmethod
    def _load(katex: Path) -> MiniRacer:
        try:
            source = katex.read_text(encoding="utf-8")
        except FileNotFoundError:
            fix = "in a checkout run `python frontend/build.py`; else install the package again"
            raise CourseError(katex, "KaTeX, which sets the formulas, is not there", fix) from None
        init_mini_racer(flags=V8_FLAGS, ignore_duplicate_init=True)
        context = MiniRacer()
        context.eval(source)
        return context


_engine = _Engine()
atexit.register(_engine.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_engine.after_fork)


@lru_cache(maxsize=8192)
def tex_to_html(formula: str, display: bool = False) -> str:
    r"""A formula as HTML for the eye and MathML for the ear.

    Raises `MathError` for what is not TeX that KaTeX knows, such as an undefined macro, and `CourseError` where
    KaTeX itself is not installed.
    """
    if len(formula) > LONGEST:
        raise MathError(f"the formula has {len(formula):,} characters; at most {LONGEST:,} are set")
    try:
        html = _engine.call(formula, display, KATEX)
    except (JSEvalException, JSParseException) as error:
        raise MathError(_reason(str(error))) from None
    except (JSTimeoutException, JSOOMException):
        raise MathError("it takes too long to set") from None
    if ERROR_COLOR in html:
        raise MathError(r"commands that link, load or style (\href, \url, \includegraphics, \html...) are not allowed")
    return html


def _reason(message: str) -> str:
    """The sentence of KaTeX's error, without the pointer and the stack that follow it."""
    first = message.split("\n", 1)[0]
    first = first.partition("KaTeX parse error: ")[2] or first
    first = re.sub("[\u0332\u0331]", "", first)
    return re.sub(r"( at position \d+): .*$", r"\1", first).strip()
