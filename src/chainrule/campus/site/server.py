"""What `chainrule serve` runs: the WSGI application, with housekeeping beside it in the same process."""

from chainrule.campus.site.core import housekeeping
from chainrule.campus.site.wsgi import application

__all__ = ["application"]

housekeeping.start()
housekeeping.end_with_parent()
