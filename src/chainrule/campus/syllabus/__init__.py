"""The course file as typed data, and its rules as pure functions."""

from chainrule.campus.syllabus.load import load_course
from chainrule.campus.syllabus.model import (
    Assessment,
    Blueprint,
    ClassMeeting,
    Course,
    Outcome,
    PaperRules,
    Person,
    Weight,
)
from chainrule.campus.syllabus.revisions import Revision

__all__ = [
    "Assessment",
    "Blueprint",
    "ClassMeeting",
    "Course",
    "Outcome",
    "PaperRules",
    "Person",
    "Revision",
    "Weight",
    "load_course",
]
