"""The frame of every page, the course's own pages, and what is gathered from all apps: home, calendar,
health, demo, ticks.

Who calls it: the apps above it, and the server once per second (`housekeeping`). It must not import from them: what
they add, they add by modules of agreed names (`parts`).
"""
