"""Addresses of the `milestones` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.milestones import views, write_views

app_name = "milestones"
urlpatterns = [
    path("project/milestones/<slug:milestone>/", views.page, name="page"),
    path("project/milestones/<slug:milestone>/statement/", write_views.write, name="write"),
    path("project/milestones/<slug:milestone>/statement/<slug:question>/", write_views.versions, name="versions"),
    path("project/milestones/<slug:milestone>/hand-in/", views.send, name="send"),
    path("project/milestones/<slug:milestone>/handed-in/<id:number>/", views.handed_in, name="handed_in"),
    path("project/milestones/<slug:milestone>/handed-in/<id:number>/again/", views.again, name="again"),
    path("project/milestones/<slug:milestone>/handed-in/<id:number>/archive/", views.archive, name="archive"),
    path("project/milestones/<slug:milestone>/tries/<id:pk>/", views.tried, name="tried"),
]
