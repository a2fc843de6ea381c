"""What Git says is read as bytes of a hostile source; what its complaints mean is said in words."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chainrule.campus.repositories import git
from chainrule.campus.repositories.model import Address, CannotFetch, Limits, Refused

LIMITS = Limits(files=3, commits=2)
HOME = Address("https", "git.example.org", 443, "/team/work")
ID = b"1" * 40
WORDS = some.sampled_from(
    [ID, b"2" * 40, b"3\t4\ta", b"-\t-\tb", b"", b"\n", b"1770000000", b"A", b"100644 blob " + ID + b" 3\ta"]
)


@given(some.lists(WORDS | some.binary(max_size=8), max_size=30).map(b"\0".join), some.booleans())
def test_whatever_the_log_says_there_are_commits_within_the_limits(said: bytes, cut: bool) -> None:
    commits, _ = git.history(said, cut, LIMITS)
    assert len(commits) <= LIMITS.commits
    for commit in commits:
        assert commit.author.isprintable()
        assert len(commit.author) <= 100
        assert min(commit.added, commit.removed) >= 0


@given(some.lists(WORDS | some.binary(max_size=60), max_size=6).map(b"\0".join), some.booleans())
def test_whatever_the_tree_says_there_is_a_refusal_or_a_tree_of_clean_paths(said: bytes, cut: bool) -> None:
    with contextlib.suppress(Refused):
        tree = git.tree(said + b"\0", cut, LIMITS)
        assert all(path.isprintable() and ".." not in path.split("/") for path in tree.files)


def test_a_log_is_counted_by_commit() -> None:
    said = b"\0".join([
        ID, b"2" * 40, b"1770000000", b"a@example.org", b"A", b"", b"\n3\t4\ta.py", b"-\t-\tb.bin", b"",
        b"2" * 40, b"", b"1769000000", b"b@example.org", b"B", b"", b"\n5\t0\ta.py", b"",
    ])  # fmt: skip
    (first, second), complete = git.history(said, False, LIMITS)
    assert complete
    assert (first.author, first.added, first.removed) == ("A", 3, 4)
    assert (second.author, second.added, second.removed) == ("B", 5, 0)
    shorter, complete = git.history(said, True, LIMITS)
    assert (shorter, complete) == ((first,), False)


def test_what_was_not_asked_for_is_not_taken_for_a_file() -> None:
    said = ID + b" blob 3\nabc\n"
    assert git.contents(said, [(ID, 3)]) == {ID: b"abc"}
    for wrong in (b"", said[:-1], ID + b" missing\n", ID + b" blob 2\nab\n"):
        with pytest.raises(CannotFetch):
            git.contents(wrong, [(ID, 3)])


@pytest.mark.parametrize(
    ("errors", "kind", "says"),
    [
        ("fatal: Authentication failed for 'x'", Refused, "make the repository public"),
        ("fatal: repository 'https://x/' not found", Refused, "make the repository public"),
        ("error: RPC failed; The requested URL returned error: 503", CannotFetch, "busy or ill"),
        ("fatal: unable to access 'x': server certificate verification failed.", CannotFetch, "certificate"),
        ("fatal: write error: No space left on device", Refused, "does not fit into"),
        (f"error: object {'1' * 40}: hasDotgit: contains '.git'\nfatal: fsck error", Refused, "named .git"),
        (f"error: object {'1' * 40}: newCheck: odd\x1b[2J\nfatal: fsck error", Refused, r"odd\\u001b"),
        ("fatal: the remote end hung up unexpectedly", CannotFetch, "too early"),
        ("fatal: transport 'file' not allowed", Refused, "not https"),
        ("", CannotFetch, "said nothing"),
    ],
)
def test_a_complaint_is_put_into_words(errors: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        raise git.complaint(errors, LIMITS)


def test_nothing_of_the_servers_environment_reaches_git_and_plain_http_only_where_it_is_asked_for() -> None:
    assert git.environment(HOME)["GIT_ALLOW_PROTOCOL"] == "https"
    assert not {"HOME", "SSH_AUTH_SOCK", "CHAINRULE_SECRET_KEY"} & git.environment(HOME).keys()
    plain = Address("http", "127.0.0.1", 8080, "/x")
    assert git.environment(plain)["GIT_ALLOW_PROTOCOL"] == "https:http"


def test_the_address_stands_behind_the_options() -> None:
    words = git.clone(HOME, LIMITS, 8000)
    assert words[-3:] == ["--", str(HOME), git.CLONE]
    assert {"--bare", "--no-recurse-submodules", "--template="} <= set(words)
