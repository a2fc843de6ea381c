"""What was shown is frozen with the attempt: edits of today reach no mark, and old attempts are frozen once."""

from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from chainrule.campus.questions import Bank, MultipleChoice, Paper, Question, freeze, name_of, thaw
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks, keys, old_attempts, runs, shown
from chainrule.campus.site.papers.models import Attempt, FrozenQuestion

from .conftest import right_events


@pytest.fixture
def attempt(sat: Any) -> Attempt:
    """A perfect attempt whose code was run."""
    begun = sat.begin()
    for sequence, item, answer in right_events(begun):
        sat.save(begun, item, answer, sequence=sequence)
    sat.submit()
    runs.run_pending(isolated=runs.runner())
    return Attempt.objects.get(pk=begun.pk)


def forget(monkeypatch: pytest.MonkeyPatch, today: Bank) -> None:
    """Let the site's bank be another one, as after a restart."""
    for module in (shown, old_attempts, keys):
        monkeypatch.setattr(module, "bank", lambda: today)
    shown._today._made.clear()
    keys.digests._made.clear()
    shown._remembered.clear()
    attempt_marks._remembered.clear()


class Edited:
    """A question whose file was edited: each variant shows and marks something else."""

    def __init__(self, question: Question) -> None:
        self.question, self.group, self.path = question, question.group, question.path

    def variant(self, seed: int) -> Any:
        kept = freeze(self.question.variant(seed))
        for name in ("options", "edits", "fills", "wrong"):
            kept[name] = [{**one, "is_right": not one["is_right"]} for one in kept.get(name, [])]
        if kept["kind"] != "multiple_choice":
            kept["code"] = kept.get("code", "") + "\nprint('edited')"
        return thaw({**kept, "stem": "Edited: " + kept["stem"]})


def test_marks_are_what_they_were_after_an_edit_and_after_a_removal(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = attempt_marks.result(attempt)
    assert (before.points, len(before.waiting_for_human)) == (7.0, 3)
    everything = bank()
    for today in (Bank({id: Edited(one) for id, one in everything.items()}), Bank({})):  # type: ignore[dict-item]
        forget(monkeypatch, today)
        assert attempt_marks.result(attempt) == before
        review = attempt_marks.review(attempt)
        assert not any("Edited" in item["feedback"]["stem"] for item in review["items"])
        assert len(review["changes"]) == 10
        assert "marked by what was shown" in str(review["changes"][0])


def test_two_who_draw_the_same_variant_keep_it_once(attempt: Attempt, make_user: Any) -> None:
    count = FrozenQuestion.objects.count()
    shown.keep(attempt.questions)
    assert FrozenQuestion.objects.count() == count == 10


def before_freezing(attempt: Attempt) -> tuple[Paper, str]:
    """The paper as it was stored before questions were frozen, and the version of the files beside it."""
    paper = attempt.questions
    return replace(paper, items=tuple(replace(i, frozen="") for i in paper.items)), keys.version_of_files(paper)


def test_an_attempt_of_the_past_is_frozen_from_the_same_files(attempt: Attempt) -> None:
    old, files = before_freezing(attempt)
    paper, kept = old_attempts.freeze_now(old, files)
    assert paper == attempt.questions
    assert {name: freeze(variant) for name, (_, variant) in kept.items()} == {
        row.name: row.content for row in FrozenQuestion.objects.all()
    }


def test_an_attempt_of_the_past_is_marked_as_unsure_where_files_were_edited(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = before_freezing(attempt)
    paper, _ = old_attempts.freeze_now(old, "other files")
    assert all(item.unsure and item.frozen for item in paper.items)
    attempt.drawn = paper.as_dict()
    assert len(shown.changes([attempt])) == 10


def test_the_migration_freezes_attempts_and_lets_programs_run_again_where_files_were_edited(attempt: Attempt) -> None:
    migration = import_module("chainrule.campus.site.papers.migrations.0003_freeze_what_was_drawn")
    old, files = before_freezing(attempt)
    before = attempt_marks.result(attempt)
    for edited in (False, True):
        Attempt.objects.update(drawn={**old.as_dict(), "keys": "other files" if edited else files}, runs=attempt.runs)
        migration.freeze_all(apps, None)
        migrated = Attempt.objects.get()
        assert [item.unsure for item in migrated.questions.items] == [edited] * 10
        assert (migrated.runs is None) is edited
        runs.run_pending(isolated=runs.runner())
        assert attempt_marks.result(Attempt.objects.get()).points == before.points


def test_a_question_of_the_past_that_is_gone_stays_on_its_paper(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, files = before_freezing(attempt)
    everything = dict(bank())
    gone = [everything.pop(item.question) and item.number for item in old.items[:2]]
    forget(monkeypatch, Bank(everything))
    paper, kept = old_attempts.freeze_now(old, files)
    assert [item.number for item in paper.items if not item.frozen] == gone
    assert len(kept) == 8
    Attempt.objects.update(drawn=paper.as_dict())
    result = attempt_marks.result(Attempt.objects.get())
    assert [item.state for item in result.items][:2] == ["needs_human", "needs_human"]
    assert not result.final
    assert attempt_marks.review(Attempt.objects.get())["items"][0]["feedback"]["kind"] == "lost"


def test_what_cannot_be_read_is_said_and_does_not_fall_over(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = SimpleNamespace(path=next(iter(bank().values())).path.with_name("x.py"))
    forget(monkeypatch, Bank({}, [broken]))  # type: ignore[list-item]
    assert {change.what for change in shown.changes([attempt])} == {"was removed or renamed"}
    first = attempt.questions.items[0].question
    path = bank()[first].path
    forget(monkeypatch, Bank({}, [SimpleNamespace(path=path)]))  # type: ignore[list-item]
    said = {change.question: change.what for change in shown.changes([attempt])}
    assert said.pop(first) == "cannot be read since an edit"
    assert set(said.values()) == {"was removed or renamed"}


def test_a_form_that_this_version_does_not_know_is_no_crash(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(content: Any) -> Any:
        return thaw({**content, "form": 99})

    forget(monkeypatch, Bank({}))
    monkeypatch.setattr(shown, "thaw", unknown)
    assert len(attempt_marks.result(attempt).waiting_for_human) == 10


def test_the_frozen_key_of_a_choice_is_in_no_reply(sat: Any) -> None:
    attempt = sat.begin()
    variants = shown.shown([attempt])
    choices = [v for i in attempt.questions.items if isinstance(v := variants.variant_of(i), MultipleChoice)]
    page = sat.client.get("/papers/quiz-1/attempt/").text
    assert not [name_of(v) for v in choices if name_of(v) in page]
    assert not [o.because for v in choices for o in v.options if o.because in page]
