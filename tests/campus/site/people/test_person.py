"""One person: added, changed, dropped with what was done kept, brought back; nobody is left without an instructor."""

from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import tokens
from chainrule.campus.site.accounts.models import AuditEntry, User

PASSWORD = "correct horse battery"
FORM = {"name": "Ana Silva", "email": "ana@example.edu", "role": "student", "section": "A", "student_id": "007"}


def of(user: User) -> dict[str, str]:
    return {name: getattr(user, name) or "" for name in FORM}


def test_a_person_is_added_by_hand_and_can_be_invited(staff: Any) -> None:
    answer = staff.post("/people/add/", FORM)
    made = User.objects.get(email="ana@example.edu")
    assert answer.headers["Location"] == f"/people/{made.pk}/"
    assert (made.section, made.student_id, made.has_usable_password()) == ("A", "007", False)
    assert AuditEntry.objects.get().action == "people.add"
    assert "Send a link by e-mail" in staff.get(f"/people/{made.pk}/").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "SONA@example.edu"}, "There is an account with this address already."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"name": ""}, "Write the name."),
        ({"name": "A\u202eb"}, "cannot be seen"),
        ({"name": "\u3164"}, "a name has a letter"),
        ({"role": "dean"}, "Select a valid choice"),
        ({"section": "S" * 41}, "40 characters"),
        ({"student_id": "1\u200b2"}, "cannot be seen"),
    ],
)
def test_what_cannot_be_an_account_is_refused_beside_its_field(
    staff: Any, sona: User, given: dict[str, str], words: str
) -> None:
    answer = staff.post("/people/add/", FORM | given)
    assert answer.status_code == 422
    assert words.lower() in answer.text.lower()
    assert User.objects.count() == 2


