"""Whether the audit log was changed, as far as a page can look."""

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.core.health import Line

LOOKED_AT = 2000  # entries, the last ones
LOOK = "run `chainrule audit check` on the server, and compare with a backup"


def lines() -> list[Line]:
    """The audit log."""
    number, _ = audit.head()
    report = audit.check_last(LOOKED_AT)
    if report.broken:
        return [Line("Audit log", f"it was changed: {report.broken[0]}", ok=False, fix=LOOK)]
    looked = "its chain holds" if number <= LOOKED_AT else f"the chain of its last {LOOKED_AT:,} holds"
    return [Line("Audit log", f"{number:,} entries; {looked}")]
