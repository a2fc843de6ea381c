"""Addresses of the `rubrics` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.rubrics import decide_views, feedback_views, gallery_views, list_views, mark_views

app_name = "rubrics"
TEAM = "project/marking/<slug:milestone>/<id:pk>/"
urlpatterns = [
    path("project/marking/", list_views.first, name="first"),
    path("project/marking/<slug:milestone>/", list_views.teams, name="teams"),
    path("project/marking/<slug:milestone>/release/", list_views.release, name="release"),
    path("project/marking/<slug:milestone>/agreement/", decide_views.agreement, name="agreement"),
    path(TEAM, mark_views.mark, name="mark"),
    path(f"{TEAM}second-marker/", mark_views.second_marker, name="second_marker"),
    path(f"{TEAM}adjust/", mark_views.adjust, name="adjust"),
    path(f"{TEAM}differences/", decide_views.differences, name="differences"),
    path(f"{TEAM}decide/", decide_views.decide, name="decide"),
    path(f"{TEAM}reports/", feedback_views.reports, name="reports"),
    path("project/feedback/<slug:milestone>/", feedback_views.feedback, name="feedback"),
    path("project/reports/<slug:milestone>/", feedback_views.report, name="report"),
    path("project/gallery/", gallery_views.listed, name="gallery"),
    path("project/gallery/own/", gallery_views.own, name="offer"),
    path("project/gallery/<id:pk>/hide/", gallery_views.hide, name="hide"),
]
