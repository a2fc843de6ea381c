"""The gallery of projects: what a team offers, who agreed to it, and what is shown because of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import all_teams, members_of
from chainrule.campus.site.rubrics.models import GalleryAct, Offer
from chainrule.campus.site.rubrics.standings import Refused, counting, milestones, released

What = GalleryAct.What
LONGEST_TEXT = 1500  # characters
NOTEBOOK = re.compile(r"(?!/)[^\\\x00-\x1f?#]+\.ipynb")
EARLY = "A project can be offered once marks of a milestone that the team handed in are released."
NO_ADDRESS = "The gallery links to the repository, and what you handed in last names none."
TITLE = "Give the project a title."
TEXT = "Say in a paragraph what the project does and what came out."
LONG = "The paragraph has at most {most:,} characters; yours has {have:,}."
NO_NOTEBOOK = (
    "A notebook is a path in the repository that ends in .ipynb, as in notebooks/main.ipynb. Or leave it empty."
)
CHANGED = "The text was changed while you read. Read it again, then agree."
NOTHING = "Your team has offered nothing yet."
SAY_WHY = "Say why: the team reads it."


@dataclass(frozen=True)
class Entry:
    """What a team offers, with all that was done about it."""

    team: Team
    members: Sequence[User]
    offer: Offer | None
    acts: Sequence[GalleryAct]

    @property
    def agreed(self) -> list[User]:
        """The members whose last word about this text is that they agree."""
        last = {
            act.by_id: act.what for act in self.acts if self.offer and act.offer_id == self.offer.pk and is_own(act)
        }
        return [one for one in self.members if last.get(one.pk) == What.AGREE]

    @property
    def missing(self) -> list[User]:
        """The members who have not agreed, or took it down."""
        return [one for one in self.members if one not in self.agreed]

    @property
    def hidden(self) -> GalleryAct | None:
        """That staff hid it, where they did; a new text does not change that."""
        last = next((act for act in reversed(self.acts) if not is_own(act)), None)
        return last if last and last.what == What.HIDE else None

    @property
    def is_shown(self) -> bool:
        return self.offer is not None and bool(self.members) and not self.missing and self.hidden is None

    @property
    def colab(self) -> str:
        """Where Colab opens it; "" for a repository elsewhere than on GitHub."""
        return colab_of(self.offer) if self.offer else ""


def is_own(act: GalleryAct) -> bool:
    """Whether a member did it."""
    return act.what in (What.AGREE, What.TAKE_DOWN)


def colab_of(offer: Offer) -> str:
    """The address of Colab for a notebook of a repository on GitHub, or for its list of notebooks."""
    parts = urlsplit(offer.repository)
    if parts.hostname != "github.com":
        return ""
    repository = parts.path.strip("/").removesuffix(".git")
    at = f"/blob/{quote(offer.branch or 'main')}/{quote(offer.notebook)}" if offer.notebook else ""
    return f"https://colab.research.google.com/github/{repository}{at}"


def entry_of(team: Team) -> Entry:
    """What a team offers now."""
    acts = list(GalleryAct.objects.filter(offer__team=team).select_related("by", "offer"))
    return Entry(team, members_of(team), Offer.objects.filter(team=team).last(), acts)


def entries() -> list[Entry]:
    """What every team offers, the oldest offer first."""
    offers = {one.team_id: one for one in Offer.objects.all()}
    acts: dict[int, list[GalleryAct]] = {}
    for act in GalleryAct.objects.select_related("by", "offer"):
        acts.setdefault(act.offer.team_id, []).append(act)
    found = [Entry(team, team.members, offers.get(team.pk), acts.get(team.pk, [])) for team in all_teams()]
    return [one for one in found if one.offer]


def source_of(team: Team) -> HandIn | None:
    """The latest hand-in of a milestone whose marks are released; None: nothing can be offered yet."""
    shown = released()
    order = [one.id for one in milestones()]
    rows = HandIn.objects.filter(team=team, milestone__in=shown & set(order)).order_by("number")
    found = [one for id in order for one in counting(row for row in rows if row.milestone == id).values()]
    return found[-1] if found else None


def offer(team: Team, by: User, title: str, text: str, notebook: str, now: datetime) -> Offer:
    """Offer a text; whoever does so agrees to it, and every other member is asked. Raises `Refused`."""
    source = source_of(team)
    if source is None:
        raise Refused(EARLY)
    if not source.address:
        raise Refused(NO_ADDRESS)
    if not title:
        raise Refused(TITLE)
    if not text:
        raise Refused(TEXT)
    if len(text) > LONGEST_TEXT:
        raise Refused(LONG.format(most=LONGEST_TEXT, have=len(text)))
    if notebook and (not NOTEBOOK.fullmatch(notebook) or ".." in notebook.split("/")):
        raise Refused(NO_NOTEBOOK)
    said = {"title": title, "text": text, "repository": source.address, "notebook": notebook}
    with transaction.atomic():
        last = locked(team).offer
        if last and all(getattr(last, name) == value for name, value in said.items()):
            made = last
        else:
            branch = source.run.branch if source.run else ""
            number = last.number + 1 if last else 1
            made = Offer.objects.create(team=team, number=number, branch=branch, by=by, at=now, **said)
            audit.record(by, "gallery.offer", str(team), team=team.pk, number=number)
        _act(made, What.AGREE, by, now)
    return made


def agree(team: Team, by: User, number: int, now: datetime) -> None:
    """Agree to the text that the page showed. Raises `Refused`."""
    with transaction.atomic():
        there = locked(team).offer
        if there is None:
            raise Refused(NOTHING)
        if there.number != number:
            raise Refused(CHANGED)
        _act(there, What.AGREE, by, now)


def take_down(team: Team, by: User, now: datetime) -> None:
    """Take the entry out at once, as one member. Raises `Refused`."""
    with transaction.atomic():
        there = locked(team).offer
        if there is None:
            raise Refused(NOTHING)
        _act(there, What.TAKE_DOWN, by, now)


def hide(team: Team, by: User, reason: str, now: datetime) -> None:
    """Staff: show the entry to nobody, for a reason. Raises `Refused`."""
    with transaction.atomic():
        there = locked(team).offer
        if there is None:
            raise Refused("This team has offered nothing.")
        if not reason:
            raise Refused(SAY_WHY)
        _act(there, What.HIDE, by, now, reason)


def show(team: Team, by: User, now: datetime) -> None:
    """Staff: hide it no more."""
    with transaction.atomic():
        there = locked(team)
        if there.offer and there.hidden:
            _act(there.offer, What.SHOW, by, now)


def locked(team: Team) -> Entry:
    """What a team offers; whoever else wants to change it waits. Within a transaction."""
    return entry_of(Team.objects.select_for_update().get(pk=team.pk))


def _act(offer: Offer, what: What, by: User, now: datetime, reason: str = "") -> None:
    GalleryAct.objects.create(offer=offer, what=what, reason=reason, by=by, at=now)
    audit.record(by, f"gallery.{what.value}", str(offer.team), team=offer.team_id, number=offer.number, reason=reason)
