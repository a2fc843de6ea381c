"""Addresses of the `practice` app, which a class's site does not have. Every view carries an action."""

from django.urls import path

from chainrule.campus.site.practice import views

app_name = "practice"
urlpatterns = [
    path("practice/", views.lectures, name="list"),
    path("practice/<class:number>/", views.next_one, name="next"),
    path("practice/<class:number>/<id:place>/", views.question, name="question"),
    path("practice/answers/<id:pk>/", views.answer, name="answer"),
    path("practice/answers/<id:pk>/mark/", views.self_mark, name="self_mark"),
]
