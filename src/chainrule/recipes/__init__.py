"""One script for each headline number of the course: it trains, prints the number and asserts it."""
