from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=3,
    idea="versions",
    section="python",
    level="diagnose",
)
def version_is_no_text(draw):
    """Versions compared as text: "3.10" comes before "3.9"."""
    newer, patch = draw.integer(10, 14), draw.integer(1, 9)
    return Faulty(
        f"""
        The course needs Python 3.9 or later. This check refuses a machine that has Python 3.{newer}.{patch}.
        """,
        """
        def parse(version):
            return tuple(version.split("."))

        def new_enough(version, needed="3.9"):
            return parse(version) >= parse(needed)
        """,
        f"""
        assert new_enough("3.{newer}.{patch}") and new_enough("3.{newer}") and new_enough("3.9") and new_enough("4.0.1")
        assert not new_enough("3.8.{newer}") and not new_enough("2.7")
        """,
        right_edit(
            'return tuple(version.split("."))',
            'return tuple(int(part) for part in version.split("."))',
            because=f'The parts were strings: as text, "{newer}" comes before "9". As numbers, {newer} is more than 9.',
        ),
        wrong_edit(
            'return tuple(version.split("."))',
            "return float(version)",
            because=f"3.{newer} becomes a number below 3.9, and a version with two dots is no float at all.",
        ),
        wrong_edit(
            'return tuple(version.split("."))',
            'return list(version.split("."))',
            because="Lists compare part by part as tuples do. The parts are still strings.",
        ),
        wrong_edit(
            "return parse(version) >= parse(needed)",
            "return len(parse(version)) >= len(parse(needed))",
            because="This counts the parts. 2.7.18 would pass.",
        ),
        wrong_edit(
            "return parse(version) >= parse(needed)",
            "return parse(version) > parse(needed)",
            because="The order is still that of text, and 3.9 itself would now be refused too.",
        ),
    )
