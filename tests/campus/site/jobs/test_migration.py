"""A database of the release before keeps its submissions and verdicts, and what waited is still graded."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chainrule.campus.site.jobs import queue
from chainrule.campus.site.jobs.kinds import EVERY
from chainrule.campus.site.labs.job import Grading

OLD = [("campus_accounts", "0002_personal_tokens"), ("campus_labs", "0004_detail"), ("campus_jobs", None)]


class Whatever(Grading):
    def mine(self) -> Any:
        return EVERY


@pytest.mark.django_db(transaction=True)
def test_the_rows_of_the_release_before_are_kept() -> None:
    then = MigrationExecutor(connection)
    newest = then.loader.graph.leaf_nodes()  # of all apps: those that rest on these go back with them
    then.migrate(OLD)
    try:
        old = then.loader.project_state(OLD[:2]).apps
        user = old.get_model("campus_accounts", "User").objects.create(email="ada@example.edu", role="student")
        rows = old.get_model("campus_labs", "Submission").objects
        kept = [
            rows.create(student=user, lab="03", source=f"x = {n}", wanted="v1", state=state, token="a" * 32, tries=1)
            for n, state in enumerate(("done", "failed", "running", "queued"))
        ]
        verdict = old.get_model("campus_labs", "Verdict").objects.create(
            submission=kept[0], checks_version="v1", points=3, out_of=4, details={"checks": []}, isolated=True,
            seconds=0.1,
        )  # fmt: skip
        rows.filter(pk=kept[0].pk).update(verdict=verdict)
        rows.filter(state="running").update(lease_until=queue.present() - queue.LEASE)
    finally:
        MigrationExecutor(connection).migrate(newest)
    now = apps.get_model("campus_labs", "Submission").objects.order_by("id")
    told = list(now.values_list("source", "state", "tries", "killed", "alone", "verdict__points"))
    assert told == [
        ("x = 0", "done", 1, 0, False, 3.0),
        ("x = 1", "failed", 1, 0, False, None),
        ("x = 2", "running", 1, 0, False, None),
        ("x = 3", "queued", 1, 0, False, None),
    ]
    taken = queue.take(among=[Whatever()])
    assert taken.source == "x = 3"
    later = queue.take(queue.present() + queue.REST, among=[Whatever()])
    assert later.source == "x = 2", "what the server before had in hand is lost"
