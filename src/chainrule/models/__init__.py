"""The networks of the course, one file a model."""
