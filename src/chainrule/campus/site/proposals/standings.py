"""Where proposals are: what was done with each, read from its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from chainrule.campus.project.proposal import Form, Note, load_form
from chainrule.campus.project.verdicts import Act, Standing, standing
from chainrule.campus.site.course import Shelf, folder
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.texts import latest_of
from chainrule.campus.site.proposals.models import Answer, Proposal, Review, Submission


def _load() -> Form:
    return load_form(folder())


HAND_INS = Prefetch(
    "submissions",
    Submission.objects.select_related("by", "proposal__team").prefetch_related(
        Prefetch("reviews", Review.objects.select_related("by"))
    ),
)
form: Callable[[], Form] = Shelf(_load)


def done(submissions: list[Submission]) -> Iterator[tuple[Act, datetime]]:
    """What was done with a proposal, in order: each hand-in, and the decisions on it before the next."""
    for submission in submissions:
        yield Act.HAND_IN, submission.at
        for review in submission.reviews.all():
            yield Act(review.verdict), review.at


@dataclass(frozen=True)
class Known:
    """A team's proposal with what was handed in, the oldest first, and where that leaves it."""

    proposal: Proposal | None
    submissions: list[Submission]
    standing: Standing

    @property
    def latest(self) -> Submission | None:
        return self.submissions[-1] if self.submissions else None

    @property
    def reviews(self) -> list[Review]:
        """Every decision, the oldest first."""
        return [review for submission in self.submissions for review in submission.reviews.all()]

    @property
    def note(self) -> Note | None:
        """What has to be said beside the next hand-in; None beside the first."""
        verdicts = self.standing.verdicts
        if not verdicts:
            return None
        return form().different if verdicts[-1] == "reject" else form().revised


def known(proposal: Proposal | None) -> Known:
    """All about one proposal."""
    if proposal is None:
        return Known(None, [], Standing())
    prefetch_related_objects([proposal], HAND_INS)
    rows = list(proposal.submissions.all())
    return Known(proposal, rows, standing(done(rows)))


def of_team(team: Team) -> Known:
    return known(Proposal.objects.filter(team=team).select_related("team").first())


def locked(team: Team) -> Known:
    """The same; whoever else wants to change it waits. Within a transaction."""
    Proposal.objects.get_or_create(team=team)
    return known(Proposal.objects.select_for_update().get(team=team))


def draft(proposal: Proposal | None, edition: int) -> dict[str, Answer]:
    """The latest version of each answer, by question."""
    if proposal is None:
        return {}
    return latest_of(Answer.objects.filter(proposal=proposal, edition=edition))


def texts(answers: dict[str, Answer]) -> dict[str, str]:
    """A draft as texts, for the questions that the form has now."""
    return {one.id: answers[one.id].text if one.id in answers else "" for one in form().questions}
