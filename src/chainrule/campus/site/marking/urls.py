"""Addresses of the `marking` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.marking import group_views, plan_views, second_views, views

app_name = "marking"
QUESTION = "marking/<slug:paper>/<class:number>/<slug:name>/"
urlpatterns = [
    path("marking/", views.marking, name="list"),
    path("marking/<slug:paper>/plan/", plan_views.plan, name="plan"),
    path("marking/<slug:paper>/agreement/", plan_views.agreement, name="agreement"),
    path("marking/<slug:paper>/twice/", second_views.twice, name="twice"),
    path("marking/<slug:paper>/twice/<id:second>/", second_views.decide, name="decide"),
    path(QUESTION, views.mark, name="mark"),
    path(f"{QUESTION}groups/", group_views.listed, name="groups"),
    path(f"{QUESTION}groups/<id:attempt>/<id:item>/", group_views.one, name="group"),
    path(f"{QUESTION}second/", second_views.second, name="second"),
]
