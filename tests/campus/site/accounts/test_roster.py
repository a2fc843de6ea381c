"""Class lists: read whole, however a spreadsheet wrote them, or refused with line and column, and nothing made."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chainrule.campus.site.accounts import roster
from chainrule.campus.site.accounts.models import AuditEntry, User

HEAD = b"email,name,role\n"
GOOD = HEAD + b"ana@example.edu,Ana,student\n"


@pytest.mark.parametrize(
    "content",
    [
        "email,name,role\nana@example.edu,Äna Çelik,assistant\n".encode(),
        "\ufeffemail;name;role\r\nana@example.edu;Äna Çelik;assistant\r\n".encode(),
        "Name\tRole\tEmail\nÄna Çelik\tassistant\tana@example.edu".encode(),
        'email,name,role\n\n "ana@example.edu","  Äna   Çelik ",Assistant\n\n'.encode().replace(b' "', b'"'),
        "email,name,role\nANA@Example.edu ,Äna Çelik,assistant\n".encode(),
        "Email\tName\tRole\r\nana@example.edu\tÄna Çelik\tassistant\r\n".encode("utf-16"),  # Excel's Unicode text
        "sep=;\r\nROLE;EMAIL;NAME;;\r\nassistant;ana@example.edu;Äna Çelik;;\r\n;;;;\r\n".encode(),
        "email|name|role|\nana@example.edu|Äna Çelik|assistant|\n|||\n".encode(),
    ],
)
def test_a_list_is_read_as_spreadsheets_write_it(content: bytes) -> None:
    ((_, row),) = roster.read(content)
    assert row == {"email": "ana@example.edu", "name": "Äna Çelik", "role": "assistant"}


def test_the_role_is_student_where_none_is_given() -> None:
    assert roster.read(b"email,name\na@example.edu,A\n")[0][1]["role"] == "student"
    assert roster.read(HEAD + b"a@example.edu,A,\n")[0][1]["role"] == "student"
    assert roster.read(HEAD + b"a@example.edu,A\n")[0][1]["role"] == "student"


WRONG: dict[str, tuple[bytes, str]] = {
    "no address": (GOOD + b"not-an-address,B,student\n", "line 3, email: Enter a valid email address"),
    "an empty address": (GOOD + b",B,student\n", "line 3, email: This field cannot be blank"),
    "no name": (GOOD + b"b@example.edu, ,student\n", "line 3, name: This field cannot be blank"),
    "a role that is none": (GOOD + b"b@example.edu,B,dean\n", "line 3, role: one of student, .* not “dean”"),
    "an address twice": (GOOD + b"b@example.edu,B,\nANA@example.edu,A,\n", "line 4, email: .* in line 2 already"),
    "a NUL": (GOOD + b"b@example.edu,B\0,student\n", "line 3, name: character 2 cannot be seen"),
    "a name that runs backwards": (GOOD + "b@example.edu,B\u202e,\n".encode(), "line 3, name: character 2 cannot be"),
    "a long name": (GOOD + b"b@example.edu," + b"B" * 121 + b",student\n", "line 3, name: at most 120 characters"),
    "a huge cell": (GOOD + b"b@example.edu," + b"B" * 200_000 + b",\n", "line 3: .*field larger than"),
    "too few columns": (GOOD + b"b@example.edu\n", "line 3: 3 columns are expected, and these are 1"),
    "too many columns": (GOOD + b"b@example.edu,B,student,x\n", "line 3: 3 columns are expected, and these are 4"),
    "an open quote": (GOOD + b'b@example.edu,"B,student\nc@example.edu,C,student\n', "line 4: it cannot be read as"),
    "a quote over lines": (GOOD + b'b@example.edu,"B\nc@example.edu",student\n', "line 4, name: it goes over several"),
    "Latin-1": (GOOD + "b@example.edu,Bj\u00f6rn,student\n".encode("latin-1"), "line 3: it is not UTF-8"),
    "a mistake below a line on separators": (b"sep=;\nemail;name\nb@example.edu;\n", "line 3, name: This field"),
    "a name that shows nothing": (HEAD + "b@example.edu,\u3164\u2800,\n".encode(), "line 2, name: a name has a"),
    "a sign of no width": (HEAD + "b@example.edu,Bo\u200bb,\n".encode(), "line 2, name: character 3 cannot"),
    "other columns": (b"address,who\nx,y\n", "line 1: the first line must name the columns.*missing: email, name"),
    "a misspelt column": (b"email,name,rolle\na@example.edu,A,assistant\n", "unknown, to be taken out: “rolle”"),
    "a column twice": (b"email,name,name\na@example.edu,A,B\n", "there twice: name"),
    "nothing": (b"", "line 1: the first line must name the columns"),
    "nobody": (HEAD, "it names nobody"),
    "too large": (HEAD + b"a" * roster.LARGEST, "more than 1,000,000 bytes"),
    "too many": (HEAD + b"a@b.de,A,\n" * (roster.MOST_PEOPLE + 1), "it names 5,001 people"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "it is not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_list_with_a_mistake_names_line_and_column_and_makes_no_account(db: None, tmp_path: Path, what: str) -> None:
    content, message = WRONG[what]
    path, out = tmp_path / "class.csv", StringIO()
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        call_command("adduser", csv=path, stdout=out)
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not out.getvalue()


def test_all_that_is_wrong_is_named_at_once(db: None, tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_bytes(GOOD + b"x,B,student\nb@example.edu,,student\n")
    with pytest.raises(CommandError, match=r"(?s)line 3, email: .*line 4, name: "):
        call_command("adduser", csv=path, stdout=StringIO())
    path.write_bytes(GOOD + b"b@example.edu,B,dean\n" * 40)
    with pytest.raises(CommandError, match=r"(?s)line 12, role.*\.\.\. and 30 more"):
        call_command("adduser", csv=path, stdout=StringIO())


def test_a_list_with_somebody_who_has_an_account_makes_none(student: User, tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_bytes(GOOD + f"{student.email.upper()},B,student\n".encode())
    with pytest.raises(CommandError, match="line 3, email: There is an account with this address already"):
        call_command("adduser", csv=path, stdout=StringIO())
    assert User.objects.count() == 1


def test_nothing_is_kept_when_the_last_account_cannot_be_made(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else makes one of these accounts between the look and the writing."""
    path, out = tmp_path / "class.csv", StringIO()
    path.write_bytes(GOOD + b"b@example.edu,B,student\n")
    hashed = User.set_password

    def meanwhile(user: User, password: str) -> None:
        hashed(user, password)
        if user.email == "b@example.edu":
            User(email=user.email, name="Another", role="student").save()

    monkeypatch.setattr(User, "set_password", meanwhile)
    with pytest.raises(CommandError, match="nothing is made"):
        call_command("adduser", csv=path, stdout=out)
    assert [user.name for user in User.objects.all()] == ["Another"]
    assert not out.getvalue()


