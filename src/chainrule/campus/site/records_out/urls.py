"""Addresses of the `records_out` app."""

from django.urls import path

from chainrule.campus.site.records_out import views

app_name = "records_out"
urlpatterns = [
    path("account/export/", views.own, name="own"),
]
