"""One file over HTTP into a part file: resumed where it broke off, given up where it stalls, never past its limit."""

import errno
import http.client
import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from chainrule import __version__

CHUNK = 2**16
SLOWEST = 1000  # bytes in `stall` seconds, and from one try to the next; less is a stall
REDIRECTIONS = 5


@dataclass(frozen=True)
class Patience:
    """How long a server may take, and how often it is asked again without having sent much more than before."""

    stall: float = 30.0  # seconds
    tries: int = 4
    pause: float = 1.0  # seconds before the second try, and twice as many before each further one


class Refused(Exception):
    """This address does not give the file; the next one may."""


class BrokeOff(Exception):
    """The connection broke or stalled: what came is kept, and the rest may be asked for."""


class WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirections within the web: never to a file, never from https to http, never in a loop."""

    def http_error_302(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any) -> Any:
        target = urljoin(req.full_url, headers.get("Location", ""))
        scheme, seen = urlsplit(target).scheme, getattr(req, "redirect_dict", {})
        if scheme not in ("http", "https"):
            raise Refused(f"it redirects to {target[:200]}, which is no web address")
        if req.type == "https" and scheme == "http":
            raise Refused(f"it redirects from https to {target[:200]}")
        if target in seen or target == req.full_url or len(seen) >= REDIRECTIONS:
            raise Refused(f"it redirects in a loop, or more than {REDIRECTIONS} times")
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _opener() -> urllib.request.OpenerDirector:
    """Like urllib's own, without the handlers of file:, ftp: and data:."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        WebOnly(),
    ):
        opener.add_handler(handler)
    return opener


def download(address: str, part: Path, *, most: int, tell: Callable[[int, int], None], patience: Patience) -> bool:
    """Fetch `address` into `part`, from where an earlier try ended; True if it went on from an earlier run's part.

    `tell` hears the bytes so far and in all (0 where the server does not say). A note beside the part keeps the
    address and the server's validator, so that a file that changed on the server is not mended together from two.

    Raises `Refused` with the reason, and OSError where the part cannot be written.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise Refused("it is no web address")
    resumed = _begin(address, part)
    failures, reached = 0, _size(part)
    while True:
        try:
            _once(address, part, most, tell, patience)
            return resumed
        except BrokeOff as error:
            failures = 1 if _size(part) >= reached + SLOWEST else failures + 1  # or a server that drips never ends
            reached = max(reached, _size(part))
            if failures >= patience.tries:
                raise Refused(str(error)) from error
            time.sleep(patience.pause * 2 ** (failures - 1))


def discard(part: Path) -> None:
    """Remove a part and the note beside it."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _begin(address: str, part: Path) -> bool:
    """Keep the part of an earlier run if it is of this address; True if there is one."""
    if _size(part) and _read_note(part).get("address") == address:
        return True
    discard(part)
    return False


def _once(address: str, part: Path, most: int, tell: Callable[[int, int], None], patience: Patience) -> None:
    """One request and its whole answer. Raises `BrokeOff` where asking again may help, else `Refused`."""
    start = _size(part)
    headers = {"User-Agent": f"chainrule/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if validator := _read_note(part).get("validator"):
            headers["If-Range"] = validator
    response = _answer(urllib.request.Request(address, headers=headers), start, part, patience)
    if response is None:
        return
    with response:
        start, total = _extent(response, start, part)
        if total > most:
            raise Refused(f"it sends {total:,} bytes where at most {most:,} can be right")
        if not start:
            _write_note(part, address, _validator(response.headers))
        _receive(response, part, start, total, most, tell, patience.stall)


def _answer(request: urllib.request.Request, start: int, part: Path, patience: Patience) -> Any:
    """The server's answer, its body not yet read; None where it says that the part is whole already."""
    try:
        return _opener().open(request, timeout=patience.stall)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 416 and start:
                if error.headers.get("Content-Range", "") == f"bytes */{start}":
                    return None
                discard(part)
                raise BrokeOff("it has not the bytes that would follow on what came before") from error
            failed = BrokeOff if error.code >= 500 or error.code in (408, 429) else Refused
            raise failed(f"it answers {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise Refused(f"no connection ({_reason(error)})") from error
    except TimeoutError as error:
        raise BrokeOff(f"it stalled: no answer in {patience.stall:g} s") from error
    except (http.client.HTTPException, OSError) as error:
        raise BrokeOff(f"the connection broke ({_reason(error)})") from error


def _extent(response: Any, start: int, part: Path) -> tuple[int, int]:
    """Where the answer starts and how long the file is in all (0 where the server does not say)."""
    length = response.headers.get("Content-Length", "")
    length = int(length) if length.isdecimal() else 0
    if response.status == 200:  # the whole file: the server knows no ranges, or the file changed
        return 0, length
    unit, _, extent = response.headers.get("Content-Range", "").partition(" ")
    first, _, total = extent.partition("/")
    if response.status != 206 or unit != "bytes" or first.partition("-")[0] != str(start):
        discard(part)
        raise BrokeOff(f"it answers {response.status} with a range that was not asked for")
    return start, int(total) if total.isdecimal() else (start + length if length else 0)


def _receive(
    response: Any, part: Path, start: int, total: int, most: int, tell: Callable[[int, int], None], stall: float
) -> None:
    done, window_end, window_done = start, time.monotonic() + stall, start
    tell(done, total)
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        while chunk := _chunk(response, stall):
            file.write(chunk)
            done += len(chunk)
            tell(done, total)
            if done > most:
                raise Refused(f"it sends more than {most:,} bytes, the most that can be right")
            if time.monotonic() > window_end:
                if done - window_done < SLOWEST:
                    raise BrokeOff(f"it stalled: less than {SLOWEST} bytes came in {stall:g} s")
                window_end, window_done = time.monotonic() + stall, done
    if total and done != total:
        raise BrokeOff(f"it broke off after {done:,} of {total:,} bytes")


def _chunk(response: Any, stall: float) -> bytes:
    """What came, as soon as anything came: a server that drips is seen to drip."""
    try:
        return bytes(response.read1(CHUNK))
    except TimeoutError as error:
        raise BrokeOff(f"it stalled: nothing came for {stall:g} s") from error
    except (http.client.HTTPException, OSError) as error:
        raise BrokeOff(f"the connection broke ({_reason(error)})") from error


def _validator(headers: Any) -> str:
    """What tells this version of the file from another; a weak tag may not be used with a range (RFC 9110, 13.1.5)."""
    tag = str(headers.get("ETag", ""))
    return str(headers.get("Last-Modified", "")) if not tag or tag.startswith("W/") else tag


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    if isinstance(inner, socket.gaierror):
        return "the name is not known; is this machine offline?"
    if isinstance(inner, TimeoutError):
        return "no answer"
    if isinstance(inner, OSError) and inner.errno and inner.errno in errno.errorcode:
        return os.strerror(inner.errno).lower()
    return str(inner) or type(inner).__name__


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_note(part: Path) -> dict[str, str]:
    try:
        note = json.loads(_note(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in note.items()} if isinstance(note, dict) else {}


def _write_note(part: Path, address: str, validator: str) -> None:
    part.unlink(missing_ok=True)  # a part is never beside the note of another version
    _note(part).write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")
