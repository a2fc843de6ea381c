"""From the text of `lecture.md` to a `Lecture`: front matter, sections, blocks, each with its line."""

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from markdown_it.token import Token

from chainrule.campus.lectures.asking import Asked, asked_of
from chainrule.campus.lectures.exercises import exercises_of
from chainrule.campus.lectures.fences import read_block
from chainrule.campus.lectures.frontmatter import FrontMatter, read_front_matter
from chainrule.campus.lectures.lines import expectations
from chainrule.campus.lectures.markdown import parse, plain_text, slug, take_heading_id, walk
from chainrule.campus.lectures.model import CodeBlock, ExplorableCall, FigureCall, Lecture, Part, Section
from chainrule.campus.lectures.options import split_options
from chainrule.campus.lectures.words import did_you_mean
from chainrule.course import CourseError

LARGEST = 2_000_000  # bytes
WIDE = "wide"  # of a figure that takes the room beside the text, too
RESERVED_IDS = frozenset({"main", "top", "contents", "content", "header", "footer", "nav", "menu", "search"})


def load_lecture(folder: Path) -> Lecture:
    """The lecture in `folder`, which is called `NN-name` and holds `lecture.md`.

    Raises `CourseError` with file and line for everything that is wrong without running it.
    """
    path = Path(folder) / "lecture.md"
    number = re.match(r"(\d\d)-", path.parent.name)
    if number is None:
        raise CourseError(
            path.parent, "a lecture's folder is called NN-name", "rename it, for example to 03-backpropagation"
        )
    return parse_lecture(_read(path), path, int(number[1]))


