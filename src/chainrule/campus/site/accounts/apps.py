"""The app's name and its label in the database."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chainrule.campus.site.accounts"
    label = "campus_accounts"
