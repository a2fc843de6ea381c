"""What a request's environment calls the instants of its first and its last byte, in seconds of the monotonic clock.

No header of a client becomes such a name: those begin with HTTP_.
"""

BEGAN, WHOLE = "chainrule.began", "chainrule.whole"
