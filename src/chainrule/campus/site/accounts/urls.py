"""Addresses of the `accounts` app."""

from django.urls import path

from chainrule.campus.site.accounts import audit_views, token_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.account, name="account"),
    path("account/password/", views.change_password, name="change_password"),
    path("account/feed/", views.renew_feed, name="renew_feed"),
    path("account/tokens/", token_views.make_token, name="make_token"),
    path("account/tokens/<id:pk>/revoke/", token_views.revoke_token, name="revoke_token"),
    path("api/account/", token_views.whose, name="whose"),
    path("audit/", audit_views.audit_log, name="audit"),
    path("theme/", views.choose_theme, name="theme"),
]
