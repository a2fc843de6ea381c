"""The old name of `chainrule.campus.site.course`, until nobody uses it any more."""

import sys

from chainrule.campus.site import course

sys.modules[__name__] = course
