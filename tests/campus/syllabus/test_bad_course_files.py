"""A course file with a mistake is refused with its line, what is wrong, and what to do."""

import pytest

from chainrule.campus.syllabus import load_course
from chainrule.course import CourseError

QUIZ_1 = 'class = 4\ndate = 2026-02-03\ncovers = "1-3"'
OWN = QUIZ_1 + '\nown_code = {{lab = {}, questions = {}, not_passed = "{}"}}'
HOLIDAYS = '{name = "Holidays", from = 2026-03-20, until = 2026-03-30},'

# what the author did: (text in the file, text instead, words of the line that is named, words of the message)
MISTAKES = {
    "weights that are not 100": ("weight = 25", "weight = 20", "weight = 20", "add up to 95, not to 100"),
    "a weight for nothing": ('id = "quizzes"', 'id = "labs"', 'id = "labs"', '"labs" has a weight but is no part'),
    "a part without a weight": (
        'id = "final"\ntitle = "Exam',
        'id = "midterm"\ntitle = "Exam',
        "midterm",
        "two weights",
    ),
    "notebooks on another site": (
        'published = ""',
        'published = "https://drive.example/labs"',
        "published",
        "no folder on GitHub",
    ),
    "published notebooks that install nothing": (
        'published = ""',
        'published = "https://github.com/ada/course/tree/main/labs"',
        "package",
        "nothing says what they install",
    ),
    "a package that is a command": ('package = ""', 'package = "x; rm -rf /"', "package", "nothing that `pip"),
    "a negative weight": ("weight = 25", "weight = -25", "weight = -25", "between 0 and 100"),
    "a weight that is no number": ("weight = 25", "weight = nan", "weight = nan", "between 0 and 100"),
    "an endless weight": ("weight = 25", "weight = 1e400", "weight = 1e400", "between 0 and 100"),
    "a quiz that covers a later class": (
        QUIZ_1,
        QUIZ_1.replace("1-3", "1-2, 5"),
        "1-2, 5",
        "quiz-1 on 2026-02-03 covers class 5, which is on 2026-02-05",
    ),
    "a quiz that covers its own class": (QUIZ_1, QUIZ_1.replace("1-3", "1-4"), "1-4", "covers class 4"),
    "a quiz that covers no such class": ('covers = "1-29"', 'covers = "1-30"', "1-30", "class 30, which there is not"),
    "a range turned round": (QUIZ_1, QUIZ_1.replace("1-3", "3-1"), "3-1", "no range of classes"),
    "a range with a class twice": (QUIZ_1, QUIZ_1.replace("1-3", "1-3, 2"), "1-3, 2", "twice"),
    "a huge range": (QUIZ_1, QUIZ_1.replace("1-3", "1-99999999999"), "9999", "no range of classes"),
    "an empty range": (QUIZ_1, QUIZ_1.replace("1-3", ""), "covers", "empty"),
    "a class that there is not": (QUIZ_1, QUIZ_1.replace("4", "40"), "class = 40", "there is no class 40"),
    "a date beside another class": (
        QUIZ_1,
        QUIZ_1.replace("02-03", "02-04"),
        "date = 2026-02-04",
        "quiz-1 is dated Wed 2026-02-04, but class 4 is on Tue 2026-02-03",
    ),
    "a date in quotes": (QUIZ_1, QUIZ_1.replace("2026-02-03", '"2026-02-03"'), "date =", "date without quotes"),
    "a date with an hour": (QUIZ_1, QUIZ_1.replace("2026-02-03", "2026-02-03T10:00:00"), "date =", "date alone"),
    "a date of another century": (QUIZ_1, QUIZ_1.replace("2026-02-03", "0026-02-03"), "date =", "year 26"),
    "own code of a class that is not covered": (
        QUIZ_1,
        OWN.format(4, 1, "any-class"),
        "own_code",
        "does not cover class 4",
    ),
    "own code of a lab that there is not": (
        QUIZ_1,
        OWN.format(3, 1, "any-class"),
        "own_code",
        "lab 3, which there is not",
    ),
    "own code, and no word for who has not passed": (
        QUIZ_1,
        OWN.format(3, 1, "").replace(', not_passed = ""', ""),
        "own_code",
        "not_passed",
    ),
    "own code, and an unknown word for that": (QUIZ_1, OWN.format(3, 1, "zero"), "own_code", "can only be"),
    "more about own code than a file gives": (QUIZ_1, OWN.format(3, 9, "any-class"), "own_code", "between 1 and 5"),
    "an id used twice": ('id = "quiz-2"', 'id = "quiz-1"', 'id = "quiz-1"', "taken by an assessment above"),
    "an id with a blank": ('id = "quiz-2"', 'id = "quiz 2"', "quiz 2", "is no id"),
    "a kind that there is not": ('kind = "quiz"', 'kind = "quizz"', "quizz", 'did you mean "quiz"?'),
    "a final in the holidays": ("date = 2026-05-12", "date = 2026-03-25", "2026-03-25", "lies in the holidays"),
    "a final before the first class": (
        "date = 2026-05-12",
        "date = 2026-01-02",
        "2026-01-02",
        "before the first class",
    ),
    "a final years later": ("date = 2026-05-12", "date = 2029-05-12", "2029-05-12", "more than a year after"),
    "a blueprint that does not sum": (
        "multiple_choice = 4",
        "multiple_choice = 5",
        "blueprint",
        "11 questions, but `questions` says 10",
    ),
    "levels that do not sum": (
        "levels = {recall = 0.2, apply = 0.4, diagnose = 0.3, transfer = 0.1}",
        "levels = {recall = 0.3, apply = 0.4, diagnose = 0.2, transfer = 0.2}",
        "levels",
        "add up to 1.1",
    ),
    "a level that there is not": (
        "levels = {recall = 0.2, apply = 0.4, diagnose = 0.3, transfer = 0.1}",
        "levels = {recall = 0.5, apply = 0.5, diagnose = 0, transfer = 0, guess = 0}",
        "guess",
        "guess",
    ),
    "a blueprint of halves": ("multiple_choice = 4", "multiple_choice = 4.0", "blueprint", "whole number"),
    "holidays turned round": (
        HOLIDAYS,
        HOLIDAYS.replace("03-20", "04-20"),
        "04-20",
        "end on 2026-03-30, before they start on 2026-04-20",
    ),
    "holidays that overlap": (HOLIDAYS, HOLIDAYS + HOLIDAYS.replace("03-20", "03-25"), "Holidays", "overlap"),
    "holidays without a name": (
        HOLIDAYS,
        HOLIDAYS.replace('name = "Holidays", ', ""),
        "from",
        "`term.holidays.name` is missing",
    ),
    "a first class on another weekday": (
        "first_class = 2026-01-22",
        "first_class = 2026-01-23",
        "first_class",
        "is a Friday",
    ),
    "a first class in the holidays": ("2026-03-20, until", "2026-01-20, until", "first_class", "lies in the holidays"),
    "holidays for ever": (
        "until = 2026-03-30",
        "until = 2030-03-30",
        "first_class",
        "class 18 would be more than a year after",
    ),
    "a weekday that there is not": ('"tue", "thu"', '"tue", "thr"', "meets", '"thr" is not a weekday'),
    "a weekday twice": ('"tue", "thu"', '"thu", "thu"', "meets", "twice"),
    "late tiers that do not grow": ('until = "1 day"', 'until = "20 minutes"', "20 minutes", "ends before it starts"),
    "a late tier inside the grace": ('until = "30 minutes"', 'until = "1 minute"', "1 minute", "ends before it starts"),
    "a later tier that costs less": ("penalty = 25", "penalty = 5", "penalty = 5", "penalties may only grow"),
    "a duration in seconds": ('grace = "1 minute"', 'grace = "59 seconds"', "59 seconds", '"30 minutes"'),
    "no duration at all": ('grace = "1 minute"', 'grace = "0 minutes"', "0 minutes", '"30 minutes"'),
    "half a day where days are asked": (
        'assigned_before = "1 week"',
        'assigned_before = "36 hours"',
        "36 hours",
        "whole days",
    ),
    "more quizzes that count than there are": (
        "best = 8",
        "best = 10",
        "best = 10",
        "the best 10 quizzes count, but there are 9",
    ),
    "a window shorter than the quiz": ("opens = 08:00:00", "opens = 22:45:00", "22:45", "too short for 30 minutes"),
    "a rejected proposal worth more than half": (
        "rejected_at_most = 5",
        "rejected_at_most = 6",
        "rejected_at_most",
        "more than half",
    ),
    "shares of the project that are not 100": (
        "milestone-1 = 45",
        "milestone-1 = 40",
        "[project.shares]",
        "95, not to 100",
    ),
    "a share of nothing": ("milestone-1 = 45", "milestone-3 = 45", "milestone-3", "no proposal or milestone"),
    "a resubmission until nothing": (
        'resubmit_until = "milestone-1"',
        'resubmit_until = "never"',
        "never",
        'no assessment "never"',
    ),
    "a resubmission before the proposal": (
        'resubmit_until = "milestone-1"',
        'resubmit_until = "quiz-1"',
        "quiz-1",
        "not after the proposal",
    ),
    "team details after the assignment": (
        'assigned_before = "1 week"',
        'assigned_before = "8 days"',
        "date = 2026-02-03",
        "when students are assigned",
    ),
    "a class left out": ("number = 7\n", "number = 8\n", "number = 8", "class 8 stands where class 7 should"),
    "an outcome that is no text": (
        '"Perform forward and backward passes."',
        "3",
        "    3,",
        "holds 3, which is no text",
    ),
    "a topic left empty": ('topic = "Regularization"', 'topic = " "', "topic", "`classes.topic` is empty"),
    "a key with a typing mistake": (
        "drop_early = true",
        "drop_erly = true",
        "[grades]",
        "`grades.drop_early` is missing",
    ),
    "a key too many": (
        "drop_early = true",
        "drop_early = true\ndrop_erly = true",
        "drop_erly",
        "did you mean `drop_early`?",
    ),
    "a table too many": ("[papers]", "[paper]\nx = 1\n[papers]", "[paper]", "did you mean `papers`?"),
    "a table left out": ("[grades]", "[gradess]", None, "`grades` is missing"),
    "a text where a number belongs": ("minutes = 30", 'minutes = "30"', "minutes", "whole number"),
    "a switch where a number belongs": ("minutes = 30", "minutes = true", "minutes = true", "whole number"),
    "a number where a switch belongs": ("drop_early = true", "drop_early = 1", "drop_early = 1", "true or false"),
    "a huge number": ("minutes = 30", "minutes = " + "9" * 30, "minutes", "number of more than 15 digits"),
    "a number too long to read": ("minutes = 30", "minutes = " + "9" * 5000, None, "not TOML"),
    "a zone that there is not": ('"Asia/Baku"', '"Asia/Bakuu"', "timezone", "no time zone"),
    "a zone outside the data base": ('"Asia/Baku"', '"../../etc/passwd"', "timezone", "no time zone"),
    "a mail address that is none": ("ishahaliyev@ada.edu.az", "ishahaliyev", "email", "no mail address"),
    "a name in braces that there is not": ("{quiz_best}", "{quiz_bset}", "text =", "{quiz_bset} is no setting"),
    "an hour as a number": ("time = 23:00:00", "time = 23", "time = 23", "such as 23:00:00"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line(changed, mistake):
    old, new, line, message = MISTAKES[mistake]
    folder = changed((old, new))
    with pytest.raises(CourseError) as caught:
        load_course(folder)
    error = caught.value
    assert message in f"{error.problem} {error.fix}"
    assert error.path == folder / "course.toml"
    assert error.fix
    if line is not None:
        lines = (folder / "course.toml").read_text().split("\n")
        assert error.line is not None
        assert line in lines[error.line - 1]


def test_a_bonus_that_one_tier_took_is_not_given_back_by_the_next(changed):
    folder = changed(
        ("penalty = 10\nbonus = true", "penalty = 10\nbonus = false"), ("bonus = false\n\n\n", "bonus = true\n\n\n")
    )
    with pytest.raises(CourseError, match="gives back the bonus"):
        load_course(folder)


FILES = {
    "empty": (b"", "`term` is missing"),
    "not UTF-8": (b'title = "\xff\xfe"', "not UTF-8"),
    "binary": (bytes(range(256)) * 10, "not"),
    "UTF-16": ('title = "Deep Learning"'.encode("utf-16"), "not UTF-8"),
    "not TOML": (b"title = Deep Learning", "not TOML"),
    "a key twice": (b"a = 1\na = 2", "not TOML"),
    "nested too deeply": (b"a = " + b"[" * 100_000, "nested too deeply"),
    "too large": (b"#" * 5_000_000, "5,000,000 bytes"),
    "a list where a table belongs": (b"term = []", "`term` is []"),
}


@pytest.mark.parametrize("content", FILES)
def test_a_file_that_is_no_course_is_refused_in_words(write, content):
    data, message = FILES[content]
    with pytest.raises(CourseError) as caught:
        load_course(write(data))
    assert message in caught.value.problem


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CourseError, match="missing"):
        load_course(tmp_path)


def test_a_syntax_error_has_its_line(write):
    with pytest.raises(CourseError) as caught:
        load_course(write(b'title = "x"\ncode = = 3\n'))
    assert caught.value.line == 2


def test_windows_line_ends_and_a_byte_order_mark_are_read(write, course, course_text):
    folder = write(b"\xef\xbb\xbf" + course_text.replace("\n", "\r\n").encode())
    assert load_course(folder).classes == course.classes
    with pytest.raises(CourseError) as caught:
        load_course(write(course_text.replace("minutes = 30", "minutes = 0").replace("\n", "\r\n").encode()))
    assert "minutes" in (folder / "course.toml").read_text().split("\n")[caught.value.line - 1]
