from collections.abc import Callable

from langchain_core.retrievers import BaseRetriever

from tests.vectorstore.conftest import HOSPITAL, Newsroom
from vectorstore.library import Library
from vectorstore.retriever import ArticleRetriever
from vectorstore.types import Filters


def test_documents_say_where_they_stand(newsroom: Newsroom, opened: Callable[[], Library]) -> None:
    """What an article does not state is left out."""
    newsroom.index()
    library = opened()
    retriever = ArticleRetriever(library=library, k=2)
    assert isinstance(retriever, BaseRetriever)
    first, second = retriever.invoke("hospital ward for children")
    (hit, _) = library.search("hospital ward for children", k=2)
    assert first.page_content == HOSPITAL
    assert first.metadata == {
        "article_id": "hospital",
        "version": hit.passage.version,
        "start": 0,
        "end": len(HOSPITAL),
        "score": hit.score,
        "source": "Harbour Post",
        "published": "2024-05-17",
    } | {key: first.metadata[key] for key in ("title",) if key in first.metadata}
    assert not {"source", "published", "url"} & set(second.metadata)


def test_number_and_filters_may_be_given_with_the_call(
    newsroom: Newsroom, opened: Callable[[], Library]
) -> None:
    """As LangChain's own retrievers allow."""
    newsroom.index()
    retriever = ArticleRetriever(library=opened(), k=3)
    assert len(retriever.invoke("ferry", k=1)) == 1
    only = retriever.invoke("ferry", filters=Filters(article_ids=("budget",)))
    assert [document.metadata["article_id"] for document in only] == ["budget"]
