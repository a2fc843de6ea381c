"""Where Django looks for the commands of `people`."""
