"""Who may do what: the one table.

A view says which action it performs, and nothing else about roles:

    @requires("grades.read_own")
    def my_grades(request): ...

`middleware.PermissionMiddleware` looks the action up before the view runs. Not allowed: a visitor is sent to the
sign-in page (a script gets 401), everybody else gets 403. A view without an action is refused to all. A view marked
`@requires("labs.submit", by_token=True)` is for programs: it takes a personal token and no cookie (`accounts.tokens`),
and answers in JSON. In templates:
`{% if "grades.record"|allowed:user %}` (`{% load site %}`); in code: `allows(request.user, "grades.record")`.

Which *objects* somebody may see (a student: only their own attempt) is the view's to decide: fetch with
`get_object_or_404(Attempt, pk=..., student=request.user)`, so that another's looks as if it did not exist.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

VISITOR, STUDENT, ASSISTANT, INSTRUCTOR, ADVISOR = "visitor", "student", "assistant", "instructor", "advisor"
ROLES = (VISITOR, STUDENT, ASSISTANT, INSTRUCTOR, ADVISOR)  # of a class
LEARNER = "learner"  # the one person of `chainrule learn`: no account of a class has this role, nobody signs in by it
PUBLIC = "public"  # whoever reads what `chainrule publish` wrote: nobody's account, for no server is there

EVERYONE = frozenset(ROLES)
SIGNED_IN = EVERYONE - {VISITOR}
STAFF = frozenset({ASSISTANT, INSTRUCTOR})
READERS = STAFF | {ADVISOR}
WORKERS = STAFF | {STUDENT}
ALONE = frozenset({LEARNER})
ON_FILE = frozenset({PUBLIC})

# fmt: off
TABLE: dict[str, frozenset[str]] = {
    # action                who                             what it lets them do
    "site.use":             EVERYONE | ALONE | ON_FILE,   # home, signing in, choosing light or dark, liveness
    "account.own":          SIGNED_IN,                    # see one's own account, change the password, sign out
    "account.tokens":       WORKERS,                      # make, list and revoke one's own personal tokens
    "account.export_own":   frozenset({STUDENT}),         # all that the site holds about oneself, as a file
    "account.name_self":    WORKERS,                      # by a token: whose it is
    "account.by_invitation": EVERYONE,                    # choose a password: the secret in the address says whose
    "people.read":          STAFF,                        # who is in the course, in which section, who is invited
    "people.change":        frozenset({INSTRUCTOR}),      # class lists, adding, dropping, bringing back, invitations
    "course.read":          EVERYONE,                     # syllabus, calendar, readings, revisions
    "course.revise":        frozenset({INSTRUCTOR}),      # what an edited course.toml would do to every grade
    "feed.read":            EVERYONE,                     # calendar.ics: the signed token in the address says whose
    "lectures.read":        EVERYONE | ALONE | ON_FILE,   # lecture texts and their figures
    "roadmap.read":         EVERYONE | ALONE,             # what each class needs, what its outcomes are served by
    "lectures.keep_place":  SIGNED_IN | ALONE,            # the site remembers where one stopped, what one answered
    "lectures.run":         SIGNED_IN | ALONE,            # run a lecture's code in the page, as one changed it
    "labs.read":            EVERYONE,                     # the list of labs and what each builds
    "labs.work":            WORKERS,                      # edit, run and submit; one's own history
    "labs.submit":          WORKERS,                      # by a token: hand in, ask for the verdict
    "labs.see_class":       STAFF,                        # who is stuck where, submissions of others
    "labs.run_again":       STAFF,                        # send one file to the graders again that broke off
    "labs.regrade":         frozenset({INSTRUCTOR}),      # run all submissions of a lab again, under changed checks
    "practice.work":        ALONE | {STUDENT},            # public questions, with their keys, for no points
    "alone.work":           ALONE,                        # the labs in one's own folder, and one's progress
    "containment.read":     EVERYONE,                     # how student code is contained
    "papers.see":           SIGNED_IN,                    # the list of quizzes and exams, and when they are
    "papers.sit":           frozenset({STUDENT}),         # start an attempt, answer, hand in
    "papers.review_own":    frozenset({STUDENT}),         # one's own paper, after release
    "papers.read_all":      STAFF,                        # everybody's attempts
    "papers.release":       frozenset({INSTRUCTOR}),      # make scores and feedback visible
    "papers.regrade":       frozenset({INSTRUCTOR}),      # mark a question in another way, and take that back
    "papers.statistics":    frozenset({INSTRUCTOR}),      # how questions did, and which papers agree too much
    "papers.look_again":    frozenset({STUDENT}),         # ask staff to look at a released answer of one's own again
    "papers.answer_look":   STAFF,                        # answer that
    "papers.grant_sitting": frozenset({INSTRUCTOR}),      # another time, more minutes, another room, an exemption
    "invigilation.run":     STAFF,                        # the seat list; start, pause, stop, a word to all
    "invigilation.set":     frozenset({INSTRUCTOR}),      # whether a paper is invigilated, from where, with what
    "papers.on_paper":      STAFF,                        # print a paper with its keys, type answer sheets in
    "marking.mark":         STAFF,                        # mark short answers by the rubric, second marks, decisions
    "marking.plan":         frozenset({INSTRUCTOR}),      # how a paper is marked, and how far its markers agree
    "proposals.write":      frozenset({STUDENT}),         # one's team's proposal: write it, hand it in
    "proposals.review":     STAFF,                        # read what teams handed in, and decide
    "proposals.take_back":  frozenset({INSTRUCTOR}),      # take a decision back
    "milestones.mark":      STAFF,                        # mark hand-ins by the rubric, read what members report
    "milestones.moderate":  frozenset({INSTRUCTOR}),      # a second marker, a decision, what one member gets more
    "milestones.release":   frozenset({INSTRUCTOR}),      # show marks and comments to teams, take that back
    "milestones.feedback":  frozenset({STUDENT}),         # the marks of one's own team, after the release
    "peers.report":         frozenset({STUDENT}),         # say what each team-mate did, for staff alone
    "gallery.see":          SIGNED_IN,                    # the projects that their teams show
    "gallery.offer":        frozenset({STUDENT}),         # offer one's team's project, agree, take it down
    "gallery.hide":         STAFF,                        # hide a project from the gallery, with a reason
    "milestones.hand_in":   frozenset({STUDENT}),         # one's team's milestones: statement, trying, handing in
    "bank.read":            STAFF,                        # browse and prove questions, keys included
    "project.see":          SIGNED_IN,                    # what the project asks for, and when
    "teams.form":           frozenset({STUDENT}),         # one's own team: make, invite, accept, ask, leave
    "teams.board":          WORKERS,                      # who looks for a team, which teams have room
    "teams.see_class":      STAFF,                        # all teams, who has none, why somebody was placed
    "teams.place":          frozenset({INSTRUCTOR}),      # put a student into a team or out of one, with a reason
    "teams.read_draw":      EVERYONE,                     # the draw: its promise, then its list, without names
    "grades.read_own":      frozenset({STUDENT}),         # every number of one's own, with its derivation
    "grades.read_all":      READERS,                      # the grade book
    "grades.export":        frozenset({INSTRUCTOR}),      # the grade book as a file
    "grades.record":        frozenset({INSTRUCTOR}),      # proposal and milestone scores
    "absences.report":      frozenset({STUDENT}),         # report an absence, follow one's own reports
    "excuses.read":         READERS,                      # which absences are excused
    "excuses.record":       frozenset({ADVISOR}),         # record a verified excuse
    "news.read":            SIGNED_IN,                    # announcements, and what one gets by e-mail
    "news.write":           frozenset({INSTRUCTOR}),      # announce something, take it back
    "asking.read":          WORKERS,                      # questions and answers, without who wrote without a name
    "asking.write":         WORKERS,                      # ask, answer, edit one's own; accept, follow
    "asking.moderate":      STAFF,                        # hide a post, call one good; see who wrote without a name
    "audit.read":           frozenset({INSTRUCTOR}),      # who did what, when
    "health.read":          STAFF,                        # versions, database, disk, queue
}
# fmt: on

View = TypeVar("View", bound=Callable[..., HttpResponse])


def requires(action: str, *, by_token: bool = False) -> Callable[[View], View]:
    """Mark a view with the action that it performs. It must stand in the table.

    With `by_token` it is for programs: a personal token says who asks, cookies do not count, and so no other site can
    make a browser ask (which is what the CSRF check guards against).
    """
    if action not in TABLE:
        raise ImproperlyConfigured(
            f"no action {action!r} in accounts.permissions.TABLE: add a row, or use one of its actions"
        )

    def mark(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        view.by_token = view.csrf_exempt = by_token  # type: ignore[attr-defined]
        return view

    return mark


def action_of(view: Callable[..., Any]) -> str | None:
    """The action that a view was marked with."""
    return getattr(view, "action", None)


def takes_token(view: Callable[..., Any]) -> bool:
    """Whether the view is for programs, which show a personal token."""
    return getattr(view, "by_token", False)


def role_of(user: Any) -> str:
    """The user's role; `visitor` for somebody who has not signed in."""
    return getattr(user, "role", VISITOR)


LONGEST_WAY_BACK = 4_000


def allows(user: Any, action: str) -> bool:
    """Whether the table lets this user do it."""
    return role_of(user) in TABLE[action]


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; scripts are told with 401, and htmx goes there itself."""
    if request.headers.get("HX-Request"):
        sign_in = redirect_to_login(short(request.headers.get("HX-Current-URL", "/")))
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in.url})
    if "text/html" not in request.headers.get("Accept", "text/html"):
        return HttpResponse(
            "You are signed out. Sign in again; nothing was lost.\n", status=401, content_type="text/plain"
        )
    return redirect_to_login(short(request.get_full_path()) if request.method == "GET" else "/")


def short(address: str) -> str:
    """The address, or the home page's in place of one that no redirect can hold: Django sends 16 KB, quoted twice."""
    return address if len(address) <= LONGEST_WAY_BACK else "/"
