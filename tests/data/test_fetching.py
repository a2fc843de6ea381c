"""Fetching from servers that truncate, corrupt, redirect, stall and lie: whole files, or words."""

import hashlib
from pathlib import Path

import pytest
from tests.data.conftest import PATIENT, QUICK, Answer, Server, gzip_card, text_card

from chainrule.data import http_file
from chainrule.data.cards import Card
from chainrule.data.fetching import fetch_card
from chainrule.data.http_file import Patience
from chainrule.data.problems import CannotFetch

CONTENT = bytes(range(256)) * 400  # 102,400 bytes


def fetch(card: Card, folder: Path, patience: Patience = PATIENT) -> list[tuple[str, int, int]]:
    """What was told while the card was fetched."""
    told: list[tuple[str, int, int]] = []
    fetch_card(card, folder, lambda *news: told.append(news), patience)
    return told


def enough(answer: Answer) -> Patience:
    """Short patience with a server that stalls or drips, much with any other."""
    return PATIENT if answer.stall is None and answer.drip is None else QUICK


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.rglob("*") if file.is_file()} - {".lock"}


def test_a_file_is_fetched_once_and_told_as_it_comes(server: Server, folder: Path) -> None:
    card = text_card(CONTENT, server.at("letters.txt", Answer(CONTENT)))
    told = fetch(card, folder)
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT
    assert files(folder) == {"letters.txt"}
    assert told[-1] == ("letters.txt", len(CONTENT), len(CONTENT))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert fetch(card, folder) == []
    assert len(server.requests) == 1


def test_a_packed_file_is_kept_unpacked_however_its_mirror_packed_it(server: Server, folder: Path) -> None:
    card, packed = gzip_card(CONTENT, server.at("data.gz", Answer()))
    for wrapped in (packed, packed[:4] + b"\x07\x07\x07\x07" + packed[8:]):  # another time in the header
        server.at("data.gz", Answer(wrapped))
        fetch(card, folder)
        assert (folder / "packed/data").read_bytes() == CONTENT
        (folder / "packed/data").unlink()


FAULTS_THAT_ARE_OVERCOME = {
    "the connection breaks once": Answer(CONTENT, cut=40_000, cuts=1),
    "the connection breaks again and again, a little further each time": Answer(CONTENT, cut=9_000),
    "the server stalls once": Answer(CONTENT, stall=50_000, stalls=1),
    "the connection breaks and the server knows no ranges": Answer(CONTENT, cut=40_000, cuts=1, ranges=False),
    "the server names no version": Answer(CONTENT, cut=40_000, cuts=1, etag=""),
    "the server names a date": Answer(CONTENT, cut=40_000, cuts=1, etag="", modified="Mon, 01 Jan 2024 00:00:00 GMT"),
    "the server has a weak tag": Answer(CONTENT, cut=40_000, cuts=1, etag='W/"1"'),
    "a length that is too long": Answer(CONTENT, length=110_000),
    "the server names no length": Answer(CONTENT, length=-1),
    "the server is busy": Answer(CONTENT, status=503, statuses=1),
}


@pytest.mark.parametrize("fault", FAULTS_THAT_ARE_OVERCOME)
def test_a_fault_that_passes_is_overcome(fault: str, server: Server, folder: Path) -> None:
    answer = FAULTS_THAT_ARE_OVERCOME[fault]
    fetch(text_card(CONTENT, server.at("letters.txt", Answer(**vars(answer)))), folder, enough(answer))
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT
    assert files(folder) == {"letters.txt"}


@pytest.mark.parametrize(("tag", "date", "sent"), [
    ('"1"', "", '"1"'),
    ("", "Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT"),
    ('W/"1"', "", ""),
])  # fmt: skip
def test_the_rest_is_asked_for_with_what_names_the_version(
    tag: str, date: str, sent: str, server: Server, folder: Path
) -> None:
    answer = Answer(CONTENT, cut=40_000, cuts=1, etag=tag, modified=date)
    fetch(text_card(CONTENT, server.at("letters.txt", answer)), folder)
    assert server.requests == [("/letters.txt", "", ""), ("/letters.txt", "bytes=40000-", sent)]


