"""Where a request comes from: a proxy's word counts where its address is configured, and nobody else's ever."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpResponse

from chainrule.campus.site import environment
from chainrule.campus.site.addresses import client_address, house, origin
from chainrule.campus.site.core.health import installation
from chainrule.course import CourseError

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "6.6.6.6", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.9, 10.0.0.2", "10.0.0.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "²", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"),
        ("10.0.0.1", "999.1.1.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.7", ""),
        ("unix:", "198.51.100.7", ""),
    ],
)
def test_only_a_configured_proxy_is_believed(peer: str, forwarded: str, found: str) -> None:
    assert origin(peer, forwarded, PROXIES) == found


def test_without_a_configured_proxy_nobody_is_believed() -> None:
    assert origin("127.0.0.1", "198.51.100.7", []) == "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("", "²", True),
    ],
)
def test_a_house_has_all_addresses_of_its_network(one: str, other: str, same: bool) -> None:
    assert (house(one) == house(other)) == same


def test_a_stranger_does_not_say_that_he_came_by_https(rf: Any, settings: Any) -> None:
    settings.PROXIES = PROXIES
    seen: dict[str, Any] = {}
    handle = client_address(lambda request: seen.update(request.META) or HttpResponse())
    handle(rf.get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_FOR="6.6.6.6"))
    assert (seen["REMOTE_ADDR"], "HTTP_X_FORWARDED_PROTO" in seen) == ("198.51.100.7", False)
    handle(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_FOR="6.6.6.6"))
    assert (seen["REMOTE_ADDR"], seen["HTTP_X_FORWARDED_PROTO"]) == ("6.6.6.6", "https")


def test_proxies_are_addresses_or_networks() -> None:
    read = environment.networks({"CHAINRULE_PROXIES": "127.0.0.1, 10.1.0.0/16,::1"}, "CHAINRULE_PROXIES")
    assert [str(network) for network in read] == ["127.0.0.1/32", "10.1.0.0/16", "::1/128"]
    with pytest.raises(CourseError, match="CHAINRULE_PROXIES"):
        environment.networks({"CHAINRULE_PROXIES": "the proxy"}, "CHAINRULE_PROXIES")


def test_the_health_page_says_where_a_proxy_hides_everybody(settings: Any, db: None) -> None:
    def names() -> set[str]:
        return {line.name for line in installation() if not line.ok}

    assert "Visitors' addresses" not in names()
    settings.HTTPS = True
    assert "Visitors' addresses" in names()
    settings.PROXIES = PROXIES
    assert "Visitors' addresses" not in names()
