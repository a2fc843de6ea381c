"""Addresses of the `project` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.project import board_views, draw_views, staff_views, views

app_name = "project"
urlpatterns = [
    path("project/", views.overview, name="overview"),
    path("project/teams/", views.teams, name="teams"),
    path("project/teams/do/", views.act, name="act"),
    path("project/teams/board/", board_views.board, name="board"),
    path("project/teams/board/mine/", board_views.entry, name="entry"),
    path("project/teams/class/", staff_views.class_teams, name="class"),
    path("project/teams/class/place/", staff_views.place, name="place"),
    path("project/teams/draw/", draw_views.draw, name="draw"),
    path("project/teams/draw.json", draw_views.draw_file, name="draw_file"),
]
