"""The door: one thread that takes connections, reads and writes them all, and hands whole requests to the lanes."""

import logging
import select
import socket
import time
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.wasyncore import readwrite

from chainrule.campus.site.front import refusals
from chainrule.campus.site.front.channel import Channel
from chainrule.campus.site.front.lanes import Lanes
from chainrule.campus.site.front.patience import gives_way

log = logging.getLogger(__name__)
LARGEST_HEAD = 32 * 1024
BODY_IN_MEMORY = 512 * 1024  # what is longer waits in a file
BODIES_AT_ONCE = 512 * 2**20
DRAIN_SECONDS = 8.0  # after SIGTERM, for what is being served; as in `chainrule worker`
TICK = 1.0  # seconds between two looks at who took too long
READ, WRITE = select.EPOLLIN | select.EPOLLPRI, select.EPOLLOUT


class Door(TcpWSGIServer):  # type: ignore[misc]
    """A WSGI server on a socket that somebody has bound."""

    channel_class = Channel

    def __init__(
        self, application: Callable[..., Any], listening: socket.socket, *, largest_body: int, connections: int
    ) -> None:
        adjustments = Adjustments(
            sockets=[listening],
            ident=None,
            server_name=listening.getsockname()[0],
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=largest_body + 1,
            inbuf_overflow=BODY_IN_MEMORY,
            channel_request_lookahead=1,
            recv_bytes=65536,
            clear_untrusted_proxy_headers=False,  # whom to believe is the settings' affair
        )
        self.connections = connections
        self.epoll = select.epoll()
        self.masks: dict[int, int] = {}
        self.changed: set[int] = set()  # file descriptors whose channel may want something else than before
        self.serving: set[Channel] = set()
        self.full = False  # all that are here are being served: others wait in the system
        self.bodies = 0  # bytes of requests that are being read, about
        self.stops_at: float | None = None
        name = listening.getsockname()
        super().__init__(
            application,
            dispatcher=Lanes(),
            adj=adjustments,
            sockinfo=(listening.family, listening.type, listening.proto, name),
            _sock=listening,
            bind_socket=False,
        )

    # --- connections come and go ---

    def handle_accept(self) -> None:
        """Take all that wait; where the house is full, who only waits gives way to them."""
        for turn in range(64):
            if len(self.active_channels) >= self.connections:
                if turn:  # whether another one waits is known at the next turn of the loop
                    return
                self.full = not self.make_room(max(1, self.connections // 128))
                if self.full:
                    return
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def make_room(self, count: int) -> int:
        channels = list(self.active_channels.values())
        now = time.monotonic()
        leaving = gives_way([channel.standing(now) for channel in channels], count)
        for place in leaving:
            channels[place].unread = False
            channels[place].handle_close()
        if leaving:
            log.warning("%d connections: %d that waited were closed to let others in", len(channels), len(leaving))
        return len(leaving)

    def fix_addr(self, addr: tuple[Any, ...]) -> tuple[Any, ...]:
        """An IPv4 address in its own form where the socket is IPv6's."""
        return (str(addr[0]).removeprefix("::ffff:"), *addr[1:])

    def accept_connections(self) -> None:
        """It listens already: who made the socket says how many may wait."""
        self.accepting = True

    def readable(self) -> bool:
        return bool(self.accepting) and not self.full

    def left(self, descriptor: int | None) -> None:
        """A connection ends."""
        self.forget(descriptor)
        if self.full:
            self.full = False
            self.changed.add(self._fileno)

    def bodies_grew(self, channel: Channel, count: int) -> None:
        """Bodies that are being read have bounds together: past them the one that grew is refused."""
        self.bodies += count
        if self.bodies > BODIES_AT_ONCE and channel.request.body_bytes_received > BODY_IN_MEMORY:
            self.bodies -= channel.request.body_bytes_received
            channel.give_up(refusals.full(channel.request.path))

    def maintenance(self, now: float) -> None:
        """Once a second: end what takes too long."""
        channels = list(self.active_channels.values())
        for channel in channels:
            if channel.standing(now).over(now):
                channel.time_is_up()
            self.changed.add(channel._fileno)
        held = (request for channel in channels for request in (*channel.requests, channel.request))
        self.bodies = sum(request.body_bytes_received for request in held if request is not None)

    # --- the loop ---

    def add_task(self, task: Channel) -> None:
        self.serving.add(task)
        super().add_task(task)

    def run(self) -> None:
        """Serve until `stop`, then finish what was begun."""
        self.changed.update(self._map)
        next_look = time.monotonic() + TICK
        while not self.is_over():
            if self.stops_at is not None and self.accepting:
                self.accepting = False
                self.forget(self._fileno)
            self.refresh()
            try:
                events = self.epoll.poll(TICK if self.stops_at is None else 0.05)
            except InterruptedError:
                continue
            for descriptor, flags in events:
                self.changed.add(descriptor)
                if (channel := self._map.get(descriptor)) is not None:
                    readwrite(channel, flags)
            if (now := time.monotonic()) >= next_look:
                self.maintenance(now)
                next_look = now + TICK
        self.close_all()

    def stop(self) -> None:
        """Take nothing new, finish what is being served, then end `run`. May be called in a signal's handler."""
        if self.stops_at is None:
            self.stops_at = time.monotonic() + DRAIN_SECONDS
            self.pull_trigger()

    def is_over(self) -> bool:
        """Whether it was stopped, and nothing is left to finish or the time for it is up."""
        if self.stops_at is None:
            return False
        if time.monotonic() > self.stops_at:
            return True
        answers = any(channel.total_outbufs_len for channel in list(self.active_channels.values()))
        return not answers and not self.task_dispatcher.busy()

    def close_all(self) -> None:
        for channel in list(self.active_channels.values()):
            channel.unread = False
            channel.handle_close()

    # --- what the kernel watches for us ---

    def forget(self, descriptor: int | None) -> None:
        """Before a socket closes: its number is given to another at once."""
        if descriptor is not None and self.masks.pop(descriptor, None) is not None:
            self.epoll.unregister(descriptor)

    def refresh(self) -> None:
        """Tell the kernel what each channel that may have changed waits for.

        Asking all of them at each event, as waitress does, takes 5 ms where 3,000 browsers are connected.
        """
        for channel in list(self.serving):
            self.changed.add(channel._fileno)
            if not channel.requests:
                self.serving.discard(channel)
        changed, self.changed = self.changed, set()
        for descriptor in changed:
            if (channel := self._map.get(descriptor)) is None:
                continue
            mask = (READ if channel.readable() else 0) | (WRITE if channel.writable() and not channel.accepting else 0)
            known = self.masks.get(descriptor)
            if known is None:
                self.epoll.register(descriptor, mask)
            elif known != mask:
                self.epoll.modify(descriptor, mask)
            self.masks[descriptor] = mask
