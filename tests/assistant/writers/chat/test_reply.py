"""Whatever form a model answers in, its sentences are found with what they rest on."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from assistant.models.types import Structure
from assistant.question import analyse
from assistant.writers.base import Draft, Source, Task
from assistant.writers.chat.prompt import Prompt
from assistant.writers.chat.reply import LONGEST_ANSWER, MOST_REPEATS, MOST_SENTENCES, Reply
from tests.assistant.builders import build_article, build_evidence

EVIDENCE = build_evidence(build_article("ferry"), build_article("port", "The port was shut."))
PROMPT = Prompt(Task(analyse("How much will the vessel cost?"), EVIDENCE), EVIDENCE.hits)
FERRY = [each.span for each in EVIDENCE.of("ferry")]
COST = "The vessel will cost £14.6 million."
VOTE = "The council voted 7-4."
BOTH = [
    Draft(COST, (Source("ferry", FERRY[1]),)),
    Draft(VOTE, (Source("ferry", FERRY[0]), Source("port", EVIDENCE.of("port")[0].span))),
]
JSON = json.dumps(
    {
        "statements": [
            {"text": COST, "rests_on": [{"article": "ferry", "sentences": [2]}]},
            {
                "text": VOTE,
                "rests_on": [
                    {"article": "ferry", "sentences": [1]},
                    {"article": "port", "sentences": [1]},
                ],
            },
        ]
    },
    ensure_ascii=False,
)
LINES = f"{COST} [ferry 2]\n{VOTE} [ferry 1] [port 1]"


def texts(text: str, size: int) -> list[BaseMessage]:
    return [AIMessageChunk(content=text[at : at + size]) for at in range(0, len(text), size)]


def call(text: str, size: int) -> list[BaseMessage]:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [
        AIMessageChunk(
            content="",
            tool_call_chunks=[
                {
                    "name": None if n else "answer",
                    "args": piece,
                    "id": None if n else "1",
                    "index": 0,
                }  # type: ignore[typeddict-unknown-key]
            ],
        )
        for n, piece in enumerate(pieces)
    ]


def block(index: int, **fields: Any) -> AIMessageChunk:
    return AIMessageChunk(content=[{"type": "text", "index": index, **fields}])


def cited(document: Any, start: Any, end: Any) -> dict[str, Any]:
    return {
        "type": "content_block_location",
        "cited_text": "…",
        "document_index": document,
        "start_block_index": start,
        "end_block_index": end,
    }


NATIVE = [
    block(0, text="The vessel will "),
    block(0, text="cost £14.6 million."),
    block(0, citations=[cited(0, 1, 2)]),
    block(1, text="\n"),
    block(2, citations=[cited(0, 0, 1)]),
    block(2, citations=[cited(1, 0, 1)]),
    block(2, text=VOTE),
]


def read(
    messages: Iterable[BaseMessage], structure: Structure = Structure.TEXT
) -> tuple[list[Draft], Reply]:
    reply = Reply(PROMPT.numbering, structure, PROMPT.echoes(structure))
    drafts = [draft for each in messages for draft in reply.feed(each)]
    return [*drafts, *reply.end()], reply


def drafts_of(text: str, structure: Structure = Structure.TEXT) -> list[Draft]:
    return read(texts(text, len(text) or 1), structure)[0]


@pytest.mark.parametrize("structure", Structure)
@pytest.mark.parametrize("size", [1, 5, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        JSON,
        json.dumps(json.loads(JSON), indent=2),
        f"```json\n{JSON}\n```",
        f"<think>They want {{the}} cost.\n[ferry 3]</think>\n{JSON}",
        json.dumps(json.loads(JSON)["statements"]),
        "\n".join(json.dumps(each) for each in json.loads(JSON)["statements"]),
        LINES,
        LINES + "\n\n",
        LINES.replace("\n", " "),
        f"1. {LINES}".replace("\n", "\n2. "),
        f"<think>Hm. [port 1]\nWell.</think>{LINES}",
        f"{COST[:-1]} [ferry 2].\n{VOTE[:-1]} [ferry 1] [port 1].",
        f"{COST[:-1]} [ferry 2]. {VOTE[:-1]} [ferry 1] [port 1].",
    ],
)
def test_every_form_of_text_is_understood_whatever_was_asked_for(
    text: str, size: int, structure: Structure
) -> None:
    """In pieces or in one."""
    assert read(texts(text, size), structure)[0] == BOTH


@pytest.mark.parametrize("structure", Structure)
@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_a_tool_call_is_understood_whatever_was_asked_for(size: int, structure: Structure) -> None:
    """Its arguments arrive in pieces too."""
    assert read(call(JSON, size), structure)[0] == BOTH


def test_a_whole_message_is_understood() -> None:
    """As a model gives it that can not stream."""
    arguments = {"name": "answer", "args": json.loads(JSON), "id": "1"}
    message = AIMessage(content="", tool_calls=[arguments])  # type: ignore[list-item]
    assert read([message])[0] == BOTH


def test_native_citations_become_sources() -> None:
    """Whether they come before their text or after it."""
    assert read(NATIVE, Structure.DOCUMENTS)[0] == BOTH


def test_a_cited_sentence_is_read_when_the_next_block_begins() -> None:
    """Its newline may be long in coming; a sentence that is cited in parts is not torn."""
    reply = Reply(PROMPT.numbering, Structure.DOCUMENTS)
    drafts = [draft for each in NATIVE[:4] for draft in reply.feed(each)]
    assert drafts == BOTH[:1]
    parts = [
        block(0, text="The vessel will", citations=[cited(0, 1, 2)]),
        block(1, text=" cost £14.6 million.", citations=[cited(0, 1, 2)]),
        block(2, text="\n"),
    ]
    assert [each.text for each in read(parts, Structure.DOCUMENTS)[0]] == [BOTH[0].text]


@pytest.mark.parametrize(
    "lie", [cited(7, 0, 1), cited(-1, 0, 1), cited(0, 99, 100), cited(None, 0, 1), cited(0, "1", 2)]
)
def test_a_native_citation_of_nothing_is_no_source_of_a_sentence(lie: dict[str, Any]) -> None:
    """Documents and blocks that were not sent, and what is no number."""
    drafts, _ = read([block(0, text=COST, citations=[lie])], Structure.DOCUMENTS)
    assert [each.text for each in drafts] == [COST]
    assert all(source.span is None for source in drafts[0].sources)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (JSON, COST + '", "rests_on": [{"article": "ferry", "sentences": [2]}]}'),
        (LINES, "[ferry 2]\n"),
        (LINES.replace("\n", " "), "[ferry 2] T"),
    ],
)
def test_a_sentence_is_drafted_as_soon_as_it_is_whole(text: str, after: str) -> None:
    """Not when the reply is."""
    reply = Reply(PROMPT.numbering, Structure.TEXT)
    end = text.index(after) + len(after)
    assert [draft for each in texts(text[: end - 1], 1) for draft in reply.feed(each)] == []
    assert list(reply.feed(AIMessageChunk(content=text[end - 1]))) == BOTH[:1]


@pytest.mark.parametrize(
    ("statement", "sources"),
    [
        ({"rests_on": []}, ()),
        ({}, ()),
        ({"rests_on": {"article": "ferry", "sentences": 2}}, (Source("ferry", FERRY[1]),)),
        ({"rests_on": [{"article": "ferry"}]}, (Source("ferry"),)),
        ({"rests_on": [{"article": "ferry", "sentences": [0, 99, -1]}]}, (Source("ferry"),)),
        ({"rests_on": [{"article": "ferry", "sentences": ["2"]}]}, (Source("ferry"),)),
        ({"rests_on": [{"article": "made-up", "sentences": [1]}]}, (Source("made-up"),)),
        ({"rests_on": ["ferry", 7, None, {"article": 7}]}, ()),
        ({"rests_on": "ferry"}, ()),
        ({"sources": [{"article": "ferry"}]}, ()),
    ],
)
def test_what_a_statement_wrongly_cites_is_left_to_the_gate(
    statement: dict[str, Any], sources: tuple[Source, ...]
) -> None:
    """Nothing that is not there becomes a sentence; nothing breaks."""
    text = json.dumps({"statements": [{"text": COST, **statement}]})
    assert drafts_of(text) == [Draft(COST, sources)]


def test_a_statement_of_two_sentences_is_two_drafts() -> None:
    """Each is checked for itself, and rests on the same and on its own markers."""
    rests_on = [{"article": "ferry", "sentences": [2]}]
    text = json.dumps({"text": f"{COST} [port 1] {VOTE}", "rests_on": rests_on})
    assert drafts_of(text) == [
        Draft(COST, (Source("ferry", FERRY[1]), Source("port", EVIDENCE.of("port")[0].span))),
        Draft(VOTE, (Source("ferry", FERRY[1]),)),
    ]


@pytest.mark.parametrize(
    "text",
    ["NO ANSWER", "No answer.", "**NO ANSWER**", '{"statements": []}', '{"text": "NO ANSWER"}'],
)
def test_silence_is_heard(text: str) -> None:
    """In words and in JSON; it is no draft."""
    drafts, reply = read(texts(text, 3))
    assert (drafts, reply.silent, reply.cut) == ([], True, False)


@pytest.mark.parametrize("text", ["", " \n\n ", "{}", '{"answer": 7}', "```\n```\n", "<think>Hm."])
def test_what_holds_no_sentence_is_neither_a_draft_nor_silence(text: str) -> None:
    """An empty answer, JSON of another form, thoughts alone."""
    drafts, reply = read(texts(text, 3))
    assert (drafts, reply.silent) == ([], False)


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        (JSON[:-30], BOTH[:1]),
        (JSON[:30], []),
        (LINES[:-20], BOTH[:1]),
        ("The vessel will cost £14", []),
    ],
)
def test_an_unfinished_sentence_is_dropped(text: str, drafts: list[Draft]) -> None:
    """And it is known that it was."""
    found, reply = read(texts(text, 4))
    assert (found, reply.cut) == (drafts, True)


def test_a_sentence_without_a_full_stop_is_whole_if_the_model_says_it_is_done() -> None:
    """It stopped of itself."""
    done = AIMessageChunk(content="", response_metadata={"finish_reason": "stop"})
    drafts, reply = read([*texts(COST[:-1], 4), done])
    assert ([each.text for each in drafts], reply.cut) == ([COST[:-1]], False)


@pytest.mark.parametrize(
    "told",
    [{"finish_reason": "length"}, {"stop_reason": "max_tokens"}, {"done_reason": "length"}],
)
def test_a_reply_at_its_limit_of_tokens_is_cut(told: dict[str, str]) -> None:
    """Even where its last line looks whole: "£14." may have been "£14.6"."""
    text = f"{COST} [ferry 2]\nTenders will cost £14."
    drafts, reply = read([*texts(text, 4), AIMessageChunk(content="", response_metadata=told)])
    assert (drafts, reply.cut) == (BOTH[:1], True)


@pytest.mark.parametrize(
    "message",
    [
        AIMessageChunk(content="", additional_kwargs={"refusal": "I can not."}),
        AIMessageChunk(content=[{"type": "refusal", "refusal": "I can not."}]),
        AIMessageChunk(content="", response_metadata={"finish_reason": "content_filter"}),
        AIMessageChunk(content="", response_metadata={"stop_reason": "refusal"}),
    ],
)
def test_a_refusal_is_known(message: BaseMessage) -> None:
    """In the field or the word that its provider has for it."""
    assert read([message])[1].refusal is not None
    assert read(texts(LINES, 4))[1].refusal is None


@pytest.mark.parametrize(
    "text",
    [
        "Round and round we go. " * 200,
        " \n" * LONGEST_ANSWER,
        '{"statements": [' + " " * LONGEST_ANSWER,
        f"{COST}\n" * (MOST_REPEATS + 2),
        "".join(f"There were {n} of them.\n" for n in range(MOST_SENTENCES + 1)),
    ],
)
def test_an_endless_reply_is_known(text: str) -> None:
    """Long, blank, in circles or of too many sentences."""
    reply = read(texts(text, 10))[1]
    assert reply.endless
    assert not read(texts(LINES, 10))[1].endless


def test_a_repeated_sentence_is_drafted_once() -> None:
    """In text and in JSON."""
    assert drafts_of(f"{LINES}\n{LINES}") == BOTH
    assert drafts_of(f"{JSON}\n{JSON}") == BOTH


@pytest.mark.parametrize("structure", Structure)
@pytest.mark.parametrize("size", [3, 10_000])
def test_an_echo_of_the_prompt_is_no_answer(structure: Structure, size: int) -> None:
    """The articles' own lines, repeated, would pass every check and answer nothing."""
    prompt = "\n".join(str(each.content) for each in PROMPT.messages(Structure.TEXT))
    given = prompt.split("\n\nQuestion:")[0]
    echoed, _ = read(texts(f"{given}\n{LINES}", size), Structure.TEXT)
    assert echoed == BOTH


def test_an_echo_in_json_is_no_answer_either() -> None:
    """With its number it is a line of the prompt."""
    line = f"2: {EVIDENCE.of('ferry')[1].text}"
    assert drafts_of(json.dumps({"text": line})) == []


def test_an_articles_sentence_without_its_number_is_an_answer() -> None:
    """To quote is no echo."""
    quote = EVIDENCE.of("ferry")[1].text
    assert drafts_of(f"{quote} [ferry 2]") == [Draft(quote, (Source("ferry", FERRY[1]),))]


@pytest.mark.parametrize("babble", ["…", "!!! ???", "lorem ipsum\ndolor", "[ferry]", "[]", "]}"])
def test_babble_breaks_nothing(babble: str) -> None:
    """What it is worth is for the gate to say."""
    read(texts(babble, 1))
    read(call(babble, 1))
