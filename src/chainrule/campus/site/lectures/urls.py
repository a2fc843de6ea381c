"""Addresses of the `lectures` app."""

from django.urls import URLPattern

app_name = "lectures"
urlpatterns: list[URLPattern] = []
