"""What everybody does in the semester: each row a student, chosen so that each sentence of the syllabus is met.

Of a quiz the table has how many of its ten questions are answered rightly, of an exam how many of its twenty; a half is
a short answer with a part of the reason. "-" is missed. What else happens to somebody stands behind the row.
"""

import re
from dataclasses import dataclass

TABLE = """
01 Aysel Karim        | 10  9  8  7  6  5  4  3  2 | 20 20 | Gradient  | the network goes in quiz 1
02 Bela Horvat        |  9  8 10  -  9 10  8  9 10 | 18 17 | Gradient  | misses quiz 4, which is the one discarded
03 Chinua Eze         |  7  -  8  6  -  9  7  8  9 | 15 16 | Gradient  | misses two: one of the zeros counts
04 Dana Weiss         |  8  9  7  8  9 10  9  8  7 | 16 14 | Revise  | a team that has to revise
05 Emil Sandberg      |  6  7  e  8  5  9 10  6  7 | 12 13 | Revise  | excused from quiz 3
06 Farah Nadir        |  9  9  e  -  8  7  9 10  9 | 17 19 | Revise  | excused from quiz 3, misses quiz 4 too
07 Goran Ilic         |  5  6  5  7  6  5  6  7  5 | 10 11 | Never  | a team whose changes never come
08 Hana Sato          | 10 6c 10  9 10  9 10  9 10 | 19 18 | Never  | quiz 2 is closed when the time is over
09 Ivan Petrov        |  4  5  6  4  5  6  4  5  6 |  9  8 | Never        |
10 Julia Costa        |  8  8  8  8  8  8  8  8  8 | 16m 15 | Different  | a verified absence from the midterm
11 Kenji Mori         |  9  7  9  7  9  7  9  7  9 | 14  r | Different  | absent from the final; the proof is not valid
12 Lena Vogel         |8.5 9.5 7 6.5 8  9 7.5 8 10 | 13.5 16.5 | Different | half a reason is half a point
13 Murad Safarov      | 10 10 10 10 10 10 10 10 10 | 20 19 | Nine minutes | a proposal nine minutes late
14 Nora Lindahl       |  7  8  9 10  7  8  9 10  7 | 17 12 | Nine minutes |
15 Omar Haddad        |  6  6  7  7  8  8  9  9 10 | 11 15 | Two hours | a proposal two hours late
16 Petra Novak        |  -  -  -  5  6  7  8  9 10 | 13  9 | Two hours | misses three
17 Quentin Roy        |  8  7  6  5  4  3  2  1  0 |  8  7 | Alone  | a proposal two days late
18 Rosa Marquez       |  9 10  9 10  9 10  9 10  9 | 18 20 | drawn        | in no team: the draw decides
19 Samir Aziz         |  5  5  5  5  5  5  5  5  5 | 10 10 | drawn        |
20 Tove Berg          |  7  9  8  7  9  8  7  9  8 | 16 17 | drawn        |
21 Umar Khan          |  0  2  4  6  8 10  8  6  4 |  6 12 | drawn        |
22 Vera Orlova        |  8  8  9  9  -  8  8  9  9 | 15 18 | drawn        |
23 Wen Li             |  9                         |       | dropped      | drops the course after quiz 1
24 Yara Silva         |  6  8  7  9  8  6  7  9  8 | 14 13 | drawn        |
25 Zoltan Kiss        |        -  7  8  9  7  8  9 | 12 14 | added        | added on 13 February by the instructor
"""
LATER = "25"
DROPS = "23"


@dataclass(frozen=True)
class Result:
    """How a paper goes: how much is answered rightly (None where it is not sat), and what else happens."""

    right: float | None
    how: str = ""  # e: excused; c: closed at zero; m: sat at another time; r: absent, and the proof is refused


@dataclass(frozen=True)
class Student:
    """A row of the table."""

    number: str
    name: str
    papers: dict[str, Result]
    team: str

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@example.edu"


def read(cell: str) -> Result:
    found = re.fullmatch(r"([\d.]*)([ecmr]?)|-", cell)
    assert found is not None, cell
    return Result(float(found[1]) if found[1] else None, found[2] or "")


def read_table(table: str = TABLE) -> list[Student]:
    """The rows; somebody who comes later or leaves has no results from before or after that."""
    students = []
    for line in table.strip().splitlines():
        who, quizzes, exams, team, *_ = [part.strip() for part in line.split("|")]
        number, name = who.split(" ", 1)
        first = 3 if number == LATER else 1
        papers = {f"quiz-{n}": read(cell) for n, cell in enumerate(quizzes.split(), first)}
        papers |= {id: read(cell) for id, cell in zip(("midterm", "final"), exams.split(), strict=False)}
        students.append(Student(number, name, papers, team))
    return students


STUDENTS = read_table()


@dataclass(frozen=True)
class Milestone:
    """What a team's milestone gets of 100, a bonus, and how many minutes after the deadline it came."""

    points: float
    bonus: float
    late: float


@dataclass(frozen=True)
class Team:
    """A team's project: the verdicts on its proposal, by how many minutes that was late, the milestones."""

    verdicts: str
    late: float
    milestones: tuple[Milestone | None, Milestone | None]


MADE = {
    "Gradient": Team("pass", -1440, (Milestone(90, 5, -60), Milestone(95, 8, -5))),
    "Revise": Team("revise pass", -1440, (Milestone(80, 4, 9), Milestone(84, 6, 0.2))),
    "Never": Team("revise", -1440, (Milestone(70, 0, 10), Milestone(66, 0, 1))),
    "Different": Team("reject pass", -1440, (Milestone(88, 4, 45), Milestone(76, 5, 1439))),
    "Nine minutes": Team("pass", 9, (Milestone(60, 3, 1500), Milestone(90, 0, -10))),
    "Two hours": Team("pass", 120, (None, Milestone(72, 2, 29))),
    "Alone": Team("", 2880, (Milestone(50, 0, 0), Milestone(55, 0, 1500))),
}
DRAWN = {
    "Team 1": Team("pass", -1440, (Milestone(77.5, 0, 29), Milestone(81, 0, -30))),
    "Team 2": Team("reject", -1440, (Milestone(65, 0, -1), Milestone(70, 10, -20))),
}
TEAMS = MADE | DRAWN
DUE = {"proposal": "2026-02-10T23:00", "milestone-1": "2026-03-12T23:00", "milestone-2": "2026-04-28T23:00"}
