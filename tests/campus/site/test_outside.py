"""Files are read in a process of their own: with its limits, few at once, and a word whatever happens to it."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from chainrule.campus.site import outside
from chainrule.campus.site.outside import CannotRead, Limits, TooManyRead
from chainrule.campus.site.share import Busy, Share

HERE = "chainrule.campus.site.labs.notebooks:source"
ANYTHING = "builtins:eval"  # the file is the program: a stand-in for whatever a reader may be led to do
LAB: dict[str, Any] = {
    "number": "03", "builds": ["chainrule.autograd.value:Value.exp"], "folder": "/", "broken": [], "faulty": "",
}  # fmt: skip


def test_a_refusal_comes_back_in_its_own_words() -> None:
    with pytest.raises(CannotRead, match="not JSON, so it is no notebook"):
        outside.read(HERE, b"x = 1", **LAB)


def test_what_takes_too_much_memory_is_refused_in_words() -> None:
    with pytest.raises(CannotRead, match="more memory or time"):
        outside.read(ANYTHING, b"[0] * 10**9")


@pytest.mark.parametrize("limits", [Limits(cpu_seconds=1), Limits(seconds=1.0)])
def test_what_takes_too_much_time_is_ended(limits: Limits) -> None:
    with pytest.raises(CannotRead, match="more memory or time"):
        outside.read(ANYTHING, b"sum(1 for _ in iter(int, 1))", limits=limits)


@pytest.mark.parametrize("death", [b"__import__('os').abort()", b"__import__('os')._exit(0)", b"print(1, flush=True)"])
def test_a_process_that_dies_or_babbles_is_a_refusal(death: bytes) -> None:
    with pytest.raises(CannotRead, match="more memory or time"):
        outside.read(ANYTHING, death)


def test_a_result_that_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(CannotRead, match="more than 1,000 bytes"):
        outside.read("json:loads", b"[" + b"1," * 2_000 + b"1]", limits=Limits(result=1_000))


def test_nested_without_end_is_refused_in_words() -> None:
    with pytest.raises(CannotRead):
        outside.read("json:loads", b"[" * 1_000_000)


def test_the_process_knows_nothing_of_the_server(monkeypatch: Any) -> None:
    monkeypatch.setenv("CHAINRULE_SECRET_KEY", "canary")
    known = outside.read(
        ANYTHING, b"[dict(__import__('os').environ), __import__('os').getcwd(), __import__('sys').argv]"
    )
    assert "canary" not in str(known)
    assert known[0].keys() <= {"OPENBLAS_NUM_THREADS", "LC_CTYPE"}


def test_the_process_writes_no_file(tmp_path: Path) -> None:
    with contextlib.suppress(CannotRead):
        outside.read(ANYTHING, f"open({str(tmp_path / 'kept')!r}, 'w').write('x')".encode())
    assert not [path for path in tmp_path.iterdir() if path.stat().st_size]


def test_so_many_are_read_at_once_and_the_next_is_told_to_come_again(monkeypatch: Any) -> None:
    full = Share(at_once=1, waiting=0, patience=0.01)
    monkeypatch.setattr(outside, "share", full)
    with full.taken(), pytest.raises(TooManyRead, match="send it again"):
        outside.read("json:loads", b"1")
    assert outside.read("json:loads", b"1") == 1


def test_a_share_gives_its_places_back_whatever_happens() -> None:
    share = Share(at_once=1, waiting=1, patience=0.01)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), share.taken():
            1 / 0  # noqa: B018
        with share.taken(), pytest.raises(Busy), share.taken():
            pass
    with share.taken():
        pass