FAULTS_THAT_STAY = {
    "always cut at the same place, no ranges": (
        Answer(CONTENT, cut=40_000, ranges=False), "it broke off after 40,000 of 102,400 bytes",
    ),
    "a length that is too long": (
        Answer(CONTENT, length=110_000, ranges=False), "it broke off after 102,400 of 110,000 bytes",
    ),
    "a length that is too short": (
        Answer(CONTENT, length=50_000), "it holds only 50,000 of the 102,400 bytes of letters.txt",
    ),
    "one bit is wrong": (
        Answer(CONTENT[:-1] + b"\xfe"), "its bytes are not those of letters.txt (SHA-256 differs)",
    ),
    "too long": (Answer(CONTENT + b"x"), "it holds more than the 102,400 bytes of letters.txt"),
    "endless by its length": (Answer(CONTENT, length=10**12), "it sends 1,000,000,000,000 bytes where at most"),
    "endless without a length": (Answer(CONTENT * 2, length=-1), "it sends more than"),
    "a page instead": (Answer(b"<html>Please sign in to the hotel's network</html>"), "it holds only 50 of the"),
    "not there": (Answer(status=404), "it answers 404 Not Found"),
    "forbidden": (Answer(status=403), "it answers 403 Forbidden"),
    "broken": (Answer(status=500), "it answers 500 Internal Server Error"),
    "stalls": (Answer(CONTENT, stall=0), "it stalled: nothing came for 0.4 s"),
    "drips": (Answer(CONTENT, drip=0.1), "it stalled: less than 1000 bytes came in 0.4 s"),
    "a range that was not asked for": (
        Answer(CONTENT, cut=40_000, shift=7), "it answers 206 with a range that was not asked for",
    ),
    "redirects to a file": (Answer(location="file:///etc/passwd"), "it redirects to file:///etc/passwd, which is no"),
    "redirects to itself": (Answer(location="/letters.txt"), "it redirects in a loop"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS_THAT_STAY)
def test_a_fault_that_stays_is_named_and_the_next_mirror_is_asked(fault: str, server: Server, folder: Path) -> None:
    answer, words = FAULTS_THAT_STAY[fault]
    bad = server.at("letters.txt", Answer(**vars(answer)))
    with pytest.raises(CannotFetch) as caught:
        fetch(text_card(CONTENT, bad), folder, enough(answer))
    message = str(caught.value)
    assert message.startswith("letters.txt of Letters could not be fetched\n")
    assert f"  {bad}: {words}" in message
    assert f"put the file by hand into {folder / 'letters'}" in message
    assert not (folder / "letters/letters.txt").exists()
    good = server.at("mirror/letters.txt", Answer(CONTENT))
    fetch(text_card(CONTENT, bad, good), folder, enough(answer))
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT
    assert files(folder) == {"letters.txt"}


def test_a_long_ring_of_redirections_ends(server: Server, folder: Path) -> None:
    for step in range(10):
        server.at(f"step{step}", Answer(location=f"/step{step + 1}"))
    with pytest.raises(CannotFetch, match="redirects in a loop, or more than 5 times"):
        fetch(text_card(CONTENT, f"{server.address}/step0"), folder)
    assert len(server.requests) <= 8


def test_a_redirection_within_the_web_is_followed_also_for_the_rest(server: Server, folder: Path) -> None:
    server.at("there.txt", Answer(CONTENT, cut=40_000, cuts=1))
    fetch(text_card(CONTENT, server.at("letters.txt", Answer(location="/there.txt"))), folder)
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT
    assert ("/there.txt", "bytes=40000-", '"1"') in server.requests


def test_from_https_to_http_is_refused() -> None:
    import urllib.request

    request = urllib.request.Request("https://example.org/letters.txt")
    with pytest.raises(http_file.Refused, match=r"from https to http://example\.org"):
        http_file.WebOnly().http_error_302(
            request,
            None,
            302,
            "Found",
            {"Location": "http://example.org/letters.txt"},  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "letters.txt"])
