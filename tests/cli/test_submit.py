"""`chainrule submit` against a small real server."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from chainrule.cli import cli

VERDICT = {"points": 1, "out_of": 2, "checks": [{"name": "sums", "passed": False, "message": "should be 4.0"}]}


class Server(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, code, data):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.got = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] != "Bearer right":
            return self.answer(401, {"error": "it was revoked"})
        return self.answer(*self.server.reply)

    def do_GET(self):
        self.server.polls += 1
        done = self.server.polls > 1
        self.answer(200, {"state": "done" if done else "queued", "verdict": VERDICT if done else None, "problem": ""})


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as made:
        made.polls, made.reply = 0, (200, {"submission": 7})
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHAINRULE_CONFIG", str(tmp_path / "config"))
    (tmp_path / "lab03.py").write_bytes(b"x = 1\n")

    def call(*words, token="right"):
        monkeypatch.setenv("CHAINRULE_TOKEN", token)
        return CliRunner().invoke(cli, words)

    return call


def test_it_hands_in_and_prints_the_verdict(run, server, tmp_path):
    run("login", f"http://127.0.0.1:{server.server_port}")
    assert (tmp_path / "config" / "login.json").stat().st_mode & 0o777 == 0o600
    result = run("submit", "3", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == VERDICT
    assert b"\r\n\r\nx = 1\n\r\n--" in server.got
    assert "should be 4.0" in run("submit", "3").stdout


FAULTS = [
    ((500, b"oops"), "has a fault"),
    ((404, b""), "error 404"),
    ((413, {"error": "10 MB at most"}), "10 MB at most"),
]


@pytest.mark.parametrize(("reply", "words"), [*FAULTS, ((200, b"<html>"), "no answer of a course")])
def test_what_the_server_refuses_is_said_in_words(run, server, reply, words):
    server.reply = reply
    run("login", f"http://127.0.0.1:{server.server_port}")
    result = run("submit", "3")
    assert (result.exit_code, words in result.output) == (2, True)


def test_a_refused_token_no_login_and_no_connection(run, server):
    assert "no server is known" in run("submit", "3").output
    run("login", f"http://127.0.0.1:{server.server_port}")
    assert "refused the token: it was revoked" in run("submit", "3", token="wrong").output
    run("login", "http://127.0.0.1:1")
    assert "no connection" in run("submit", "3").output
    assert "in the clear" in run("login", "http://course.example.edu").output
