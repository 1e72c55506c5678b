"""A question's whole way, over a small library, with readers and writers that obey."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.ask import LONGEST_QUESTION, Assistant
from assistant.gate import Gate
from assistant.settings import Settings
from assistant.types import Answer, Notice, Sentence, Status, Turn, Withheld
from assistant.writers.base import Disagreement, Draft, Proposal, Source, Task, Usage, Writer
from assistant.writers.quoting import QuotingWriter
from corpus.errors import BadInput, WriterFault
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from vectorstore.indexing import index_paths
from vectorstore.library import Library
from vectorstore.types import Filters

ARTICLES = {
    "ferry": (
        "2024-03-12",
        "The council voted 7-4 on Tuesday to buy a second ferry. "
        "The ferry will cost £16.4 million. Mayor Ines Holt said the harbour needed it. "
        "She also promised lower fares.",
    ),
    "flood": (
        "2024-01-18",
        "A storm flooded 61 homes in the old town. Nobody was hurt, the fire chief said.",
    ),
    "rumour": (None, "The ferry will cost £14.6 million. The yard declined to comment."),
}


class Scripted:
    """A writer that proposes what it was given, then fails if told to."""

    name = "scripted"

    def __init__(self, *proposals: Proposal, fault: str | None = None) -> None:
        self.proposals = proposals
        self.fault = fault
        self.tasks: list[Task] = []
        self.closed = 0

    def write(self, task: Task) -> Iterator[Proposal]:
        self.tasks.append(task)
        try:
            yield from self.proposals
            if self.fault:
                raise WriterFault(self.fault)
        finally:
            self.closed += 1


class Repairing(Scripted):
    """One that can be told what was withheld, and then proposes other things."""

    def __init__(
        self, *proposals: Proposal, repairs: Sequence[Proposal] = (), fault: str | None = None
    ) -> None:
        super().__init__(*proposals)
        self.repairs = repairs
        self.repair_fault = fault
        self.told: list[tuple[list[str], list[str]]] = []

    def repair(
        self, task: Task, shown: Sequence[str], withheld: Sequence[Withheld]
    ) -> Iterator[Proposal]:
        self.told.append((list(shown), [each.text for each in withheld]))
        yield from self.repairs
        if self.repair_fault:
            raise WriterFault(self.repair_fault)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three articles, one of them undated."""
    root = tmp_path_factory.mktemp("library")
    folder = root / "articles"
    folder.mkdir()
    for id, (published, text) in ARTICLES.items():
        head = f"published: {published}\n" if published else ""
        front = f"---\ntitle: About the {id}\n{head}---\n"
        (folder / f"{id}.md").write_text(front + text + "\n", encoding="utf-8")
    index_paths(root / "store", [folder], embedder=FakeEmbedder())
    found = Library.open(root / "store", embedder=FakeEmbedder())
    yield found
    found.close()


def build_assistant(library: Library, writer: Writer | None = None) -> Assistant:
    quoting = QuotingWriter(WordReader(), threshold=0.6)
    return Assistant(library, writer or quoting, Gate(overlap_verifier()))


def build_chatting(library: Library, writer: Writer) -> Assistant:
    """One whose writer has the quoting one behind it."""
    quoting = QuotingWriter(WordReader(), threshold=0.6)
    return Assistant(library, writer, Gate(overlap_verifier()), fallback=quoting)


def test_an_answer_cites_exact_words_of_the_article(library: Library) -> None:
    """Every quote is the article's slice and every sentence is the answer's."""
    answer = build_assistant(library).ask("How many homes were flooded by the storm?")
    assert answer.status is Status.ANSWERED
    [sentence] = answer.sentences
    assert answer.text[sentence.start : sentence.end] == sentence.text
    assert answer.text == f"{sentence.text} [flood]"
    [citation] = sentence.citations
    article = library.articles.get("flood", citation.version)
    assert article.text[citation.start : citation.end] == citation.quote
    assert citation.published == "2024-01-18"


def test_the_words_that_answer_are_marked(library: Library) -> None:
    """A number is highlighted for *how many*."""
    answer = build_assistant(library).ask("How many homes were flooded by the storm?")
    [sentence] = answer.sentences
    assert [sentence.text[span.start : span.end] for span in sentence.highlights] == ["61"]


def test_a_pronoun_is_named_within_the_quote(library: Library) -> None:
    """A bracketed name stands inside the cited span, which reaches back to it."""
    answer = build_assistant(library).ask("Who promised lower fares?")
    sentence = answer.sentences[0]
    assert sentence.text == "She [Ines Holt] also promised lower fares."
    assert "Mayor Ines Holt said" in sentence.citations[0].quote


