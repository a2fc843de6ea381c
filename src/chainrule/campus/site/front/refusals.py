"""What the door answers by itself, in words: it knows neither the database nor who is signed in."""

import html
import json
from dataclasses import dataclass

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{what}</p><p>{fix}</p><p><a href="/">To the start</a></p></main></body></html>
"""


@dataclass(frozen=True)
class Refusal:
    """A status with what was wrong and what to do. waitress asks it for `to_response`."""

    code: int
    reason: str
    what: str
    fix: str
    path: str = "/"
    retry_after: int | None = None

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        if self.path.startswith("/api/"):
            kind, body = "application/json", json.dumps({"error": f"{self.what} {self.fix}"})
        else:
            texts = {"title": self.reason, "what": self.what, "fix": self.fix}
            kind = "text/html; charset=utf-8"
            body = PAGE.format(**{name: html.escape(text) for name, text in texts.items()})
        headers = [
            ("Content-Type", kind),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        if self.retry_after is not None:
            headers.append(("Retry-After", str(self.retry_after)))
        return f"{self.code} {self.reason}", headers, body.encode()


def busy(path: str) -> Refusal:
    return Refusal(
        503,
        "Very Busy",
        "More people ask for pages now than this server can answer at once. Saved answers are safe.",
        "Wait for some seconds and load the page again.",
        path,
        retry_after=5,
    )


def full(path: str) -> Refusal:
    return Refusal(
        503,
        "Very Busy",
        "Too many large files are being sent to this server at once. Nothing of yours was kept.",
        "Wait for a minute and send yours again.",
        path,
        retry_after=60,
    )


def too_slow(path: str) -> Refusal:
    return Refusal(
        408,
        "Too Slow",
        "The request did not arrive in the time that it may take. Nothing of it was kept.",
        "Check the connection and try again.",
        path,
    )


def headers_too_large() -> Refusal:
    return Refusal(
        431,
        "Headers Too Large",
        "The address or the headers of the request are longer than this server takes.",
        "Use a shorter address, or delete this site's cookies.",
    )


def malformed(detail: str) -> Refusal:
    return Refusal(
        400, "Not Understood", f"This is not a request that the server can read: {detail}.", "Send it as HTTP/1.1."
    )


def unsupported(detail: str) -> Refusal:
    return Refusal(
        501, "Not Supported", f"The server does not do this: {detail}", "Send the body as it is, or in chunks."
    )


def broken() -> Refusal:
    return Refusal(
        500, "Something Broke", "The server failed while it answered.", "Load the page again; tell the staff."
    )
