"""Addresses of the `core` app."""

from django.urls import path

from chainrule.campus.site.core import converters, health, views, wheel

converters.register()

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("syllabus/", views.syllabus_page, name="syllabus"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar.ics", views.feed, name="feed"),
    path("reading/", views.readings, name="readings"),
    path("revisions/", views.revisions, name="revisions"),
    path("wheel/<str:name>", wheel.download, name="wheel"),
    path("health/", health.health, name="health"),
    path("healthz", health.liveness, name="liveness"),
]
