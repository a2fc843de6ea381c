"""Reading lecture.md: its structure, and an error with file, line and remedy for everything that can be seen."""

from pathlib import Path

import pytest

from chainrule.campus.lectures import load_lecture
from chainrule.course import CourseError

FENCE = "```"


def test_a_lecture_is_data_in_the_order_of_the_page(write):
    lecture = write("""\
        Text *one*.

        ```python hide-output
        x = 1
        ```

        ## Two {#second}

        ::: note On `x`
        ```python no-run="needs a GPU"
        y
        ```
        :::

        ::: figure autograd.chain_rule "The chain"
        ::: explorable graph-stepper expression="a * b" a=2 b=-3

        ```text
        literal
        ```
        """)
    assert (lecture.number, lecture.title) == (3, "Title")
    assert [(section.id, section.level, section.line) for section in lecture.sections] == [
        ("one", 2, 7),
        ("second", 2, 15),
    ]
    assert [(block.language, block.runs, block.line) for block in lecture.blocks] == [
        ("python", True, 12),
        ("python", False, 19),
        ("text", False, 27),
    ]
    assert lecture.blocks[0].hide_output
    assert lecture.blocks[1].not_run == "needs a GPU"
    assert [(figure.name, figure.caption) for figure in lecture.figures] == [("autograd.chain_rule", "The chain")]
    assert lecture.explorables[0].options == {"expression": "a * b", "a": "2", "b": "-3"}
    assert lecture.outcomes[0].sections == ("one",)


def test_parts_hold_every_word_and_every_block_once(write):
    lecture = write("Before.\n\n```python\nx = 1\n```\n\nBetween.\n\n```python\nx\n\n\n```\nAfter.\n")
    kinds = [(part.block is not None, part.source) for part in lecture.parts]
    assert kinds == [
        (False, "# Title\n\n## One\n\nBefore."),
        (True, "x = 1"),
        (False, "Between."),
        (True, "x"),
        (False, "After."),
    ]
    lines = lecture.source.split("\n")
    assert all(lines[part.line - 1] == part.source.split("\n")[0] for part in lecture.parts)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(write):
    lecture = write("```python\nx = 1\n```\n")
    raw = lecture.path.read_bytes()
    lecture.path.write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))
    again = load_lecture(lecture.folder)
    assert (again.source, again.blocks) == (lecture.source, lecture.blocks)


ERRORS = [
    # what the text holds (from line 9 on), the line of the error, words of the problem, words of the remedy
    ("```python\nx = 1\n", 9, "code block is never closed", "```"),
    ("- item\n\n  ```python\n  x\n\nText.\n", 11, "code block is never closed", "```"),
    ("````python\nx\n```\n", 9, "code block is never closed", "````"),
    ("::: note Title\nText\n", 9, "`::: note` is never closed", ":::"),
    ("::: note\n::: try\nText\n:::\n", 9, "`::: note` is never closed", ":::"),
    ("::: note\n```text\n:::\n```\n", 9, "`::: note` is never closed", ":::"),
    ("Text\n\n:::\n", 11, "closes nothing", "remove it"),
    ("::: nota Title\n:::\n", 9, "no directive `::: nota`", 'did you mean "note"?'),
    ("::: figure autograd.chain_rule\n", 9, "has no caption", "What to see"),
    ("::: figure\n", 9, "takes a name and a caption", "autograd.chain_rule"),
    ("::: explorable\n", 9, "takes one name", "graph-stepper"),
    ('::: explorable graph-stepper expression="a * b a=2\n', 9, "cannot read", "mend this line"),
    ("::: explorable graph-stepper a=1 a=2\n", 9, "`a` is given twice", "mend"),
    ("```python\nx =\n```\n", 10, "not Python: invalid syntax", "no-run"),
    ("```python\nx = 1\n\n  y = 2\n```\n", 12, "not Python: unexpected indent", "no-run"),
    ("```pyhton\nx\n```\n", 9, "no language is called `pyhton`", "```python"),
    ("```python fold-code\nx\n```\n", 9, "`fold-code` needs words", "prints the table"),
    ('```python fold-code=" "\nx\n```\n', 9, "`fold-code` needs words", "prints the table"),
    ('```python hide-code fold-code="x"\nx\n```\n', 9, "cannot be folded", "keep"),
    ("```python no-run\nx\n```\n", 9, "`no-run` gives no reason", "say why"),
    ('```python no-run="x"\nx\n```\n', 9, "`no-run` gives no reason", "say why"),
    ("```python hide-outputs\nx\n```\n", 9, "no option `hide-outputs`", 'did you mean "hide-output"?'),
    ("```python raises\nx\n```\n", 9, "`raises` needs a value", "raises=TypeError"),
    ("```python hide-output=1\nx\n```\n", 9, "`hide-output` takes no value", "hide-output"),
    ("```text raises=TypeError\nx\n```\n", 9, "block of text takes no option", "remove"),
    ("```python\ndef f():\n    return 1  # -> 1\n```\n", 11, "belongs to no statement", "top-level"),
    ("```python\n# -> 1\n```\n", 10, "belongs to no statement", "top-level"),
    ("```python\nimport math  # -> 1\n```\n", 10, "has no value", "top-level"),
    ("# Another\n", 9, '"Another" is a second title', "##"),
    ("## One\n", 9, "the id `one` stands twice, first on line 7", "{#other-id}"),
    ("## Other {#one}\n", 9, "the id `one` stands twice", "{#other-id}"),
    ("## Other {#a.b}\n", 9, "`a.b` cannot be the id", "hyphens"),
    ("## Main\n", 9, "`main` is an id of the page around the lecture", "{#other-id}"),
    ("## ...\n", 9, "cannot be the id", "hyphens"),
    ("##\n", 9, "heading is empty", "words"),
    ("![alt](../04/x.png)\n", 9, "`../04/x.png` is no picture in the lecture's folder", "picture.png"),
    ("![alt](/etc/x.png)\n", 9, "is no picture", "picture.png"),
    ("![alt](https://example.org/x.png)\n", 9, "is no picture", "picture.png"),
    ("![alt](missing.png)\n", 9, "there is no picture missing.png", "picture.png"),
]


