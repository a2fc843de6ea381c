"""Addresses of the `absences` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.absences import proof_views, staff_views, student_views

app_name = "absences"
urlpatterns = [
    path("absences/", student_views.mine, name="mine"),
    path("absences/<id:pk>/", student_views.own, name="own"),
    path("absences/<id:pk>/add/", student_views.add, name="add"),
    path("absences/<id:pk>/withdraw/", student_views.withdraw, name="withdraw"),
    path("absences/<id:pk>/document/", proof_views.send, name="send_document"),
    path("excuses/reports/<id:pk>/documents/<id:number>/", proof_views.look, name="document"),
    path("excuses/reports/", staff_views.reports, name="reports"),
    path("excuses/reports/<id:pk>/", staff_views.report, name="report"),
    path("excuses/reports/<id:pk>/verify/", staff_views.verify, name="verify"),
    path("excuses/reports/<id:pk>/window/", staff_views.grant_window, name="window"),
    path("excuses/reports/<id:pk>/exempt/", staff_views.exempt, name="exempt"),
    path("excuses/reports/<id:pk>/nothing/", staff_views.nothing, name="nothing"),
]
