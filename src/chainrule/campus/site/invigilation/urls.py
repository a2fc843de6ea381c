"""Addresses of the `invigilation` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.invigilation import staff_views, student_views

app_name = "invigilation"
urlpatterns = [
    path("papers/<slug:paper>/room/", student_views.room, name="room"),
    path("papers/<slug:paper>/room/events/", student_views.events, name="events"),
    path("papers/<slug:paper>/class/room/", staff_views.seats, name="seats"),
    path("papers/<slug:paper>/class/room/code/", staff_views.code, name="code"),
    path("papers/<slug:paper>/class/room/do/", staff_views.act, name="act"),
    path("papers/<slug:paper>/class/room/say/", staff_views.say, name="say"),
    path("papers/<slug:paper>/class/room/settings/", staff_views.settings, name="settings"),
    path("papers/<slug:paper>/class/room/<id:student>/", staff_views.seat, name="seat"),
]
