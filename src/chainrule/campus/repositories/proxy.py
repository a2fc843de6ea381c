"""The only way out of the box in which Git runs: a proxy on a Unix socket, in threads of the process that asked.

Git names a host; the proxy resolves the name itself, refuses what is not public, and connects to the very address that
it looked at: a name that is answered differently the second time leads nowhere else. Redirects pass here as well. It
counts what goes through and ends all of it at the deadline. TLS is Git's own, end to end.
"""

import contextlib
import ipaddress
import select
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from chainrule.campus.repositories.address import check_host, endpoint
from chainrule.campus.repositories.model import Address, CannotFetch, Limits, Policy, Refused
from chainrule.campus.repositories.names import megabytes

__all__ = ["Policy", "Proxy", "is_public", "resolve"]

HEAD_BYTES = 16 * 1024
CHUNK = 64 * 1024
CONNECT_SECONDS = 10.0
_NUMBERED = ipaddress.ip_network("2000::/3")  # of IPv6, all that is given out; what is not in it is special
_NOT_FOR_US = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's own, though its number is a public one
        "192.88.99.0/24",  # relays from IPv4 to IPv6
        "2001::/23",  # protocols, such as Teredo, that hold an IPv4 address
        "2002::/16",  # 6to4, likewise
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
    )
)

Resolver = Callable[[str, int], list[str]]
Dialler = Callable[[str, int, float], socket.socket]


