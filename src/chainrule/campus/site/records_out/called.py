"""What rows of the site are called, for who reads what was forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps

NAMES = {
    "campus_accounts.PersonalToken": "personal tokens",
    "campus_lectures.ReadingPosition": "places in lectures",
    "campus_lectures.Answered": "answers in lectures",
    "campus_lectures.LiveRun": "runs of a lecture's code",
    "campus_jobs.Turn": "turns at the graders",
    "campus_labs.Submission": "files handed in",
    "campus_labs.Workbench": "drafts of labs",
    "campus_papers.Sitting": "reasons for times of their own",
    "campus_papers.Exemption": "reasons for exemptions",
    "campus_papers.Recording": "problems of running their code",
    "campus_papers.ShortAnswerMark": "markers' comments",
    "campus_papers.LookAgain": "messages about released answers",
    "campus_grades.RecordedScore": "notes beside scores",
    "campus_grades.Excuse": "what was seen as proof of an absence",
    "campus_practice.PracticePaper": "practice papers",
    "campus_practice.Answer": "answers in practice",
    "campus_viva.Made": "questions about their own code",
    "campus_invigilation.Seat": "seats",
    "campus_invigilation.Event": "things noticed in papers",
    "campus_marking.SecondMark": "second markers' comments",
    "campus_marking.Decision": "reasons for decisions between markers",
    "campus_people.Invitation": "invitations to the site",
    "campus_project.Profile": "entries on the board of teams",
    "campus_project.Placement": "reasons for placing them in a team",
    "campus_proposals.Answer": "texts of proposals",
    "campus_proposals.Submission": "names on proposals",
    "campus_absences.AbsenceReport": "reports of absence",
    "campus_absences.AbsenceStep": "words about absences",
    "campus_news.Item": "news for them alone",
    "campus_news.Notice": "letters and news they read",
    "campus_news.TurnedOff": "choices of what they get",
}


def called(row: str) -> str:
    """The words for a kind of row; of one that has none here, the model's own."""
    if row in NAMES or "." not in row:
        return NAMES.get(row, row)
    return str(apps.get_model(row)._meta.verbose_name_plural)


def in_words(rows: Mapping[str, int]) -> str:
    """How many of each: `files handed in: 2; short answers: 3`; "nothing" where there is none."""
    counts = sorted((called(row), count) for row, count in rows.items() if count)
    return "; ".join(f"{name}: {count}" for name, count in counts) or "nothing"
