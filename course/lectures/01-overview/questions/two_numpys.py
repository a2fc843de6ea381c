from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=4,
    idea="environments",
    section="python",
    level="apply",
)
def two_numpys(draw):
    """What a virtual environment separates, and what makes it possible to build the same one elsewhere."""
    package, old, new = draw.choice([("NumPy", "1.26", "2.2"), ("PyTorch", "1.13", "2.5"), ("pandas", "1.5", "2.2")])
    return OpenQuestion(
        f"""
        On one laptop, Nigar's project for this course needs {package} {new}, and her project for another course
        works only with {package} {old}.

        Explain in two or three sentences how virtual environments let both work, and what she must put into the
        project's repository so that a teammate gets the same versions.
        """,
        model=f"""
        A virtual environment is a folder with its own interpreter and its own installed packages, so each project
        has its own {package} and does not see the other's. She commits a file that lists the packages with their
        versions, such as requirements.txt, and her teammate installs from it into an environment of their own.
        """,
        rubric=[
            Criterion(
                "separation",
                1,
                counts="Each environment has its own set of installed packages, so that the two versions never meet.",
                does_not="That one activates or deactivates something, without what is different afterwards.",
            ),
            Criterion(
                "a list of versions",
                1,
                counts="A file with packages and versions (requirements.txt, a lock file, environment.yml) to "
                "install from. Half for a list without versions.",
                does_not="Committing the environment's folder, or telling the teammate by message.",
            ),
        ],
        examples=f"""
        1, 1: each venv has its own site-packages so one has {package} {old} and the other {new}. put a
        requirements.txt with the versions in the repo and the teammate does pip install -r
        1, 1: With virtual environments packages are installed per project and not for the whole computer. pip
        freeze > requirements.txt and commit this file.
        1, 1: Every environment is isolated with own libraries. She commits environment.yml where versions are
        pinned.
        1, 0.5: Projects get separate installed libraries. She should write in requirements.txt which packages are
        needed.
        1, 0: the environments keep the packages of both projects apart, then she commits the venv folder to git so
        he has it too
        0, 1: You activate the environment when you work on the project. requirements.txt with {package}=={new}.
        0, 0: she needs to write activate before python and then everything works, the teammate too
        0, 0: Virtual environment is a virtual machine which emulates another computer, so you can have another
        Windows in it.
        0, 0: She should upgrade the old project to {package} {new}, this is better practice than having two
        versions.
        """,
    )
