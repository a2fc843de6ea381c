"""The rules in force on a site: an edited file changes nothing alone; a revision is applied once, whole, and told."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core import mail
from tests.campus.site.at_once import together

from chainrule.campus.site import clock
from chainrule.campus.site import course as courses
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.news import board, happened, letters
from chainrule.campus.site.news import summary as news_summary
from chainrule.campus.site.news.models import Item
from chainrule.campus.site.revising import applying, health, keeping, planning, summary
from chainrule.campus.site.revising.models import Edition
from chainrule.campus.site.safekeeping.problems import Refused
from chainrule.cli import cli
from chainrule.course import CourseError

__all__ = ["together"]
ORIGINAL = courses.folder()
NOW = "2026-06-01T10:00"
HARDER = ('until = "30 minutes"\npenalty = 10\n', 'until = "30 minutes"\npenalty = 20\n')
WHY = "Ten minutes are a long time."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A course folder of this test, served: the two files are copies, the rest is the course's own."""
    place = tmp_path / "course"
    place.mkdir()
    for path in ORIGINAL.iterdir():
        if path.name in keeping.FILES:
            (place / path.name).write_bytes(path.read_bytes())
        else:
            (place / path.name).symlink_to(path)
    monkeypatch.setenv("CHAINRULE_COURSE", str(place))
    restart()
    yield place
    monkeypatch.undo()
    restart()


def restart() -> None:
    """Forget the course, as a process that is started anew."""
    courses.course._made = {}  # type: ignore[attr-defined]
    courses.in_force.hold(None)


def started_again() -> None:
    """The server is started again."""
    restart()
    keeping.take_up(clock.now())


def edit(folder: Path, old: str, new: str) -> None:
    text = (folder / "course.toml").read_text("utf-8")
    assert old in text
    (folder / "course.toml").write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def late(folder: Path, at: Any, make_user: Callable[..., User], instructor: User) -> User:
    """A student of two whose second milestone came ten minutes late: 60, less 10%. Their rules are kept."""
    at(NOW)
    one, other = make_user("student", "Late One"), make_user("student", "On Time")
    for who, hour in ((one, "23:10"), (other, "22:00")):
        for item in ("milestone-1", "milestone-2"):
            minute = hour if item == "milestone-2" else "12:00"
            day = "2026-04-28" if item == "milestone-2" else "2026-03-12"
            received = dt.datetime.fromisoformat(f"{day}T{minute}+04:00")
            RecordedScore.objects.create(
                student=who, item=item, points=60, out_of=100, received_at=received, recorded_by=instructor
            )
    keeping.take_up(clock.now())
    return one


def mark_of(student: User) -> float | None:
    return records.grade_of(student, clock.now()).so_far.mark_of("milestone-2").percent


def revision_of(student: User) -> str:
    return records.grade_of(student, clock.now()).revision


def applied(summary: str = WHY) -> Edition:
    return applying.apply(planning.plan(clock.now()), summary, clock.now())


def test_a_site_without_students_follows_the_file(folder: Path, at: Any, db: None, instructor: User) -> None:
    at(NOW)
    keeping.take_up(clock.now())
    assert not Edition.objects.exists()
    edit(folder, *HARDER)
    started_again()
    assert courses.course().late_rules.tiers[0].penalty == 20
    with pytest.raises(Refused, match="keeps no rules of this course"):
        planning.plan(clock.now())


def test_an_edited_file_changes_no_grade_also_after_a_restart(late: User, folder: Path) -> None:
    assert mark_of(late) == pytest.approx(54)
    edit(folder, *HARDER)
    started_again()
    assert mark_of(late) == pytest.approx(54)
    assert revision_of(late) == "v0"
    assert courses.course().late_rules.tiers[0].penalty == 10
    wrong = [line for line in health.lines() if not line.ok]
    assert [line.value for line in wrong] == ["course.toml has a rule that is not in force"]


def test_what_is_no_rule_follows_the_file(late: User, folder: Path) -> None:
    edit(folder, '"B318"', '"B319"')
    started_again()
    assert courses.course().people[0].office == "B319"
    assert all(line.ok for line in health.lines())


def test_a_plan_says_who_and_how_much_and_writes_nothing(late: User, folder: Path) -> None:
    edit(folder, *HARDER)
    before = Edition.objects.count(), AuditEntry.objects.count(), (folder / "revisions.md").read_bytes()
    plan = planning.plan(clock.now())
    assert [change.key for change in plan.changes] == ["late.tiers.1"]
    assert [line.student for line in plan.changed] == [late]
    assert [str(move) for move in plan.changed[0].effect.moved] == ["Project milestone 2: 54.00% → 48.00%"]
    assert (plan.totals.students, plan.totals.changed, plan.totals.down) == (2, 1, 1)
    assert before == (Edition.objects.count(), AuditEntry.objects.count(), (folder / "revisions.md").read_bytes())
    assert mark_of(late) == pytest.approx(54), "to look at other rules puts none in force"


