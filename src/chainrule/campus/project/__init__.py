"""The team project as rules: the form of a proposal, what a team and staff may do with it, what that is worth."""
