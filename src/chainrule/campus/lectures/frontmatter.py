"""The YAML at the top of `lecture.md`, read with the line of every entry."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from chainrule.campus.lectures.model import OutcomeEntry
from chainrule.campus.lectures.symbols import Symbol
from chainrule.campus.lectures.words import did_you_mean
from chainrule.course import CourseError

SHAPE = '---\noutcomes:\n  "Perform forward and backward passes.": forward-and-backward\n---'
KEYS = ("outcomes", "figures", "symbols", "draft")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the text. `symbols` is None where none are listed; `body_line` is the text's first line.

    `is_draft` says that the author has not finished: no length and no exercises are asked of it.
    """

    outcomes: tuple[OutcomeEntry, ...]
    figures: tuple[tuple[str, int], ...]  # name, line
    symbols: tuple[Symbol, ...] | None
    body_line: int
    is_draft: bool = False


def read_front_matter(source: str, path: Path) -> FrontMatter:
    """Read the front matter of a lecture.

    Raises `CourseError` when it is missing, never closed, not YAML, or says something that a lecture does not have.
    """
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        raise CourseError(path, "the front matter is missing", f"begin the file with\n{SHAPE}", 1)
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        raise CourseError(path, "the front matter is never closed", "end it with a line `---`", 1)
    try:
        node = yaml.compose("\n".join(lines[1:end]), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it cannot be read"
        fix = "put sentences in double quotes, as in " + SHAPE.splitlines()[2].strip()
        raise CourseError(path, f"the front matter is not YAML: {what}", fix, mark.line + 2 if mark else 1) from None
    if not isinstance(node, yaml.MappingNode):
        raise CourseError(path, "the front matter names no outcomes", f"write\n{SHAPE}", 1)
    return _Reader(path).front_matter(node, end + 2)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, node: yaml.Node, problem: str, fix: str) -> CourseError:
        return CourseError(self.path, problem, fix, node.start_mark.line + 2)

    def front_matter(self, node: yaml.MappingNode, body_line: int) -> FrontMatter:
        entries = self.mapping(node)
        for key, (key_node, _) in entries.items():
            if key not in KEYS:
                raise self.error(
                    key_node,
                    f"the front matter has no entry `{key}`",
                    f"{did_you_mean(key, KEYS)}; there are {', '.join(KEYS)}",
                )
        if "outcomes" not in entries:
            raise self.error(node, "the front matter names no outcomes", f"write\n{SHAPE}")
        figures = self.texts(entries["figures"][1]) if "figures" in entries else ()
        symbols = self.symbols(entries["symbols"][1]) if "symbols" in entries else None
        is_draft = "draft" in entries and self.is_true(entries["draft"][1])
        return FrontMatter(self.outcomes(entries["outcomes"][1]), figures, symbols, body_line, is_draft)

    def is_true(self, node: yaml.Node) -> bool:
        if not isinstance(node, yaml.ScalarNode) or node.value != "true":
            raise self.error(node, "`draft` is not `true`", "write `draft: true`, or remove the line")
        return True

    def symbols(self, node: yaml.Node) -> tuple[Symbol, ...]:
        example = 'write each with its meaning, as in\nsymbols:\n  "w": "a weight"'
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "`symbols` is no list of symbols", example)
        found = []
        for tex, (key, value) in self.mapping(node).items():
            if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
                raise self.error(key, f"the symbol `{tex}` has no meaning", example)
            found.append(Symbol(tex.strip(), value.value.strip(), key.start_mark.line + 2))
        return tuple(found)

    def outcomes(self, node: yaml.Node) -> tuple[OutcomeEntry, ...]:
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise self.error(
                node, "`outcomes` is empty", f"map each outcome of the syllabus to a section, as in\n{SHAPE}"
            )
        return tuple(
            OutcomeEntry(text, tuple(name for name, _ in self.texts(value)), key.start_mark.line + 2)
            for text, (key, value) in self.mapping(node).items()
        )

    def mapping(self, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(key, "a key of the front matter is not text", "put it in double quotes")
            if key.value in entries:
                raise self.error(key, f"`{key.value}` stands twice", "keep one")
            entries[key.value] = (key, value)
        return entries

    def texts(self, node: yaml.Node) -> tuple[tuple[str, int], ...]:
        """One text or a list of texts, each with its line."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for item in nodes:
            if not isinstance(item, yaml.ScalarNode) or not re.fullmatch(r"[\w.-]+", item.value):
                raise self.error(
                    item, "here stands something that is no name", "write a name, or a list of names: [one, two]"
                )
        return tuple((item.value, item.start_mark.line + 2) for item in nodes)
