"""Keys and passwords that were committed. A verdict names place and kind, and never repeats a secret.

Every expression begins with fixed letters and has bounded repetitions, so its time grows with the text and no faster.
"""

import re
from collections.abc import Iterator, Mapping

from chainrule.campus.project.checks.reading import counted, decoded, is_binary, listed
from chainrule.campus.project.checks.verdict import Verdict

ID, TITLE = "secrets", "No secrets"
MOST_LETTERS = 2_000_000  # of one file
MOST_TOTAL = 20_000_000
MOST_IN_FILE = 20
# What begins so is a key of that kind, wherever it stands.
KEYS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----"),
    "AWS access key": re.compile(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"),
    "GitHub token": re.compile(r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{40,255})"),
    "Google key": re.compile(r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    "Google token": re.compile(r"(?<![A-Za-z0-9])(?:ya29\.[A-Za-z0-9_-]{30,255}|GOCSPX-[A-Za-z0-9_-]{28})"),
    "Hugging Face token": re.compile(r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,60}(?![A-Za-z0-9])"),
    "OpenAI or Anthropic key": re.compile(r"(?<![A-Za-z0-9])sk-(?:proj-|ant-[a-z0-9]{1,8}-)?[A-Za-z0-9_]{32,200}"),
    "Slack token": re.compile(r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{20,200}"),
}
# Not "token" alone: in a project on language every second line has one that is no secret.
NAMED = (
    r"password|passwd|pwd|secret|secret_key|api_key|apikey|access_key|secret_access_key"
    r"|(?:access|api|auth|bot|github|hf)_token"
)
QUOTED = re.compile(
    rf"(?:{NAMED})\\?[\"']?[ \t]{{0,5}}[:=][ \t]{{0,5}}\\?([\"'])([^\s\"'\\]{{6,200}})\\?\1", re.IGNORECASE
)
PLAIN = re.compile(rf"(?:{NAMED})[ \t]{{0,5}}[:=][ \t]{{0,5}}([^\s\"'#]{{6,200}})[ \t]{{0,5}}$", re.IGNORECASE | re.M)
IN_ADDRESS = re.compile(r"://[^\s/:@\"'<>]{1,64}:([^\s/:@\"'<>]{3,100})@")
SETTINGS = (".ini", ".cfg", ".conf", ".yml", ".yaml", ".properties", ".toml", ".sh")
# Files that are made to hold secrets; their templates are made to be shared.
FILES = frozenset(
    {".netrc", ".pypirc", ".git-credentials", "kaggle.json", "id_rsa", "id_ed25519", "id_ecdsa", "id_dsa"}
)
TEMPLATES = ("example", "sample", "template", "dist", "default")
# What stands where a secret would: "<your key>", "changeme", "${TOKEN}", "os.environ", "xxxxxx".
NO_SECRET = re.compile(
    r"your|example|change|placeholder|dummy|secret|password|passwd|token|redacted|here|todo|none|null|environ|getenv|xxx"
    r"|\.\.\.|\*\*\*|[<>{}$()\[\]…]|^(.)\1*$",
    re.IGNORECASE,
)


def secrets(files: Mapping[str, bytes]) -> Verdict:
    """Looks through all texts of the commit, up to 2 million letters of each and 20 million of all."""
    left, found, unread = MOST_TOTAL, list[str](), 0
    for path in sorted(files, key=lambda path: (len(files[path]), path)):
        if kind := _by_name(path):
            found.append(f"{path}: {kind}")
        if is_binary(files[path]):
            continue
        text = decoded(files[path][:MOST_LETTERS])
        if len(text) > left:
            unread += 1
            continue
        left -= len(text)
        found += [f"{path}, line {line}: {what}" for line, what in sorted(_in_text(path, text))[:MOST_IN_FILE]]
    if found:
        text = (
            f"{counted(len(found), 'place')} with what looks like a secret. Whoever can read the repository has it, "
            "and the history keeps it: make the secret invalid where it came from, make a new one, and read it from "
            "the environment. Taking it out of the file is not enough."
        )
        return Verdict(ID, TITLE, "problem", text, listed(found))
    if unread:
        text = f"No secrets were found, but {counted(unread, 'large text file')} could not be looked through."
        return Verdict(ID, TITLE, "notice", text)
    return Verdict(ID, TITLE, "ok", "No keys, tokens or passwords were found in the files of the commit.")


def _by_name(path: str) -> str:
    """What a file holds that has this name; "" where the name says nothing."""
    name = path.rpartition("/")[2].lower()
    if name == ".env" or (name.startswith(".env.") and not name.endswith(TEMPLATES)):
        return "a file of settings that belong to one machine"
    return "a file that is made to hold a secret" if name in FILES else ""


def _in_text(path: str, text: str) -> Iterator[tuple[int, str]]:
    """(line, kind) of each finding. Of a key its first four letters are shown, of a password none."""
    for kind, expression in KEYS.items():
        for match in _some(expression, text):
            start = "" if kind == "private key" else f" ({match[0][:4]}…, {len(match[0])} letters)"
            yield _line(text, match.start()), f"{kind}{start}"
    for match in _some(QUOTED, text):
        if not NO_SECRET.search(match[2]):
            yield _line(text, match.start()), f"password or token in quotes ({len(match[2])} letters)"
    if path.lower().endswith(SETTINGS) or path.rpartition("/")[2].startswith(".env"):
        for match in _some(PLAIN, text):
            if not NO_SECRET.search(match[1]):
                yield _line(text, match.start()), f"password or token ({len(match[1])} letters)"
    for match in _some(IN_ADDRESS, text):
        if not NO_SECRET.search(match[1]):
            yield _line(text, match.start()), f"password in an address ({len(match[1])} letters)"


def _some(expression: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The first findings: a file has as many lines in a verdict, and each costs a count of lines."""
    for count, match in enumerate(expression.finditer(text)):
        if count == 5 * MOST_IN_FILE:
            return
        yield match


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
