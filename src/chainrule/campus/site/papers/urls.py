"""Addresses of the `papers` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import URLPattern

app_name = "papers"
urlpatterns: list[URLPattern] = []
