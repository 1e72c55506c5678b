"""Articles on disk become `Article`s, and articles become sentences and passages.

    reading.read_articles    files and folders → records, one `Failure` for each that is none
    store.ArticleStore       every version of every article, in one SQLite file
    sentences, passages      exact spans of an article's text, page furniture left out

This package knows nothing of vectors, models or answers.
"""
