"""Hostile models: whatever they say, what is shown keeps every promise."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.models import open_chat
from assistant.settings import Settings
from assistant.types import Answer
from assistant.writers.base import Writer
from assistant.writers.chat import ChatWriter
from tests.scripted.promises import broken
from tests.scripted.server import Play, serving
from tests.scripted.voices import FACTS, SENSES, Lying, Misciting, babbling, good
from vectorstore.library import Library

pytest.importorskip("langchain_openai")

MakesAssistant = Callable[[Writer], Assistant]
QUESTIONS = (
    "How much will the second ferry cost?",
    "How did the council vote on the second ferry?",
    "When will the wall be built?",
)


def answers(play: Play, assistant_of: MakesAssistant, library: Library) -> list[Answer]:
    """The answers to some questions, written by a scripted model, with every promise checked."""
    with serving(play=play) as server:
        settings = Settings(
            base_url=server.openai_url, api_key=SecretStr("sk-scripted"), deadline=60
        )
        assistant = assistant_of(ChatWriter(open_chat("openai:tiny", settings), 60))
        found = [assistant.ask(each) for each in QUESTIONS]
    for answer in found:
        assert broken(answer, library.articles) == []
    return found


def fell_back(answer: Answer) -> bool:
    return any(each.code == "fallback" for each in answer.notices)


def test_a_good_model_is_shown(assistant_of: MakesAssistant, sample_library: Library) -> None:
    """In its own words, with what it cites, and the tokens it took."""
    for answer in answers(good, assistant_of, sample_library):
        assert answer.sentences
        assert not fell_back(answer)
        assert answer.usage
        assert answer.usage["total_tokens"] > 0


def test_nothing_of_a_babbling_model_is_shown(
    judged_assistant_of: MakesAssistant, sample_library: Library
) -> None:
    """Nor anything of its markup; the quoting writer answers from the same articles."""
    for answer in answers(babbling, judged_assistant_of, sample_library):
        assert fell_back(answer)
        assert answer.withheld
        assert not any(mark in answer.text for mark in ("<", "](", "example.invalid", "octopus"))


def test_a_misciting_model_is_shown_with_the_right_citations(
    assistant_of: MakesAssistant, sample_library: Library
) -> None:
    """A sentence that a retrieved article says is cited to that one, whatever the model cited."""
    misciting = Misciting(sample_library.articles.articles())
    for answer in answers(misciting, assistant_of, sample_library):
        assert answer.sentences
        for sentence in answer.sentences:
            assert any(sentence.text in " ".join(c.quote.split()) for c in sentence.citations)


def test_a_lie_in_facts_is_hardly_ever_shown(
    assistant_of: MakesAssistant, sample_library: Library
) -> None:
    """And where it is, its number, day or name stands in what it cites."""
    lying = Lying(sample_library.articles.articles(), FACTS)
    found = answers(lying, assistant_of, sample_library)
    shown = [each.text for answer in found for each in answer.sentences]
    assert len(lying.lies) > 10
    assert sum(claim in shown for claim in lying.lies) <= len(lying.lies) / 10


def test_a_lie_in_sense_is_counted(assistant_of: MakesAssistant, sample_library: Library) -> None:
    """The promises hold for it too; how many are shown is measured with the shipped verifier."""
    lying = Lying(sample_library.articles.articles(), SENSES)
    answers(lying, assistant_of, sample_library)
    assert len(lying.lies) > 10
