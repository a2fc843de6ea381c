"""Every address that is published. Nothing that needs a server has one: no form is answered, nobody is known."""

from django.urls import include, path

from chainrule.campus.site.core import converters
from chainrule.campus.site.lectures import views as of_lectures
from chainrule.campus.site.published import views

converters.register()

published = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("404.html", views.not_found, name="not_found"),
]
lectures = [
    path("lectures/", of_lectures.listing, name="list"),
    path("lectures/<class:number>/", of_lectures.lecture, name="lecture"),
    path("lectures/<class:number>/present/", of_lectures.present, name="present"),
    path("lectures/<class:number>/files/<str:name>", of_lectures.picture, name="picture"),
]
urlpatterns = [path("", include((published, "published"))), path("", include((lectures, "lectures")))]
