"""Addresses of the `asking` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.asking import staff_views, views

app_name = "asking"
urlpatterns = [
    path("asking/", views.listing, name="list"),
    path("asking/<id:pk>/", views.thread, name="thread"),
    path("asking/<id:pk>/answer/", views.answer, name="answer"),
    path("asking/<id:pk>/follow/", views.follow, name="follow"),
    path("asking/lectures/<class:number>/", views.ask_lecture, name="ask_lecture"),
    path("asking/labs/<class:number>/", views.ask_lab, name="ask_lab"),
    path("asking/papers/<slug:paper>/<id:item>/", views.ask_question, name="ask_question"),
    path("asking/posts/<id:pk>/edit/", views.edit, name="edit"),
    path("asking/posts/<id:pk>/accept/", views.accept, name="accept"),
    path("asking/posts/<id:pk>/hide/", staff_views.hide, name="hide"),
    path("asking/posts/<id:pk>/show/", staff_views.show, name="show"),
    path("asking/posts/<id:pk>/endorse/", staff_views.endorse, name="endorse"),
]