def test_passwords_are_hashed_before_the_database_is_held(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class takes a minute to hash; on SQLite nobody could save an answer for as long."""
    from django.db import connection

    path, held = tmp_path / "class.csv", []
    path.write_bytes(GOOD)
    outer, hashed = len(connection.savepoint_ids), User.set_password

    def look(user: User, password: str) -> None:
        held.append(len(connection.savepoint_ids) - outer)
        hashed(user, password)

    monkeypatch.setattr(User, "set_password", look)
    call_command("adduser", csv=path, stdout=StringIO())
    assert held == [0]


@pytest.mark.parametrize("given", [{"name": "B\0"}, {"name": "\u202eB"}, {"name": ""}, {"name": "B" * 121}])
def test_one_account_is_read_by_the_same_rules(db: None, given: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="no account is made"):
        call_command("adduser", "b@example.edu", stdout=StringIO(), **given)
    assert not User.objects.exists()


AS_OTHERS_WRITE_IT = {
    "Blackboard": b'"Last Name","First Name","Username","Student ID","Last Access","Availability"\n'
    b'"Aliyeva","Sona","sona@example.edu","0047","2026-01-20","Yes"\n',
    "Blackboard with addresses": b"Last Name,First Name,Username,Student ID,Email\nAliyeva,Sona,saliyeva,0047,"
    b"Sona@example.edu\n",
    "Moodle": b"First name,Surname,ID number,Email address\nSona,Aliyeva,0047,sona@example.edu\n",
    "a registrar": b"STUDENT ID;Family Name;Given  Name;E-mail\n0047;Aliyeva;Sona;sona@example.edu\n",
    "this site": b"email,name,student_id\nsona@example.edu,Sona Aliyeva,0047\n",
}


@pytest.mark.parametrize("whose", AS_OTHERS_WRITE_IT)
def test_columns_are_known_by_the_names_that_other_systems_give_them(whose: str) -> None:
    (entry,) = roster.entries(AS_OTHERS_WRITE_IT[whose])
    assert (entry.email, entry.name, entry.student_id) == ("sona@example.edu", "Sona Aliyeva", "0047")
    assert entry.role == entry.section == ""


def test_a_section_and_a_student_id_are_texts() -> None:
    (entry,) = roster.entries(b"email,name,section,student_id\na@example.edu,Ana, 01 ,000123\n")
    assert (entry.section, entry.student_id, entry.line) == ("01", "000123", 2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Username,Last Name,First Name\nsaliyeva,Aliyeva,Sona\n", "line 2, email: Enter a valid email address"),
        (b"email,first name\na@example.edu,Ana\n", "missing: name"),
        (b"email,name,student id,student_id\na@example.edu,A,1,2\n", "there twice: student_id"),
        (b"email,e-mail,name\na@example.edu,a@example.edu,A\n", "there twice: email"),
        (b"email,name,student_id\na@b.de,A,1\nb@b.de,B,1\n", "line 3, student_id: .1. stands in line 2 already"),
        (b"email,name,grade\na@example.edu,A,100\n", "unknown, to be taken out: .grade."),
        (b"email,first name,last name\na@example.edu,,\n", "line 2, name: This field cannot be blank"),
        (b"email,name,section\na@example.edu,A," + b"S" * 41, "line 2, section: at most 40 characters"),
        (b"email,first name,last name\na@b.de," + b"A" * 100 + b"," + b"B" * 100, "line 2, name: at most 120"),
    ],
)
def test_what_is_wrong_in_the_other_columns_is_named(content: bytes, message: str) -> None:
    with pytest.raises(roster.Unreadable, match=message):
        roster.entries(content)


def test_adduser_takes_section_and_student_id(db: None, tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_bytes(b"email,name,section,student_id\na@example.edu,A,B,007\nb@example.edu,B,,\nc@example.edu,C,,\n")
    call_command("adduser", csv=path, stdout=StringIO())
    assert list(User.objects.values_list("section", "student_id")) == [("B", "007"), ("", None), ("", None)]
    path.write_bytes(b"email,name,student_id\nd@example.edu,D,007\n")
    with pytest.raises(CommandError, match="line 2, student_id: There is an account with this student ID already"):
        call_command("adduser", csv=path, stdout=StringIO())
