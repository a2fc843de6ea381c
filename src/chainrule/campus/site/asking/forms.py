"""What people write: a question with its title, an answer, the reason for which a post is hidden."""

from __future__ import annotations

from typing import Any

from django import forms

from chainrule.campus.site import inputs
from chainrule.campus.site.asking.models import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE

MARKDOWN = "Markdown, with formulas between dollar signs and code between backticks."
ANONYMOUS = "Classmates do not see who you are. Staff do."


def text(label: str, rows: int) -> inputs.Note:
    return inputs.Note(
        max_length=LONGEST_TEXT,
        rows=rows,
        label=label,
        help_text=MARKDOWN,
        error_messages={"required": "Write something first."},
    )


class PostForm(forms.Form):
    """An answer, or another question in the same thread. Staff write with their name."""

    text = text("Your answer", 5)
    anonymous = forms.BooleanField(required=False, label="Without my name", help_text=ANONYMOUS)

    def __init__(self, *args: Any, by_staff: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if by_staff:
            del self.fields["anonymous"]

    @property
    def is_anonymous(self) -> bool:
        return bool(self.cleaned_data.get("anonymous"))


class QuestionForm(PostForm):
    """A new question."""

    title = inputs.Line(max_length=LONGEST_TITLE, label="Title", error_messages={"required": "Give it a title."})
    text = text("Your question", 8)
    field_order = ("title", "text", "anonymous")


class EditForm(forms.Form):
    """Other words for a post."""

    text = text("Your post", 8)


class ReasonForm(forms.Form):
    """Why a post is hidden."""

    reason = inputs.Line(max_length=LONGEST_REASON, error_messages={"required": "Give a reason: the class reads it."})
