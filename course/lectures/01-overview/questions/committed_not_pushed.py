from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=1.5,
    idea="commit and push",
    section="git",
    level="apply",
)
def committed_not_pushed(draw):
    """A commit is on one's own machine until it is pushed."""
    commits, file = draw.integer(2, 5), draw.choice(["train.py", "model.py", "report.ipynb"])
    return Choices(
        f"""
        Sabina says that she finished `{file}`, but her teammates do not find her changes on GitHub. On her machine
        `git status` prints:

        ```text
        On branch main
        Your branch is ahead of 'origin/main' by {commits} commits.
        nothing to commit, working tree clean
        ```

        Which command makes her work visible to the team?
        """,
        right("`git push`", because=f"The {commits} commits exist in her clone alone. Pushing copies them to GitHub."),
        wrong("`git pull`", because="That fetches the work of others. It does not send hers anywhere."),
        wrong(
            f"`git add {file}`",
            because="That stages changes for a commit. The tree is clean: everything is committed already.",
        ),
        wrong(
            "`git commit --all`",
            because="There is nothing to commit. Committing writes to the local repository, not to GitHub.",
        ),
        no_key="what git's commands do; git is not among what the proof runs",
    )
