"""Files that are sent: what each wrong one is told, that nothing is lost, and that nothing of a notebook is trusted."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import boxes, performing
from chainrule.campus.site.labs.models import Submission, Workbench
from chainrule.campus.site.labs.upload import LONGEST_NAME, shortened
from chainrule.course import find_course
from chainrule.labs import Lab, PlainLauncher, load_lab
from chainrule.labs.cells import cell_id
from chainrule.labs.notebook import LARGEST_NOTEBOOK, notebook_of

ClientOf = Callable[[User | None], Client]
XSS = "<script>alert(1)</script>"
PAYLOADS = (
    XSS,
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "</pre></textarea>" + XSS,
)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), "03")


@pytest.fixture
def client(client_of: ClientOf, student: User) -> Client:
    return client_of(student)


def send(client: Client, content: bytes, name: str) -> Any:
    return client.post("/labs/03/submit/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def as_bytes(notebook: Any) -> bytes:
    return json.dumps(notebook).encode()


def deep(levels: int) -> bytes:
    return b'{"nbformat": 4, "metadata": ' + b"[" * levels + b"]" * levels + b', "cells": []}'


BROKEN_CELL = {
    "nbformat": 4,
    "cells": [{"cell_type": "code", "id": "lab03-Value-exp", "source": "def exp(self:\n"}],
}
WRONG = {
    "a text file": ("lab.txt", b"x = 1", "ends in .py or .ipynb"),
    "no ending": ("lab", b"x = 1", "ends in .py or .ipynb"),
    "a program with two endings": ("lab.py.exe", b"x = 1", "ends in .py or .ipynb"),
    "an empty notebook": ("lab.ipynb", b" \n", "is empty"),
    "a picture": ("lab.ipynb", b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8 text"),
    "a notebook in UTF-16": ("lab.ipynb", '{"nbformat": 4}'.encode("utf-16"), "not UTF-8 text"),
    "Python under a notebook's name": ("lab.ipynb", b"x = 1", "not JSON"),
    "half a notebook": ("lab.ipynb", b'{"nbformat": 4, "cells": [', "not JSON"),
    "JSON that is no notebook": ("lab.ipynb", b"[1, 2]", "no notebook"),
    "nested without end": ("lab.ipynb", b"[" * 200_000, "not JSON"),
    "nested deeply, and closed": ("lab.ipynb", deep(100_000), "not JSON"),
    "nested as deep as can be read": ("lab.ipynb", deep(500), "no cell of this notebook"),
    "a number of a million digits": ("lab.ipynb", b'{"nbformat": ' + b"4" * 1_000_000 + b"}", "not JSON"),
    "a format that is a list": ("lab.ipynb", b'{"nbformat": ' + b"[" * 300 + b"]" * 300 + b"}", "unknown, not 4"),
    "nbformat 3": ("lab.ipynb", b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "format is 3, not 4"),
    "a notebook of something else": ("lab.ipynb", b'{"nbformat": 4, "cells": []}', "no cell of this notebook"),
    "the notebook of another lab": (
        "lab.ipynb", b'{"nbformat": 4, "cells": [], "metadata": {"chainrule": {"lab": "05"}}}', "lab 05, not of lab 03",
    ),
    "a cell that is no object": ("lab.ipynb", b'{"nbformat": 4, "cells": [7]}', "damaged"),
    "a cell that is no Python": ("lab.ipynb", as_bytes(BROKEN_CELL), "line 1 of the cell of Value.exp is no Python"),
    "a cell with half a letter": (
        "lab.ipynb", as_bytes(BROKEN_CELL).replace(b"def exp(self:", b"x = '\\ud800'"), "the cell of Value.exp",
    ),
    "a cell with a zero byte": ("lab.ipynb", as_bytes(BROKEN_CELL).replace(b"def exp", b"\\u0000"), "Value.exp"),
    "a cell of a million lines": (
        "lab.ipynb", as_bytes(BROKEN_CELL).replace(b"def exp(self:", b"1\\n" * 1_000_000), "at most 100,000",
    ),
    "a cell that nests too deeply": (
        "lab.ipynb", as_bytes(BROKEN_CELL).replace(b"def exp(self:", b"(" * 50_000), "the cell of Value.exp",
    ),
    "10 MB and one": ("lab.ipynb", b" " * (LARGEST_NOTEBOOK + 1), "clear all outputs"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "words"), WRONG.values(), ids=WRONG)
def test_each_wrong_file_is_told_what_is_wrong_and_nothing_is_lost(
    client: Client, student: User, name: str, content: bytes, words: str
) -> None:
    client.post("/labs/03/draft/", {"source": "# half a thought"})
    answer = send(client, content, name)
    assert answer.status_code == 200
    assert words in answer.text.replace("&#x27;", "'")
    assert not Submission.objects.filter(student=student).exists()
    assert Workbench.objects.get(student=student).draft == "# half a thought"


def test_a_notebook_is_graded_as_what_it_amounts_to(client: Client, student: User, lab: Lab) -> None:
    notebook = notebook_of(lab)
    for cell in notebook["cells"]:
        if cell["id"] == cell_id(lab, "Value.exp"):
            cell["source"] = ["def exp(self):\n", "    return 42\n"]
    page = send(client, as_bytes(notebook), "Meine Übung.ipynb").text
    assert "by upload" in page
    assert "Outputs and other cells are not kept" in page
    row = Submission.objects.get(student=student)
    assert "    def exp(self):\n        return 42" in row.source
    assert row.filename == "Meine Übung.ipynb"


def test_cells_deleted_doubled_and_edited(client: Client, student: User, lab: Lab) -> None:
    notebook = notebook_of(lab)
    cells = [cell for cell in notebook["cells"] if cell["id"] != cell_id(lab, "Value.log")]
    exp = next(cell for cell in cells if cell["id"] == cell_id(lab, "Value.exp"))
    cells.append(exp | {"source": "def exp(self):\n    return 7\n"})
    send(client, as_bytes(notebook | {"cells": cells}), "lab.ipynb")
    source = Submission.objects.get(student=student).source
    assert source.count("def exp") == 1
    assert "return 7" in source
    assert 'NotImplementedError("write Value.log")' in source


def everywhere(notebook: dict[str, Any], payload: str) -> dict[str, Any]:
    """A payload in every place of a notebook that somebody might show."""
    output = {
        "output_type": "display_data",
        "data": {"text/html": [payload], "image/svg+xml": payload, "application/javascript": "alert(1)"},
        "metadata": {payload: payload},
    }
    for cell in notebook["cells"]:
        cell["metadata"] |= {"tags": [payload], payload: payload}
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                output,
                {"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]},
            ]
        if cell["cell_type"] == "markdown":
            cell["source"] = payload
    own = {"cell_type": "code", "id": payload, "metadata": {"id": payload}, "source": payload, "outputs": []}
    return notebook | {"cells": [*notebook["cells"], own], "metadata": notebook["metadata"] | {"title": payload}}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_notebook_reaches_a_page_unescaped(
    client: Client, client_of: ClientOf, student: User, instructor: User, lab: Lab, payload: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(boxes, "launcher", lambda loaded: PlainLauncher())
    notebook = everywhere(notebook_of(lab), payload)
    code = f"def exp(self):\n    raise ValueError({payload!r})  # {payload}\n"
    next(cell for cell in notebook["cells"] if cell["id"] == cell_id(lab, "Value.exp"))["source"] = code
    send(client, as_bytes(notebook), f"{payload}.ipynb".replace("/", "_"))
    while performing.work_once():
        pass
    row = Submission.objects.get(student=student)
    assert "display_data" not in row.source
    staff = client_of(instructor)
    pages = [
        client.get("/labs/03/"),
        client.get(f"/labs/03/?load={row.pk}"),
        client.get(f"/labs/03/submissions/{row.pk}/"),
        staff.get(f"/labs/03/class/{student.pk}/"),
        staff.get("/labs/03/class/"),
        staff.get("/labs/class/"),
    ]
    for page in pages:
        assert page.status_code == 200
        if "<" in payload:
            assert payload not in page.text, page.request["PATH_INFO"]
        assert "alert(1)>" not in page.text
        assert 'href="javascript' not in page.text


def test_a_wrong_name_is_shown_as_it_is(client: Client) -> None:
    page = send(client, b"x", "<img src=x onerror=alert(1)>.txt").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_long_name_keeps_its_ending() -> None:
    short = shortened("x" * 500 + ".ipynb")
    assert len(short) == LONGEST_NAME
    assert short.endswith("….ipynb")


@pytest.mark.parametrize("name", ["../../etc/passwd.py", "C:\\temp\\lab.py", "/abs/lab.py", "lab\n.py"])
def test_a_name_is_no_path(client: Client, student: User, name: str) -> None:
    send(client, b"x = 1\n", name)
    kept = Submission.objects.get(student=student).filename
    assert "/" not in kept
    assert "\\" not in kept


def test_what_is_far_too_large_is_refused_unread(client: Client) -> None:
    large = b" " * (LARGEST_NOTEBOOK + 3 * 2**20)
    page = send(client, large, "lab.ipynb")
    assert (page.status_code, "Nothing was handed in" in page.text) == (413, True)
    program = client.post("/api/labs/03/submit/", {"file": SimpleUploadedFile("lab.ipynb", large)})
    assert (program.status_code, program.json()) == (413, {"error": "the file is too large: at most 10 MB are taken"})
