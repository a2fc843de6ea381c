"""Addresses of the `core` app."""

from django.urls import path

from chainrule.campus.site.core import converters, views

converters.register()

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("calendar.ics", views.feed, name="feed"),
    path("healthz", views.liveness, name="liveness"),
]
