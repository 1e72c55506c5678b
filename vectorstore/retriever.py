"""The search as a LangChain retriever, for chains and agents of others."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.library import Library
from vectorstore.types import Filters, Hit


class ArticleRetriever(BaseRetriever):
    """Passages as Documents.

    The metadata are article_id, version, start and end (of the passage in the article's text),
    score, and title, source, published, url where the article has them.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 12
    filters: Filters = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it
        k: int | None = None,
        filters: Filters | None = None,
    ) -> list[Document]:
        """`k` and `filters` may be given with a single call too."""
        hits = self.library.search(
            query,
            k=self.k if k is None else k,
            filters=self.filters if filters is None else filters,
        )
        return [self._document(hit) for hit in hits]

    def _document(self, hit: Hit) -> Document:
        passage = hit.passage
        article = self.library.articles.get(passage.article_id, passage.version)
        metadata: dict[str, Any] = {
            "article_id": passage.article_id,
            "version": passage.version,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
            "title": article.title,
            "source": article.source,
            "published": article.published,
            "url": article.url,
        }
        return Document(
            id=f"{passage.article_id}:{passage.version}:{passage.start}",
            page_content=passage.text,
            metadata={name: value for name, value in metadata.items() if value is not None},
        )
