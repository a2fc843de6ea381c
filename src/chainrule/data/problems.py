"""What can be wrong with data, in words: each message names the file, what was wrong with it and what to do."""


class DataProblem(Exception):
    """A data set cannot be used. The message says which file, why, and what to do."""


class MissingData(DataProblem):
    """A file is not there, and was not to be fetched."""


class BrokenData(DataProblem):
    """A file is there but is not what its card says: partial, damaged, or another file of the same name."""


class CannotFetch(DataProblem):
    """A file could not be fetched or kept: no connection, no address that serves it, no room, no permission."""
