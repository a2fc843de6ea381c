"""How the site sends e-mail: by the server that is named, else not at all."""

from pathlib import Path

import pytest

from chainrule.campus.site.environment import mail
from chainrule.course import CourseError

VAR = Path("/var/site")


def test_unset_every_message_is_a_file() -> None:
    found = mail({}, VAR)
    assert str(found["EMAIL_BACKEND"]).endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == VAR / "mail"
    assert found["DEFAULT_FROM_EMAIL"] == "chainrule@localhost"


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp+tls://me%40x:p%3Aw@mail.example.edu", 587, True, False),
        ("smtps://me%40x:p%3Aw@mail.example.edu", 465, False, True),
        ("smtp://me%40x:p%3Aw@mail.example.edu:2525", 2525, False, False),
    ],
)
def test_an_address_of_a_server_is_read(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = mail({"EMAIL_URL": url, "CHAINRULE_MAIL": "course@example.edu"}, VAR)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.edu", port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", "p:w")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    assert found["DEFAULT_FROM_EMAIL"] == "course@example.edu"


@pytest.mark.parametrize(
    "url", ["mail.example.edu", "http://mail.example.edu", "smtp://", "smtp://h:port", "smtps://[x"]
)
def test_what_is_no_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(CourseError, match="no address of a mail server"):
        mail({"EMAIL_URL": url}, VAR)
