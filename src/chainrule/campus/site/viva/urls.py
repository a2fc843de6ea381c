"""Addresses of the `viva` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.viva import views

app_name = "viva"
urlpatterns = [
    path("labs/<class:number>/viva/", views.own, name="own"),
    path("labs/<class:number>/viva/<id:pk>/<id:place>/", views.answer, name="answer"),
    path("labs/<class:number>/class/<id:student>/viva/", views.sheet, name="sheet"),
]
