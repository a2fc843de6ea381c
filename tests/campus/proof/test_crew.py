"""Work on all cores: the longest first, what follows is taken up, what raises comes through."""

import threading

import pytest

from chainrule.campus.proof.crew import Crew


def crew(perform=str, follow=lambda task: (), size=1, seconds=float):
    done = []

    def told(task, result, took):
        assert took >= 0
        done.append((task, result))
        return follow(task)

    return Crew(perform, told, seconds, size), done


def test_the_longest_is_taken_first_and_what_follows_takes_its_place():
    one, done = crew(follow=lambda task: [2.5] if task == 9.0 else [])
    one.work([1.0, 9.0, 3.0, 2.0])
    assert [task for task, _ in done] == [9.0, 3.0, 2.5, 2.0, 1.0]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_everything_is_done_once_whatever_the_number_of_hands(size):
    many, done = crew(follow=lambda task: [task / 2] if task > 1 else [], size=size)
    many.work(map(float, range(1, 20)))
    expected = []
    for number in range(1, 20):
        task = float(number)
        expected.append(task)
        while task > 1:
            task /= 2
            expected.append(task)
    assert sorted(task for task, _ in done) == sorted(expected)


def test_as_many_work_at_once_as_there_are_hands():
    together = threading.Barrier(3)
    three, done = crew(perform=lambda task: together.wait(60), size=3)
    three.work([1.0, 1.0, 1.0])
    assert len(done) == 3


def test_what_raises_ends_the_work():
    def perform(task):
        if task == 5.0:
            raise ValueError("no more processes")
        return ""

    broken, done = crew(perform)
    with pytest.raises(ValueError, match="no more processes"):
        broken.work([7.0, 5.0, 1.0])
    assert [task for task, _ in done] == [7.0]
