from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(class_=1, outcome="Fulfill technological requirements.", minutes=1.5, idea="Colab runtime")
def colab_lost_file(draw):
    """In Colab the notebook lives in Drive, but files written beside it live on a machine that goes away."""
    minutes = draw.choice([40, 75, 90])
    file = draw.choice(["model.pt", "weights.pt", "losses.csv"])
    return Choices(
        f"""
        In Google Colab, Murad trains for {minutes} minutes and writes `{file}` into the current folder. The next day
        his notebook opens with all its code, but `{file}` is not there. Why?
        """,
        right(
            "The notebook is in Drive; the file was on a borrowed machine.",
            because="A Colab runtime is a temporary machine. When it is recycled its disk goes too; only what was "
            "copied to Drive, downloaded or pushed stays.",
        ),
        wrong(
            "The file is written when the notebook is closed by its menu.",
            because="It was written at once, and could be read in the same session. It was the disk that went away.",
        ),
        wrong(
            "Files are only kept for notebooks in a git repository.",
            because="git keeps what is committed and pushed somewhere. Nothing about a file depends on git being "
            "there.",
        ),
        wrong(
            "A GPU keeps files in its own memory, which is cleared.",
            because="GPU memory holds tensors of a running program, never files. The file was on the runtime's disk.",
        ),
        no_key="what Google's service keeps is a fact that no program here can look up",
    )