def test_a_revision_that_is_applied_counts_at_once_and_is_recorded(late: User, folder: Path, client_of: Any) -> None:
    edit(folder, *HARDER)
    made = applied()
    assert (made.version, mark_of(late), revision_of(late)) == ("v1", pytest.approx(48), "v1")
    entry = AuditEntry.objects.get(action="syllabus.revise")
    assert entry.details["grades_changed"] == 1
    page = client_of(late).get("/revisions/").text
    assert WHY in page
    assert "20% less up to thirty minutes late" in page
    assert "under revision v1" in client_of(late).get("/grades/").text
    started_again()
    assert (mark_of(late), revision_of(late)) == (pytest.approx(48), "v1")


def test_a_server_that_runs_takes_it_up(late: User, folder: Path) -> None:
    held = courses.in_force.rules
    edit(folder, *HARDER)
    applied()
    courses.in_force.hold(held)  # another process: it read the files before they were edited
    courses.course._made = {(): keeping.read(Edition.objects.earliest("id"))}  # type: ignore[attr-defined]
    assert mark_of(late) == pytest.approx(54)
    keeping.look(clock.now())
    assert (mark_of(late), revision_of(late)) == (pytest.approx(48), "v1")


def test_each_is_told_once_and_those_whose_grade_changed_of_their_grade(late: User, folder: Path) -> None:
    edit(folder, *HARDER)
    applied()
    for _ in range(2):
        happened.look(clock.now())
        letters.address(clock.now())
        letters.send(clock.now())
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert len(mail.outbox) == len(subjects) == User.objects.count()
    assert subjects.pop(late.email).endswith("The syllabus changed, and your grade with it: v1")
    assert {subject.partition(": ")[2] for subject in subjects.values()} == {"The syllabus changed: v1"}
    titles = [entry.item.title for entry in board.entries(late, clock.now())]
    assert titles == ["The syllabus changed, and your grade with it: v1"]
    assert not any("48" in letter.body for letter in mail.outbox), "no mark goes by mail"
    told = [news.title for news in news_summary.summary(late, clock.now()).news]
    assert told == titles


def test_applied_twice_it_says_so(late: User, folder: Path) -> None:
    edit(folder, *HARDER)
    applied()
    assert planning.plan(clock.now()).is_nothing
    with pytest.raises(Refused, match="nothing changes: revision v1 has these rules"):
        applied()
    assert Edition.objects.count() == 2


def test_without_a_summary_nothing_is_applied(late: User, folder: Path) -> None:
    edit(folder, *HARDER)
    for summary_, why in (("", "needs a summary"), ("What\n## v7", "is a heading")):
        with pytest.raises(Refused, match=why):
            applied(summary_)
    assert mark_of(late) == pytest.approx(54)


