"""Which lectures of the course are written: tests of every lecture take these."""

from chainrule.course import find_course, lecture_folders

WRITTEN = [number for number, folder in lecture_folders(find_course()).items() if (folder / "lecture.md").exists()]