def test_articles_that_disagree_are_shown_side_by_side(library: Library) -> None:
    """Both figures are shown, each with its own article, and the conflict names both."""
    answer = build_assistant(library).ask("How much will the ferry cost?")
    [conflict] = answer.conflicts
    assert {side.answer for side in conflict.sides} == {"£16.4 million", "£14.6 million"}
    for side in conflict.sides:
        sentence = answer.sentences[side.sentence]
        assert side.answer in sentence.text
        assert [c.article_id for c in side.citations] == [c.article_id for c in sentence.citations]


def test_nothing_is_answered_without_evidence(library: Library) -> None:
    """What no sentence answers gets none, says what was searched, and shows the nearest."""
    answer = build_assistant(library).ask("Which composer wrote the anthem?")
    assert answer.status is Status.NO_EVIDENCE
    assert answer.sentences == ()
    assert answer.text.startswith("Nothing in these 3 articles answers this.")
    assert answer.considered


def test_an_abstention_names_the_filters_and_what_they_left_out(library: Library) -> None:
    """An undated article never passes a date filter, and that is said."""
    filters = Filters(since="2024-02-01")
    answer = build_assistant(library).ask("Which composer wrote the anthem?", filters=filters)
    assert (
        "the 1 article answers this (dated 2024-02-01 or later; 2 left out, 1 of them undated)"
        in (answer.text)
    )
    assert answer.filters.undated_left_out == 1


def test_half_a_question_gets_half_an_answer(library: Library) -> None:
    """The unanswered half is named after the answered one."""
    answer = build_assistant(library).ask(
        "How many homes were flooded by the storm, and who composed the anthem?"
    )
    assert answer.status is Status.ANSWERED
    assert answer.text.endswith("\n\nThe articles don’t say who composed the anthem.")
    assert [notice.code for notice in answer.notices] == ["partly_answered"]


def test_a_greeting_gets_what_is_indexed_and_no_search(library: Library) -> None:
    """Small talk is no question to the articles."""
    answer = build_assistant(library).ask("Hello!")
    assert answer.status is Status.NO_EVIDENCE
    assert answer.text.startswith("3 articles are indexed")
    assert answer.considered == ()


def test_a_follow_up_is_searched_stand_alone_and_says_so(library: Library) -> None:
    """The rewritten question is shown; earlier turns lend no evidence."""
    history = [Turn("What did Ines Holt say?", "That the harbour needed it.")]
    answer = build_assistant(library).ask("And what did she promise?", history=history)
    assert answer.standalone_question == "What did Ines Holt promise?"
    assert answer.notices[0].code == "rewritten"


def test_a_stream_only_appends_and_ends_with_the_answer(library: Library) -> None:
    """The sentences streamed are the sentences of the answer, in order."""
    events = list(build_assistant(library).stream("How much will the ferry cost?"))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert tuple(event for event in events if isinstance(event, Sentence)) == answer.sentences


def test_what_a_writer_invents_is_withheld(library: Library) -> None:
    """A false number, an id that was not retrieved and an uncited sentence never reach the text."""
    writer = Scripted(
        Draft("A storm flooded 610 homes in the old town.", (Source("flood"),)),
        Draft("The mayor resigned in disgrace.", (Source("made-up-id"),)),
        Draft("Everybody was delighted with the anthem."),
        Draft("A storm flooded 61 homes in the old town.", (Source("flood"),)),
    )
    answer = build_assistant(library, writer).ask("How many homes were flooded by the storm?")
    assert [sentence.text for sentence in answer.sentences] == [
        "A storm flooded 61 homes in the old town."
    ]
    assert len(answer.withheld) == 3
    assert "610" in answer.withheld[0].reason
    assert "made-up-id" not in answer.text


def test_an_answer_of_which_nothing_passes_is_incomplete(library: Library) -> None:
    """Everything withheld is not the same as no evidence."""
    writer = Scripted(Draft("A storm flooded 610 homes.", (Source("flood"),)))
    events = list(build_assistant(library, writer).stream("How many homes were flooded?"))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.status is Status.INCOMPLETE
    assert any(isinstance(event, Withheld) for event in events)


def test_a_failing_writer_ends_in_an_answer_that_says_so(library: Library) -> None:
    """What passed before the fault stays; the fault is a notice, not a traceback."""
    writer = Scripted(
        Draft("A storm flooded 61 homes in the old town.", (Source("flood"),)),
        fault="the server went away",
    )
    answer = build_assistant(library, writer).ask("How many homes were flooded?")
    assert len(answer.sentences) == 1
    assert Notice("writer_failed", "the server went away") in answer.notices


