"""Home, and the course's own pages: syllabus, calendar, readings, revisions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chainrule.campus import syllabus
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import feed_address
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core import feed as calendar_feed
from chainrule.campus.site.core import home as front
from chainrule.campus.site.core import landing, schedule
from chainrule.campus.site.course import course


@requires("site.use")
def home(request: HttpRequest) -> HttpResponse:
    """What can be done now, what is due, where you left off, what changed; for visitors what this is."""
    now, user = clock.now(), request.user
    if not user.is_authenticated:
        return render(request, "core/landing.html", landing.context(now))
    own = schedule.own_sittings(user)
    # A student's quizzes and deadlines stand in the list of what is due, with more about them.
    kinds = ("class", "holidays") if user.is_student else schedule.KINDS
    coming = schedule.coming(course(), now, own, kinds)
    return render(request, "core/home.html", {"summary": front.gather(user, now), "coming": coming})


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
    monday = schedule.monday_of(today)
    weeks = schedule.weeks(course(), schedule.own_sittings(request.user))
    context = {
        "over": [week for week in weeks if week.monday < monday],
        "weeks": [week for week in weeks if week.monday >= monday],
        "today": today,
        "exams": {exam.id for exam in course().exams},
        "monday": monday,
        "feed": feed_address.query(request.user) if request.user.is_authenticated else "",
    }
    return render(request, "core/calendar.html", context)


@requires("feed.read")
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar for calendar programs, which cannot sign in: the address itself says whose it is."""
    reader = feed_address.reader(inputs.query(request).raw("for"))
    if reader is None:
        raise Http404("no such feed")
    site = f"{request.scheme}://{request.get_host()}"
    own, more = schedule.own_sittings(reader), schedule.dates_of_apps(reader)
    body = calendar_feed.to_ical(course(), clock.now(), site, own, more)
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
