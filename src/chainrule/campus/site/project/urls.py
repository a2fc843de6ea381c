"""Addresses of the `project` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import URLPattern

app_name = "project"
urlpatterns: list[URLPattern] = []
