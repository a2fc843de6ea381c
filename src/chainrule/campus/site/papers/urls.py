"""Addresses of the `papers` app. Every view carries an action: see `accounts.permissions`."""

from django.urls import path

from chainrule.campus.site.papers import (
    bank_views,
    exemption_views,
    look_again_views,
    news_views,
    preview_views,
    receipt_views,
    regrade_views,
    staff_views,
    statistics_views,
    views,
)

app_name = "papers"
urlpatterns = [
    path("papers/", views.papers, name="list"),
    path("papers/<slug:paper>/", views.paper, name="paper"),
    path("papers/<slug:paper>/begin/", views.begin, name="begin"),
    path("papers/<slug:paper>/attempt/", views.attempt, name="attempt"),
    path("papers/<slug:paper>/attempt/save/", views.save, name="save"),
    path("papers/<slug:paper>/attempt/submit/", views.submit, name="submit"),
    path("papers/<slug:paper>/attempt/news/", news_views.news, name="news"),
    path("papers/<slug:paper>/review/", views.review, name="review"),
    path("papers/<slug:paper>/receipts/", receipt_views.page, name="receipts"),
    path("papers/<slug:paper>/receipts/list.json", receipt_views.as_file, name="receipts_file"),
    path("papers/<slug:paper>/class/", staff_views.staff, name="staff"),
    path("papers/<slug:paper>/class/release/", staff_views.release, name="release"),
    path("papers/<slug:paper>/class/grant/", staff_views.grant, name="grant"),
    path("papers/<slug:paper>/class/exempt/", exemption_views.exempt, name="exempt"),
    path("papers/<slug:paper>/class/exempt/<id:pk>/withdraw/", exemption_views.withdraw, name="withdraw_exemption"),
    path("papers/<slug:paper>/class/preview/", preview_views.preview, name="preview"),
    path("papers/<slug:paper>/class/regrade/", regrade_views.questions, name="regrade"),
    path(
        "papers/<slug:paper>/class/regrade/<class:number>/<slug:name>/",
        regrade_views.question,
        name="regrade_question",
    ),
    path("papers/<slug:paper>/class/statistics/", statistics_views.statistics, name="statistics"),
    path("papers/<slug:paper>/class/<id:attempt>/", staff_views.one_attempt, name="one_attempt"),
    path("papers/<slug:paper>/class/<id:attempt>/run-again/", staff_views.run_again, name="run_again"),
    path("papers/<slug:paper>/look-again/<id:item>/", look_again_views.ask, name="look_again"),
    path("looks/", look_again_views.threads, name="looks"),
    path("looks/<id:attempt>/<id:item>/", look_again_views.thread, name="look"),
    path("samples/", preview_views.samples, name="samples"),
    path("bank/", bank_views.questions, name="bank"),
    path("bank/<class:number>/<slug:name>/", bank_views.question, name="question"),
]
