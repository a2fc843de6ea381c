"""The app's name and its label in the database."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "chainrule.campus.site.news"
    label = "campus_news"
