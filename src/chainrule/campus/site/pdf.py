"""A page of files as a PDF, by a Chromium that is on this machine; and on which page of it each name stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = (
    "chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
)  # fmt: skip
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
SETTING = "CHAINRULE_CHROMIUM"
SECONDS = 600.0
OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(<<.*?>>)\s*(?:stream|endobj)", re.DOTALL)
REFERENCE = re.compile(rb"(\d+) 0 R")
NAME = re.compile(rb"/([^\s/\[\]<>()]+)\s*\[(\d+) 0 R\s*/XYZ")


class NoPrinter(Exception):
    """There is no Chromium, or it printed nothing; the message says what to do."""


def printer(environment: Mapping[str, str] = os.environ) -> str:
    """The program that prints: the one that CHAINRULE_CHROMIUM names, else one that is found."""
    if wanted := environment.get(SETTING):
        if found := shutil.which(wanted, path=environment.get("PATH")):
            return found
        raise NoPrinter(f"{SETTING} names {wanted}, which is no program\n  fix: name Chromium's or Chrome's program")
    for name in PROGRAMS:
        if found := shutil.which(name, path=environment.get("PATH", "")):
            return found
    if there := next((path for path in ELSEWHERE if Path(path).is_file()), None):
        return there
    problem = "a PDF is printed by Chromium or Chrome, and neither was found"
    raise NoPrinter(f"{problem}\n  fix: install one (apt install chromium), or name its program in {SETTING}")


def print_page(program: str, page: Path, seconds: float = SECONDS) -> bytes:
    """A page of HTML as a PDF with an outline. Raises `NoPrinter` where the program prints nothing."""
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        out = Path(folder, "book.pdf")
        command = [
            program, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", page.absolute().as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start otherwise
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            problem = f"{program} had not printed after {seconds:g} s\n  fix: try again, or another program"
            raise NoPrinter(problem) from None
        except OSError as error:
            raise NoPrinter(f"{program} does not start: {error.strerror}\n  fix: name another in {SETTING}") from error
        if done.returncode or not out.is_file():
            said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
            raise NoPrinter(f"{program} printed nothing: {said[-1]}\n  fix: name another in {SETTING}")
        return out.read_bytes()


def pages_of(pdf: bytes) -> dict[str, int]:
    """The page, counted from 1, on which each name that a link leads to stands, as Chromium writes them down."""
    objects = dict(OBJECT.findall(pdf))
    order = {number: place for place, number in enumerate(pages(pdf), start=1)}
    found: dict[str, int] = {}
    for body in objects.values():
        for name, page in NAME.findall(body):
            if page in order:
                found[_plain(name)] = order[page]
    return found


def count(pdf: bytes) -> int:
    """How many pages there are."""
    return len(pages(pdf))


def pages(pdf: bytes) -> list[bytes]:
    """The numbers of the objects that are pages, in their order: the leaves of a tree."""
    objects, found = dict(OBJECT.findall(pdf)), list[bytes]()
    roots = [n for n, body in objects.items() if b"/Type /Pages" in body and b"/Parent" not in body]
    waiting = roots[:1]
    while waiting:
        number = waiting.pop()
        kids = re.search(rb"/Kids\s*\[(.*?)\]", objects.get(number, b""), re.DOTALL)
        if kids is None:
            found.append(number)
        else:
            waiting += reversed(REFERENCE.findall(kids[1]))
    return found


def _plain(name: bytes) -> str:
    """A name without the escapes of PDF."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), name).decode(errors="replace")
