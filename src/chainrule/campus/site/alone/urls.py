"""Every address of the course for one: the class's pages are not there. `settings.ROOT_URLCONF` chooses."""

from django.urls import include, path

from chainrule.campus.site.accounts.views import choose_theme
from chainrule.campus.site.alone import lab_views, views, viva_views
from chainrule.campus.site.core import converters
from chainrule.campus.site.core.health import liveness
from chainrule.campus.site.roadmap.views import outcomes

converters.register()

alone = [
    path("", views.home, name="home"),
    path("progress/", views.progress, name="progress"),
    path("roadmap/", views.roadmap, name="roadmap"),
    path("labs/", lab_views.labs, name="labs"),
    path("labs/<class:number>/", lab_views.lab, name="lab"),
    path("labs/<class:number>/verdict/", lab_views.verdict, name="verdict"),
    path("labs/<class:number>/check/", lab_views.check, name="check"),
    path("labs/<class:number>/hint/", lab_views.hint, name="hint"),
    path("labs/<class:number>/give-up/", lab_views.give_up, name="give_up"),
    path("labs/<class:number>/solution/", lab_views.read_solution, name="solution"),
    path("labs/<class:number>/restore/", lab_views.restore, name="restore"),
    path("labs/<class:number>/viva/", viva_views.own, name="viva"),
    path("labs/<class:number>/viva/<id:place>/", viva_views.answer, name="viva_answer"),
]
urlpatterns = [
    path("", include((alone, "alone"))),
    path("", include("chainrule.campus.site.lectures.urls")),
    path("", include("chainrule.campus.site.practice.urls")),
    path("", include(([path("outcomes/", outcomes, name="outcomes")], "roadmap"))),
    path("", include(([path("theme/", choose_theme, name="theme")], "accounts"))),
    path("", include(([path("healthz", liveness, name="liveness")], "core"))),
]
handler400 = "chainrule.campus.site.core.errors.bad_request"
handler403 = "chainrule.campus.site.core.errors.forbidden"
handler404 = "chainrule.campus.site.core.errors.not_found"
handler500 = "chainrule.campus.site.core.errors.server_error"
