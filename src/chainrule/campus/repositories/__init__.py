"""A team's Git repository and its ZIP, read as bytes. All that a team hands in is hostile until proven otherwise.

Who calls it: the site's milestones, and `campus/project` for the data that its checks read. It may know `labs.sandbox`,
whose bubblewrap it uses. It must not know Django, a database, a course or what is asked of a repository, and it runs
nothing of what it reads.

`parse` reads an address, `fetch` brings the repository behind it, `read` opens an archive. Each raises `Refused` in
words that a team can act on; `fetch` also `CannotFetch`, which is the machine's or the host's and is tried again.
`docs/repositories.md` says what is bounded and by which layer.
"""
