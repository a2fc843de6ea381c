from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=1.5,
    idea="Colab runtime",
    section="notebooks",
    level="diagnose",
)
def colab_lost_file(draw):
    """In Colab the notebook lives in Drive, but files written beside it live on a machine that goes away."""
    minutes = draw.choice([40, 75, 90])
    file = draw.choice(["model.pt", "weights.pt", "losses.csv"])
    return Choices(
        f"""
        In Google Colab, Murad trains for {minutes} minutes on a GPU and writes `{file}` into the current folder,
        `/content`. It stands in the list of files, and he closes the browser. The next day his notebook opens with
        all its code and outputs, but `{file}` is not in the list. Where is it?
        """,
        right(
            "Nowhere: it was on a borrowed machine, whose disk is gone.",
            because="A Colab runtime is a temporary machine. When it is taken back its disk goes too. Only what was "
            "copied to Drive, downloaded or pushed stays. The notebook itself is kept in Drive.",
        ),
        wrong(
            "In his Drive, in the folder `/content`, and not beside the notebook.",
            because="`/content` is a folder on the runtime's own disk. Drive is another place, and has to be mounted "
            "first; then it appears as `/content/drive`.",
        ),
        wrong(
            "On the machine with the GPU: it is back when he gets a GPU again.",
            because="Each new runtime is another machine with an empty disk, with a GPU or without.",
        ),
        wrong(
            "On its way: the transfer to Drive was cut off as he closed the browser.",
            because="Nothing transfers files to Drive by itself, however long the browser stays open. The notebook "
            "alone is saved there.",
        ),
        no_key="what Google's service keeps is a fact that no program here can look up",
    )
