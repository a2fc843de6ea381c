"""Home, and the course's own pages: syllabus, calendar, readings, revisions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chainrule.campus import syllabus
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import feed_address
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core import feed as calendar_feed
from chainrule.campus.site.core import home as front
from chainrule.campus.site.core import schedule
from chainrule.campus.site.course import course


@requires("site.use")
def home(request: HttpRequest) -> HttpResponse:
    """What is due next, where you left off, what changed; for visitors what this is."""
    now = clock.now()
    context = {"summary": front.gather(request.user, now), "coming": schedule.coming(course(), now)}
    return render(request, "core/home.html", context)


@requires("course.read")
def syllabus_page(request: HttpRequest) -> HttpResponse:
    """The whole syllabus, every number of it from course.toml."""
    context = {
        "policies": {section.id: section for section in syllabus.policy_sentences(course())},
        "weights": [(w, syllabus.assessment_label(course(), w.id)) for w in course().weights],
        "outline": syllabus.outline(course()),
        "total": sum(weight.weight for weight in course().weights),
    }
    return render(request, "core/syllabus.html", context)


@requires("course.read")
def calendar(request: HttpRequest) -> HttpResponse:
    """The term week by week, today marked."""
    now = clock.now()
    today = now.astimezone(course().timezone).date()
    weeks = schedule.weeks(course())
    days = [day.date for week in weeks for day in week.days]
    context = {
        "weeks": weeks,
        "today": today,
        "exams": {exam.id for exam in course().exams},
        "next_day": next((day for day in days if day >= today), None),
        "monday": schedule.monday_of(today),
        "feed": feed_address.query(request.user) if request.user.is_authenticated else "",
    }
    return render(request, "core/calendar.html", context)


@requires("feed.read")
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar for calendar programs, which cannot sign in: the address itself says whose it is."""
    if feed_address.reader(inputs.query(request).raw("for")) is None:
        raise Http404("no such feed")
    site = f"{request.scheme}://{request.get_host()}"
    body = calendar_feed.to_ical(course(), clock.now(), site)
    headers = {"Cache-Control": "private, max-age=900", "Content-Disposition": 'inline; filename="calendar.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@requires("course.read")
def readings(request: HttpRequest) -> HttpResponse:
    """Where the syllabus is silent or can be read in two ways: which way this course takes, and why."""
    return render(request, "core/readings.html", {"groups": syllabus.readings(course())})


@requires("course.read")
def revisions(request: HttpRequest) -> HttpResponse:
    """What changed in the syllabus, and since when; the newest first."""
    return render(request, "core/revisions.html", {"revisions": course().revisions[::-1]})
