"""A small course whose every part is right: the real course.toml, and one class with a lecture, a lab and questions."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from chainrule import warm
from chainrule.campus.proof import Report, verify
from chainrule.course import CourseError, find_course

CLASS = "lectures/04-backpropagation"
LECTURE = """\
---
outcomes:
  "Implement full backpropagation.": engine
symbols:
  "a": "any number"
draft: true
---
# A small lecture

## The engine {#engine}

The gradient of $a^2$ is $2a$.

```python
from chainrule.autograd import Value

a = Value(3.0)
b = a * a
b.backward()
a.grad          # 6.0
```

```python
print("loss", 0.5)
# prints: loss 0.50
```
"""
LAB = """\
title = "Sums and products"
minutes = 10
builds = ["chainrule.autograd.value:Value.__add__", "chainrule.autograd.value:Value.__mul__"]
transfer = ["slopes"]

[hints]
"Value.__add__" = ["One?", "Two.", "Three."]
"Value.__mul__" = ["One?", "Two.", "Three."]

[outcomes]
"Implement full" = ["data", "slopes"]
"""
CHECKS = """\
from chainrule.labs import check


@check("A sum and a product have the right data", points=1)
def data(student, draw):
    x, y = draw.floats(1, 2), draw.floats(3, 4)
    (student.Value(x) + student.Value(y)).data.should_be(x + y)
    (student.Value(x) * student.Value(y)).data.should_be(x * y)


@check("Their local derivatives are right", points=1)
def slopes(student, draw):
    x, y = draw.floats(1, 2), draw.floats(3, 4)
    sum = student.Value(x) + student.Value(y)
    sum.local_derivatives.should_be((1.0, 1.0))
    product = student.Value(x) * student.Value(y)
    product.local_derivatives.should_be((y, x), hint={(x, y): "they have changed places"})
"""
MUTANTS = """\
from chainrule.labs import mutant


@mutant("a sum is a difference", caught_by="data", says="should be")
def difference(source):
    return source.replace("a.data + b.data", "a.data - b.data")


@mutant("a product is a sum", caught_by="data", says="should be")
def product_is_sum(source):
    return source.replace("a.data * b.data", "a.data + b.data")


@mutant("a sum has no slope", caught_by="slopes", says="should be")
def flat(source):
    return source.replace("(1.0, 1.0)", "(0.0, 0.0)")


@mutant("a sum falls with b", caught_by="slopes", says="should be")
def falls(source):
    return source.replace("(1.0, 1.0)", "(1.0, -1.0)")


@mutant("the slopes of a product have changed places", caught_by="slopes", says="changed places")
def swapped(source):
    return source.replace("(b.data, a.data)", "(a.data, b.data)")
"""
COMPLETE = '''\
from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(class_=4, outcome="Implement full", minutes=2, idea="accumulate", section="engine", level="apply")
def accumulate(draw):
    """Gradients are added up."""
    grads = draw.sample([1, 2, 3, 5, 7, 11], 3)
    return Fragment(
        "Sum the gradients of all uses.",
        f"""
        def accumulated(grads):
            grad = 0
            for one in grads:
                ____
            return grad

        print(accumulated({grads}))
        """,
        f"""
        print(accumulated({grads}), accumulated([4, 4]), accumulated([]))
        """,
        right("grad += one", because="Each use adds its own gradient."),
        wrong("grad = one", because="This keeps the last one only."),
        wrong("grad -= one", because="This turns the sign."),
        wrong("grad *= one", because="This multiplies, and stays at zero."),
        rights=["grad = grad + one", "grad = one + grad"],
    )
'''
PREDICT = '''\
from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(class_=4, outcome="Implement full", minutes=2, idea="product", section="engine", level="recall")
def product_rule(draw):
    """The gradient of a product."""
    a, b = draw.sample([2, 3, 4, 5, 6, 7, 8, 9], 2)
    return Program(
        f"""
        a, b = {a}, {b}
        da = b
        print(da)
        """,
        wrong(f"{a}", because="This is the gradient of the other factor."),
        because="The gradient towards one factor is the other.",
    )
'''
FILES = {
    "lecture.md": LECTURE,
    "lab.toml": LAB,
    "checks.py": CHECKS,
    "mutants.py": MUTANTS,
    "questions/accumulate.py": COMPLETE,
    "questions/product_rule.py": PREDICT,
}


@dataclass
class SmallCourse:
    """A course to plant errors in. What is right in it is proven once a test run."""

    folder: Path
    cache: Path

    def plant(self, file: str, old: str, new: str) -> int:
        """Replace `old`, which stands once in a file of the class, and give its line."""
        path = self.folder / (file if file == "course.toml" else f"{CLASS}/{file}")
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def verify(self, **options: object) -> Report:
        return verify(self.folder, cache=self.cache, **options)

    def wrong(self, **options: object) -> list[tuple[str, int | None, str]]:
        """File, line and problem of everything that `verify` reports."""
        return [(self.name(error), error.line, error.problem) for error in self.verify(**options).failures]

    def name(self, error: CourseError) -> str:
        """The file of an error, relative to the class or to the course."""
        inside = self.folder / CLASS
        return error.path.relative_to(inside if error.path.is_relative_to(inside) else self.folder).as_posix()


@pytest.fixture(scope="session")
def proof_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proofs")


class Waiting(warm.Servers):
    """Interpreters that wait for all the tests of a worker: to start them costs more than to prove a small course.

    What a script's environment is to be goes with each order; what tells one test from another starts no new server.
    """

    def address(
        self,
        modules: Sequence[str],
        *,
        options: Sequence[str] = ("-P", "-s"),
        environment: Mapping[str, str] | None = None,
    ) -> str:
        of_a_test = ("CHAINRULE_COURSE", "PYTEST_CURRENT_TEST")
        same = {name: value for name, value in (environment or {}).items() if name not in of_a_test}
        return super().address(modules, options=options, environment=same)

    def __exit__(self, *_: object) -> None:
        """A proof is over: the next test has one too."""


@pytest.fixture(scope="session")
def waiting() -> Iterator[Waiting]:
    servers = Waiting()
    yield servers
    servers.close()


@pytest.fixture
def small_course(tmp_path: Path, proof_cache: Path, waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> SmallCourse:
    monkeypatch.setattr(warm, "Servers", lambda: waiting)
    folder = tmp_path / "course"
    for file, text in FILES.items():
        path = folder / CLASS / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for file in ("course.toml", "revisions.md"):
        shutil.copy(find_course() / file, folder / file)
    return SmallCourse(folder, proof_cache)


Plant = Callable[[str, str, str], int]
