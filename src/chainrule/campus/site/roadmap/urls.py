"""Addresses of the `roadmap` app."""

from django.urls import path

from chainrule.campus.site.roadmap import views

app_name = "roadmap"
urlpatterns = [
    path("outcomes/", views.outcomes, name="outcomes"),
    path("roadmap/", views.roadmap, name="roadmap"),
]
