"""Addresses of the `practice` app. Every view carries an action."""

from django.urls import path

from chainrule.campus.site.practice import paper_views, views

app_name = "practice"
urlpatterns = [
    path("practice/", views.lectures, name="list"),
    path("practice/plan/", paper_views.plan, name="plan"),
    path("practice/plan/paper/", paper_views.repeat, name="repeat"),
    path("practice/papers/<id:pk>/", paper_views.paper, name="paper"),
    path("practice/papers/<id:pk>/<id:place>/", paper_views.paper_question, name="paper_question"),
    path("practice/answers/<id:pk>/", views.answer, name="answer"),
    path("practice/answers/<id:pk>/mark/", views.self_mark, name="self_mark"),
    path("practice/<class:number>/", views.next_one, name="next"),
    path("practice/<class:number>/paper/", paper_views.make, name="make_paper"),
    path("practice/<class:number>/<id:place>/", views.question, name="question"),
]
