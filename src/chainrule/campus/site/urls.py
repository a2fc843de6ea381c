"""Every address of the site. Each app names its own; addresses end in a slash, but for files."""

from django.urls import include, path

urlpatterns = [
    path("", include("chainrule.campus.site.core.urls")),
    path("", include("chainrule.campus.site.accounts.urls")),
    path("", include("chainrule.campus.site.people.urls")),
    path("", include("chainrule.campus.site.lectures.urls")),
    path("", include("chainrule.campus.site.labs.urls")),
    path("", include("chainrule.campus.site.printed.urls")),
    path("", include("chainrule.campus.site.papers.urls")),
    path("", include("chainrule.campus.site.project.urls")),
    path("", include("chainrule.campus.site.absences.urls")),
    path("", include("chainrule.campus.site.grades.urls")),
    path("", include("chainrule.campus.site.practice.urls")),
    path("", include("chainrule.campus.site.viva.urls")),
    path("", include("chainrule.campus.site.invigilation.urls")),
    path("", include("chainrule.campus.site.marking.urls")),
    path("", include("chainrule.campus.site.proposals.urls")),
    path("", include("chainrule.campus.site.rubrics.urls")),
    path("", include("chainrule.campus.site.milestones.urls")),
    path("", include("chainrule.campus.site.records_out.urls")),
    path("", include("chainrule.campus.site.roadmap.urls")),
    path("", include("chainrule.campus.site.news.urls")),
    path("", include("chainrule.campus.site.asking.urls")),
    path("", include("chainrule.campus.site.revising.urls")),
]
handler400 = "chainrule.campus.site.core.errors.bad_request"
handler403 = "chainrule.campus.site.core.errors.forbidden"
handler404 = "chainrule.campus.site.core.errors.not_found"
handler500 = "chainrule.campus.site.core.errors.server_error"
