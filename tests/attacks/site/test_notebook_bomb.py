"""Notebooks that are small to send and dear to read: read in another process, and only so many of one person's."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chainrule.campus.site import outside
from chainrule.campus.site.labs import upload
from chainrule.campus.site.labs.models import Submission, Workbench
from chainrule.labs import notebook
from chainrule.labs.notebook import LONGEST_CELL

HEAVY_CELL = {"cell_type": "code", "id": "lab03-Value-exp", "source": "a=" + "-" * (LONGEST_CELL - 9)}
BOMBS = {
    "very many cells": b'{"nbformat": 4, "cells": [' + b"{}," * 300_000 + b"{}]}",
    "very many cells with metadata": b'{"nbformat": 4, "cells": [' + b'{"metadata":{}},' * 200_000 + b"{}]}",
    "a cell that takes the parser long": json.dumps({"nbformat": 4, "cells": [HEAVY_CELL]}).encode(),
    "nested lists": b'{"nbformat": 4, "cells": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    "a number without end": b'{"nbformat": ' + b"4" * 1_000_000 + b"}",
}


def send(client: Any, content: bytes, name: str = "lab03.ipynb") -> Any:
    return client.post("/labs/03/submit/", {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_words_and_nothing_is_lost(
    bomb: bytes, student: Any, client_of: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(notebook, "read_notebook", lambda content: pytest.fail("read in the site's own process"))
    client = client_of(student)
    client.post("/labs/03/draft/", {"source": "# half a thought"})
    page = send(client, bomb)
    assert page.status_code == 200
    assert "“lab03.ipynb”: " in page.text
    assert not Submission.objects.exists()
    assert Workbench.objects.get(student=student).draft == "# half a thought"


def test_who_sends_bomb_after_bomb_is_told_how_long_to_wait(
    student: Any, make_user: Any, client_of: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(upload, "REFUSED", upload.rates.Rate("few", 2, 600))
    client, other = client_of(student), client_of(make_user("student"))
    for _ in range(2):
        assert "is no Python file" in send(client, b"x", "lab.txt").text
    waits = send(client, b"x = 1\n", "lab03.py")
    assert "wait 10 minutes, then hand in the next one" in waits.text
    assert not Submission.objects.exists()
    assert client.post("/labs/03/submit/", {"source": "x = 1"}, follow=True).status_code == 200
    send(other, b"x = 1\n", "lab03.py")
    assert Submission.objects.count() == 2, "the editor works on, and so does everybody else"


def test_a_server_that_reads_as_many_as_it_can_says_come_again_and_counts_nothing(
    student: Any, client_of: Any, monkeypatch: Any
) -> None:
    full = outside.Share(at_once=1, waiting=0, patience=0.01)
    monkeypatch.setattr(outside, "share", full)
    monkeypatch.setattr(upload, "REFUSED", upload.rates.Rate("few", 1, 600))
    client = client_of(student)
    with full.taken():
        for _ in range(3):
            assert "wait a minute, then send it again" in send(client, BOMBS["nested lists"]).text
    assert "“lab03.ipynb”: " in send(client, BOMBS["nested lists"]).text
