"""The site's people, browsers and clock, for the attacks on it: the same fixtures that its own tests have."""

from tests.campus.site.conftest import (
    advisor,
    assistant,
    at,
    client_of,
    database_in_a_file,
    instructor,
    make_user,
    nothing_counted,
    quick_passwords,
    student,
    var_folder,
)

__all__ = [
    "advisor",
    "assistant",
    "at",
    "client_of",
    "database_in_a_file",
    "instructor",
    "make_user",
    "nothing_counted",
    "quick_passwords",
    "student",
    "var_folder",
]
