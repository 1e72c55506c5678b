"""Results of LangChain chains as cited answers."""

import pytest

from tests.assistant.evaluation.lines import DOCUMENTS, cited, document, parsed


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It sank [1]. It rose [2].", [("It sank.", ["a-1"]), ("It rose.", ["b.2"])]),
        ("It sank [1, 2].", [("It sank.", ["a-1", "b.2"])]),
        ("It sank [1][2].", [("It sank.", ["a-1", "b.2"])]),
        ("It sank [b.2].", [("It sank.", ["b.2"])]),
        ("It sank [9].", [("It sank.", ["9"])]),
        ("Hello! It sank.", [("Hello!", []), ("It sank.", ["a-1", "b.2"])]),
        ("I don't know.", [("I don't know.", [])]),
    ],
)
@pytest.mark.parametrize("names", [("answer", "context"), ("result", "source_documents")])
def test_langchain_results_are_read(
    text: str, sentences: list[tuple[str, list[str]]], names: tuple[str, str]
) -> None:
    """Positions are the documents'; without any marker every statement rests on all of them."""
    answer = parsed(**{"input": "What sank?", names[0]: text, names[1]: DOCUMENTS})
    assert cited(answer) == sentences
    assert answer.question == "What sank?"


def test_a_serialised_langchain_document_is_read() -> None:
    """As `langchain_core.load.dumpd` writes it, with what our own retriever puts into it."""
    found = {"lc": 1, "type": "constructor", "id": ["x"], "kwargs": document(article_id="a-1")}
    assert cited(parsed(answer="It sank.", context=[found])) == [("It sank.", ["a-1"])]
