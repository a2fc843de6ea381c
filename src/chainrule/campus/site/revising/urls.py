"""Addresses of the `revising` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.revising import views

app_name = "revising"
urlpatterns = [path("revisions/preview/", views.preview, name="preview")]
