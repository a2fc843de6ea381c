"""The address of a team's repository: one form is accepted, and every other is refused by what it is. Pure."""

import re

from chainrule.campus.repositories.model import Address, Policy, Refused
from chainrule.campus.repositories.names import visible

LONGEST = 300
EXAMPLE = "give it as https://host/team/repository"
_FORM = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/]*)(?P<path>(?:/.*)?)", re.IGNORECASE)
_OF_SSH = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+):(?!//)(?P<path>\S+)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_PART = re.compile(r"[A-Za-z0-9._~+][A-Za-z0-9._~+-]*")
_PAGES = ("tree", "blob", "commit", "commits", "pull", "issues", "-", "raw")
_PORTS = {"https": 443, "http": 80}


def parse(text: str, policy: Policy) -> Address:
    """The address in canonical form. Raises `Refused` for anything but https to a named host, or what `policy` adds."""
    text = text.strip(" ")
    if not text:
        raise Refused(f"the address is empty: {EXAMPLE}")
    if len(text) > LONGEST:
        raise Refused(f"the address is longer than {LONGEST} letters: {EXAMPLE}")
    if odd := next((letter for letter in text if not "!" <= letter <= "~"), ""):
        raise Refused(f"the address holds {odd!a}, which no address may: type it anew")
    if text.startswith("-"):
        raise Refused(f"an address does not begin with a dash: {EXAMPLE}")
    form = _FORM.fullmatch(text)
    if form is None:
        raise Refused(without_scheme(text))
    scheme = form["scheme"].lower()
    if scheme not in _PORTS:
        raise Refused(f"the address begins with {visible(scheme)}://, but only https:// is fetched: {EXAMPLE}")
    host, port = endpoint(form["authority"], _PORTS[scheme])
    if f"{host}:{port}" not in policy.allowed:
        check_host(host, port, scheme)
    return Address(scheme, host, port, path_of(form["path"]))


def without_scheme(text: str) -> str:
    """What to say of an address that does not begin as one."""
    if "::" in text:
        return f"the address names a program for Git to run, {visible(text.partition('::')[0])}: {EXAMPLE}"
    if found := _OF_SSH.fullmatch(text):
        return f"this is an address for ssh: give that for https, https://{found['host']}/{found['path'].lstrip('/')}"
    return f"the address does not begin with https://: {EXAMPLE}"


def endpoint(authority: str, usual: int) -> tuple[str, int]:
    """Host in lower case, and port."""
    if "@" in authority:
        raise Refused("the address holds a name or password before @: make the repository public and leave them out")
    if authority.startswith("["):
        raise Refused("the address names its host by number: give the host's name")
    host, colon, port = authority.lower().partition(":")
    if colon and not (_PORT.fullmatch(port) and int(port) < 65536):
        raise Refused(f"the address has a port that is none, {visible(port)!r}: leave it out")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused(f"{visible(host)!r} is no name of a host: {EXAMPLE}")
    return host, int(port) if colon else usual


def check_host(host: str, port: int, scheme: str) -> None:
    """What only a host may do that the server's setting names."""
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):  # as those who resolve names tell: 127.1, 0x7f000001, 2130706433
        raise Refused("the address names its host by number: give the host's name")
    if "." not in host or last in ("localhost", "local", "internal"):
        raise Refused(f"{host} is no public host: put the repository on one, such as a Git hosting service")
    if scheme != "https":
        raise Refused("the address begins with http://, which anybody on the way may change: begin it with https://")
    if port != 443:
        raise Refused(f"the address has the port {port}: leave it out, the repository is fetched by the usual one")


def path_of(path: str) -> str:
    """The path without a slash at its end."""
    path = path.rstrip("/")
    if not path:
        raise Refused(f"the address names a host but no repository there: {EXAMPLE}")
    if "?" in path or "#" in path:
        raise Refused("the address has a ? or # in it, as a page has: give the address of the repository itself")
    parts = path[1:].split("/")
    if len(parts) > 3 and any(part in _PAGES for part in parts[2:]):
        raise Refused("this is the address of a page within a repository: give that of the repository itself")
    for part in parts:
        if part in (".", "..") or not _PART.fullmatch(part):
            raise Refused(f"the address has a part that no repository's has, {visible(part)!r}: {EXAMPLE}")
    return path
