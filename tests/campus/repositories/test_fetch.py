"""An ordinary repository, as a team makes one."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.attacks.repositories.server import Host, serving, status

from chainrule import machine
from chainrule.campus.repositories.address import parse
from chainrule.campus.repositories.box import DOOR, Box
from chainrule.campus.repositories.fetch import fetch
from chainrule.campus.repositories.model import CannotFetch, Limits, Policy, Refused, Repository

pytestmark = [pytest.mark.needs("the sandbox"), pytest.mark.needs("git")]
WHEN = datetime(2026, 4, 1, 9, tzinfo=UTC)


class Team:
    """A team at work, which pushes to a host."""

    def __init__(self, folder: Path, host: Host) -> None:
        self.host, self.work = host, folder / "work"
        self.work.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        subprocess.run(
            ["git", "init", "--quiet", "--bare", "--initial-branch=main", host.folder / "work.git"], check=True
        )

    def git(self, *words: str, who: str = "Aysel") -> None:
        when = f"{int(WHEN.timestamp())} +0400"
        known = ["-c", f"user.name={who}", "-c", f"user.email={who.lower()}@example.org"]
        variables = {"PATH": "/usr/bin:/bin", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        subprocess.run(["git", *known, *words], cwd=self.work, env=variables, check=True, capture_output=True)

    def commit(self, who: str = "Aysel", **files: str) -> None:
        for name, text in files.items():
            (self.work / name).write_text(text)
        self.git("add", ".", who=who)
        self.git("commit", "--quiet", "--message=work", who=who)

    def push(self) -> None:
        self.git("push", "--quiet", str(self.host.folder / "work.git"), "--all")

    def fetched(self, limits: Limits | None = None) -> Repository:
        policy = Policy(frozenset({self.host.endpoint}))
        return fetch(parse(self.host.url("work.git"), policy), policy, limits)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    (tmp_path / "host").mkdir()
    with serving(tmp_path / "host") as host:
        yield Team(tmp_path, host)


def test_files_and_history_are_read(team: Team) -> None:
    team.commit(**{"README.md": "# Ours\n", "model.py": "x = 1\ny = 2\n"})
    team.commit(who="Murad", **{"model.py": "x = 1\ny = 3\nz = 4\n", "şəkil.txt": "1\n"})
    team.git("branch", "other")
    team.git("tag", "v1")
    team.push()
    got = team.fetched()
    assert got.address == team.host.url("work.git")
    assert got.branch == "main"
    assert got.files == {
        "README.md": b"# Ours\n",
        "model.py": b"x = 1\ny = 3\nz = 4\n",
        "şəkil.txt": b"1\n",
    }
    assert [(one.author, one.email, one.added, one.removed, one.at) for one in got.commits] == [
        ("Murad", "murad@example.org", 3, 1, WHEN),
        ("Aysel", "aysel@example.org", 3, 0, WHEN),
    ]
    assert got.commit == got.commits[0].id
    assert got.complete
    assert (got.links, got.submodules, got.large, got.lfs) == ((), (), {}, ())


def test_a_merge_says_so_and_counts_no_line_twice(team: Team) -> None:
    team.commit(a="1\n")
    team.git("checkout", "--quiet", "-b", "side")
    team.commit(who="Murad", b="2\n")
    team.git("checkout", "--quiet", "main")
    team.commit(c="3\n")
    team.git("merge", "--quiet", "--no-edit", "side")
    team.push()
    got = team.fetched()
    assert [one.merge for one in got.commits].count(True) == 1
    assert sum(one.added for one in got.commits) == 3


def test_a_repository_without_a_commit_is_refused(team: Team) -> None:
    with pytest.raises(Refused, match="no commit"):
        team.fetched()


def test_an_ill_host_is_not_the_teams_fault(team: Team) -> None:
    team.host.behaviours["/work.git"] = status(503)
    with pytest.raises(CannotFetch, match="busy or ill"):
        team.fetched()


def test_a_host_that_is_down_is_not_the_teams_fault(team: Team) -> None:
    team.commit(a="1\n")
    policy = Policy(frozenset({"127.0.0.1:9"}))
    with pytest.raises(CannotFetch, match="does not answer"):
        fetch(parse("http://127.0.0.1:9/x", policy), policy)


def test_a_certificate_is_believed_only_where_the_machine_knows_it(team: Team, tmp_path: Path) -> None:
    team.commit(a="1\n")
    team.push()
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificate, is missing")
    key, known = tmp_path / "key.pem", tmp_path / "known.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    made += ["-keyout", key, "-out", known, "-subj", "/CN=host", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(known, key)
    team.host.socket = context.wrap_socket(team.host.socket, server_side=True)
    policy = Policy(frozenset({team.host.endpoint}))
    address = parse(f"https://{team.host.endpoint}/work.git", policy)

    def knowing(door: Path, limits: Limits, environment: Mapping[str, str]) -> Box:
        shutil.copy(known, door)
        return Box(door, limits, {**environment, "GIT_SSL_CAINFO": f"{DOOR}/known.pem"})

    with pytest.raises(CannotFetch, match="certificate"):
        fetch(address, policy)
    assert fetch(address, policy, launcher=knowing).files == {"a": b"1\n"}


def test_two_are_fetched_at_the_same_moment(team: Team) -> None:
    team.commit(a="1\n")
    team.push()
    with ThreadPoolExecutor(3) as pool:
        got = list(pool.map(lambda _: team.fetched(), range(3)))
    assert got[0] == got[1] == got[2]


def test_where_git_is_missing_it_says_how_to_get_it(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    part = machine.part("git")
    lacking = machine.Part(part.name, part.serves, lambda: "", part.get, part.packages)
    monkeypatch.setattr(machine, "PARTS", (lacking,))
    with pytest.raises(CannotFetch, match="apt-get install git"):
        team.fetched()
