"""What is published: only what the permission table gives to readers of files."""

from typing import Any

import pytest
from django.urls import get_urlconf, reverse

from chainrule.campus.site.accounts.permissions import PUBLIC, TABLE, VISITOR, action_of, allows
from chainrule.campus.site.published import urls, writing
from chainrule.campus.site.published.reader import Reader


def test_no_address_is_published_but_those_of_the_lectures() -> None:
    patterns = [pattern for each in urls.urlpatterns for pattern in each.url_patterns]
    assert {action_of(pattern.callback) for pattern in patterns} == {"lectures.read"}


def test_a_reader_of_files_is_nobody_and_may_no_more_than_a_visitor() -> None:
    assert allows(Reader(), "lectures.read")
    assert not any(allows(Reader(), action) for action in ("course.read", "labs.read", "practice.work", "papers.see"))
    assert all(VISITOR in roles for roles in TABLE.values() if PUBLIC in roles)


@pytest.mark.parametrize("address", ["/labs/03/", "/lectures/99/", "/lectures/03/place/", "/static/nothing.js"])
def test_nothing_is_answered_elsewhere(address: str, settings: Any) -> None:
    settings.ROOT_URLCONF = writing.ADDRESSES
    assert writing.ask(address) is None


def test_the_addresses_of_the_site_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    before = get_urlconf(), reverse("lectures:list")
    monkeypatch.setattr(writing, "_gathered", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        writing.gather()
    assert (get_urlconf(), reverse("lectures:list")) == before
