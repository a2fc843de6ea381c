"""One form of address is accepted, in one spelling; the rest is refused by what it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chainrule.campus.repositories.address import LONGEST, parse
from chainrule.campus.repositories.model import Policy, Refused

NOBODY = Policy()
OURS = Policy(frozenset({"git.example.edu:8443", "127.0.0.1:8080"}))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("https://github.com/team/work", "https://github.com/team/work"),
        (" HTTPS://GitHub.com/Team/work.git/ ", "https://github.com/Team/work.git"),
        ("https://gitlab.example.org:443/group/sub/work.git", "https://gitlab.example.org/group/sub/work.git"),
        ("https://git.sr.ht/~team/work", "https://git.sr.ht/~team/work"),
    ],
)
def test_an_address_has_one_spelling(text: str, canonical: str) -> None:
    assert str(parse(text, NOBODY)) == canonical
    assert parse(canonical, NOBODY) == parse(text, NOBODY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("github.com/team/work", "does not begin with https://"),
        ("http://github.com/team/work", "anybody on the way"),
        ("ssh://git@github.com/team/work", "ssh://"),
        ("git@github.com:team/work.git", "https://github.com/team/work.git"),
        ("https://github.com:8080/team/work", "port 8080"),
        ("https://github.com:0/team/work", "port"),
        ("https://github.com/", "no repository there"),
        ("https://github.com/team/work?tab=readme", "the repository itself"),
        ("https://github.com/team/project/tree/main", "a page within"),
        ("https://gitlab.com/team/project/-/tree/main", "a page within"),
        ("https://github.com/team/../work", "part"),
        ("https://github.com/team/-work", "part"),
        ("https://github.com/team/%2e%2e/work", "part"),
        ("https://git/team/work", "no public host"),
        ("https://printer.local/team/work", "no public host"),
        ("https://git.example.org./x", "name of a host"),
        ("https://gıt.example.org/x", "holds"),
        ("https://git.example.org/x\ny", "holds"),
        ("https://git.example.edu:8443/x", "port 8443"),
        ("https://" + "a" * LONGEST, "longer"),
    ],
)
def test_another_is_refused_by_what_it_is(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse(text, NOBODY)


def test_the_setting_allows_a_host_with_its_port_and_no_other() -> None:
    assert str(parse("https://git.example.edu:8443/x", OURS)) == "https://git.example.edu:8443/x"
    assert str(parse("http://127.0.0.1:8080/x.git", OURS)) == "http://127.0.0.1:8080/x.git"
    for other in ("https://git.example.edu:8444/x", "http://127.0.0.1:8081/x", "http://git.example.edu/x"):
        with pytest.raises(Refused):
            parse(other, OURS)


PIECES = some.sampled_from(
    [
        "https://",
        "http://",
        "ext::",
        "-",
        "git.example.org",
        "127.0.0.1",
        "0x7f",
        ":",
        "443",
        "@",
        "/",
        "..",
        "x",
        "%",
        "[::1]",
        "?",
    ]
)


@settings(deadline=None, max_examples=60)
@given(some.lists(PIECES, max_size=8).map("".join) | some.text(max_size=40))
def test_whatever_the_text_only_a_refusal_or_a_public_https_address(text: str) -> None:
    try:
        address = parse(text, NOBODY)
    except Refused:
        return
    assert (address.scheme, address.port) == ("https", 443)
    assert not address.host.replace(".", "").isdigit()
    assert ".." not in address.path.split("/")
    assert parse(str(address), NOBODY) == address
