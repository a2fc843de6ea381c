"""Pasting a table: a preview that says what would change, one confirmation, nothing half done, and twice is once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.grades import records, records_file, sheets
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.syllabus import Proposal, Score

ClientOf = Callable[[User | None], Client]
ADDRESS = "/gradebook/paste/"
DIGEST = re.compile(r'name="seen" value="(\w+)"')
pytestmark = pytest.mark.usefixtures("in_march")


@pytest.fixture
def in_march(at: Callable[[str], None]) -> None:
    at("2026-03-18T10:00")


@pytest.fixture
def people(make_user: Any) -> list[User]:
    names = [("Sona Aliyeva", "0012@example.edu"), ("Zoe High", "zoe@example.edu"), ("İlqar Əliyev", "il@example.edu")]
    return [make_user("student", name, email) for name, email in names]


@pytest.fixture
def client(instructor: User, client_of: ClientOf) -> Client:
    return client_of(instructor)


def look(client: Client, text: str, **more: str) -> Any:
    return client.post(ADDRESS, {"text": text, "out_of": "20", **more})


def confirm(client: Client, text: str, **more: str) -> Any:
    """Look at it, then record it."""
    digest = DIGEST.search(look(client, text, **{k: more[k] for k in ("item", "out_of") if k in more}).text)
    return look(client, text, confirm="yes", seen=digest.group(1) if digest else "", **more)


def score(student: User, item: str = "midterm") -> Any:
    return records.scores_of(student, clock.now()).get(item)


TABLE = "Name\tMidterm exam (20)\tquiz-1\nAliyeva, Sona\t15,5\t7/10\nzoe high\t\t80%\nIlqar Eliyev\t20\t\n"


def test_nothing_is_recorded_before_it_is_confirmed_and_then_all_of_it(client: Client, people: list[User]) -> None:
    page = look(client, TABLE)
    assert page.status_code == 200
    assert "4 new, 0 changed, 0 as on record already" in page.text
    assert not RecordedScore.objects.exists()
    assert confirm(client, TABLE).status_code == 302
    assert [score(one) for one in people] == [Score(15.5, 20), None, Score(20, 20)]
    assert [score(one, "quiz-1") for one in people] == [Score(7, 10), Score(80, 100), None]
    entry = AuditEntry.objects.get(action="grades.paste")
    assert entry.details == {"reason": "", "new": 4, "changed": 0, "left_out": 0}


def test_pasting_twice_changes_nothing(client: Client, people: list[User]) -> None:
    confirm(client, TABLE)
    page = look(client, TABLE)
    assert "0 new, 0 changed, 4 as on record already" in page.text
    assert "Nothing would change" in page.text
    assert confirm(client, TABLE).status_code == 409
    assert RecordedScore.objects.count() == 4


def test_a_changed_number_shows_old_and_new_and_needs_a_reason(client: Client, people: list[User]) -> None:
    confirm(client, TABLE)
    page = look(client, "username\tmidterm\n0012\t16\n")
    assert "15.5 of 20" in page.text
    assert "<strong>16 of 20</strong>" in page.text
    assert confirm(client, "username\tmidterm\n0012\t16\n").status_code == 409
    assert score(people[0]) == Score(15.5, 20)
    assert confirm(client, "username\tmidterm\n0012\t16\n", reason="a page was overlooked").status_code == 302
    assert score(people[0]) == Score(16, 20)
    assert RecordedScore.objects.latest("id").note == "a page was overlooked"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("email\tmidterm\nnobody@example.edu\t5\n", "no student is called “nobody@example.edu”"),
        ("username\tmidterm\n12\t5\n", "0012 is one: a spreadsheet may have taken the zeros off"),
        ("email\tmidterm\nzoe@example.edu\tmany\n", "a number from 0 to 10000 is expected, not “many”"),
        ("email\tmidterm\nzoe@example.edu\t21\n", "21 points are more than 20"),
        ("email\tmidterm\nzoe@example.edu\t-1\n", "a number from 0 to 10000"),
        ("email\tmidterm\nzoe@example.edu\t5\nzoe@example.edu\t6\n", "Zoe High stands in line 2 already"),
        ("email\tproposal\nzoe@example.edu\tfine\n", "one of pass, revise, reject, received is expected"),
        ("email\tproposal\nzoe@example.edu\tpass revise\n", "nothing follows a proposal’s pass"),
    ],
)
def test_what_cannot_be_taken_is_named_and_left_out_only_if_one_says_so(
    text: str, words: str, client: Client, people: list[User]
) -> None:
    text += "0012@example.edu\t" + ("pass" if "proposal" in text else "9") + "\n"
    text = text.replace("0012@example.edu", "0012")  # a user name may stand where an address does
    page = look(client, text).text.replace("&#x27;", "’")
    assert words in page
    assert confirm(client, text).status_code == 409
    assert not RecordedScore.objects.exists()
    assert confirm(client, text, leave="yes").status_code == 302
    assert RecordedScore.objects.filter(student=people[0]).count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste a table, or choose a file"),
        ("a table without heads", "at least one line below"),
        ("midterm\tquiz-1\n5\t6\n", "one column must be called email, username or name"),
        ("email\tlab\nzoe@example.edu\t6\n", "no column is called as an assessment"),
        ("email\tmidterm\tMidterm exam\nzoe@example.edu\t6\t7\n", "two columns are the points of"),
    ],
)
def test_a_table_that_says_too_little_is_refused_in_words(
    text: str, words: str, client: Client, people: list[User]
) -> None:
    page = look(client, text)
    assert page.status_code == 422
    assert words.lower() in page.text.lower()


def test_two_columns_and_a_choice_are_enough(client: Client, people: list[User]) -> None:
    assert confirm(client, "name;Punkte\nZoe High;12,5\n", item="midterm", out_of="25").status_code == 302
    assert score(people[1]) == Score(12.5, 25)


def test_what_was_recorded_since_one_looked_is_not_written_over(
    client: Client, people: list[User], instructor: User
) -> None:
    seen = DIGEST.search(look(client, TABLE).text)
    assert seen
    RecordedScore.objects.create(student=people[1], item="quiz-1", points=3.0, out_of=10.0, recorded_by=instructor)
    answer = look(client, TABLE, confirm="yes", seen=seen.group(1), reason="x")
    assert answer.status_code == 409
    assert "Something was recorded since you looked" in answer.text
    assert "3 of 10" in answer.text
    assert RecordedScore.objects.count() == 1


def test_what_a_table_does_not_say_stays_as_it_is(client: Client, people: list[User], instructor: User) -> None:
    came = clock.now()
    RecordedScore.objects.create(
        student=people[1], item="milestone-1", points=70.0, out_of=100.0, bonus=5.0, received_at=came,
        recorded_by=instructor,
    )  # fmt: skip
    confirm(client, "name\tmilestone-1\nZoe High\t75\n", reason="recount")
    assert score(people[1], "milestone-1") == Score(75, 100, 5.0, came)


def test_verdicts_follow_each_other(client: Client, people: list[User]) -> None:
    confirm(client, "name\tproposal\nZoe High\trevise\n")
    confirm(client, "name\tproposal\nZoe High\tpass\n")
    assert score(people[1], "proposal") == Proposal(None, ("revise", "pass"))
    assert "Nothing would change" in look(client, "name\tproposal\nZoe High\trevise pass\n").text


def test_only_who_may_record_sees_the_page(assistant: User, advisor: User, student: User, client_of: ClientOf) -> None:
    for one in (assistant, advisor, student):
        assert client_of(one).get(ADDRESS).status_code == 403


NUMBERS = st.floats(0, 100, allow_nan=False, width=32).map(lambda x: round(x, 6))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.lists(st.none() | NUMBERS, min_size=3, max_size=3),
    bonus=NUMBERS,
    verdicts=st.sampled_from([[], ["received"], ["revise", "received"], ["reject", "pass"]]),
    comma=st.booleans(),
)
def test_what_is_exported_reads_back_as_it_was(
    points: list[float | None], bonus: float, verdicts: list[str], comma: bool, client: Client, people: list[User],
    instructor: User,
) -> None:  # fmt: skip
    came, keep = clock.now(), {"recorded_by": instructor}
    for one, number in zip(people, points, strict=True):
        RecordedScore.objects.create(student=one, item="midterm", withdrawn=True, **keep)
        RecordedScore.objects.create(student=one, item="milestone-1", withdrawn=True, **keep)
        RecordedScore.objects.create(student=one, item="proposal", withdrawn=True, **keep)
        if number is not None:
            what = {"points": number, "out_of": 100.0}
            RecordedScore.objects.create(student=one, item="midterm", **what, **keep)
            RecordedScore.objects.create(student=one, item="milestone-1", bonus=bonus, received_at=came, **what, **keep)
        for verdict in verdicts:
            RecordedScore.objects.create(student=one, item="proposal", verdict=verdict, **keep)
    before = records.scores_of_class(people, came)
    text = sheets.written(records_file.table(people, came, comma=comma), comma=comma).decode("utf-8-sig")
    assert "Nothing would change" in look(client, text).text
    for one in people:
        for item in ("midterm", "milestone-1", "proposal"):
            RecordedScore.objects.create(student=one, item=item, withdrawn=True, **keep)
    assert confirm(client, text).status_code in (302, 409)
    assert records.scores_of_class(people, came) == before
