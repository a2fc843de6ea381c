"""Addresses of the `printed` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.printed import views

app_name = "printed"
urlpatterns = [
    path("papers/<slug:paper>/class/print/", views.variants_of, name="variants"),
    path("papers/<slug:paper>/class/print/<slug:what>/", views.page, name="page"),
    path("papers/<slug:paper>/class/print/<slug:what>.pdf", views.file, name="file"),
    path("papers/<slug:paper>/class/sheets/", views.sheets, name="sheets"),
]
