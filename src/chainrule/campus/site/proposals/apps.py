"""The app's name and its label in the database."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "chainrule.campus.site.proposals"
    label = "campus_proposals"
