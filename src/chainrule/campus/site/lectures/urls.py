"""Addresses of the `lectures` app."""

from django.urls import path

from chainrule.campus.site.lectures import run_views, views

app_name = "lectures"
urlpatterns = [
    path("lectures/", views.listing, name="list"),
    path("lectures/<class:number>/", views.lecture, name="lecture"),
    path("lectures/<class:number>/present/", views.present, name="present"),
    path("lectures/<class:number>/place/", views.keep_place, name="place"),
    path("lectures/<class:number>/answers/", views.keep_answer, name="answers"),
    path("lectures/<class:number>/run/", run_views.run, name="run"),
    path("lectures/runs/<id:pk>/", run_views.look, name="look"),
    path("lectures/runs/<id:pk>/stop/", run_views.stop, name="stop"),
    path("lectures/<class:number>/files/<str:name>", views.picture, name="picture"),
]
