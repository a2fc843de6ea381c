"""One connection: its requests are read whole, in time and within bounds, before the door hands them to a thread."""

import contextlib
import socket
import time
from typing import Any, Protocol

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge, RequestHeaderFieldsTooLarge, ServerNotImplemented

from chainrule.campus.site.front import refusals
from chainrule.campus.site.front.instants import BEGAN, WHOLE
from chainrule.campus.site.front.lanes import Lane, lane_of
from chainrule.campus.site.front.patience import Stage, Standing

LONGEST_CHUNK_HEAD = 1024  # bytes; a chunk's size with its extensions
LONGEST_TRAILER = 8192


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in. What is wrong with it is said in our words."""

    path = "/"
    command = "GET"
    unread = False  # part of it is still on its way when it is answered

    def __init__(self, adjustments: Any) -> None:
        super().__init__(adjustments)
        self.began = self.whole = time.monotonic()  # made when its first byte is there

    def received(self, data: bytes) -> int:
        try:
            consumed = int(super().received(data))
        except ValueError:  # a length of more digits than Python reads
            return self.refuse(refusals.malformed("Content-Length is invalid"), len(data))
        body = self.body_rcv
        if (
            isinstance(body, ChunkedReceiver)
            and not self.completed
            and (len(body.control_line) > LONGEST_CHUNK_HEAD or len(body.trailer) > LONGEST_TRAILER)
        ):
            return self.refuse(refusals.malformed("the head of a chunk does not end"), consumed)
        if isinstance(self.error, RequestEntityTooLarge):
            self.leave_unread()
        elif self.error is not None and not isinstance(self.error, refusals.Refusal):
            self.refuse(in_our_words(self.error), consumed)
        self.whole = time.monotonic()
        return consumed

    def refuse(self, why: refusals.Refusal, consumed: int) -> int:
        """End it here; what follows on the connection is not read as a request."""
        self.error = why
        self.completed = self.unread = True
        self.expect_continue = False
        return consumed

    def leave_unread(self) -> None:
        """Pass it on with its length but without its body: the site has a page for what is too large."""
        self.error = None
        self.unread = True
        self.expect_continue = False
        self.headers["CONNECTION"] = "close"
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        self.close()
        self.body_rcv = None


def in_our_words(error: Any) -> refusals.Refusal:
    """waitress' errors."""
    if isinstance(error, RequestHeaderFieldsTooLarge):
        return refusals.headers_too_large()
    if isinstance(error, ServerNotImplemented):
        return refusals.unsupported(error.body)
    return refusals.malformed(str(error.body)) if error.code == 400 else refusals.broken()


class Task(WSGITask):  # type: ignore[misc]
    """What a thread does for a request; it tells the application when the request came, by the monotonic clock."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[BEGAN], environ[WHOLE] = self.request.began, self.request.whole
        return environ


class House(Protocol):
    """What a connection asks of the server that it belongs to."""

    changed: set[int]

    def add_task(self, task: "Channel") -> None: ...
    def bodies_grew(self, channel: "Channel", count: int) -> None: ...
    def left(self, descriptor: int | None) -> None: ...


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it waits, and for what."""

    parser_class = Request
    task_class = Task
    server: House
    request: Any  # the `Request` that is being read, None between two

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self.stage = Stage.IDLE
        self.since = time.monotonic()
        self.passed = 0
        self.unread = False  # an answer goes out before the request was read whole
        super().__init__(*arguments, **keywords)

    # --- the thread of the door ---

    def standing(self, now: float) -> Standing:
        """Where it stands; a change of stage starts its clock anew."""
        stage = self.stage_now()
        if stage is not self.stage:
            self.stage, self.since, self.passed = stage, now, 0
        return Standing(self.addr[0], stage, self.since, self.passed)

    def stage_now(self) -> Stage:
        if self.stage is Stage.LAST_WORDS:
            return self.stage
        if self.total_outbufs_len:
            return Stage.ANSWER
        if self.requests:
            return Stage.SERVED
        if self.request is None:
            return Stage.IDLE
        return Stage.BODY if self.request.headers_finished else Stage.HEAD

    def readable(self) -> bool:
        """More is read when nothing is served, and while a page is made for somebody who may have left already."""
        if self.stage is Stage.LAST_WORDS:
            return True
        if self.will_close or self.close_when_flushed or self.total_outbufs_len or self.unread:
            return False
        waiting = self.requests
        return not waiting or (len(waiting) == 1 and waiting[0].command in ("GET", "HEAD"))

    def handle_read(self) -> None:
        if self.stage is Stage.LAST_WORDS:
            with contextlib.suppress(OSError):
                self.recv(2**16)
            return
        super().handle_read()

    def received(self, data: bytes) -> bool:
        self.standing(time.monotonic())
        self.passed += len(data)
        heard = bool(super().received(data))
        if self.request is not None and self.request.headers_finished:
            self.server.bodies_grew(self, len(data))
        self.standing(time.monotonic())
        return heard

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close=do_close))
        self.passed += sent
        return sent

    def handle_close(self) -> None:
        """Close; but who was refused before they had sent everything first gets time to read why.

        Closing a socket with unread bytes makes the network drop the answer too.
        """
        if self.will_close and self.unread and self.connected and self.stage is not Stage.LAST_WORDS:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                self.stage, self.since, self.passed = Stage.LAST_WORDS, time.monotonic(), 0
                self.will_close = False
                return
        super().handle_close()

    def time_is_up(self) -> None:
        """It took too long: say so where somebody waits for an answer, and close."""
        if self.stage is Stage.BODY and not self.requests:
            self.give_up(refusals.too_slow(self.request.path))
        else:
            self.handle_close()

    def give_up(self, why: refusals.Refusal) -> None:
        """Answer the request that is being read, and close."""
        with self.requests_lock:
            self.request.refuse(why, 0)
            self.requests.append(self.request)
            self.request = None
            if len(self.requests) == 1:  # else the thread that serves the first goes on with it
                self.server.add_task(self)

    def add_channel(self, map: Any = None) -> None:
        super().add_channel(map)
        self.server.changed.add(self._fileno)

    def del_channel(self, map: Any = None) -> None:
        self.server.left(self._fileno)
        super().del_channel(map)

    # --- what the lanes ask for ---

    def lane(self) -> Lane:
        request = self.requests[0]
        self.unread = self.unread or request.unread
        return Lane.DOOR if request.error else lane_of(request.command, request.path)

    def refuse_as_busy(self) -> None:
        request = self.requests[0]
        request.error = refusals.busy(request.path)
