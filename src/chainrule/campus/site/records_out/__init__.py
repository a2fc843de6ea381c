"""What the site holds about one person: handed out to them, and forgotten after the term.

Who calls it: a student's browser, and the command line. `held` is the table of all models: what of each is handed out,
what is forgotten, and why not. `export` writes the file, `forgetting` takes texts out. It may know every app of the
class; it must not know pages, and no app knows it.
"""