def test_only_web_addresses_are_asked(address: str, folder: Path) -> None:
    with pytest.raises(CannotFetch, match="it is no web address"):
        fetch(text_card(CONTENT, address), folder)


def test_without_a_connection_the_words_say_what_is_missing_and_where_it_goes(server: Server, folder: Path) -> None:
    nobody = "http://127.0.0.1:9/letters.txt"
    nowhere = "http://name.invalid/letters.txt"
    with pytest.raises(CannotFetch) as caught:
        fetch(text_card(CONTENT, nobody, nowhere), folder)
    message = str(caught.value)
    assert f"{nobody}: no connection (connection refused)" in message
    assert f"{nowhere}: no connection (the name is not known; is this machine offline?)" in message
    assert "letters.txt of Letters" in message


def test_a_later_run_goes_on_where_an_earlier_one_ended(server: Server, folder: Path) -> None:
    card = text_card(CONTENT, server.at("letters.txt", Answer(CONTENT, stall=60_000, stalls=1)))

    def leave(_: str, done: int, __: int) -> None:
        if done >= 60_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_card(card, folder, leave, QUICK)
    assert not (folder / "letters/letters.txt").exists()
    told = fetch(card, folder)
    assert told[0][1] == 60_000
    assert server.requests[-1] == ("/letters.txt", "bytes=60000-", '"1"')
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT


def test_a_file_that_changed_on_the_server_is_not_mended_from_two_versions(server: Server, folder: Path) -> None:
    old = bytes(reversed(CONTENT))
    card = text_card(CONTENT, server.at("letters.txt", Answer(old, etag='"old"', cut=60_000)))

    def leave(_: str, done: int, __: int) -> None:
        if done >= 60_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_card(card, folder, leave, QUICK)
    for tag in ('"new"', ""):  # the second server says nothing that would tell the versions apart
        server.at("letters.txt", Answer(CONTENT, etag=tag))
        fetch(card, folder)
        assert (folder / "letters/letters.txt").read_bytes() == CONTENT
        (folder / "letters/letters.txt").write_bytes(b"")
        (folder / "letters/.letters.txt.part").write_bytes(old[:60_000])
        (folder / "letters/.letters.txt.part.json").write_text(
            f'{{"address": "{server.address}/letters.txt", "validator": ""}}'
        )


def test_a_part_that_is_whole_needs_no_more_bytes(server: Server, folder: Path) -> None:
    address = server.at("letters.txt", Answer(CONTENT))
    (folder / "letters").mkdir(parents=True)
    (folder / "letters/.letters.txt.part").write_bytes(CONTENT)
    (folder / "letters/.letters.txt.part.json").write_text(f'{{"address": "{address}", "validator": ""}}')
    fetch(text_card(CONTENT, address), folder)
    assert (folder / "letters/letters.txt").read_bytes() == CONTENT


def test_a_file_that_is_not_whole_is_fetched_again(server: Server, folder: Path) -> None:
    (folder / "letters").mkdir(parents=True)
    (folder / "letters/letters.txt").write_bytes(CONTENT[:-1])
    fetch(text_card(CONTENT, server.at("letters.txt", Answer(CONTENT))), folder)
    assert hashlib.sha256((folder / "letters/letters.txt").read_bytes()).digest() == hashlib.sha256(CONTENT).digest()


def test_a_mirror_of_the_house_is_asked_first(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINRULE_MIRROR", f"{server.address}/near/")
    server.at("near/letters/letters.txt", Answer(CONTENT))
    fetch(text_card(CONTENT, server.at("far.txt", Answer(CONTENT))), folder)
    assert [path for path, _, _ in server.requests] == ["/near/letters/letters.txt"]
