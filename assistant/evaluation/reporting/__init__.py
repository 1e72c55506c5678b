"""A run's report: for a terminal, for programs, for a CI server, and as a page."""
