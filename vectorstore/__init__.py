"""Passages to embeddings to Chroma, and a question to hits: everything about searching.

Start reading at `library` (the read side) and `indexing` (the write side). This is the only package
that imports chromadb.
"""
