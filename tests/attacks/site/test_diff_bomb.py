"""Files that share many lines in no order: the pages that compare them do bounded work and answer."""

from typing import Any

import pytest
from tests.campus.site.labs.test_changes import HEAVY

from chainrule.campus.site import clock
from chainrule.campus.site.labs import changes, grading
from chainrule.campus.site.labs.models import Submission


@pytest.fixture
def hostile(student: Any) -> list[Submission]:
    """Twenty-five hand-ins, each of them as unlike the one before as can be."""
    return [
        Submission.objects.create(
            student=student, lab="03", source="\n".join(HEAVY["few lines by chance"][n % 2][n:]), filename="lab03.py",
            how=Submission.How.UPLOAD, received_at=clock.now(), wanted=grading.version("03"),
        )
        for n in range(25)
    ]  # fmt: skip


def test_a_page_and_a_history_do_bounded_work(
    hostile: list[Submission], student: Any, instructor: Any, client_of: Any, monkeypatch: Any
) -> None:
    made = []
    real = changes.matches
    monkeypatch.setattr(changes, "matches", lambda a, b: made.append(real(a, b)) or made[-1])
    page = client_of(student).get(f"/labs/03/submissions/{hostile[-1].pk}/")
    assert page.status_code == 200
    assert "stand beside each other" in " ".join(page.text.split())
    assert made == [None]
    made.clear()
    first = client_of(instructor).get(f"/labs/03/class/{student.pk}/")
    assert first.status_code == 200
    assert len(made) == 10, "of a long history one page is compared"
    last = client_of(instructor).get(f"/labs/03/class/{student.pk}/?page=3")
    assert last.text.count("What changed since the hand-in before") == 4
    assert last.text.count("What changed since the starter") == 1
