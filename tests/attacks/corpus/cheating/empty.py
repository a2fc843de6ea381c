"""Hand in nothing at all: a grader may take no failure for success."""
# stopped by: checker
# says: There is no `answer`
