"""Which worker this site has: the database decides, and a site on SQLite has no Procrastinate to import."""

from django.db import connection

from chainrule.campus.site.jobs.worker import Worker


def worker(threads: int, name: str) -> Worker:
    """The worker for this site's database."""
    if connection.vendor == "postgresql":
        from chainrule.campus.site.jobs.procrastination import Procrastination

        return Procrastination(threads, name)
    from chainrule.campus.site.jobs.pool import Pool

    return Pool(threads, name)
