"""Names are found and sorted whatever letters they are typed with; a name that nobody could see is none."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded, person_name
from chainrule.campus.site.inputs import BadInput


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("İlqar Əliyev", "ilqar eliyev"),
        ("Işıl Çağrı", "isil cagri"),
        ("IŞIL ÇAĞRI", "ISIL CAGRI"),
        ("Zoë Müller-Groß", "zoe muller-gross"),
        ("Søren Æbelø", "soren aebelo"),
        ("Ｆｕｌｌ Ｗｉｄｔｈ", "full width"),
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("Ольга Ёлкина", "ольга елкина"),
        ("e\u0301ric", "éric"),
    ],
)
def test_a_name_is_found_by_what_is_typed_plainly(name: str, typed: str) -> None:
    assert folded(name) == folded(typed)
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize(
    "name", ["\u3164", "\u2800\u2800", "...", "\u202eevil", "a\u200bb", "\ufeffAna", "A\u00adna", "-", "\u0301"]
)
def test_a_name_that_cannot_be_read_is_none(db: None, name: str) -> None:
    with pytest.raises(BadInput):
        person_name(name)
    with pytest.raises(ValidationError, match=r"be seen"):
        User(email="a@example.edu", name=name, role="student").full_clean(exclude=["password"])


@pytest.mark.parametrize("name", ["O", "X Æ A-12", "D’Arcy", "李", "محمد", "راضیه\u200cسادات", "Nguyễn"])
def test_names_of_all_the_world_are_names(name: str) -> None:
    assert person_name(name) == name


@pytest.mark.django_db
def test_people_are_sorted_and_searched_by_what_is_seen(make_user: Any, instructor: User, client_of: Any) -> None:
    names = ["Zeynal", "Əhməd", "emin", "İlqar", "Çingiz", "Ağa"]
    for place, name in enumerate(names):
        make_user("student", name, f"s{place}@example.edu")
    found = list(User.objects.filter(role="student").values_list("name", flat=True))
    assert found == ["Ağa", "Çingiz", "Əhməd", "emin", "İlqar", "Zeynal"]
    page = client_of(instructor).get("/gradebook/", {"name": "ILQ"}).content.decode()
    assert "İlqar" in page
    assert "Zeynal" not in page
    one = User.objects.get(name="emin")
    one.name = "Ülviyyə"
    one.save(update_fields=["name"])
    assert User.objects.get(pk=one.pk).folded_name == "ulviyye"
