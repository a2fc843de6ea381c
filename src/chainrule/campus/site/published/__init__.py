"""The lectures as files: what `chainrule publish` writes, to be read without a server.

Who calls it: the command line. It may know the lectures, and every app below them; it must not know questions, labs,
papers, the database or who reads. `writing.publish` asks for the first page and follows its links: what a link leads to
is published if an address here (`urls`) has it and the reader (`reader`) may see it, and else it is left out and named.
The pages are those of the site, from its own views and templates; `links` makes their addresses relative, `sections`
makes the search index of them, `folder` puts all of it in the place of what was there.
"""
