"""Addresses of the `people` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.people import invitation_views, list_views, person_views, roster_views

app_name = "people"
urlpatterns = [
    path("people/", list_views.everybody, name="list"),
    path("people.csv", list_views.as_csv, name="csv"),
    path("people/update/", roster_views.update, name="update"),
    path("people/add/", person_views.add, name="add"),
    path("people/invite/", invitation_views.invite, name="invite"),
    path("people/<id:pk>/", person_views.person, name="person"),
    path("people/<id:pk>/change/", person_views.change, name="change"),
    path("people/<id:pk>/do/", person_views.act, name="act"),
    path("invitation/<str:secret>/", invitation_views.accept, name="invitation"),
]
