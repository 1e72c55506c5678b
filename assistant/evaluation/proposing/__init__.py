"""Cases proposed from a collection's own articles, for a person to accept or strike."""
