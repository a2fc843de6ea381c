"""Raise an error that cannot be printed, named or traced."""
# stopped by: checker
# says: cannot be read|broke the program


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit(0)


class Bad(Exception, metaclass=Meta):
    def __str__(self):
        raise Bad

    __repr__ = __str__


def answer(x):
    raise Bad
