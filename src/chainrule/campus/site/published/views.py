"""The pages that only published lectures have: their beginning, the search, and what a wrong address shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.published.links import file_of, relative
from chainrule.campus.site.published.sections import sections


@requires("lectures.read")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the course is, and the contents of all lectures."""
    return render(request, "published/home.html", {"pages": [texts.page(number) for number in texts.with_text()]})


@requires("lectures.read")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A field, and the index that it searches."""
    here = file_of(request.path)
    index = [
        {
            "at": f"{relative(file_of(reverse('lectures:lecture', args=[number])), here)}#{section.id}",
            "lecture": f"{number}. {texts.page(number).title}",
            "title": section.title,
            "text": section.text,
        }
        for number in texts.with_text()
        for section in sections(texts.page(number).html)
    ]
    return render(request, "published/search.html", {"index": index})


@requires("lectures.read")
@require_safe
def not_found(request: HttpRequest) -> HttpResponse:
    """What a host shows at an address that has no file; it does not know at which."""
    return render(request, "published/404.html")
