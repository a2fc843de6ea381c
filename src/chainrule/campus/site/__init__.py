"""The site: a Django project with one app for each concern."""
