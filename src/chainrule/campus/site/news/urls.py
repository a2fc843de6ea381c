"""Addresses of the `news` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.news import views

app_name = "news"
urlpatterns = [
    path("news/", views.news, name="list"),
    path("news/read/", views.read, name="read"),
    path("news/choices/", views.choices, name="choices"),
    path("news/write/", views.write, name="write"),
    path("news/<id:pk>/take-back/", views.take_back, name="take_back"),
]
