"""What the site takes from its environment: pure functions of a mapping, called once by `settings`."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs

from chainrule.course import PACKAGE, CourseError, find_course

Environment = Mapping[str, str]
CHECKOUT = PACKAGE.parent.parent
DEMO_STARTS_AT = "2026-02-12T10:00"


def flag(env: Environment, name: str) -> bool:
    """Whether `name` is set to 1, true, yes or on."""
    return env.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def words(env: Environment, name: str) -> list[str]:
    """The comma-separated words of `name`."""
    return [word.strip() for word in env.get(name, "").split(",") if word.strip()]


def networks(env: Environment, name: str) -> list[IPv4Network | IPv6Network]:
    """The addresses and networks that `name` lists."""
    found = []
    for word in words(env, name):
        try:
            found.append(ip_network(word, strict=False))
        except ValueError:
            fix = "write addresses or networks with commas, as in 127.0.0.1,10.0.0.0/8"
            raise CourseError(name, f"{word!r} is no address and no network", fix) from None
    return found


def var_folder(env: Environment) -> Path:
    """Where the site keeps its database, secret key and caches; made when it is not there.

    `$CHAINRULE_VAR`, else `var/` in the checkout, else the user's data folder. Only its owner may enter it.
    """
    if chosen := env.get("CHAINRULE_VAR"):
        folder = Path(chosen).expanduser().resolve()
    elif (CHECKOUT / "pyproject.toml").is_file():
        folder = CHECKOUT / "var"
    else:
        folder = platformdirs.user_data_path("chainrule")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(
            folder, f"the site's folder cannot be made: {error.strerror}", "set CHAINRULE_VAR to a folder you own"
        ) from error
    return folder


def folder_of_one(env: Environment) -> Path | None:
    """The folder of labs of the one person whose course this site is; None where it is a class's."""
    chosen = env.get("CHAINRULE_ALONE", "").strip()
    return Path(chosen).expanduser().resolve() if chosen else None


def private_bank(env: Environment) -> Path | None:
    """The folder of the private bank; None where the site has none."""
    chosen = env.get("CHAINRULE_BANK", "").strip()
    return Path(chosen).expanduser().resolve() if chosen else None


def secret_key(env: Environment, var: Path) -> str:
    """`$CHAINRULE_SECRET_KEY`, else the key kept in `var/secret_key`, made at random the first time (mode 0600)."""
    if key := env.get("CHAINRULE_SECRET_KEY"):
        return key
    path = var / "secret_key"
    if not path.exists():
        make_once(path, secrets.token_urlsafe(64))
    return path.read_text()


def make_once(path: Path, text: str) -> None:
    """Write a file that only its owner reads, unless it is there.

    Written beside and linked into place: of two processes that start together, one file wins and both read it.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def document_keys(env: Environment, var: Path) -> Path:
    """The file of keys for documents of proof: `$CHAINRULE_DOCUMENT_KEYS`, else `var/document_keys`."""
    chosen = env.get("CHAINRULE_DOCUMENT_KEYS", "").strip()
    return Path(chosen).expanduser().resolve() if chosen else var / "document_keys"


def mail(env: Environment, var: Path) -> dict[str, object]:
    """Django's settings for e-mail: by the server that `$EMAIL_URL` names, else each message a file in `var/mail`."""
    sender = {"DEFAULT_FROM_EMAIL": env.get("CHAINRULE_MAIL", "").strip() or "chainrule@localhost", "EMAIL_TIMEOUT": 10}
    text = env.get("EMAIL_URL", "").strip()
    if not text:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {**sender, "EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": var / "mail"}
    try:
        url = urlsplit(text)
        port = url.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[url.scheme]
    except (KeyError, ValueError):
        url, port = urlsplit(""), 0
    if not url.hostname:
        fix = "write smtp+tls://user:password@mail.example.edu:587, or smtps:// or smtp://"
        raise CourseError("EMAIL_URL", "it is no address of a mail server", fix)
    return {
        **sender,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
    }


def course_timezone() -> ZoneInfo:
    """The time zone of the course: its dates, its deadlines and a naive `CHAINRULE_AT` are in it."""
    path = find_course() / "course.toml"
    try:
        return ZoneInfo(tomllib.loads(path.read_text(encoding="utf-8"))["timezone"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(path, f"this is not TOML: {error}", "run `chainrule verify`, mend what it names") from error
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        raise CourseError(
            path, "`timezone` is missing or unknown", 'write for example timezone = "Asia/Baku"'
        ) from error


def starting_time(env: Environment, timezone: ZoneInfo) -> datetime | None:
    """`$CHAINRULE_AT` as an instant, in the course's time zone unless it names its own; None when it is not set."""
    text = env.get("CHAINRULE_AT", "").strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CourseError("CHAINRULE_AT", f"{text!r} is no date and time", "write it as 2026-02-12T10:00") from None
    return at if at.tzinfo else at.replace(tzinfo=timezone)
