"""Every error citewise raises on purpose, in one tree.

    CitewiseError                 one clear line for the user; exit code 2
    ├── BadInput                  the user's file, option or question can not be used
    │   └── UnreadableArticle     one file or record that is not an article; the rest goes on
    ├── UnknownArticle            no article with this id (or this version of it) in the store
    ├── StoreFault                the article store on disk can not be used
    ├── IndexFault                the search index can not be used; always rebuildable
    │   ├── ModelMismatch         built with another embedding model than the one in use
    │   └── StoreBusy             another process is writing
    └── WriterFault               the model that writes the answers failed

Errors of Chroma, SQLite and LangChain are translated into these once, at the seam where they arise.
The message says what to do next.
"""


class CitewiseError(Exception):
    """Base of all deliberate errors; `str(error)` is one line fit for the user."""


class BadInput(CitewiseError):
    """What the user gave can not be used as it is."""


class UnreadableArticle(BadInput):
    """One file or record that can not become an article."""


class UnknownArticle(CitewiseError):
    """The store holds no article with this id, or not this version of it."""


class StoreFault(CitewiseError):
    """The article store can not be opened, read or written."""


class IndexFault(CitewiseError):
    """The search index is missing, damaged or unusable; the articles are safe."""


class ModelMismatch(IndexFault):
    """The index was built with another embedding model."""


class StoreBusy(IndexFault):
    """Another process holds the write lock."""


class WriterFault(CitewiseError):
    """The model that writes answers failed or can not be reached."""
