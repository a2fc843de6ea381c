"""Addresses of the `labs` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import URLPattern

app_name = "labs"
urlpatterns: list[URLPattern] = []
