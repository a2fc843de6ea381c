"""Which addresses are public, and what the proxy does for those who ask it."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from chainrule.campus.repositories.model import Address, CannotFetch, Limits, Policy, Refused
from chainrule.campus.repositories.proxy import Proxy, is_public

HOME = Address("https", "git.example.org", 443, "/team/work")
PRIVATE = (
    "0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 "
    "192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 "
    "255.255.255.255 168.63.129.16 "
    ":: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 fc00::1"
    " fd00:ec2::254 fe80::1 "
    "fe80::1%eth0 fec0::1 ff02::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 "
    "not.a.number"
)


@pytest.mark.parametrize("number", PRIVATE.split())
def test_what_is_not_of_the_public_internet_is_private(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["1.1.1.1", "93.184.216.34", "140.82.121.4", "172.32.0.1", "2606:4700::1111"])
def test_the_rest_is_public(number: str) -> None:
    assert is_public(number)


def nobody(number: str, port: int, seconds: float) -> socket.socket:
    raise AssertionError("nothing may be connected to")


def proxy(tmp_path: Path, answers: list[list[str]], **limits: float) -> Proxy:
    """A proxy to which the name of a host is each of these, one after another."""
    return Proxy(tmp_path / "door", HOME, Policy(), Limits(**limits), lambda host, port: answers.pop(0), nobody)


def test_a_name_is_checked_at_each_connection(tmp_path: Path) -> None:
    numbers = []

    def dialler(number: str, port: int, seconds: float) -> socket.socket:
        numbers.append((number, port))
        return socket.socket()

    asked = proxy(tmp_path, [["93.184.216.34"], ["127.0.0.1"]])
    asked.dialler = dialler
    asked.connect("git.example.org:443", "https").close()
    with pytest.raises(Refused, match="private network"):
        asked.connect("git.example.org:443", "https")
    assert numbers == [("93.184.216.34", 443)]


@pytest.mark.parametrize("authority", ["127.0.0.1:443", "[::1]:443", "2130706433:443", "git.example.org:22", "u@x.org"])
def test_no_number_and_no_other_port_is_connected_to(tmp_path: Path, authority: str) -> None:
    with pytest.raises(Refused):
        proxy(tmp_path, []).connect(authority, "https")


def test_a_refusal_does_not_tell_what_a_private_name_is(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        proxy(tmp_path, [["10.1.2.3"]]).connect("git.example.org:443", "https")
    assert "10.1.2.3" not in str(refusal.value)


def raising(error: OSError) -> Callable[[str, int], list[str]]:
    def resolver(host: str, port: int) -> list[str]:
        raise error

    return resolver


@pytest.mark.parametrize(
    ("number", "kind"), [(socket.EAI_NONAME, Refused), (socket.EAI_AGAIN, CannotFetch)], ids=["unknown", "no answer"]
)
def test_a_name_that_nobody_knows_is_the_teams_and_a_silent_resolver_is_not(tmp_path, number, kind) -> None:
    asked = proxy(tmp_path, [])
    asked.resolver = raising(socket.gaierror(number, "x"))
    with pytest.raises(kind):
        asked.connect("git.example.org:443", "https")


@pytest.mark.parametrize("said", [b"\r\n\r\n", b"HELLO\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"x" * 20_000])
def test_nonsense_is_answered_by_a_refusal_and_an_end(tmp_path: Path, said: bytes) -> None:
    with proxy(tmp_path, []) as asked, socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(asked.door))
        client.sendall(said)
        answer = client.recv(100)
    assert answer.startswith(b"HTTP/1.1 403")
    assert asked.trouble is not None
