"""Whoever reads the files: nobody that we know. Only what the permission table gives to `PUBLIC` is published."""

from chainrule.campus.site.accounts.permissions import PUBLIC


class Reader:
    """Stands where a request has its user."""

    role = PUBLIC
    is_authenticated = False
