"""The front door: reads each request whole before a thread is taken, and answers in words what it refuses.

`waitress` parses, buffers and writes; what is here decides who may wait how long (`patience`), which thread serves
what (`lanes`), and who gives way when the house is full (`door`). `keeper` is the parent that starts the server again;
`instants` names what the site is told of a request: when it began and when it was whole.

Who calls it: `site/server.py` opens the door, `cli/serve.py` keeps the server, `core/health.py` reads the limits.
It must not know a page of the site but by its address, the database, who is signed in.
"""
