"""People: accounts and roles, signing in, personal tokens, the one table of who may do what, and the audit log.

Who calls it: every other app, for its users and for `@requires("action")`. It must not know any other app; of the site
it knows the ground floor alone.
"""