def test_of_two_who_add_the_same_person_at_once_one_is_told(staff: Any, sona: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(User, "full_clean", lambda user, **more: None)  # both looked before either had written
    answer = staff.post("/people/add/", FORM | {"email": sona.email})
    assert (answer.status_code, "at this moment" in answer.text) == (422, True)
    assert User.objects.count() == 2


def test_a_student_id_belongs_to_one_person(staff: Any, sona: User, emre: User) -> None:
    staff.post(f"/people/{sona.pk}/change/", of(sona) | {"student_id": "007"})
    answer = staff.post(f"/people/{emre.pk}/change/", of(emre) | {"student_id": "007"})
    assert (answer.status_code, "an account with this student ID already" in answer.text) == (422, True)
    emre.refresh_from_db()
    assert emre.student_id is None


def test_a_person_moves_to_another_section_and_out_of_it(staff: Any, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/change/", of(sona) | {"section": "B"})
    sona.refresh_from_db()
    assert sona.section == "B"
    staff.post(f"/people/{sona.pk}/change/", of(sona) | {"section": ""})
    sona.refresh_from_db()
    assert sona.section == ""
    moves = [entry.details["section"] for entry in AuditEntry.objects.filter(action="people.change")]
    assert moves == ["B → none", "none → B"]
    assert "none → B" in staff.get(f"/people/{sona.pk}/").text


def test_saving_what_is_there_changes_nothing(staff: Any, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/change/", of(sona))
    assert not AuditEntry.objects.exists()


def test_who_drops_keeps_what_was_done_and_cannot_come_in(staff: Any, sona: User, client_of: Any) -> None:
    inside, token = client_of(sona), tokens.make(sona, "laptop", clock.now())[1]
    bearer = {"Authorization": f"Bearer {token}"}
    assert inside.get("/account/").status_code == 200
    assert Client().get("/api/account/", headers=bearer).status_code == 200
    staff.post(f"/people/{sona.pk}/do/", {"do": "drop", "reason": "asked the registrar"})
    assert inside.get("/account/").status_code == 302
    assert Client().get("/api/account/", headers=bearer).status_code == 403
    answer = Client().post("/sign-in/", {"username": sona.email, "password": PASSWORD})
    assert "This email and password do not match" in answer.text
    entry = AuditEntry.objects.get(action="people.drop")
    assert (entry.subject, entry.details["reason"]) == (sona.email, "asked the registrar")
    assert User.objects.filter(pk=sona.pk).exists()


def test_who_is_brought_back_goes_on(staff: Any, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/do/", {"do": "drop", "reason": "mistake"})
    assert "Bring back" in staff.get(f"/people/{sona.pk}/").text
    staff.post(f"/people/{sona.pk}/do/", {"do": "bring_back", "reason": "it was one"})
    assert Client().post("/sign-in/", {"username": sona.email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("do", ["drop", "bring_back"])
def test_without_a_reason_nothing_is_done(staff: Any, sona: User, do: str) -> None:
    answer = staff.post(f"/people/{sona.pk}/do/", {"do": do, "reason": "  "}, follow=True)
    assert "Give a reason" in answer.text
    assert not AuditEntry.objects.exists()


def test_nobody_drops_themselves_or_the_last_instructor(staff: Any, instructor: User, make_user: Any) -> None:
    answer = staff.post(f"/people/{instructor.pk}/do/", {"do": "drop", "reason": "tired"}, follow=True)
    assert "You cannot drop yourself" in answer.text
    answer = staff.post(f"/people/{instructor.pk}/change/", of(instructor) | {"role": "student"})
    assert "the only instructor" in answer.text
    second = make_user("instructor")
    staff.post(f"/people/{second.pk}/do/", {"do": "drop", "reason": "left the university"})
    second.refresh_from_db()
    assert not second.is_active
    instructor.refresh_from_db()
    assert (instructor.is_active, instructor.role) == (True, "instructor")


def test_dropping_twice_or_bringing_back_who_is_there_is_told(staff: Any, sona: User) -> None:
    answer = staff.post(f"/people/{sona.pk}/do/", {"do": "bring_back", "reason": "x"}, follow=True)
    assert "in the course already" in answer.text
    staff.post(f"/people/{sona.pk}/do/", {"do": "drop", "reason": "x"})
    answer = staff.post(f"/people/{sona.pk}/do/", {"do": "drop", "reason": "x"}, follow=True)
    assert "not in the course any more" in answer.text


def test_the_list_is_filtered_by_name_section_role_and_state(staff: Any, sona: User, emre: User) -> None:
    User.objects.filter(pk=sona.pk).update(section="A", student_id="0047")
    User.objects.filter(pk=emre.pk).update(is_active=False)

    def names(query: str) -> set[str]:
        return {one.name for one in staff.get(f"/people/?{query}").context["page"]}

    assert names("") == {"Sona Aliyeva", "Ines Duarte"}
    assert names("name=aliyeva") == names("section=A") == names("name=0047") == names("role=student") == {sona.name}
    assert names("section=-") == names("role=instructor") == {"Ines Duarte"}
    assert names("state=dropped&name=yildirim") == {emre.name}
    assert "Nobody matches" in staff.get("/people/?name=zzz").text


def test_an_assistant_reads_and_changes_nothing(client_of: Any, assistant: User, sona: User) -> None:
    client = client_of(assistant)
    pages = client.get("/people/").text + client.get(f"/people/{sona.pk}/").text
    assert "Update from a class list" not in pages
    assert 'value="drop"' not in pages
    for address in ("/people/update/", "/people/add/", "/people/invite/", f"/people/{sona.pk}/do/", "/people.csv"):
        assert client.post(address).status_code == 403


def test_the_learner_of_the_course_for_one_is_nobody_of_the_class(staff: Any, db: None) -> None:
    learner = User.objects.create(email="learner@localhost", name="Learner", role="learner")
    assert staff.get(f"/people/{learner.pk}/").status_code == 404
    assert learner not in staff.get("/people/").context["page"]
