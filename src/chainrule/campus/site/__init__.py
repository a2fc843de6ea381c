"""The site: a Django project with one app for each concern.

Who calls it: `chainrule serve`, `manage` and `worker`. It may know everything below, and must not know how a rule is
decided: it asks.

The files that lie loose here are of two sorts. The ground floor, which every app may use and which knows no app: the
clock, the course as loaded for all requests, rows that are only added, what is read from outside. The roof, which knows
the apps: settings, addresses, middleware, the server. Between them, an app knows those below it only: `grades`; then
`papers`, `labs`, `lectures`, which do not know each other; then `jobs`; `core`; `accounts`. (import-linter holds it.)
An app takes part in what `core` gathers by a module of an agreed name: see `core.parts`. Every view names its action
(`accounts.permissions`). A view for programs is `@requires("labs.submit", by_token=True)` and lives below `/api/`: a
personal token says who asks, cookies do not count, answers are JSON, `{"error": "in words"}` where something is wrong.
Templates extend `base.html` (blocks `title`, `main`, `aside`, `scripts`); there is no inline script.
"""
