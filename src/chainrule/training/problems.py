"""What stops a training, in words: each message says what happened, what stands, and what to do."""


class TrainingProblem(Exception):
    """A training did not go on to its end. Nothing that was saved before is lost."""


class Interrupted(TrainingProblem):
    """Ctrl-C was pressed. What was trained until then is saved, unless the message says otherwise."""


class NotFinite(TrainingProblem):
    """The loss or a weight became infinite or NaN. The last checkpoint is from before."""


class CheckpointProblem(TrainingProblem):
    """A checkpoint cannot be read, is damaged, or is of another run; or it cannot be written."""


class SweepProblem(TrainingProblem):
    """A sweep cannot be made, in words."""