HOMES = "How many homes were flooded by the storm?"
TRUE = Draft("A storm flooded 61 homes in the old town.", (Source("flood"),))
FALSE = Draft("A storm flooded 610 homes in the old town.", (Source("flood"),))


def codes(answer: Answer) -> list[str]:
    return [notice.code for notice in answer.notices]


def test_what_was_withheld_is_written_again_once(library: Library) -> None:
    """The writer is told what was withheld and what was shown; the repair follows."""
    nobody = Draft("Nobody was hurt, the fire chief said.", (Source("flood"),))
    writer = Repairing(nobody, FALSE, repairs=[TRUE])
    events = list(build_chatting(library, writer).stream(HOMES))
    assert writer.told == [([nobody.text], [FALSE.text])]
    shown = [each.text for each in events if isinstance(each, Sentence | Withheld)]
    assert shown == [nobody.text, FALSE.text, TRUE.text]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.status is Status.ANSWERED
    assert [each.text for each in answer.withheld] == [FALSE.text]
    assert answer.text == f"{nobody.text} [flood] {TRUE.text} [flood]"


def test_a_repair_passes_the_same_gate_and_there_is_no_second_one(library: Library) -> None:
    """What still fails is withheld."""
    worse = Draft("A storm flooded 6100 homes in the old town.", (Source("flood"),))
    writer = Repairing(TRUE, FALSE, repairs=[worse])
    answer = build_chatting(library, writer).ask(HOMES)
    assert [each.text for each in answer.sentences] == [TRUE.text]
    assert [each.text for each in answer.withheld] == [FALSE.text, worse.text]
    assert len(writer.told) == 1


def test_nothing_is_repaired_where_nothing_was_withheld(library: Library) -> None:
    """A call that is not needed is not made."""
    writer = Repairing(TRUE)
    build_chatting(library, writer).ask(HOMES)
    assert writer.told == []


def test_a_repair_that_fails_leaves_what_was_shown(library: Library) -> None:
    """The answer is finished all the same, and the failure is said."""
    answer = build_chatting(library, Repairing(TRUE, FALSE, fault="gone")).ask(HOMES)
    assert (answer.status, codes(answer)) == (Status.ANSWERED, ["repair_failed"])


@pytest.mark.parametrize(
    ("writer", "reason"),
    [
        (Scripted(FALSE), "no sentence of scripted passed the checks"),
        (Repairing(FALSE, repairs=[FALSE]), "no sentence of scripted passed the checks"),
        (Repairing(FALSE, fault="gone"), "no sentence of scripted passed the checks"),
        (Scripted(FALSE, Notice("cut", "on and on")), "no sentence of scripted passed the checks"),
        (Scripted(fault="the server went away"), "the server went away"),
        (Scripted(FALSE, fault="the server went away"), "the server went away"),
    ],
)
def test_where_nothing_of_a_model_is_shown_the_articles_are_quoted(
    library: Library, writer: Scripted, reason: str
) -> None:
    """From the same hits, and it is said why."""
    answer = build_chatting(library, writer).ask(HOMES)
    assert answer.status is Status.ANSWERED
    assert [each.text for each in answer.sentences] == [TRUE.text]
    [said] = [each.text for each in answer.notices if each.code == "fallback"]
    assert said == f"{reason}; quoting was asked for an answer instead"


def test_a_model_that_says_that_nothing_answers_is_believed(library: Library) -> None:
    """It has not failed, so nobody takes its place."""
    answer = build_chatting(library, Scripted()).ask(HOMES)
    assert (answer.status, codes(answer)) == (Status.NO_EVIDENCE, [])


def test_a_fallback_that_finds_nothing_says_so(library: Library) -> None:
    """The model failed, the articles were read all the same."""
    answer = build_chatting(library, Scripted(fault="gone")).ask("Which composer wrote it?")
    assert (answer.status, codes(answer)) == (Status.NO_EVIDENCE, ["fallback"])


@pytest.mark.parametrize(
    "writer", [Scripted(TRUE, fault="gone"), Scripted(TRUE, Notice("cut", "on and on"))]
)
def test_an_answer_that_was_cut_is_incomplete(library: Library, writer: Scripted) -> None:
    """What was shown stays; nobody writes on in the model's place."""
    answer = build_chatting(library, writer).ask(HOMES)
    assert answer.status is Status.INCOMPLETE
    assert [each.text for each in answer.sentences] == [TRUE.text]


def test_a_model_that_failed_is_not_asked_again_for_the_second_question(library: Library) -> None:
    """A server that is down would be waited for twice."""
    writer = Scripted(fault="gone")
    asked = "How many homes were flooded by the storm, and who composed the anthem?"
    answer = build_chatting(library, writer).ask(asked)
    assert len(writer.tasks) == 1
    assert [each.text for each in answer.sentences] == [TRUE.text]


