"""A lease is renewed again after the database was away."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from tests.patience import patience

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import leases, queue
from chainrule.campus.site.labs.models import Submission


def test_a_database_that_is_away_for_a_beat_loses_no_lease(
    make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = Submission.objects.create(student=make_user("student"), lab="03", source="x", wanted="v1", token="1-a")
    beats: list[Submission] = []
    again = threading.Event()

    def renew(job: Submission) -> bool:
        beats.append(job)
        if len(beats) == 1:
            raise OperationalError("the database is away")
        again.set()
        return False

    def words(job: Submission) -> str:
        raise OperationalError("the database is away")

    monkeypatch.setattr(leases, "BEAT", timedelta(milliseconds=10))
    monkeypatch.setattr(queue, "renew", renew)
    monkeypatch.setattr(Submission, "__str__", words)
    with leases.held(row):
        assert again.wait(patience(60)), "the thread that renews has ended"
        while any(thread.name == "lease" for thread in threading.enumerate()):
            time.sleep(0.01)
    assert f"the lease of Submission {row.pk} could not be renewed" in caplog.text
