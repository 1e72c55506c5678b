"""Answers and pairs of other systems: read, judged against the articles, reported."""
