"""Signing in, and changing the password."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm


class SignInForm(AuthenticationForm):
    """Email and password. One message for every failure: it does not tell which addresses have an account."""

    username = forms.EmailField(
        label="Email", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    error_messages: ClassVar[dict[str, Any]] = {
        "invalid_login": "This email and password do not match. "
        "Check both; upper and lower case matter in the password.",
        "inactive": "This account is switched off. Ask your instructor.",
    }

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def get_invalid_login_error(self) -> Any:
        return forms.ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class ChangePasswordForm(PasswordChangeForm):
    """Django's own in this site's words; it stands at the end of a page, so it does not ask for the cursor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["old_password"].label = "Current password"
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""


class ChoosePasswordForm(SetPasswordForm):
    """The first password, or another one, by an invitation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Password"
        self.fields["new_password2"].label = "Password again"
        self.fields["new_password2"].help_text = ""
