"""Addresses of the `grades` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import URLPattern

app_name = "grades"
urlpatterns: list[URLPattern] = []
