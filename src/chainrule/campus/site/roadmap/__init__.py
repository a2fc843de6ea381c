"""The course seen from above: what each outcome is served by, and what each class needs and how much of it is done.

Who calls it: a browser. It may know every app of the class; it must not know how one stores what it knows, and it
changes nothing. `outcomes` and `gathered` ask what there is, `standing` says how far somebody is, `picture` draws the
map; what an outcome needs is decided in `campus.proof.outcomes`.
"""