def test_what_breaks_off_half_way_is_done_by_the_next_try_once(
    late: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder, *HARDER)
    with monkeypatch.context() as broken:
        broken.setattr(applying, "tell", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            applied()
    assert Edition.objects.count() == 1
    started_again()
    assert (mark_of(late), revision_of(late)) == (pytest.approx(54), "v0"), "written, and not in force"
    with pytest.raises(Refused, match="says something else"):
        applied("Another reason.")
    assert applied().version == "v1"
    assert (folder / "revisions.md").read_text("utf-8").count("## v1") == 1
    assert mark_of(late) == pytest.approx(48)


def test_a_file_that_was_edited_since_the_look_is_not_applied(late: User, folder: Path) -> None:
    edit(folder, *HARDER)
    plan = planning.plan(clock.now())
    edit(folder, "best = 8", "best = 9")
    with pytest.raises(Refused, match="edited meanwhile"):
        applying.apply(plan, WHY, clock.now())
    assert "v1" not in (folder / "revisions.md").read_text("utf-8")


def test_a_section_that_the_author_wrote_is_taken(late: User, folder: Path) -> None:
    edit(folder, *HARDER)
    with (folder / "revisions.md").open("a", encoding="utf-8") as file:
        file.write("\n## v1 (2026-05-30)\n\n- Late is late.\n")
    assert applied("").version == "v1"
    assert courses.course().revisions[-1].text == "- Late is late."


def test_a_revision_of_texts_alone_needs_no_command(late: User, folder: Path) -> None:
    with (folder / "revisions.md").open("a", encoding="utf-8") as file:
        file.write("\n## v1 (2026-05-30)\n\n- An office has moved.\n")
    started_again()
    assert (revision_of(late), mark_of(late)) == ("v1", pytest.approx(54))
    assert Edition.objects.last().version == "v1"  # type: ignore[union-attr]
    edit(folder, *HARDER)
    assert applied().version == "v2"


def test_a_file_that_cannot_be_written_is_named_with_what_to_write(
    late: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder, *HARDER)

    def refuse(**_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("chainrule.campus.site.revising.applying.tempfile.mkstemp", refuse)
    with pytest.raises(Refused, match=r"revisions.md cannot be written(.|\n)*## v1"):
        applied()
    assert Edition.objects.count() == 1


def test_a_mistake_names_file_and_line_and_changes_nothing(late: User, folder: Path) -> None:
    edit(folder, "best = 8", "best = 80")
    with pytest.raises(CourseError) as found:
        planning.plan(clock.now())
    assert found.value.path == folder / "course.toml"
    assert found.value.line
    assert Edition.objects.count() == 1


def test_files_older_than_the_rules_in_force_are_refused(late: User, folder: Path) -> None:
    kept = (folder / "revisions.md").read_bytes()
    edit(folder, *HARDER)
    applied()
    (folder / "revisions.md").write_bytes(kept)
    with pytest.raises(Refused, match="these files are older"):
        planning.plan(clock.now())
    started_again()
    assert (mark_of(late), revision_of(late)) == (pytest.approx(48), "v1")


def test_another_term_has_rules_of_its_own(late: User, folder: Path) -> None:
    Edition.objects.create(course="CSCI 4701, from 2025-01-23", version="v9", toml="", revisions="", digest="")
    started_again()
    assert revision_of(late) == "v0"


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_applies(late: User, folder: Path, database_in_a_file: None, together: Any) -> None:
    edit(folder, *HARDER)
    plan, now = planning.plan(clock.now()), clock.now()

    def act(number: int) -> str:
        try:
            return applying.apply(plan, WHY, now).version
        except Refused as refused:
            return str(refused)

    done = together(act)
    assert sorted(done)[-1] == "v1"
    assert done.count("v1") == 1
    assert all(applying.AT_ONCE in other for other in done if other != "v1")
    assert Edition.objects.count() == 2
    assert Item.objects.filter(key__startswith="revision:v1").count() == 2
    assert (folder / "revisions.md").read_text("utf-8").count("## v1") == 1


class TestPages:
    def test_the_instructor_sees_what_the_file_would_do(
        self, late: User, folder: Path, instructor: User, client_of: Any
    ) -> None:
        page = client_of(instructor).get("/revisions/preview/").text
        assert "Nothing changes" in page
        edit(folder, *HARDER)
        page = client_of(instructor).get("/revisions/preview/").text
        assert "20% less up to thirty minutes late" in page
        assert "Late One" in page
        assert "On Time" not in page
        edit(folder, "best = 8", "best = 80")
        page = client_of(instructor).get("/revisions/preview/").text
        assert "course.toml, line " in page

    def test_home_says_that_rules_wait(self, late: User, folder: Path, instructor: User) -> None:
        edit(folder, *HARDER)
        started_again()
        waiting = summary.summary(instructor, clock.now()).waiting
        assert [(one.count, one.text) for one in waiting] == [(1, "rule in course.toml is not in force")]
        assert not summary.summary(late, clock.now()).waiting

    def test_a_site_that_keeps_no_rules_says_so(self, folder: Path, instructor: User, client_of: Any, at: Any) -> None:
        at(NOW)
        assert "No rules are kept yet" in client_of(instructor).get("/revisions/preview/").text


class TestCommand:
    def run(self, *more: str, typed: str = "") -> Any:
        return CliRunner().invoke(cli, ["revise", *more], input=typed)

    def test_it_shows_asks_and_applies(self, late: User, folder: Path) -> None:
        assert "Nothing changes: course.toml has the rules of revision v0" in self.run().output
        edit(folder, *HARDER)
        shown = self.run().output
        assert "Late tier 1: 20% less" in shown
        assert "    Project milestone 2: 54.00% -> 48.00%" in shown
        assert "1 of 2 grades change; so far 0 rise and 1 fall." in shown
        assert "Nothing was changed." in shown
        assert self.run("--apply").exit_code == 2
        declined = self.run("--apply", "--summary", WHY, typed="n\n")
        assert (declined.exit_code, Edition.objects.count()) == (2, 1)
        done = self.run("--apply", "--summary", WHY, typed="y\n")
        assert done.output.endswith("v1 is in force. The class is told; 1 student of their grade.\n")
        assert "Nothing changes: course.toml has the rules of revision v1" in self.run("--apply", "--yes").output

    def test_a_mistake_ends_it(self, late: User, folder: Path) -> None:
        edit(folder, "best = 8", "best = 80")
        done = self.run("--apply", "--yes", "--summary", WHY)
        assert isinstance(done.exception, CourseError)
        assert Edition.objects.count() == 1
