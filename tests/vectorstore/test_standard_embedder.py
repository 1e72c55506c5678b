"""The embedder under LangChain's standard tests, with its shipped model."""

from langchain_tests.integration_tests import EmbeddingsIntegrationTests
from langchain_tests.unit_tests import EmbeddingsUnitTests

from vectorstore.embedder import SentenceEmbedder


class TestSentenceEmbedderUnit(EmbeddingsUnitTests):
    @property
    def embeddings_class(self) -> type[SentenceEmbedder]:
        return SentenceEmbedder


class TestSentenceEmbedder(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self) -> type[SentenceEmbedder]:
        return SentenceEmbedder
