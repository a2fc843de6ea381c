"""Who wrote how much of the history, as far as a history can say. A notice: it never takes points by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.campus.project.checks.reading import counted, listed, shown, words
from chainrule.campus.project.checks.readme import Row, matched, rows_of
from chainrule.campus.project.checks.verdict import Outcome, Verdict
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.repositories.model import Commit, Repository

ID, TITLE = "history", "Who committed"
NOREPLY = "@users.noreply.github.com"


@dataclass(slots=True)
class Share:
    """What one member, or one author who is nobody's, did."""

    commits: int = 0
    added: int = 0
    removed: int = 0

    def count(self, commit: Commit) -> None:
        self.commits += 1
        self.added += max(commit.added, 0)
        self.removed += max(commit.removed, 0)

    @property
    def lines(self) -> int:
        return self.added + self.removed


def history(milestone: Milestone, repository: Repository, members: Sequence[str]) -> Verdict:
    """The share of commits and lines of each member, and the authors whom no row of the README names."""
    work = [commit for commit in repository.commits if not commit.merge]
    if not work:
        return Verdict(ID, TITLE, "not tried", "There is no history to look at.")
    rows = matched(rows_of(milestone, repository.files), members)
    shares, unmatched = {member: Share() for member in members}, dict[str, Share]()
    owners: dict[tuple[str, str], str | None] = {}
    for commit in work:
        who = (commit.author, commit.email)
        if who not in owners:
            owners[who] = owner(commit, members, rows)
        member = owners[who]
        share = shares[member] if member is not None else unmatched.setdefault(f"{who[0]} <{who[1]}>", Share())
        share.count(commit)
    whole = Share(len(work), sum(one.added for one in work), sum(one.removed for one in work))
    details = [f"{member}: {_figures(share, whole)}" for member, share in shares.items()]
    details += [f"in no row of the README: {author}: {_figures(share, whole)}" for author, share in unmatched.items()]
    idle = [member for member, share in shares.items() if not share.commits]
    said = [f"{counted(len(work), 'commit')} without merges."]
    if idle:
        said.append(f"No commit of {', '.join(shown(name, 80) for name in idle)} was found.")
    if unmatched:
        said.append(f"{counted(len(unmatched), 'author')} could not be matched with a member.")
    if idle or unmatched:
        said.append(
            "Write the name or e-mail that `git log` shows for each member into their row of the table of who did what."
        )
    if not repository.complete:
        said.append("The history is longer than what was read.")
    outcome: Outcome = "notice" if idle or unmatched or not repository.complete else "ok"
    said.append("A history does not show pair work, nor thought: it takes no points by itself.")
    return Verdict(ID, TITLE, outcome, " ".join(said), listed(details))


def owner(commit: Commit, members: Sequence[str], rows: Mapping[str, Row]) -> str | None:
    """The one member whose row names this author by name or e-mail, or whose own name the author's is."""
    names = {commit.author.strip().casefold(), commit.email.strip().casefold()} - {""}
    if commit.email.lower().endswith(NOREPLY):
        names.add(commit.email.lower().removesuffix(NOREPLY).rpartition("+")[2])
    found = [member for member, row in rows.items() if names & row.pieces()]
    if not found:
        author = sorted(words(commit.author))
        found = [member for member in members if author and author == sorted(words(member))]
    return found[0] if len(set(found)) == 1 else None


def _figures(share: Share, whole: Share) -> str:
    return (
        f"{counted(share.commits, 'commit')} ({_percent(share.commits, whole.commits)}), {share.added:,} lines added "
        f"and {share.removed:,} removed ({_percent(share.lines, whole.lines)} of lines)"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "0%"
