"""The scripted models: that the good one is good, and that the hostile ones do their worst."""

import json
from typing import Any

import pytest

from assistant.models.types import Structure
from assistant.question import analyse
from assistant.types import Turn
from assistant.writers.base import Task
from assistant.writers.chat.prompt import Prompt
from corpus.types import Article
from tests.assistant.builders import build_article, build_evidence
from tests.scripted.prompts import Offered, Said, offered, question, spoken
from tests.scripted.replies import Call, Reply, Text
from tests.scripted.server import Heard
from tests.scripted.voices import FACTS, SENSES, Lying, Misciting, babbling, good

FERRY = build_article("ferry", published="2024-03-13")
PIER = build_article(
    "pier-2",
    "Workmen closed the pier on Monday, 4 March. Emily Stone said 31 boats would have to leave it. "
    "The council denied the plan.",
    title="The pier is closed",
)
TOWER = build_article("tower", "The tower has 199 steps and a bell. It was built by Anna Reyes.")
ARTICLES = (FERRY, PIER, TOWER)
QUESTION = "How much will the vessel cost?"


def heard(*articles: Article, **body: Any) -> Heard:
    """A request with the writer's own prompt about some articles."""
    evidence = build_evidence(*(articles or (FERRY, PIER)))
    task = Task(analyse(QUESTION), evidence, (Turn("Question: who?", "Rann."),))
    messages = [
        {"role": each.type, "content": each.content}
        for each in Prompt(task, evidence.hits).messages(Structure.TEXT)
    ]
    return Heard("/v1/chat/completions", {}, {"messages": messages} | body, 0.0)


def text_of(reply: Reply) -> str:
    return "".join(each.text for each in reply.steps if isinstance(each, Text))


def test_the_numbered_sentences_are_read_out_of_the_prompt() -> None:
    """Each with its article's id, in order, and the question that is asked now."""
    found = offered(heard())
    assert found[1] == Offered(
        "ferry", 2, "The vessel will cost £14.6 million and carry 28 cars and 180 passengers."
    )
    assert [(each.article_id, each.number) for each in found[-3:]] == [
        ("pier-2", 1),
        ("pier-2", 2),
        ("pier-2", 3),
    ]
    assert question(heard()) == QUESTION


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"response_format": {"type": "json_schema"}},
        {"format": {"type": "object"}},
        {"tools": [{"type": "function", "function": {"name": "answer"}}]},
        {"tools": [{"name": "answer"}]},
    ],
)
def test_a_model_answers_in_the_form_it_is_asked_for(body: dict[str, Any]) -> None:
    """Lines, JSON, or a tool call by the tool's own name."""
    steps = spoken(heard(**body), [Said("It sank.", (("ferry", (1, 2)),))])
    if not body:
        assert text_of(Reply(steps)) == "It sank. [ferry 1, 2]\n"
        return
    written = "".join(each.arguments for each in steps if isinstance(each, Call))
    assert json.loads(written or text_of(Reply(steps))) == {
        "statements": [
            {"text": "It sank.", "rests_on": [{"article": "ferry", "sentences": [1, 2]}]}
        ]
    }
    assert {each.name for each in steps if isinstance(each, Call)} <= {"answer"}


def test_the_good_model_answers_first_and_cites_right() -> None:
    """In words of its own, with the numbers as they are."""
    first = text_of(good(heard())).splitlines()[0]
    assert "£14.6m" in first
    assert first.endswith("[ferry 2]")


def test_a_model_cites_the_documents_that_it_is_given() -> None:
    """In Anthropic's form: the number of the document, and of the sentence in it."""
    evidence = build_evidence(FERRY, PIER)
    prompt = Prompt(Task(analyse(QUESTION), evidence), evidence.hits)
    content = prompt.messages(Structure.DOCUMENTS)[-1].content
    messages = [{"role": "user", "content": content}]
    first = good(Heard("/v1/messages", {}, {"messages": messages}, 0.0)).steps[0]
    assert isinstance(first, Text)
    assert "£14.6m" in first.text
    assert [(each.document, each.first, each.last) for each in first.cited] == [(0, 1, 1)]


def test_the_babbling_model_says_nothing_of_the_articles() -> None:
    """Not a sentence of it is one of theirs, though it cites some."""
    told = text_of(babbling(heard()))
    assert not any(each.text in told for each in offered(heard()))
    assert "[" in told


def test_the_misciting_model_is_wrong_in_each_of_its_ways() -> None:
    """Another retrieved id, an invented one, one that was not retrieved, and a strange sentence."""
    lines = text_of(Misciting(ARTICLES)(heard())).splitlines()
    cited = [line.rsplit("[", 1)[1].split()[0] for line in lines]
    assert lines[0].startswith("The vessel will cost")
    assert cited[0] == "pier-2"
    assert cited[1] not in ("ferry", "pier-2", "tower")
    assert cited[2:] == ["tower", "tower"]
    assert lines[3].split(" [")[0] in TOWER.text


@pytest.mark.parametrize("kinds", [FACTS, SENSES])
def test_the_lying_model_changes_one_thing_and_cites_what_it_changed(kinds: tuple[Any]) -> None:
    """What it says stands in no article, and it keeps what it changed."""
    lying = Lying(ARTICLES, kinds)
    lines = text_of(lying(heard())).splitlines()
    assert lines
    for line in lines:
        claim, cited = line.rsplit(" [", 1)
        assert lying.lies[claim].kind in kinds
        assert cited.split()[0] in ("ferry", "pier-2")
        assert not any(claim in each.text for each in ARTICLES)


def test_a_scripted_model_says_the_same_again() -> None:
    """To the same prompt, so that a run can be made again."""
    for voice in (good, babbling, Misciting(ARTICLES), Lying(ARTICLES, FACTS)):
        assert voice(heard()) == voice(heard())
