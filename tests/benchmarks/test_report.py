"""A benchmark owns its section of the page and leaves the others as they are."""

from pathlib import Path

from benchmarks.report import table, write_section


def test_a_table_reads_well_as_text() -> None:
    assert table(["what", "ms"], [["a", "1.0"], ["longer", "10.0"]]).splitlines() == [
        "| what   |   ms |",
        "|--------|-----:|",
        "| a      |  1.0 |",
        "| longer | 10.0 |",
    ]


def test_sections_are_added_and_replaced_one_by_one(tmp_path: Path) -> None:
    report = tmp_path / "benchmarks.md"
    write_section("First", "one\n\n### detail\n", report)
    write_section("Second", "two", report)
    before = report.read_text()
    assert before.startswith("# Benchmarks\n")
    assert before.endswith("## First\n\none\n\n### detail\n\n## Second\n\ntwo\n")

    write_section("First", r"new \1 text", report)
    assert report.read_text() == before.replace("one\n\n### detail", r"new \1 text")
    write_section("Second", "two", report)
    write_section("First", "one\n\n### detail", report)
    assert report.read_text() == before


def test_a_title_that_begins_like_another_is_another_section(tmp_path: Path) -> None:
    report = tmp_path / "benchmarks.md"
    write_section("Scalar", "a", report)
    write_section("Scalar autograd", "b", report)
    write_section("Scalar", "c", report)
    assert report.read_text().endswith("## Scalar\n\nc\n\n## Scalar autograd\n\nb\n")
