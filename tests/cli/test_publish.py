"""`chainrule publish`: a folder of files whose links all lead somewhere, with no key, question or solution in it."""

import ast
import html as markup
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from tests.cli.conftest import LIGHT, Chainrule
from tests.together import outputs_of_the_run

from chainrule.campus.lectures import render_markdown
from chainrule.campus.questions import SEEDS, load_bank
from chainrule.course import find_course, lecture_folders
from chainrule.labs import load_labs
from chainrule.labs.source import definitions

WITH_SITE = (*LIGHT, "django", "chainrule.campus.lectures")
LETTERS = re.compile(r"[^\W\d_]+")
SOME_WORDS = 7  # of a sentence: so many in a row are no chance
SERVER_ONLY = r"/(labs|practice|papers|grades|sign-in|account|marking|bank|progress|health|calendar|syllabus)\b"


@pytest.fixture(scope="session")
def publish(chainrule: Chainrule, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., object]:
    """`publish(folder)` calls the command; what the lectures' code gives is shared with the other tests of the run."""
    var = tmp_path_factory.mktemp("var")
    (var / "lectures").symlink_to(outputs_of_the_run(tmp_path_factory))

    def call(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
        done = chainrule(
            "publish", *map(str, arguments), cwd=var, env=clean | {"CHAINRULE_VAR": str(var)} | environment,
            loaded=WITH_SITE,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        assert not list(var.glob("*.sqlite3*")), "no database is needed"
        return done

    return call


@pytest.fixture(scope="session")
def site(publish: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    done = publish(folder)
    assert done.returncode == 0, done.stderr
    assert re.search(r"site: \d+ lectures, \d+ files, \d+\.\d MB", done.stdout)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts(folder: Path) -> dict[str, str]:
    return {name: content.decode() for name, content in files(folder).items() if not name.endswith(".woff2")}


class Page(HTMLParser):
    """What a page links to, which ids it has, and what it says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []  # (tag, address)
        self.ids: set[str] = set()
        self.modules = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [(tag, given[name] or "") for name in ("href", "src", "action") if name in given]
        self.ids |= {given["id"] or ""} if "id" in given else set()
        self.modules += tag == "script" and given.get("type") == "module"

    handle_startendtag = handle_starttag


def broken_links(written: dict[str, str]) -> Iterator[str]:
    """Every link of every page that leads out of the folder, to no file, or to no place on its page."""
    pages = {name: Page(text) for name, text in written.items() if name.endswith(".html")}
    for name, page in pages.items():
        for tag, link in page.links:
            there = urljoin(f"http://host/some/folder/{name}", link)
            parts = urlsplit(there)
            if tag == "a" and parts.netloc != "host" and parts.scheme in ("https", "http", "mailto"):
                continue
            target = unquote(parts.path).removeprefix("/some/folder/")
            if link.startswith("/") or parts.query or target not in written:
                yield f"{name}: {link}"
            elif parts.fragment and unquote(parts.fragment) not in pages[target].ids:
                yield f"{name}: {link}: no such place"


def test_every_link_leads_to_a_file_and_a_place_of_the_folder(site: Path) -> None:
    written = dict.fromkeys(files(site), "") | texts(site)
    assert list(broken_links(written)) == []
    assert {".nojekyll", "404.html", "index.html", "search/index.html", "lectures/index.html"} <= set(written)
    for number, folder in lecture_folders(find_course()).items():
        if (folder / "lecture.md").is_file():
            at = f"lectures/{number:02d}"
            of_it = {f"{at}/{name}.html" for name in ("index", "present/index", "print-questions", "print-answers")}
            assert of_it <= set(written)
            assert f'href="../{number:02d}/index.html"' in written["lectures/01/index.html"] or number != 2


@pytest.mark.parametrize("link", ["../../labs/03/index.html", "/lectures/03/index.html", "#nowhere", "?print=answers"])
def test_a_broken_link_would_be_found(site: Path, link: str) -> None:
    written = texts(site)
    name = "lectures/03/index.html"
    written[name] = written[name].replace("</main>", f'<a href="{link}">x</a></main>')
    assert any(f"{name}: {link}" in found for found in broken_links(written))


def test_no_page_needs_a_server_or_a_module(site: Path) -> None:
    """Browsers load no module scripts from a folder; and what a server answers is not there."""
    for name, text in texts(site).items():
        if not name.endswith(".html"):
            continue
        page = Page(text)
        assert page.modules == 0, name
        assert not re.search(r"<form[^>]*method|csrf|hx-headers|data-place=|data-answers=", text), name
        assert not any(re.search(SERVER_ONLY, link) for tag, link in page.links), name


def test_the_search_knows_every_section_and_no_answer(site: Path) -> None:
    written = texts(site)
    index = json.loads(re.search(r'<script id="sections"[^>]*>(.*?)</script>', written["search/index.html"], re.S)[1])  # type: ignore[index]
    for section in index:
        target, id = urljoin("search/", section["at"]).lstrip("/").split("#")
        assert section["title"]
        assert id in Page(written[target]).ids
    everything = " ".join(section["text"] for section in index)
    answers = re.findall(
        r'<details class="box box-answer[^>]*>(?:(?!</details>).)*?<p>([^<]{40,})',
        written["lectures/03/index.html"],
        re.S,
    )
    assert answers
    assert not [answer for answer in answers if markup.unescape(answer)[:40] in everything]


def test_called_again_it_writes_the_same_and_nothing_else(
    site: Path, publish: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    before = files(site)
    (site / "notes.txt").write_text("mine")
    refused = publish(site)
    assert refused.returncode == 2
    assert "did not write: notes.txt" in refused.stderr
    assert files(site) == before | {"notes.txt": b"mine"}
    (site / "notes.txt").unlink()
    # What is set for a site on this machine does not count.
    of_a_site = {
        "CHAINRULE_AT": "2026-02-12T10:00",
        "CHAINRULE_DEMO": "1",
        "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
    }
    assert publish(site, **of_a_site).returncode == 0
    assert files(site) == before


# --- nothing of the questions and labs ---


def words(text: str) -> str:
    return f" {' '.join(LETTERS.findall(text.lower()))} "


def prose(html: str) -> str:
    """The words of a page, without formulas and code; a break where one of them was."""
    html = re.sub(
        r'<span class="katex-html".*?</span></span></span>|<math.*?</math>|<code.*?</code>', " ", html, flags=re.S
    )
    return words(markup.unescape(re.sub(r"<[^>]*>", " ", html)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def code(html: str) -> str:
    return squeezed(markup.unescape(re.sub(r"<[^>]*>", "", html)))


def strings(kept: object) -> Iterator[str]:
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict):
        for value in kept.values():
            yield from strings(value)
    elif isinstance(kept, list | tuple):
        for value in kept:
            yield from strings(value)


def telling(text: str) -> set[str]:
    """What gives a text away: its runs of words between formulas, code and signs of Markdown."""
    runs = map(words, re.split(r"```.*?```|`[^`]*`|\$[^$]*\$|[*_|#\[\]()]|\n\n", text, flags=re.S))
    return {run for run in runs if len(run.split()) >= SOME_WORDS}


def secrets() -> tuple[set[str], set[str]]:
    """(runs of words of every stem, key, reason and rubric in all variants; the programs of questions and labs)."""
    said, programs = set(), set()
    for question in load_bank(find_course()).values():
        for seed in range(SEEDS):
            kept = question.variant(seed).kept()
            programs |= {squeezed(kept[name]) for name in ("code", "test") if kept.get(name)}
            for text in strings({name: value for name, value in kept.items() if name not in ("code", "test")}):
                said |= telling(text)
    return said, programs - {""}


def solution_bodies() -> Iterator[tuple[str, str]]:
    """Each function that a lab has students write: its name, its body without the docstring."""
    for lab in load_labs(find_course()).values():
        for name, node in definitions(lab.library_source):
            if lab.part(name) and isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = lab.library_source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
                yield f"lab {lab.number}: {name}", squeezed("".join(lines))


@pytest.fixture(scope="module")
def published_words(site: Path) -> str:
    return " | ".join(prose(text) for text in texts(site).values())


@pytest.fixture(scope="module")
def published_code(site: Path) -> str:
    return " | ".join(part for text in texts(site).values() for part in (code(text), squeezed(text)))


def test_no_question_and_no_key_is_in_it(published_words: str, published_code: str) -> None:
    said, programs = secrets()
    assert len(said) > 300
    assert len(programs) > 30
    assert [run for run in said if run in published_words] == []
    assert [program for program in programs if program in published_code] == []


def test_a_question_would_be_found() -> None:
    variant = load_bank(find_course())["03/used_twice_so_added"].variant(0).kept()
    page = f"<main>{render_markdown(variant['stem'])}</main>"
    assert any(run in prose(page) for run in telling(variant["stem"]))
    _, body = next(solution_bodies())
    assert body in code(f"<pre>{markup.escape(body)}</pre>")


def test_no_solution_check_or_mutant_is_in_it(published_code: str) -> None:
    lectures = "".join(squeezed(path.read_text()) for path in find_course().glob("lectures/*/lecture.md"))
    bodies = list(solution_bodies())
    assert bodies
    # What a lecture's own text shows is no secret.
    assert [name for name, body in bodies if body in published_code and body not in lectures] == []
    for file in (*find_course().glob("lectures/*/checks.py"), *find_course().glob("lectures/*/mutants.py")):
        for _, node in definitions(source := file.read_text()):
            text = squeezed(ast.get_source_segment(source, node) or "")
            assert text not in published_code, f"{file}: {node.name}"


# --- the author's own course ---


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """The course with one short lecture, which links to what is there and to what is not."""
    course = tmp_path / "course"
    shutil.copytree(find_course(), course, ignore=shutil.ignore_patterns("lectures"))
    folder = course / "lectures/03-short"
    folder.mkdir(parents=True)
    (folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle r="1"/></svg>')
    (folder / "notes.txt").write_text("The author's own.")
    (folder / "lecture.md").write_text(
        '---\noutcomes:\n  "Perform forward and backward passes.": one\n---\n'
        "# Short\n\n## One {#one}\n\n![A dot](dot.svg) and [the lab](/labs/03/), [itself](/lectures/03/#one), "
        "[the next](/lectures/04/), [the calendar](/calendar/).\n\n::: try How many?\n::: number 1\nOne.\n:::\n"
    )
    return course


def test_what_is_not_published_is_named_and_its_words_stay(
    small_course: Path, tmp_path: Path, publish: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    site = tmp_path / "site"
    done = publish(site, "--course", small_course)
    assert done.returncode == 0, done.stderr
    assert "note: /lectures/03/ links to /labs/03/, which is not published" in done.stderr
    assert "/calendar/, which is not published" in done.stderr
    assert "links to /lectures/" not in done.stderr
    page = (site / "lectures/03/index.html").read_text()
    assert 'src="files/dot.svg"' in page
    assert "the lab, <a href=" in page
    assert (site / "lectures/03/files/dot.svg").is_file()
    assert not list(site.rglob("notes.txt"))
    assert list(broken_links(dict.fromkeys(files(site), "") | texts(site))) == []


def test_a_lecture_that_cannot_be_shown_is_named_and_the_old_site_stays(
    small_course: Path, tmp_path: Path, publish: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    site = tmp_path / "site"
    assert publish(site, "--course", small_course).returncode == 0
    before = files(site)
    lecture = small_course / "lectures/03-short/lecture.md"
    lecture.write_text(lecture.read_text() + "\n$\\nosuchmacro$\n")
    done = publish(site, "--course", small_course)
    assert done.returncode == 2
    assert "lecture.md:" in done.stderr
    assert files(site) == before


@pytest.mark.parametrize("arguments", [(), ("a-file",), ("a-file/below",)])
def test_what_cannot_be_written_is_said_before_anything_is_run(
    arguments: tuple[str, ...], tmp_path: Path, publish: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    (tmp_path / "a-file").write_text("mine")
    done = publish(*(tmp_path / name for name in arguments))
    assert done.returncode == 2
    assert "Error: name a folder" in done.stderr if not arguments else "a-file" in done.stderr
    assert (tmp_path / "a-file").read_text() == "mine"
