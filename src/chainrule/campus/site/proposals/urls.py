"""Addresses of the `proposals` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.proposals import staff_views, team_views, write_views

app_name = "proposals"
urlpatterns = [
    path("project/proposal/", team_views.mine, name="mine"),
    path("project/proposal/write/", write_views.write, name="write"),
    path("project/proposal/preview/", team_views.preview, name="preview"),
    path("project/proposal/hand-in/", team_views.hand_in, name="hand_in"),
    path("project/proposal/handed-in/<id:number>/", team_views.handed_in, name="handed_in"),
    path("project/proposal/versions/<slug:question>/", write_views.versions, name="versions"),
    path("project/proposals/", staff_views.teams, name="teams"),
    path("project/proposals/<id:pk>/", staff_views.review, name="review"),
    path("project/proposals/<id:pk>/take-back/", staff_views.take_back, name="take_back"),
]
