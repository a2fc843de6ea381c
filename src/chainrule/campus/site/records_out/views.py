"""A student's own data as a file."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.under_way import under_way
from chainrule.campus.site.records_out import export

IN_MEMORY = 8 * 2**20  # bytes


@requires("account.export_own")
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """All that the site holds about oneself, as a ZIP; not in the middle of a paper. It is logged."""
    if under_way(request.user):
        messages.info(request, "You are taking a paper now. Download your data when you have handed it in.")
        return redirect("accounts:account")
    now = clock.now()
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (the response closes it)
    audit.record(request.user, "account.export", request.user.email, about=request.user)
    export.write(request.user, file, course().title, now)
    file.seek(0)
    name = f"my-data-{timezone.localtime(now):%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