@pytest.mark.parametrize(("text", "line", "problem", "fix"), ERRORS, ids=[e[2] for e in ERRORS])
def test_an_error_names_its_line_and_a_remedy(write, text, line, problem, fix):
    with pytest.raises(CourseError) as caught:
        write(text)
    error = caught.value
    assert (error.path.name, error.line) == ("lecture.md", line)
    assert problem in error.problem
    assert fix in error.fix


def outcomes(text: str) -> str:
    return f"---\noutcomes:\n{text}---\n"


FRONT_ERRORS = [
    ("", 1, "the front matter is missing", "outcomes:"),
    ("---\noutcomes:\n", 1, "never closed", "---"),
    ("---\n---\n", 1, "names no outcomes", "outcomes:"),
    ("---\nfigures: []\n---\n", 2, "names no outcomes", "outcomes:"),
    ("---\noutcomes: {}\n---\n", 2, "`outcomes` is empty", "map each outcome"),
    ("---\noutcomes: [a, b]\n---\n", 2, "`outcomes` is empty", "map each outcome"),
    (outcomes("  **Bold** words: one\n"), 3, "not YAML", "double quotes"),
    (outcomes('  "A": one\n  "A": one\n'), 4, "`A` stands twice", "keep one"),
    (outcomes('  "A": [one, two words]\n'), 3, "no name", "[one, two]"),
    (outcomes('  "A": {one: two}\n'), 3, "no name", "[one, two]"),
    (
        outcomes('  "A": one\n  "B": on\n'),
        4,
        "names the section `on`, which is not on this page",
        'did you mean "one"?',
    ),
    (outcomes('  "A": one\noutcome: x\n'), 4, "no entry `outcome`", 'did you mean "outcomes"?'),
    (
        outcomes('  "A": one\nfigures:\n  - autograd.nothing\n'),
        5,
        "autograd.nothing is listed but not shown",
        "remove it",
    ),
    (outcomes('  "A": &x one\n  "B": *y\n'), 4, "not YAML", "double quotes"),
]


@pytest.mark.parametrize(("front", "line", "problem", "fix"), FRONT_ERRORS, ids=[e[2] for e in FRONT_ERRORS])
def test_the_front_matter_says_what_is_wrong_with_it(write, front, line, problem, fix):
    with pytest.raises(CourseError) as caught:
        write(front=front)
    assert caught.value.line == line
    assert problem in caught.value.problem
    assert fix in caught.value.fix


FILES = [
    (b"", None, "the file is empty"),
    (b" \n\n", None, "the file is empty"),
    (b"---\noutcomes:\n  A: one\n---\n# T\xe9\n", 5, "byte 0xe9 is not UTF-8"),
    (b"\x89PNG\r\n\x1a\n\0\0", 1, "byte 0x89 is not UTF-8"),
    (b"---\nx\0y\n", 2, "NUL"),
    (b"#" * 2_000_001, None, "2,000,001 bytes"),
    (b"---\noutcomes:\n  A: one\n---\nText without a title.\n", None, "has no title"),
]


@pytest.mark.parametrize(("raw", "line", "problem"), FILES, ids=[f[2] for f in FILES])
def test_a_file_that_is_no_text_is_refused(tmp_path, raw, line, problem):
    folder = tmp_path / "03-backpropagation-1"
    folder.mkdir()
    (folder / "lecture.md").write_bytes(raw)
    with pytest.raises(CourseError, match=problem) as caught:
        load_lecture(folder)
    assert caught.value.line == line


def test_a_folder_without_a_lecture_and_one_without_a_number_are_refused(tmp_path):
    with pytest.raises(CourseError, match=r"no lecture\.md"):
        load_lecture(tmp_path / "03-nothing")
    with pytest.raises(CourseError, match="NN-name"):
        load_lecture(tmp_path)


def test_a_picture_must_be_a_file_of_the_folder_with_a_description(write, tmp_path):
    lecture = write("Text")
    (lecture.folder / "real.png").write_bytes(b"png")
    assert write("![A cat](real.png)").images == ("real.png",)
    with pytest.raises(CourseError, match="has no description"):
        write("![](real.png)")
    (tmp_path / "outside.png").write_bytes(b"png")
    (lecture.folder / "link.png").symlink_to(tmp_path / "outside.png")
    with pytest.raises(CourseError, match=r"no picture link\.png"):
        write("![A cat](link.png)")


def test_boxes_nested_without_end_are_refused_and_quotes_do_no_harm(write):
    with pytest.raises(CourseError, match="nested too deep"):
        write("::: note\n" * 500 + ":::\n" * 500)
    assert write("> " * 1000 + "x\n").title == "Title"


def test_a_large_lecture_is_read_in_linear_time(write):
    lecture = write("```python\nx = 1\n```\n\n::: note A\ntext\n:::\n\n" * 2000)
    assert len(lecture.blocks) == 2000


def test_the_path_in_an_error_is_the_files(tmp_path: Path):
    with pytest.raises(CourseError) as caught:
        load_lecture(tmp_path / "07-images")
    assert caught.value.path == tmp_path / "07-images" / "lecture.md"
