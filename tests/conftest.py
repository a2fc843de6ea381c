"""What every test may use. Fixtures of one room live in that room's conftest."""
