"""The course for one answers this user of the machine, and no other."""

from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.alone import neighbours
from chainrule.campus.site.alone.neighbours import is_other

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
OURS = "   0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000 0 11 1"
HERE, THERE = 0x1F90, 0xC350


def theirs(state: str, owner: int) -> str:
    return f"   1: 0100007F:C350 0100007F:1F90 {state} 00000000:00000000 00:00000000 00000000  {owner} 0 12 1"


@pytest.mark.parametrize(
    ("far_end", "other"),
    [
        (theirs("01", 1000), False),
        (theirs("01", 0), False),
        (theirs("01", 1001), True),
        (theirs("06", 0), True),  # closed: it has no owner any more
        ("", True),
    ],
)
def test_the_far_end_of_the_connection_says_who_asks(far_end: str, other: bool) -> None:
    assert is_other(f"{HEAD}\n{OURS}\n{far_end}\n", HERE, THERE, 1000) is other


def test_a_table_that_does_not_know_our_own_end_says_nothing() -> None:
    assert is_other(f"{HEAD}\n{theirs('01', 1001)}\n", HERE, THERE, 1000) is False
    assert is_other("", HERE, THERE, 1000) is False


def test_another_user_of_the_machine_is_told_whose_it_is(
    alone: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    table = tmp_path / "tcp"
    monkeypatch.setattr(neighbours, "TABLE", table)
    monkeypatch.setattr("os.getuid", lambda: 1000)
    asks: dict[str, Any] = {"SERVER_PORT": str(HERE), "REMOTE_PORT": str(THERE)}
    for owner, status in ((1000, 200), (1001, 403)):
        table.write_text(f"{HEAD}\n{OURS}\n{theirs('01', owner)}\n")
        assert alone.get("/progress/", **asks).status_code == status
    table.unlink()  # not Linux
    assert alone.get("/progress/", **asks).status_code == 200
