"""Whether letters go out."""

from datetime import timedelta

from chainrule.campus.site import clock
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.mailing import Letter
from chainrule.campus.site.news.models import Notice

SLOW = timedelta(minutes=5)


def lines() -> list[Line]:
    """How many letters wait, and how many did not go out."""
    waiting = Notice.objects.filter(letter=Letter.WAITING).count()
    found = [Line("E-mail", f"{waiting} letters wait" if waiting else "no letter waits")]
    broken = Notice.objects.filter(letter=Letter.CLAIMED, claimed_at__lt=clock.now() - SLOW).count()
    if failed := Notice.objects.filter(letter=Letter.FAILED).count():
        fix = (
            "the log names each; look at the settings of mail. They are not sent again: the site shows the news itself"
        )
        found.append(Line("Refused letters", str(failed), ok=False, fix=fix))
    if broken:
        found.append(
            Line("Letters broken off", f"{broken}: nobody knows whether they went out, and they are not sent again")
        )
    return found
