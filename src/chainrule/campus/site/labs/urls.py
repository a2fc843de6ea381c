"""Addresses of the `labs` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.labs import api, class_views, containment, views

app_name = "labs"
urlpatterns = [
    path("labs/", views.labs, name="list"),
    path("labs/<class:number>/", views.lab, name="lab"),
    path("labs/<class:number>/starter.py", views.download, name="starter"),
    path("labs/<class:number>/notebook.ipynb", views.download_notebook, name="notebook"),
    path("labs/<class:number>/submit/", views.submit, name="submit"),
    path("labs/<class:number>/draft/", views.draft, name="draft"),
    path("labs/<class:number>/hint/", views.hint, name="hint"),
    path("labs/<class:number>/give-up/", views.give_up, name="give_up"),
    path("labs/<class:number>/solution/", views.read_solution, name="solution"),
    path("labs/<class:number>/submissions/<id:pk>/", views.submission, name="submission"),
    path("labs/<class:number>/submissions/<id:pk>/cancel/", views.cancel, name="cancel"),
    path("labs/<class:number>/submissions/<id:pk>/lab.py", views.file, name="file"),
    path("labs/<class:number>/submissions/<id:pk>/run-again/", class_views.run_again, name="run_again"),
    path("containment/", containment.containment, name="containment"),
    path("containment/try/", containment.try_again, name="try_layers"),
    path("api/labs/<str:number>/submit/", api.submit, name="api_submit"),
    path("api/submissions/<id:pk>/", api.verdict, name="api_verdict"),
    path("labs/class/", class_views.all_labs, name="all"),
    path("labs/<class:number>/class/", class_views.lab_class, name="class"),
    path("labs/<class:number>/class/<id:student>/", class_views.history, name="history"),
    path("labs/<class:number>/rerun/", class_views.start_rerun, name="start_rerun"),
    path("labs/<class:number>/rerun/<id:pk>/", class_views.one_rerun, name="rerun"),
]
