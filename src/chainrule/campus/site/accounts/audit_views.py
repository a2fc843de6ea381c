"""The audit log as a page: who did what to whose data, when; searched, and a page at a time."""

import datetime as dt
import json
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.accounts.permissions import requires

AUDIT_PAGE = 100
IN_OUR_TIME = (MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2100, 1, 1)))


class Search(forms.Form):
    """What entries are looked for; every field may be empty."""

    who = inputs.Line(max_length=120, required=False, label="Who", help_text="Part of a name or address.")
    about = inputs.Line(max_length=120, required=False, label="About whom", help_text="Whose data it is.")
    action = forms.ChoiceField(required=False, label="What")
    subject = inputs.Line(max_length=200, required=False, label="To what", help_text="As in quiz-1.")
    since = forms.DateField(required=False, label="From", validators=IN_OUR_TIME)
    until = forms.DateField(required=False, label="To", validators=IN_OUR_TIME, help_text="This day too.")
    text = inputs.Line(max_length=200, required=False, label="Words", help_text="In subject or details.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        self.fields["action"].choices = [("", "anything"), *((action, action) for action in there)]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def found(self) -> QuerySet[AuditEntry]:
        """The entries that fit, the newest first; all of them where nothing is asked, none where it cannot be read."""
        entries = AuditEntry.objects.select_related("who", "subject_of")
        if not self.is_bound:
            return entries
        if not self.is_valid():
            return entries.none()
        asked = self.cleaned_data
        for field, role in (("who", "who"), ("about", "subject_of")):
            if asked[field]:
                entries = entries.filter(_person(role, asked[field]))
        if asked["action"]:
            entries = entries.filter(action=asked["action"])
        if asked["subject"]:
            entries = entries.filter(subject__icontains=asked["subject"])
        if asked["since"]:
            entries = entries.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            entries = entries.filter(at__lt=_midnight(asked["until"] + dt.timedelta(days=1)))
        if asked["text"]:
            entries = _with_words(entries, asked["text"])
        return entries


def _person(role: str, words: str) -> Q:
    return Q(**{f"{role}__folded_name__contains": folded(words)}) | Q(**{f"{role}__email__icontains": words})


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _with_words(entries: QuerySet[AuditEntry], words: str) -> QuerySet[AuditEntry]:
    """Those that hold the words in subject or details, which SQLite keeps with its letters escaped."""
    escaped = json.dumps(words)[1:-1]
    entries = entries.annotate(written=Cast("details", TextField()))
    return entries.filter(Q(subject__icontains=words) | Q(written__icontains=words) | Q(written__icontains=escaped))


@requires("audit.read")
@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, when: the newest first, a page at a time; and the hash to write down."""
    query = inputs.query(request)
    asked = {name: query.raw(name) for name in Search.base_fields}
    search = Search(asked if any(asked.values()) else None)
    page = Paginator(search.found(), AUDIT_PAGE).get_page(query.whole("page", 1, 1))
    number, head = audit.head()
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"page": page, "search": search, "number": number, "head": head, "keep": kept.urlencode()}
    return render(request, "accounts/audit.html", context, status=400 if search.errors else 200)
