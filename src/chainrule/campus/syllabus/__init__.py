"""The course file as typed data, and its rules as pure functions.

`load_course(folder)` gives a `Course`; every function takes it, and `now` where the hour matters.

Who calls it: the site (dates, deadlines, grades, texts of pages), the proof, and `chainrule new`. It must not know
Django, a database or a clock.

Every error of the course file is a `CourseError` with the line of its key. `scores` maps an assessment's id to a
`Score`, `Awaiting`, `Excused` or `Proposal`; what is not there was not sat or handed in; "what if" is a call with other
scores (`imagined_score`, `needed`). A grade is a tree of `Derivation`s, so that a page can show how every number came
about; numbers are shown by `rounded(value, course.grade_rules.decimals)`.
"""

from chainrule.campus.syllabus.deadlines import (
    Window,
    attempt_ends,
    conflict_notice_due,
    due,
    ends_after,
    last_full_start,
    teams_assigned,
    window,
)
from chainrule.campus.syllabus.derivation import Derivation
from chainrule.campus.syllabus.events import Due, Event, OwnSitting, calendar, what_is_due
from chainrule.campus.syllabus.grade_rules import Letter
from chainrule.campus.syllabus.grades import CourseGrade, course_grade
from chainrule.campus.syllabus.imagining import imagined_proposal, imagined_score, open_items
from chainrule.campus.syllabus.late import Lateness, lateness
from chainrule.campus.syllabus.letters import LetterGrade, letter_grade
from chainrule.campus.syllabus.load import load_course
from chainrule.campus.syllabus.model import (
    Assessment,
    Blueprint,
    Book,
    ClassMeeting,
    Course,
    ExamRules,
    Holidays,
    Outcome,
    Person,
    QuizRules,
    Weight,
)
from chainrule.campus.syllabus.needed import Needed, needed
from chainrule.campus.syllabus.policies import (
    OutlineRow,
    PolicySection,
    assessment_label,
    dated_label,
    fill,
    outline,
    policy_sentences,
)
from chainrule.campus.syllabus.projects import assign_teams
from chainrule.campus.syllabus.reading import Reading, Setting
from chainrule.campus.syllabus.readings import readings
from chainrule.campus.syllabus.revisions import Revision, load_revisions
from chainrule.campus.syllabus.scores import Awaiting, Excused, Pending, Proposal, Record, Score, Scores, fits
from chainrule.campus.syllabus.uploads import Arrival, Counted, counted
from chainrule.campus.syllabus.wording import rounded

__all__ = [
    "Arrival",
    "Assessment",
    "Awaiting",
    "Blueprint",
    "Book",
    "ClassMeeting",
    "Counted",
    "Course",
    "CourseGrade",
    "Derivation",
    "Due",
    "Event",
    "ExamRules",
    "Excused",
    "Holidays",
    "Lateness",
    "Letter",
    "LetterGrade",
    "Needed",
    "Outcome",
    "OutlineRow",
    "OwnSitting",
    "Pending",
    "Person",
    "PolicySection",
    "Proposal",
    "QuizRules",
    "Reading",
    "Record",
    "Revision",
    "Score",
    "Scores",
    "Setting",
    "Weight",
    "Window",
    "assessment_label",
    "assign_teams",
    "attempt_ends",
    "calendar",
    "conflict_notice_due",
    "counted",
    "course_grade",
    "dated_label",
    "due",
    "ends_after",
    "fill",
    "fits",
    "imagined_proposal",
    "imagined_score",
    "last_full_start",
    "lateness",
    "letter_grade",
    "load_course",
    "load_revisions",
    "needed",
    "open_items",
    "outline",
    "policy_sentences",
    "readings",
    "rounded",
    "teams_assigned",
    "what_is_due",
    "window",
]
