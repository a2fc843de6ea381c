"""Signing in and out, one's own account, and light or dark."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chainrule.campus.site import inputs, rates
from chainrule.campus.site.accounts import audit, feed_address
from chainrule.campus.site.accounts import sign_in as gate
from chainrule.campus.site.accounts.demo_people import sign_ins
from chainrule.campus.site.accounts.forms import ChangePasswordForm, SignInForm
from chainrule.campus.site.accounts.models import new_nonce
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.theme import THEMES


class SignIn(LoginView):
    """Django's own, for so many tries per minute from one address."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context: ClassVar[dict[str, Any]] = {"demo_sign_ins": sign_ins}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if seconds := gate.must_wait(request):
            response = render(request, "accounts/many.html", {"wait": rates.words(seconds)}, status=429)
            response["Retry-After"] = str(seconds)
            return response
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        gate.remember_browser(response, gate.account_in(self.request))
        return response

    def get_redirect_url(self) -> str:
        """Where to go then; never back to here, which would have no end."""
        back = str(super().get_redirect_url())
        return "" if back.partition("?")[0] == self.request.path else back


sign_in = requires("site.use")(SignIn.as_view())
sign_out = requires("site.use")(LogoutView.as_view())


@requires("account.own")
def account(request: HttpRequest) -> HttpResponse:
    """Who am I here, my calendar feed, my password."""
    return account_page(request)


@requires("account.own")
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.user, request.POST)
    if seconds := gate.OWN_TRIES.wait(request.user.pk):
        words = f"You entered a wrong current password too often. Wait {rates.words(seconds)}, then try again."
        return account_page(request, paused=words, status=429)
    if not form.is_valid():
        if "old_password" in form.errors:
            gate.OWN_TRIES.count(request.user.pk)
        return account_page(request, form)
    update_session_auth_hash(request, form.save())
    audit.record(request.user, "account.password", request.user.email, about=request.user)
    messages.success(request, "Your password has been changed. You are signed out in all other browsers.")
    return redirect("accounts:account")


@requires("account.own")
@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Give the calendar feed another address; the old one stops working."""
    request.user.feed_nonce = new_nonce()
    request.user.save(update_fields=["feed_nonce"])
    audit.record(request.user, "account.feed", request.user.email, about=request.user)
    messages.success(request, "Your calendar feed has a new address. The old one no longer works.")
    return redirect("accounts:account")


def account_page(
    request: HttpRequest, form: ChangePasswordForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one's own account, with a form that was filled in wrongly, or with what was just made."""
    form = form or ChangePasswordForm(request.user)
    context = {
        "form": form,
        "feed_address": request.build_absolute_uri(f"{reverse('core:feed')}?{feed_address.query(request.user)}"),
        "site_address": request.build_absolute_uri("/").rstrip("/"),
        "tokens": request.user.tokens.all(),
    }
    return render(request, "accounts/account.html", context | more, status=400 if form.errors else status)


@requires("site.use")
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or auto in this browser, and go back to where the reader was."""
    given = inputs.form(request)
    back = given.raw("next") or "/"
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})):
        back = "/"
    response = HttpResponseRedirect(back)  # not `redirect`, which takes a word for the name of a view
    if theme := given.choice("theme", THEMES, ""):
        response.set_cookie("theme", theme, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.HTTPS)
    return response
