"""What attackers hand in, and the values that are none."""

from functools import cache
from pathlib import Path

from chainrule.labs import Lab, load_lab
from chainrule.labs import solution as solution_of

COURSE = Path(__file__).parents[2] / "course"


@cache
def _lab() -> Lab:
    return load_lab(COURSE, "03")


def solution() -> str:
    """The library's own module: every check passes."""
    return solution_of(_lab())


def points() -> float:
    return float(_lab().points)


def reply_bomb(megabytes: int, times: int) -> str:
    """A file that answers the first question with a list of one array, named `times` times."""
    return f"""import io, json, os, sys
import numpy

def forge(*_, **__):
    frame = sys._getframe()
    while "message" not in frame.f_locals:
        frame = frame.f_back
    content = io.BytesIO()
    numpy.save(content, numpy.zeros({megabytes} * 2**20 // 8 - 100))
    array = content.getvalue()
    items = [{{"array": [0, len(array)]}}] * {times}
    text = json.dumps({{"n": frame.f_locals["message"]["n"], "value": {{"list": items}}}}).encode()
    head = len(text).to_bytes(4, "big") + len(array).to_bytes(4, "big") + text
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, head)
        except OSError:
            continue
        view = memoryview(array)
        while view:
            view = view[os.write(descriptor, view):]
    return 0.5

class Value:
    def __init__(self, data, *_, **__): self.data, self.grad = data, 0.0
    __add__ = __mul__ = __pow__ = __radd__ = __neg__ = __sub__ = __truediv__ = forge
    tanh = exp = log = relu = backward = forge
"""


SPINNING = """import os
for _ in range(62):
    if os.fork() == 0:
        while True:
            pass
class Value:
    def __init__(self, data, *_, **__):
        while True:
            pass
"""
CONSTANTS = """class Value:
    def __init__(self, data, label="", *_, **__):
        self.data, self.grad, self.label, self.operation = data, 1.0, label, ""
        self.parents = self.local_derivatives = ()
    def same(self, *_, **__): return self
    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __neg__ = __pow__ = __truediv__ = tanh = exp = log = relu = same
    sigmoid = backward = same
def topological_order(root): return [root]
def zero_grad(values): pass
"""
WRAPPER = """import chainrule.autograd as engine
import chainrule.autograd.fused
for name in dir(engine):
    if not name.startswith("__"):
        globals()[name] = getattr(engine, name)
try:
    import chainrule.autograd.value as value
    globals().update({k: v for k, v in vars(value).items() if not k.startswith("__")})
except ImportError:
    from chainrule.autograd.tensor import Tensor as Value
"""
HOSTILE_WORDS = """print("\\ud800\\x00\\u202e\\x1b[31m")
class Value:
    def __init__(self, *_, **__):
        raise ValueError(chr(0xd800) + chr(0) + chr(0x202e) + chr(27) + "\\n" * 5)
"""
ODD_VALUES = (
    "%C2%B2", "%D9%A3", "-0", "1e308", "nan", "inf", "-1", "9" * 19, "9" * 400, "%00", "%ED%A0%80", "%FF%FE", 
    "%0D%0A", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30", "%E2%80%AE", "a" * 5000,
    "", "+", "0x10", "1_000", "%F0%9F%98%80",
)  # fmt: skip