def test_tokens_are_summed_over_the_calls(library: Library) -> None:
    """The repair is one; without any count there is none."""
    writer = Repairing(Usage(10, 2), FALSE, Usage(1, 1), repairs=[TRUE, Usage(20, 3)])
    answer = build_chatting(library, writer).ask(HOMES)
    assert answer.usage == {"input_tokens": 31, "output_tokens": 6, "total_tokens": 37}
    assert build_assistant(library).ask(HOMES).usage is None


def test_closing_the_stream_closes_the_writer(library: Library) -> None:
    """At once, with whatever call it has open; with it goes the rest."""
    writer = Scripted(TRUE, FALSE)
    events = build_chatting(library, writer).stream(HOMES)
    assert isinstance(next(events), Sentence)
    assert writer.closed == 0
    events.close()  # type: ignore[attr-defined]
    assert writer.closed == 1


def test_a_stopped_answer_is_what_there_was(library: Library) -> None:
    """Incomplete, and nobody writes on."""
    stop = threading.Event()
    found = []
    for event in build_chatting(library, Scripted(TRUE, FALSE)).stream(HOMES, stop=stop):
        found.append(event)
        stop.set()
    answer = found[-1]
    assert isinstance(answer, Answer)
    assert (answer.status, codes(answer)) == (Status.INCOMPLETE, ["stopped"])
    assert [each.text for each in answer.sentences] == [TRUE.text]
    assert answer.withheld == ()


def test_a_stopped_repair_is_the_end(library: Library) -> None:
    """Nobody takes the place of a model that was told to stop."""
    stop = threading.Event()
    found = []
    for event in build_chatting(library, Repairing(FALSE, repairs=[TRUE])).stream(HOMES, stop=stop):
        found.append(event)
        if isinstance(event, Withheld):
            stop.set()
    answer = found[-1]
    assert isinstance(answer, Answer)
    assert (answer.status, codes(answer)) == (Status.INCOMPLETE, ["stopped"])
    assert answer.sentences == ()


def test_an_answer_stopped_before_it_began_is_incomplete(library: Library) -> None:
    """Silence then says nothing of the articles."""
    stop = threading.Event()
    stop.set()
    *_, answer = build_chatting(library, Scripted(TRUE)).stream(HOMES, stop=stop)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.sentences) == (Status.INCOMPLETE, ())


def test_all_searches_of_a_question_share_its_deadline(library: Library) -> None:
    """Each task began when the question did."""
    writer = Scripted()
    build_assistant(library, writer).ask("Who voted, and how many homes were flooded?")
    assert len(writer.tasks) == 2
    assert len({task.begun for task in writer.tasks}) == 1


def test_warming_does_not_ask_a_chat_model(library: Library) -> None:
    """Its server may count that."""
    writer = Scripted(TRUE)
    build_chatting(library, writer).warm()
    assert writer.tasks == []


def test_a_conflict_with_a_withheld_side_is_not_shown(library: Library) -> None:
    """Each side of a conflict is a shown sentence with its answer in the quote."""
    writer = Scripted(
        Draft("The ferry will cost £16.4 million.", (Source("ferry"),)),
        Draft("The ferry will cost £99 million.", (Source("rumour"),)),
        Disagreement("cost", (("£16.4 million", 0), ("£99 million", 1)), update=False),
    )
    answer = build_assistant(library, writer).ask("How much will the ferry cost?")
    assert answer.conflicts == ()


def test_another_model_may_write_over_the_same_library(library: Library) -> None:
    """With the writer that needs none behind it; and back again."""
    assistant = build_assistant(library)
    settings = Settings(model="openai:tiny", base_url="http://127.0.0.1:9/v1", deadline=5)
    chatting = assistant.using(settings)
    assert (chatting.model, chatting.library) == ("openai:tiny", library)
    assert codes(chatting.ask(HOMES)) == ["fallback"]
    assert chatting.using(Settings()).model == "quoting"
    with pytest.raises(BadInput):
        assistant.using(Settings(model="oracle"))


@pytest.mark.parametrize("question", ["", "   ", "x" * (LONGEST_QUESTION + 1)])
def test_an_empty_or_endless_question_is_refused_in_one_line(
    library: Library, question: str
) -> None:
    """Bad input is one line, before any search."""
    with pytest.raises(BadInput) as refused:
        build_assistant(library).ask(question)
    assert "\n" not in str(refused.value)


def test_a_store_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    """The first error a new user meets names the command that helps."""
    from corpus.errors import CitewiseError

    with pytest.raises(CitewiseError, match="citewise index"):
        Assistant.open(tmp_path / "nowhere")
