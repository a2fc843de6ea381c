"""Whether letters about answers go out."""

from chainrule.campus.site.asking.models import Told
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.mailing import Letter


def lines() -> list[Line]:
    """How many were refused, where any were."""
    failed = Told.objects.filter(letter=Letter.FAILED).count()
    if not failed:
        return []
    fix = "the log names each; look at the settings of mail. They are not sent again: home shows the answer itself"
    return [Line("Refused letters about answers", str(failed), ok=False, fix=fix)]
