"""Copies of the whole site, and putting one back: `chainrule backup`, `chainrule restore`, `chainrule migrate`.

Who calls it: the command line; the server only says that it is there (`holding`). `archive` knows the file, `databases`
how SQLite and PostgreSQL are copied and put back, `swap` how files change places so that a crash half-way is undone.
It must not know any app of the class: what there is, the database and its migrations say.
"""