def parse_lecture(source: str, path: Path, number: int) -> Lecture:
    """As `load_lecture`, from text: `path` is named in errors, and its folder is where images are looked for."""
    front = read_front_matter(source, path)
    lines = source.split("\n")
    body = "\n" * (front.body_line - 1) + "\n".join(lines[front.body_line - 1 :])
    tokens = parse(body, path)
    blocks = read_blocks(tokens, path)
    title, sections = read_headings(tokens, path)
    asks = tuple(read_asks(tokens, path))
    lecture = Lecture(
        number=number,
        path=path,
        source=source,
        title=title,
        outcomes=front.outcomes,
        figures=tuple(_figures(tokens, path)),
        explorables=tuple(_explorables(tokens, path)),
        sections=sections,
        blocks=blocks,
        asks=asks,
        exercises=tuple(exercises_of(tokens)),
        images=tuple(dict.fromkeys(_images(tokens, path))),
        parts=tuple(_parts(lines, front.body_line, blocks)),
        symbols=front.symbols,
        is_draft=front.is_draft,
        body_line=front.body_line,
    )
    _check_sections(lecture, front)
    return lecture


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CourseError(path, "there is no lecture.md in this folder", "write one, or remove the folder") from None
    if len(raw) > LARGEST:
        raise CourseError(path, f"the file has {len(raw):,} bytes", f"split it; a lecture has at most {LARGEST:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CourseError(path, f"byte {raw[error.start]:#04x} is not UTF-8", "save the file as UTF-8", line) from None
    if "\0" in text:
        raise CourseError(
            path, "the file holds a NUL character", "save it as plain text", text[: text.index("\0")].count("\n") + 1
        )
    if not text.strip():
        raise CourseError(path, "the file is empty", "write the lecture, or remove the file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_blocks(tokens: Iterable[Token], path: Path) -> tuple[CodeBlock, ...]:
    """Every fenced block, in the order of the page."""
    fences = sorted(
        ((t.map[0] + 1, t.map[1], t) for t in tokens if t.type == "fence" and t.map), key=lambda one: one[0]
    )
    return tuple(read_block(n, t.info, t.content, line, end, path) for n, (line, end, t) in enumerate(fences))


def read_headings(tokens: list[Token], path: Path) -> tuple[str, tuple[Section, ...]]:
    """The title and the sections below it.

    Raises `CourseError` when there is not exactly one title, when a heading is empty, or when an id stands twice.
    """
    title, sections, seen = "", [], dict[str, int]()
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        line, level = (opening.map or [0])[0] + 1, int(opening.tag[1])
        given = take_heading_id(inline)
        words = plain_text(inline)
        if not words:
            raise CourseError(path, "this heading is empty", "give it words", line)
        if level == 1:
            if title:
                raise CourseError(
                    path, f'"{words}" is a second title', "a lecture has one `#`; begin a section with `##`", line
                )
            title = words
            continue
        identity = slug(words) if given is None else given
        if not re.fullmatch(r"\w[\w-]*", identity):
            raise CourseError(
                path,
                f"`{identity}` cannot be the id of a section",
                "use letters, digits and hyphens: {#forward-pass}",
                line,
            )
        if identity in RESERVED_IDS:
            problem = f"`{identity}` is an id of the page around the lecture"
            raise CourseError(path, problem, "give the heading an id of its own: `## Heading {#other-id}`", line)
        if identity in seen:
            problem = f"the id `{identity}` stands twice, first on line {seen[identity]}"
            raise CourseError(
                path, problem, "give one of the headings an id of its own: `## Heading {#other-id}`", line
            )
        seen[identity] = line
        sections.append(Section(identity, words, level, line))
    if not title:
        raise CourseError(path, "the lecture has no title", "begin the text with `# Title`")
    return title, tuple(sections)


def _figures(tokens: list[Token], path: Path) -> Iterable[FigureCall]:
    for token, line in walk(tokens):
        if token.type == "directive" and token.info == "figure":
            words, options = read_options(token, path, line)
            if options or len(words) not in (1, 2, 3) or words[2:] not in ([], [WIDE]):
                raise CourseError(
                    path,
                    "a figure takes a name and a caption, and perhaps `wide`",
                    '::: figure autograd.chain_rule "Caption"',
                    line,
                )
            if len(words) == 1:
                raise CourseError(
                    path, f"the figure {words[0]} has no caption", f'::: figure {words[0]} "What to see in it"', line
                )
            yield FigureCall(words[0], words[1], line)


def _explorables(tokens: list[Token], path: Path) -> Iterable[ExplorableCall]:
    for token, line in walk(tokens):
        if token.type == "directive" and token.info == "explorable":
            words, options = read_options(token, path, line)
            if len(words) != 1:
                raise CourseError(
                    path,
                    "an explorable takes one name, then key=value pairs",
                    '::: explorable graph-stepper expression="a*b" a=2 b=-3',
                    line,
                )
            yield ExplorableCall(words[0], options, line)


def read_asks(tokens: list[Token], path: Path) -> Iterable[Asked]:
    """What the `try` boxes ask for. Raises `CourseError` where two ask the same: a reader's answer is kept by that."""
    seen: dict[str, int] = {}
    for token, line in walk(tokens):
        if token.type == "ask":
            asked = asked_of(token)
            if asked.id in seen:
                problem = f"the question on line {seen[asked.id]} is asked again in the same words"
                raise CourseError(path, problem, "word one of them differently", line)
            seen[asked.id] = line
            if asked.code:
                expectations(asked, path)
            yield asked


def read_options(token: Token, path: Path, line: int) -> tuple[list[str], dict[str, str]]:
    """Words and pairs after a directive's name."""
    try:
        return split_options(token.content)
    except ValueError as error:
        raise CourseError(path, f"`::: {token.info}`: {error}", "mend this line", line) from None


def _images(tokens: list[Token], path: Path) -> Iterable[str]:
    for token, line in walk(tokens):
        if token.type == "image":
            yield check_image(str(token.attrs.get("src", "")), token.content, path, line)


def check_image(source: str, description: str, path: Path, line: int) -> str:
    """The name of a picture in the lecture's own folder; `CourseError` for any other."""
    fix = "put the picture into the lecture's folder and write its name: ![What it shows](picture.png)"
    if not re.fullmatch(r"[\w][\w.-]*\.(png|jpe?g|webp|gif|svg)", source, re.ASCII):
        raise CourseError(path, f"`{source}` is no picture in the lecture's folder", fix, line)
    file = path.parent / source
    if not file.is_file() or file.is_symlink():
        raise CourseError(path, f"there is no picture {source} in the lecture's folder", fix, line)
    if not description.strip():
        raise CourseError(
            path,
            f"the picture {source} has no description",
            "say what it shows, for who cannot see it: ![...](...)",
            line,
        )
    return source


def _parts(lines: list[str], body_line: int, blocks: tuple[CodeBlock, ...]) -> Iterable[Part]:
    at = body_line
    for block in blocks:
        yield from _text_part(lines, at, block.line - 1)
        yield Part(block.source, block.line, block)
        at = block.end + 1
    yield from _text_part(lines, at, len(lines) + 1)


def _text_part(lines: list[str], first: int, end: int) -> Iterable[Part]:
    """The text from line `first` to the line before `end`, without the blank lines around it."""
    while first < end and not lines[first - 1].strip():
        first += 1
    if text := "\n".join(lines[first - 1 : end - 1]).rstrip():
        yield Part(text, first)


def _check_sections(lecture: Lecture, front: FrontMatter) -> None:
    known = [section.id for section in lecture.sections]
    for entry in lecture.outcomes:
        for section in entry.sections:
            if section not in known:
                problem = f'the outcome "{entry.text}" names the section `{section}`, which is not on this page'
                fix = f"{did_you_mean(section, known)}; the sections are {', '.join(known) or '(none)'}"
                raise CourseError(lecture.path, problem, fix, entry.line)
    shown = {figure.name for figure in lecture.figures}
    for name, line in front.figures:
        if name not in shown:
            raise CourseError(
                lecture.path,
                f"the figure {name} is listed but not shown",
                f'show it (`::: figure {name} "..."`) or remove it',
                line,
            )
