"""Addresses of the `grades` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.grades import book_views, excuse_views, insight_views, table_views, views, what_if_views

app_name = "grades"
urlpatterns = [
    path("grades/", views.my_grades, name="mine"),
    path("grades/what-if/", what_if_views.what_if, name="what_if"),
    path("gradebook/", book_views.book, name="book"),
    path("gradebook.csv", book_views.book_csv, name="csv"),
    path("gradebook/paste/", table_views.paste, name="paste"),
    path("gradebook/blackboard/", table_views.blackboard_file, name="blackboard"),
    path("gradebook/statistics/", insight_views.statistics, name="statistics"),
    path("gradebook/risk/", insight_views.at_risk, name="risk"),
    path("gradebook/<id:pk>/", book_views.student, name="student"),
    path("gradebook/<id:pk>/<slug:item>/", book_views.record, name="record"),
    path("gradebook/<id:pk>/<slug:item>/cell/", book_views.cell, name="cell"),
    path("excuses/", excuse_views.excuses, name="excuses"),
    path("excuses/record/", excuse_views.record, name="record_excuse"),
    path("excuses/<id:pk>/withdraw/", excuse_views.withdraw, name="withdraw_excuse"),
]
