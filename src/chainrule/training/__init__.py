"""Training a model: steps, schedules, history, checkpoints, search."""
