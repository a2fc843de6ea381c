"""The demo class's questions: answered by staff, by a classmate, and one that waits."""

from datetime import datetime, timedelta

from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking.models import Acceptance, Endorsement, Follow, Post, Thread, Version
from chainrule.campus.syllabus import Course

HOUR = timedelta(hours=1)
Kind = Thread.Kind
# What it is about, hours ago, who asks (a student's number, and whether without a name), title, text, and the answers.
THREADS: tuple[tuple[str, int, int, int, bool, str, str, tuple[tuple[str, int, bool, str], ...]], ...] = (
    (Kind.LECTURE, 3, 260, 2, True, "Why do the gradients of two paths add up?",
     "In `y = x * x` the number $x$ is used twice. Why is it $x + x$ and not $x \\cdot x$?", (
         ("students", 6, False, "Change $x$ a little: both factors move, and each move changes $y$ by itself."),
         ("assistants", 0, False, "Right. Each path gives $\\frac{\\partial y}{\\partial u} \\frac{du}{dx}$, and the "
          "chain rule adds them up: that is why `backward` writes `+=`."))),
    (Kind.LAB, 3, 235, 0, False, "Which order does backward walk in?",
     "My gradients are right for a tree, and wrong where a node is used twice.", (
         ("students", 11, True, "Visit a node only after all that use it: the reverse of a topological order."),)),
    (Kind.LECTURE, 4, 41, 8, True, "Is the gradient of ReLU at zero a choice?",
     "The slope is 0 on the left and 1 on the right. Which one does PyTorch take at $z = 0$, and does it matter?", ()),
)  # fmt: skip


def populate(course: Course, users: People, now: datetime) -> None:
    """A thread of each kind, as it stands some days later."""
    for kind, number, ago, asker, anonymous, title, text, answers in THREADS:
        author, began = users.students[asker], now - ago * HOUR
        thread = Thread.objects.create(
            kind=kind, number=number, title=title, author=author, anonymous=anonymous, at=began
        )
        _write(thread, 0, author, anonymous, text, began)
        for place, (group, who, without_name, words) in enumerate(answers, 1):
            post = _write(thread, place, getattr(users, group)[who], without_name, words, began + place * HOUR)
            if group == "students" and number == 3 and kind == Kind.LECTURE:
                Endorsement.objects.create(post=post, by=users.instructors[0], at=began + 5 * HOUR)
            elif kind == Kind.LAB:
                Acceptance.objects.create(thread=thread, post=post, at=began + 5 * HOUR)


def _write(thread: Thread, place: int, who: User, anonymous: bool, text: str, at: datetime) -> Post:
    post = Post.objects.create(thread=thread, place=place, author=who, role=who.role, anonymous=anonymous, at=at)
    Version.objects.create(post=post, text=text, at=at)
    if who.is_student:
        Follow.objects.get_or_create(thread=thread, user=who)
    return post
