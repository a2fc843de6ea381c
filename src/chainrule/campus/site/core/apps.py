"""The app's name and its label in the database; the course's clock starts with it."""

from django.apps import AppConfig

from chainrule.campus.site import clock


class CoreConfig(AppConfig):
    name = "chainrule.campus.site.core"
    label = "campus_core"

    def ready(self) -> None:
        clock.start()
