"""Tags and filters for templates: `{% load NAME %}`, one file each."""
