"""What `chainrule serve` runs: the WSGI application, with housekeeping beside it in the same process."""

import threading

from chainrule.campus.site.wsgi import application  # first: it makes Django ready for what follows

__all__ = ["application"]

from chainrule.campus.site.core import housekeeping
from chainrule.campus.site.lectures import texts

housekeeping.start()
housekeeping.end_with_parent()
threading.Thread(target=texts.warm, name="lectures", daemon=True).start()
