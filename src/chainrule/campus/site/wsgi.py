"""The site as one callable (WSGI), as any server of Python pages runs it; `server.py` adds what ours does beside."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainrule.campus.site.settings")
application = get_wsgi_application()
