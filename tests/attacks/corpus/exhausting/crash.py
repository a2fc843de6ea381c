"""Crash the interpreter, and leave an image of its memory behind."""
# stopped by: checker, rlimits
# says: signal SIGSEGV


def answer(x):
    import ctypes

    ctypes.string_at(0)
