"""Are the dependencies listed, and is every package that the code imports in a list?"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from chainrule.campus.project.checks.code import Unit, own_modules
from chainrule.campus.project.checks.reading import counted, decoded, listed, names
from chainrule.campus.project.checks.verdict import Verdict

ID, TITLE = "dependencies", "Dependencies"
MOST_BYTES, MOST_LINES, LINE = 200_000, 5_000, 500
MOST_DOTS = 200  # of a line of TOML: reading a dotted key takes the square of its length, in time and memory
LISTS = "requirements.txt, pyproject.toml or environment.yml"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
EGG = re.compile(r"#egg=([A-Za-z0-9._-]{1,100})")
# What an import is called in the index, where that is another name. One of them in a list is enough.
CALLED: dict[str, tuple[str, ...]] = {
    "attr": ("attrs",),
    "Bio": ("biopython",),
    "bs4": ("beautifulsoup4",),
    "Crypto": ("pycryptodome",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv"),
    "dateutil": ("python-dateutil", "pandas"),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fitz": ("pymupdf",),
    "git": ("gitpython",),
    "google": ("google-cloud-storage", "google-generativeai", "google-genai", "protobuf"),
    "hydra": ("hydra-core",),
    "ignite": ("pytorch-ignite",),
    "imblearn": ("imbalanced-learn",),
    "IPython": ("ipython", "jupyter", "jupyterlab", "notebook", "ipykernel"),
    "jwt": ("pyjwt",),
    "keras": ("keras", "tensorflow"),
    "lightning": ("lightning", "pytorch-lightning"),
    "Levenshtein": ("levenshtein", "python-levenshtein"),
    "mpl_toolkits": ("matplotlib",),
    "PIL": ("pillow",),
    "pkg_resources": ("setuptools",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "pythonjsonlogger": ("python-json-logger",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
    "torch": ("torch", "pytorch"),
    "umap": ("umap-learn",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
GIVEN = ("google.colab",)  # there on the machine that runs it, and nowhere to be installed from


def dependencies(files: Mapping[str, bytes], code: tuple[Unit, ...]) -> Verdict:
    """Compares what the code imports, beside Python's own library and the repository, with what its lists name."""
    wanted = third_party(files, code)
    lists = lists_of(files)
    if not wanted:
        return Verdict(ID, TITLE, "ok", "The code imports nothing that has to be installed.")
    if not lists:
        text = f"No list says what has to be installed. Write {LISTS} in the top folder, with a line for each package."
        return Verdict(ID, TITLE, "problem", text, listed(f"{name} ({place})" for name, place in wanted.items()))
    there = {normal(name) for found in lists.values() for name in found}
    missing = {name: place for name, place in wanted.items() if not there & {*map(normal, CALLED.get(name, (name,)))}}
    if missing:
        text = (
            f"{counted(len(missing), 'imported package')} of {len(wanted)} are in no list ({names(list(lists))}). "
            "Add a line for each, so that others can install what the code needs."
        )
        return Verdict(
            ID, TITLE, "problem", text, listed(f"{_called(n)} (imported in {p})" for n, p in missing.items())
        )
    text = f"All {counted(len(wanted), 'package')} that the code imports are listed in {names(list(lists))}."
    return Verdict(ID, TITLE, "ok", text)


def third_party(files: Mapping[str, bytes], code: tuple[Unit, ...]) -> dict[str, str]:
    """The top names that have to be installed, each with the first place that imports it. A `try` that catches a
    missing package says that it is not needed."""
    own, found = own_modules(files), dict[str, str]()
    for one in (one for unit in code for one in unit.imports):
        given = any(one.name == name or one.name.startswith(f"{name}.") for name in GIVEN)
        if not (one.tried or given or one.top in own or one.top in sys.stdlib_module_names or one.top == "__main__"):
            found.setdefault(one.top, one.place)
    return dict(sorted(found.items()))


def _called(name: str) -> str:
    """The import, and what to write into a list for it."""
    others = CALLED.get(name)
    return f"{name}: write {others[0]}" if others and others[0] != name else name


def normal(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lists_of(files: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """The names of packages in each list of dependencies, at most two folders deep."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(files, key=lambda path: (path.count("/"), path)):
        folders, _, name = path.lower().rpartition("/")
        if folders.count("/") > 1 or len(found) >= 20:
            continue
        in_requirements = folders.rpartition("/")[2] == "requirements"
        if name.endswith(".txt") and (name.startswith("requirements") or in_requirements):
            found[path] = frozenset(_requirements(_lines(files[path])))
        elif name == "pyproject.toml":
            found[path] = frozenset(_pyproject(files[path]))
        elif name in ("environment.yml", "environment.yaml"):
            found[path] = frozenset(_environment(_lines(files[path])))
    return {path: names for path, names in found.items() if names}


def _lines(content: bytes) -> list[str]:
    return [line[:LINE] for line in decoded(content[:MOST_BYTES]).splitlines()[:MOST_LINES]]


def _requirements(lines: list[str]) -> Iterator[str]:
    for line in lines:
        egg = EGG.search(line)
        bare = line.strip()
        if egg:
            yield egg[1]
        elif (match := NAME.match(bare)) and "://" not in bare.partition("@")[0]:
            yield match[0]


def _environment(lines: list[str]) -> Iterator[str]:
    """The entries below `dependencies:`, those for pip too."""
    inside = False
    for line in lines:
        if line[:1].isalpha():
            inside = line.startswith("dependencies:")
        entry = line.strip()
        if inside and entry.startswith("-"):
            word = entry.lstrip("- \"'").rpartition("::")[2]
            if match := NAME.match(word):
                yield match[0]


def _pyproject(content: bytes) -> Iterator[str]:
    """What the tables of pyproject.toml name: PEP 621, dependency groups, Poetry."""
    text = decoded(content[:MOST_BYTES])
    if any(line.count(".") > MOST_DOTS for line in text.split("\n")):
        return
    try:
        top: dict[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    project, poetry = _at(top, "project"), _at(top, "tool", "poetry")
    groups = [project.get("dependencies"), *_at(project, "optional-dependencies").values()]
    groups += _at(top, "dependency-groups").values()
    for group in groups:
        yield from _requirements(
            [one[:LINE] for one in group if isinstance(one, str)] if isinstance(group, list) else []
        )
    for table in (poetry, *_at(poetry, "group").values()):
        for key in ("dependencies", "dev-dependencies"):
            yield from _at(table, key)


def _at(value: Any, *keys: str) -> dict[str, Any]:
    """The table below these keys; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
