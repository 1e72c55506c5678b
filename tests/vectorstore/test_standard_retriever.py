"""The retriever under LangChain's standard tests."""

from collections.abc import Callable
from typing import Any

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from tests.vectorstore.conftest import Newsroom
from vectorstore.library import Library
from vectorstore.retriever import ArticleRetriever


class TestArticleRetriever(RetrieversIntegrationTests):
    """Over three articles, which is as many documents as the tests ask for."""

    @pytest.fixture(autouse=True)
    def _indexed(self, newsroom: Newsroom, opened: Callable[[], Library]) -> None:
        newsroom.index()
        self.library = opened()

    @property
    def retriever_constructor(self) -> type[ArticleRetriever]:
        return ArticleRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"library": self.library}

    @property
    def retriever_query_example(self) -> str:
        return "the council passed the budget"
