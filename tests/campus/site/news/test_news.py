"""Announcements: writing, looking, taking back, reading, and what stands on home and in the calendar feed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import feed_address
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.news import board, summary
from chainrule.campus.site.news.models import Item, Notice, TakenBack, TurnedOff

BrowserOf = Callable[[User | None], Client]
GIVEN = {"title": "A review session", "text": "We meet **once** more about $e^x$.", "shown_from": "", "on": ""}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def writes(client_of: BrowserOf, instructor: User, at: Callable[[str], None]) -> Client:
    at("2026-02-12T10:00")
    return client_of(instructor)


def announced(writes: Client, **changed: str) -> Item:
    assert writes.post("/news/write/", GIVEN | changed).status_code == 302
    return Item.objects.latest("id")


def page(client: Client, address: str = "/news/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_announcement_is_read_by_all_who_sign_in(
    writes: Client, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    item = announced(writes)
    for role in ("student", "assistant", "advisor", "instructor"):
        reader = client_of(make_user(role))
        found = page(reader)
        assert "<strong>once</strong>" in found
        assert "katex" in found
        assert f"/news/#news-{item.pk}" in page(reader, "/")
    assert [entry.action for entry in AuditEntry.objects.all()] == ["news.write"]


def test_a_preview_is_seen_by_nobody_and_loses_nothing(writes: Client) -> None:
    answer = writes.post("/news/write/", GIVEN | {"preview": "yes"})
    assert answer.status_code == 200
    assert "<strong>once</strong>" in answer.content.decode()
    assert "We meet **once** more" in answer.content.decode()
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": ""}, "Give it a title"),
        ({"text": " "}, "Write what you announce"),
        ({"on": "soon"}, "day and time such as"),
    ],
)
def test_what_cannot_be_announced_is_refused_beside_its_field(
    writes: Client, changed: dict[str, str], words: str
) -> None:
    answer = writes.post("/news/write/", GIVEN | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Item.objects.exists()


def test_what_is_dangerous_stands_as_it_was_typed(writes: Client, student: User, client_of: BrowserOf) -> None:
    announced(writes, text="<script>alert(1)</script> [x](javascript:alert(1)) and $\\badmacro{$")
    found = page(client_of(student))
    main = found[found.index("<main") : found.index("</main>")]
    assert "<script" not in main
    assert 'href="javascript' not in main


def test_an_announcement_waits_for_its_time(
    writes: Client, student: User, client_of: BrowserOf, at: Callable[[str], None]
) -> None:
    announced(writes, shown_from="2026-02-13T08:00")
    assert "A review session" not in page(client_of(student))
    assert "Not shown yet" in page(writes)
    at("2026-02-13T08:00")
    assert "A review session" in page(client_of(student))
    assert "Not shown yet" not in page(writes)


def test_what_is_taken_back_is_gone_from_everywhere_and_kept(
    writes: Client, student: User, client_of: BrowserOf
) -> None:
    item = announced(writes, on="2026-02-20T14:00")
    for _ in range(2):
        assert writes.post(f"/news/{item.pk}/take-back/").status_code == 302
    assert TakenBack.objects.count() == 1
    assert "A review session" not in page(client_of(student))
    assert not summary.summary(student, clock.now()).news
    assert "A review session" not in str(client_of(None).get(f"/calendar.ics?{feed_address.query(student)}").content)
    with pytest.raises(NotChangeable):
        item.delete()


def test_news_are_new_until_they_are_read(writes: Client, student: User, client_of: BrowserOf) -> None:
    announced(writes)
    reader = client_of(student)
    assert ">new</span>" in page(reader)
    reader.post("/news/read/")
    assert ">new</span>" not in page(reader)
    assert Notice.objects.get().read_at
    assert ">new</span>" not in page(writes)  # one's own
    announced(writes, title="Another")
    assert ">new</span>" in page(reader)


def test_home_keeps_them_for_two_weeks_and_unread_ones_for_a_month(writes: Client, student: User) -> None:
    item = announced(writes)

    def on_home(days: int) -> bool:
        return bool(summary.summary(student, item.shown_from + dt.timedelta(days=days)).news)

    assert [on_home(days) for days in (14, 20, 31)] == [True, True, False]
    board.mark_read(student, clock.now())
    assert [on_home(days) for days in (14, 20)] == [True, False]


def entries(client: Client, user: User) -> dict[str, Any]:
    body = client.get(f"/calendar.ics?{feed_address.query(user)}").content
    return {str(one["uid"]): one for one in icalendar.Calendar.from_ical(body).walk("VEVENT")}


def test_a_date_stands_in_the_feed_until_it_is_turned_off(
    writes: Client, client: Client, student: User, client_of: BrowserOf
) -> None:
    item = announced(writes, on="2026-02-20T14:00")
    entry = entries(client, student)[f"announcement-{item.pk}.csci-4701.2026-1@chainrule"]
    assert entry.decoded("dtstart") == dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)
    assert str(entry["url"]).endswith("/news/")
    wanted = {what: "yes" for what in TurnedOff.What.values if what != "feed"}
    client_of(student).post("/news/choices/", wanted)
    assert not [uid for uid in entries(client, student) if uid.startswith("announcement")]


def test_choices_are_kept_and_shown(student: User, client_of: BrowserOf) -> None:
    reader = client_of(student)
    assert page(reader, "/news/choices/").count(" checked") == len(TurnedOff.What.values)
    reader.post("/news/choices/", {"mail-written": "yes"})
    assert board.choices_of(student) == set(TurnedOff.What.values) - {"mail-written"}
    assert page(reader, "/news/choices/").count(" checked") == 1
    reader.post("/news/choices/", dict.fromkeys(TurnedOff.What.values, "yes"))
    assert not board.choices_of(student)
    assert "/news/choices/" in page(reader, "/account/")


def test_only_the_instructor_writes(writes: Client, make_user: Callable[..., User], client_of: BrowserOf) -> None:
    item = announced(writes)
    for role in ("student", "assistant", "advisor"):
        browser = client_of(make_user(role))
        assert browser.post("/news/write/", GIVEN).status_code == 403
        assert browser.post(f"/news/{item.pk}/take-back/").status_code == 403
        assert "Write an announcement" not in page(browser)


def test_a_page_without_news_says_what_will_be_here(student: User, client_of: BrowserOf) -> None:
    assert "No news yet" in page(client_of(student))


def test_a_time_carries_its_zone_for_the_readers_clock(writes: Client, student: User, client_of: BrowserOf) -> None:
    announced(writes, on="2026-02-20T14:00")
    found = page(client_of(student))
    assert '<time datetime="2026-02-20T14:00:00+04:00" data-zone="Baku">Fri 20 Feb 2026, 14:00</time>' in found