def is_public(number: str) -> bool:
    """Whether an IP address is one of the public Internet, and of no machine that serves this one."""
    try:
        address = ipaddress.ip_address(number)
    except ValueError:  # such as fe80::1%eth0
        return False
    if address.version == 6 and address not in _NUMBERED:
        return False
    if any(address.version == network.version and address in network for network in _NOT_FOR_US):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_private)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine finds them. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def dial(number: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address that is a number."""
    return socket.create_connection((number, port), timeout=seconds)


class Proxy:
    """Listens at `door` while it is entered. `trouble` is the first thing that it refused or could not do."""

    def __init__(
        self,
        door: Path,
        address: Address,
        policy: Policy,
        limits: Limits,
        resolver: Resolver = resolve,
        dialler: Dialler = dial,
    ) -> None:
        self.door, self.address, self.policy, self.limits = door, address, policy, limits
        self.resolver, self.dialler = resolver, dialler
        self.trouble: Refused | CannotFetch | None = None
        self.received = self.sent = self.connections = 0
        self.ends = time.monotonic() + limits.seconds
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed = False
        self._listening = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> "Proxy":
        try:
            self._listening.bind(str(self.door))
        except OSError as error:  # such as a folder for temporary files whose name is too long for a socket
            raise CannotFetch(f"the proxy could not be started: {error}") from error
        self._listening.listen(self.limits.connections)
        threading.Thread(target=self._accept, daemon=True, name="repository-proxy").start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every connection."""
        with self._lock:
            self._closed = True
            ending = [self._listening, *self._open]
        for one in ending:
            with contextlib.suppress(OSError):  # it has ended by itself
                one.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits for it
        self._listening.close()

    def fail(self, trouble: Refused | CannotFetch) -> None:
        """Remember what went wrong first."""
        with self._lock:
            self.trouble = self.trouble or trouble

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True, name="repository-connection").start()

    def _serve(self, client: socket.socket) -> None:
        """One connection of Git's, from its first byte to its last."""
        with client:
            try:
                self._keep(client)
                upstream, first = self._answer(client)
                with upstream:
                    self._keep(upstream)
                    self._pump(client, upstream, first)
            except (Refused, CannotFetch) as trouble:
                self.fail(trouble)
                with contextlib.suppress(OSError):
                    client.sendall(b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except OSError:
                pass  # Git, or the host, has gone: Git says which

    def _keep(self, one: socket.socket) -> None:
        """Know of a connection, to end it with the others."""
        one.settimeout(self._patience())
        with self._lock:
            if self._closed:
                raise ConnectionAbortedError
            self._open = {other for other in self._open if other.fileno() >= 0} | {one}

    def _patience(self) -> float:
        """How long one step may take."""
        left = min(self.ends - time.monotonic(), self.limits.idle_seconds)
        if left <= 0:
            raise CannotFetch(f"the host did not deliver within {self.limits.seconds:g} seconds")
        return left

    def _answer(self, client: socket.socket) -> tuple[socket.socket, bytes]:
        """The connection that is asked for, and the bytes that go first on it."""
        with self._lock:
            self.connections += 1
            count = self.connections
        if count > self.limits.connections:
            raise Refused(f"the host needs more than {self.limits.connections} connections for this repository")
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = client.recv(CHUNK)
            head += chunk
            if not chunk or len(head) > HEAD_BYTES:
                raise CannotFetch("Git asked for something that the proxy does not understand")
        line, _, rest = head.partition(b"\r\n")
        method, _, target = line.decode("latin-1").removesuffix(" HTTP/1.1").partition(" ")
        if method == "CONNECT":
            upstream = self.connect(target, "https")
            client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            return upstream, rest.partition(b"\r\n\r\n")[2]
        authority, slash, path = target.removeprefix("http://").partition("/")
        upstream = self.connect(authority, "http")
        fields, _, body = rest.partition(b"\r\n\r\n")
        kept = [one for one in fields.split(b"\r\n") if not one.lower().startswith((b"proxy-", b"connection:"))]
        lines = [f"{method} {slash}{path} HTTP/1.1".encode("latin-1"), *kept, b"Connection: close"]
        return upstream, b"\r\n".join(lines) + b"\r\n\r\n" + body

    def connect(self, authority: str, scheme: str) -> socket.socket:
        """A connection to the host, at an address that was checked. Raises `Refused`, `CannotFetch`."""
        host, port = endpoint(authority, {"https": 443, "http": 80}[scheme])
        on = "" if f"{host}:{port}" == self.address.endpoint else f"the address leads on to {host}: "
        numbers = self._numbers(host, port, scheme, on)
        for number in numbers:
            with contextlib.suppress(OSError):
                return self.dialler(number, port, min(CONNECT_SECONDS, self._patience()))
        raise CannotFetch(f"{on}{host} does not answer")

    def _numbers(self, host: str, port: int, scheme: str, on: str) -> list[str]:
        """The addresses of the host, each of which may be connected to."""
        allowed = f"{host}:{port}" in self.policy.allowed
        try:
            if not allowed:
                check_host(host, port, scheme)
            numbers = self.resolver(host, port)
        except Refused as refusal:
            raise Refused(f"{on}{refusal}") from None
        except socket.gaierror as error:
            if error.errno not in (socket.EAI_NONAME, socket.EAI_NODATA):  # it may be known another time
                raise CannotFetch(f"the name {host} could not be looked up") from None
            raise Refused(f"{on}there is no host called {host}: check the address") from None
        if not numbers or not (allowed or all(map(is_public, numbers))):
            raise Refused(f"{on}{host} is in a private network: put the repository on a public host")
        return numbers

    def _pump(self, client: socket.socket, upstream: socket.socket, first: bytes) -> None:
        """Carry bytes both ways until the host has ended."""
        self._count_sent(len(first))
        upstream.sendall(first)
        reading = [client, upstream]
        while True:
            patience = self._patience()
            ready, _, _ = select.select(reading, [], [], patience)
            if not ready:
                self._patience()
                raise CannotFetch(f"the host sent nothing for {self.limits.idle_seconds:g} seconds")
            for one in ready:
                data = one.recv(CHUNK)
                if one is upstream:
                    if not data:
                        return
                    self._count_received(len(data))
                    client.sendall(data)
                elif data:
                    self._count_sent(len(data))
                    upstream.sendall(data)
                else:
                    upstream.shutdown(socket.SHUT_WR)
                    reading.remove(client)

    def _count_received(self, count: int) -> None:
        with self._lock:
            self.received += count
            over = self.received > self.limits.transfer_bytes
        if over:
            raise Refused(
                f"the repository is larger than {megabytes(self.limits.transfer_bytes)} with its history: take data "
                "and weights out of the history, or begin a new repository"
            )

    def _count_sent(self, count: int) -> None:
        with self._lock:
            self.sent += count
            over = self.sent > self.limits.sent_bytes
        if over:
            raise CannotFetch("Git had more to send than it ever needs")
