from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=1.5,
    idea="which Python",
    section="python",
    level="diagnose",
)
def installed_elsewhere(draw):
    """A package is installed for one Python; another one on the same machine does not have it."""
    package = draw.choice(["torch", "numpy", "matplotlib"])
    folder = draw.choice(["course", "csci4701", "deep-learning"])
    return Choices(
        f"""
        Kamran has made a virtual environment in the folder `{folder}` and activated it in a terminal. There
        `pip install {package}` ends with *Successfully installed*. But in his editor the same folder's program stops
        at its first line:

        ```text
        $ /usr/bin/python3 train.py
        ModuleNotFoundError: No module named '{package}'
        ```

        What mends it?
        """,
        right(
            f"Choosing `{folder}`'s own Python as the interpreter of the editor",
            because="The first line of the message shows which Python ran: the system's. The package was installed "
            "for the one in the environment, and each Python sees its own packages only.",
        ),
        wrong(
            f"Running `pip install {package}` once more in the same terminal",
            because="It would answer that the requirement is satisfied: in the environment, the package is there.",
        ),
        wrong(
            f"Moving `train.py` into the folder in which `pip` put {package}",
            because="Where a program lies does not decide which packages it can import. The Python that runs it does.",
        ),
        wrong(
            f"Restarting the editor, which has read the list of packages before {package} came",
            because="Each run looks for packages afresh. The system's Python will not find this one however often it "
            "is started.",
        ),
        no_key="which interpreter an editor starts; the proof runs no editor",
    )
