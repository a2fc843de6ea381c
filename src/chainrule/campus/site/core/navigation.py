"""The bar at the top: which pages this person sees there, and which one they are on."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, get_urlconf, resolve

from chainrule.campus.site.accounts.permissions import action_of, allows

# (address, label) in the order shown. A page appears for those whom the permission table lets in, once its app has it.
BAR = (
    ("/lectures/", "Lectures"),
    ("/search/", "Search"),
    ("/labs/", "Labs"),
    ("/practice/", "Practice"),
    ("/progress/", "Progress"),
    ("/papers/", "Quizzes"),
    ("/marking/", "Marking"),
    ("/bank/", "Questions"),
    ("/project/", "Project"),
    ("/grades/", "Grades"),
    ("/gradebook/", "Grade book"),
    ("/excuses/", "Excuses"),
    ("/calendar/", "Calendar"),
    ("/syllabus/", "Syllabus"),
)
OF_A_CLASS = "chainrule.campus.site.urls"


@dataclass(frozen=True)
class Link:
    address: str
    label: str
    current: str  # value of aria-current: "page" here, "true" on a page below, "" elsewhere


@cache
def action_at(address: str, addresses: str | None) -> str | None:
    """The action of the view at an address, among `addresses`, else the site's own; None where there is no page."""
    try:
        return action_of(resolve(address, addresses).func)
    except Resolver404:
        return None


def is_elsewhere_only(address: str) -> bool:
    """Whether an address is a page of a class's site and none of this one: `/calendar/`, for who learns alone."""
    path = urlsplit(address).path
    return action_at(path, get_urlconf()) is None and action_at(path, OF_A_CLASS) is not None


def links(request: HttpRequest) -> list[Link]:
    """The links of the bar for this request."""
    user: Any = getattr(request, "user", None)
    shown = []
    for address, label in BAR:
        action = action_at(address, get_urlconf())
        if user is not None and action and allows(user, action):
            here = "page" if request.path == address else "true" if request.path.startswith(address) else ""
            shown.append(Link(address, label, here))
    return shown
