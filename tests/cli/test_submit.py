"""`chainrule submit` against a small real server."""

import doctest
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from chainrule.cli import cli, show

WHOSE = {"name": "Sona Aliyeva", "email": "sona@example.edu", "course": "CSCI 4701"}
CHECKS = [
    {"name": "sums", "passed": False, "message": "should be 4.0\nfor 2.0"},
    {"name": "products", "passed": True, "message": ""},
]
PLAIN = {"lab": "03", "file": "lab03.py", "sha256": "ab" * 32, "points": 1, "out_of": 3, "checks": CHECKS}
BESIDE = [
    {"sentence": "It sums.", "points": 2, "waits_for": ""},
    {"sentence": "It multiplies.", "points": 1, "waits_for": ""},
]
VERDICT = {
    **PLAIN, "checks": [check | more for check, more in zip(CHECKS, BESIDE, strict=True)], "seed": 5, "problem": "",
    "output": "printed by me", "description": "graded in the sandbox", "isolated": True, "seconds": 0.2,
}  # fmt: skip


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
        if self.headers["Authorization"] != "Bearer right":
            return self.answer(401, {"error": "it was revoked"})
        if self.path == "/api/account/":
            return self.answer(200, self.server.whose)
        self.server.polls += 1
        done = self.server.polls > 1
        verdict = self.server.verdict if done else None
        return self.answer(
            200, {"state": "done" if done else "queued", "verdict": verdict, "problem": self.server.problem}
        )


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as made:
        made.polls, made.reply, made.problem = 0, (200, {"submission": 7}), ""
        made.verdict, made.whose = VERDICT, WHOSE
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


def test_it_hands_in_and_prints_the_verdict_as_check_does(run, server, tmp_path):
    said = run("login", f"http://127.0.0.1:{server.server_port}/")
    assert "You are Sona Aliyeva in CSCI 4701" in said.output
    assert (tmp_path / "config" / "login.json").stat().st_mode & 0o777 == 0o600
    result = run("submit", "3", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == PLAIN
    assert b"\r\n\r\nx = 1\n\r\n--" in server.got
    shown = run("submit", "3")
    for words in ("should be 4.0", "It sums.", "graded in the sandbox", "1 of 3 points", "seed 5", "printed by me"):
        assert words in shown.stdout
    assert shown.exit_code == 1
    server.verdict = {**VERDICT, "checks": VERDICT["checks"][1:]}
    assert run("submit", "3").exit_code == 0


def test_logout_forgets_and_twice_does_no_harm(run, server, tmp_path):
    run("login", f"http://127.0.0.1:{server.server_port}")
    assert "Forgotten" in run("logout").output
    assert not (tmp_path / "config" / "login.json").exists()
    assert "You were not logged in" in run("logout").output
    assert "you are not logged in to a server" in run("submit", "3").output


def test_a_login_that_does_not_work_is_not_kept(run, server, tmp_path):
    address = f"http://127.0.0.1:{server.server_port}"
    assert "refused the token: it was revoked" in run("login", address, token="wrong").output
    assert "no connection" in run("login", "http://127.0.0.1:1").output
    server.whose = ["a web site"]
    assert "did not answer like a course" in run("login", address).output
    for odd in ("http://course.example.edu", "ftp://x", "course.example.edu", "http://[", "https://"):
        assert run("login", odd).exit_code == 2
    assert "in the clear" in run("login", "http://course.example.edu").output
    assert "that is not a token" in run("login", address, token="two words").output
    assert not (tmp_path / "config").exists()


def test_a_new_login_takes_the_place_of_the_old_one(run, server, tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "login.json").write_text("half a fi")
    assert "you are not logged in to a server" in run("submit", "3").output
    assert run("login", f"http://127.0.0.1:{server.server_port}").exit_code == 0
    assert [path.name for path in (tmp_path / "config").iterdir()] == ["login.json"]


FAULTS = [
    ((500, b"oops"), "has a fault"),
    ((404, b""), "error 404"),
    ((413, {"error": "10 MB at most"}), "10 MB at most"),
]


@pytest.mark.parametrize(("reply", "words"), [*FAULTS, ((200, b"<html>"), "did not answer like a course")])
def test_what_the_server_refuses_is_said_in_words(run, server, reply, words):
    server.reply = reply
    run("login", f"http://127.0.0.1:{server.server_port}")
    result = run("submit", "3")
    assert (result.exit_code, words in result.output) == (2, True)


@pytest.mark.parametrize(
    "verdict",
    [
        {"checks": 7},
        {**PLAIN, "checks": [{}]},
        {**PLAIN, "checks": [7]},
        {**PLAIN, "out_of": "many"},
        {**PLAIN, "checks": [{"name": []}]},
    ],
)
def test_a_verdict_that_is_none_is_no_traceback(run, server, verdict):
    server.verdict = verdict
    run("login", f"http://127.0.0.1:{server.server_port}")
    result = run("submit", "3")
    assert (result.exit_code, "did not answer like a course" in result.output) == (2, True)


def test_without_a_verdict_the_status_is_2(run, server, tmp_path):
    run("login", f"http://127.0.0.1:{server.server_port}")
    assert "refused the token: it was revoked" in run("submit", "3", token="wrong").output
    server.verdict = None
    late = run("submit", "3", "--wait", "0")
    assert (late.exit_code, "submission 7 is kept" in late.output) == (2, True)
    server.problem = "The grader broke off."
    broken = run("submit", "3")
    assert (broken.exit_code, "The grader broke off." in broken.output) == (2, True)
    (tmp_path / "large.ipynb").write_bytes(b" " * (10 * 2**20 + 1))
    assert "at most 10 MB" in run("submit", "3", "large.ipynb").output


def test_the_examples_of_what_is_shown_run():
    assert doctest.testmod(show).failed == 0
