"""Explanations: they say what happened, each drop with its reason, and run no other way."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.ask import Assistant
from assistant.explaining import Explanation, ReadSentence, to_json
from assistant.gate import Gate
from assistant.question import Question
from assistant.reader import Candidate, Features, Judgement, probability
from assistant.render.explanation import LEFT_OUT_SHOWN, render
from assistant.render.explanation_html import explanation_html
from assistant.types import Answer, Status
from assistant.writers.base import Draft, Source, Writer
from assistant.writers.quoting import QuotingWriter
from tests.assistant.test_ask import Scripted
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from vectorstore.indexing import index_paths
from vectorstore.library import Library
from vectorstore.types import Filters

EVIL = "<img src=x onerror=x()>"
ARTICLES = {
    "fire-2021": (
        "2021-04-14",
        "Norrin Gazette",
        "A fire at the cannery in Halden injured nine workers. The roof fell in.",
    ),
    "fire-2024": (
        "2024-04-14",
        "Halden Courier",
        "A fire at the cannery in Halden injured three workers. The owner was abroad.",
    ),
    "later-2024": (
        "2024-05-20",
        "Halden Courier",
        "The strike at the Halden dockyard lasted eleven days. Both sides signed at dawn.",
    ),
    "council-2023": ("2023-12-05", "Norrin Gazette", "The Halden council chose a new flag."),
    "undated": (None, None, f"The {EVIL} lighthouse stands 40 metres tall. It was built of stone."),
}
TODAY = date(2025, 3, 1)


class Weighing(WordReader):
    """Says what its probabilities are made of, as the shipped reader does."""

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        shares = (each.score for each in super().read(question, candidates))
        weighed = [Features(share, share, share, 1.0, 8.0 * share - 2.0) for share in shares]
        return [Judgement(probability(each), None, each._asdict()) for each in weighed]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two fires in the Aprils of two years, a strike, a flag, and an undated one with markup."""
    root = tmp_path_factory.mktemp("library")
    folder = root / "articles"
    folder.mkdir()
    for id, (published, source, text) in ARTICLES.items():
        stated = {"id": id, "published": published, "source": source, "text": text}
        line = json.dumps({name: value for name, value in stated.items() if value})
        (folder / f"{id}.jsonl").write_text(line + "\n", encoding="utf-8")
    index_paths(root / "store", [folder], embedder=FakeEmbedder())
    found = Library.open(root / "store", embedder=FakeEmbedder())
    yield found
    found.close()


def build(library: Library, writer: Writer | None = None) -> Assistant:
    quoting = QuotingWriter(WordReader(), threshold=0.6)
    return Assistant(library, writer or quoting, Gate(overlap_verifier()), today=lambda: TODAY)


def first_cited(answer: Answer) -> str:
    return answer.sentences[0].citations[0].article_id


def codes(answer: Answer) -> list[str]:
    return [notice.code for notice in answer.notices if notice.code != "citation_added"]


def printed(explanation: Explanation) -> str:
    sink = StringIO()
    Console(file=sink, width=400, highlight=False).print(render(explanation))
    return sink.getvalue()


def test_an_explanation_tells_of_each_step(library: Library) -> None:
    """What was found with its ranks, what was read with its probability, what was checked."""
    answer, explanation = build(library).explain("How many days did the dockyard strike last?")
    [step] = explanation.steps
    assert answer.status is Status.ANSWERED
    assert explanation.outcome.startswith("Answered: ")
    assert [each.article_id for each in step.passages] == [
        hit.passage.article_id for hit in answer.considered
    ]
    [cited] = [each for each in step.passages if each.outcome == "cited"]
    hit = next(each for each in answer.considered if each.passage.article_id == cited.article_id)
    assert (cited.dense_rank, cited.cosine, cited.lexical_rank, cited.bm25) == tuple(hit.found)
    assert cited.score == hit.score
    assert step.read
    assert step.read[0].used
    assert step.read[0].outcome == "shown"
    assert [each.probability for each in step.read] == sorted(
        (each.probability for each in step.read), reverse=True
    )
    assert [draft.text for draft in step.drafts if draft.shown] == [
        each.text for each in answer.sentences
    ]


def test_explaining_changes_no_answer(library: Library) -> None:
    """The same run, watched: only the clock differs."""
    question = "How many workers did the cannery fire injure?"
    answer, _ = build(library).explain(question)
    plain = build(library).ask(question)
    assert (plain.text, plain.sentences, plain.notices) == (
        answer.text,
        answer.sentences,
        answer.notices,
    )


class Counting(WordReader):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, question: Question, candidates: Sequence[Candidate]) -> list[Judgement]:
        self.asked += 1
        return super().read(question, candidates)


def test_what_is_explained_is_what_the_writer_read(library: Library) -> None:
    """It reads once a search, and is not asked again."""
    reader = Counting()
    _, explanation = build(library, QuotingWriter(reader, threshold=0.6)).explain(
        "How many workers were injured by fire in April 2021?"
    )
    assert reader.asked == len(explanation.steps)
    assert all(step.read and step.threshold == 0.6 for step in explanation.steps)


def test_the_parts_make_up_the_probability(library: Library) -> None:
    """The features and the factor on them give the number that was compared."""
    writer = QuotingWriter(Weighing(), threshold=0.2)
    _, explanation = build(library, writer).explain("How many days did the dockyard strike last?")
    read = explanation.steps[0].read
    assert read
    for each in read:
        parts = dict(each.parts)
        fit = parts.pop("fit")
        assert probability(Features(**parts)) * fit == pytest.approx(each.probability)
    assert any(each.parts["fit"] < 1 for each in read)  # no number where one is asked for


def test_an_abstention_says_how_near_it_came(library: Library) -> None:
    """One sentence: the best probability, and the one that is needed."""
    answer, explanation = build(library).explain("Which composer wrote the Halden anthem?")
    assert answer.status is Status.NO_EVIDENCE
    step = explanation.steps[-1]
    assert step.read
    best = max(each.probability for each in step.read)
    assert best < 0.6
    assert f"looked at answers with probability {best:.3f}; 0.600 is needed." in explanation.outcome
    assert {each.outcome for each in step.read} == {"not likely enough: 0.600 is needed"}
    assert not any(each.used for each in step.read)


def test_a_writer_that_does_not_read_says_so(library: Library) -> None:
    """For a chat model the reading part is absent; a withheld draft has its reason."""
    lie = Draft("A fire at the cannery in Halden injured 90 workers.", (Source("fire-2021"),))
    answer, explanation = build(library, Scripted(lie)).explain("How many workers were injured?")
    [step] = explanation.steps
    assert answer.status is Status.INCOMPLETE
    assert (step.read, step.threshold) == (None, None)
    [draft] = step.drafts
    assert not draft.shown
    assert draft.article_ids == ("fire-2021",)
    assert draft.reason
    assert "90" in draft.reason
    assert explanation.outcome == "No answer: the one drafted sentence did not pass the check."
    assert "this writer does not say" in printed(explanation)


def test_a_writer_that_fails_is_the_reason(library: Library) -> None:
    """And not the articles."""
    writer = Scripted(fault="the server went away")
    _, explanation = build(library, writer).explain("How many workers were injured?")
    assert explanation.outcome == "No answer: the writer stopped (the server went away)."


def test_a_greeting_was_not_searched_for(library: Library) -> None:
    """There is no step then."""
    _, explanation = build(library).explain("Hello!")
    assert explanation.steps == ()
    assert "nothing was searched" in explanation.outcome


def test_each_question_of_two_has_its_step(library: Library) -> None:
    """One answered and one not: both say so."""
    _, explanation = build(library).explain(
        "How many days did the dockyard strike last, and who composed the anthem?"
    )
    first, second = explanation.steps
    assert any(draft.shown for draft in first.drafts)
    assert "is needed" in second.outcome


@pytest.mark.parametrize(
    ("question", "cited", "restricted"),
    [
        ("How many workers were injured by fire in April 2021?", "fire-2021", "April 2021"),
        ("How many workers were injured by fire in April 2024?", "fire-2024", "April 2024"),
        ("How many workers were injured by fire last year?", "fire-2024", "2024"),
        ("How many workers did the fire injure, according to the Gazette?", "fire-2021", "Norrin"),
        ("How many workers did the fire injure in the Halden Courier?", "fire-2024", "Halden"),
        ("How many days did the dockyard strike last in May?", "later-2024", "May"),
        ("How many workers were injured by fire before 2022?", "fire-2021", "before 2022"),
        ("How many workers were injured by fire since 2022?", "fire-2024", "since 2022"),
    ],
)
def test_the_look_alike_of_another_year_or_source_is_not_cited(
    library: Library, question: str, cited: str, restricted: str
) -> None:
    """Two fires that differ in nothing but year and source; what was searched first is said."""
    answer, explanation = build(library).explain(question)
    assert {c.article_id for s in answer.sentences for c in s.citations} == {cited}
    [notice] = [each for each in answer.notices if each.code == "restricted"]
    assert restricted in notice.text
    assert explanation.steps[0].within
    assert restricted in explanation.steps[0].within


def test_without_a_time_both_look_alikes_are_found(library: Library) -> None:
    """The control: both are at hand, and nothing is said of a restriction."""
    answer = build(library).ask("How many workers were injured by fire?")
    found = {hit.passage.article_id for hit in answer.considered}
    assert {"fire-2021", "fire-2024"} <= found
    assert codes(answer) == []


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("How many days did the dockyard strike last in December?", "later-2024"),
        ("How many days did the dockyard strike last, according to the Gazette?", "later-2024"),
    ],
)
def test_a_restriction_never_hides_the_only_answer(
    library: Library, question: str, cited: str
) -> None:
    """What the articles pointed to do not answer is searched for in all, and that is said."""
    answer, explanation = build(library).explain(question)
    assert first_cited(answer) == cited
    assert codes(answer) == ["restricted", "widened"]
    first, second = explanation.steps
    assert first.within
    assert second.within is None


def test_a_clause_that_no_date_can_tell_is_not_dropped_without_a_word(library: Library) -> None:
    """The sentence need not repeat "before the election"; a date is matched, and that is said."""
    answer = build(library).ask("How many days did the dockyard strike last before the election?")
    assert first_cited(answer) == "later-2024"
    assert codes(answer) == ["time_not_matched"]
    assert "“before the election”" in answer.notices[0].text
    dated = build(library).ask("How many days did the dockyard strike last before 2025?")
    assert "time_not_matched" not in codes(dated)


def test_an_undated_article_is_never_put_off(library: Library) -> None:
    """It may be of the time asked for, so it is searched with those that are."""
    answer = build(library).ask("How many metres tall does the lighthouse stand in December?")
    assert first_cited(answer) == "undated"
    assert codes(answer) == ["restricted"]


def test_where_there_are_no_such_articles_that_is_said(library: Library) -> None:
    """And all are searched, once."""
    answer, explanation = build(library).explain("How many days did the strike last in May 2019?")
    assert codes(answer) == ["widened"]
    assert answer.notices[0].text.startswith("there are no articles of May 2019")
    assert len(explanation.steps) == 1


def test_a_filter_of_the_readers_is_not_widened(library: Library) -> None:
    """The second search is as wide as the filters, and no wider."""
    answer = build(library).ask(
        "How many days did the dockyard strike last in April 2021?",
        filters=Filters(until="2022-01-01"),
    )
    assert answer.sentences == ()
    assert {hit.passage.article_id for hit in answer.considered} == {"fire-2021"}


def test_undated_articles_alone_are_searched_without_a_word(tmp_path: Path) -> None:
    """Where no article has a date, a time in the question can choose none."""
    (tmp_path / "one.txt").write_text("The dockyard strike lasted eleven days in April 2021.\n")
    index_paths(tmp_path / "store", [tmp_path / "one.txt"], embedder=FakeEmbedder())
    library = Library.open(tmp_path / "store", embedder=FakeEmbedder())
    answer = build(library).ask("How many days did the dockyard strike last in April 2021?")
    library.close()
    assert first_cited(answer) == "one"
    assert codes(answer) == []


def test_a_time_relative_to_today_is_shown_as_what_was_searched(library: Library) -> None:
    """ "last year" is the year before this one, in words anybody can check."""
    answer = build(library).ask("How many workers were injured by fire last year?")
    assert answer.standalone_question == "How many workers were injured by fire in 2024?"
    assert codes(answer)[0] == "rewritten"


def test_the_source_asked_for_is_not_missed_in_the_text(library: Library) -> None:
    """An abstention does not wonder that the Gazette nowhere writes "Gazette"."""
    answer = build(library).ask("Which composer wrote the anthem, according to the Gazette?")
    assert answer.sentences == ()
    assert "Gazette" not in answer.text


def test_an_explanation_as_json_has_plain_values(library: Library) -> None:
    """It survives JSON unchanged, under the names of its fields."""
    _, explanation = build(library).explain("How many days did the dockyard strike last?")
    shape = json.loads(json.dumps(to_json(explanation)))
    assert list(shape) == ["outcome", "model", "steps"]
    assert shape["steps"][0]["passages"][0]["article_id"] == (
        explanation.steps[0].passages[0].article_id
    )


def test_the_terminal_shows_scores_and_reasons(library: Library) -> None:
    """For each passage and sentence."""
    _, explanation = build(library).explain("How many days did the dockyard strike last?")
    shown = printed(explanation)
    assert "meaning #1 (cosine " in shown
    assert "→ cited" in shown
    assert "→ shown" in shown
    assert "→ not likely enough: 0.600 is needed" in shown
    assert "Answered by quoting." in shown


def test_a_long_list_is_cut_and_says_so() -> None:
    """Every used sentence is shown, the rest up to a number."""
    from dataclasses import replace

    from assistant.explaining import Step
    from assistant.render.explanation import listed

    left = tuple(ReadSentence("a", f"Line {n}.", 0.1, {}, False, "no") for n in range(12))
    used = ReadSentence("a", "Used.", 0.05, {}, True, "shown")
    step = Step("Q?", None, (), 13, 0.2, (*left, used), (), "Done.")
    shown, rest = listed(step)
    assert len(shown) == LEFT_OUT_SHOWN + 1
    assert used in shown
    assert rest == "4 less likely ones are not listed."
    assert listed(replace(step, read=left[:3])) == (list(left[:3]), "")


def test_nothing_of_an_article_becomes_markup(library: Library) -> None:
    """Not in the page, where an article and a question try."""
    _, explanation = build(library).explain(f"How tall does the {EVIL} lighthouse stand?")
    page = explanation_html(explanation)
    assert "<img" not in page
    assert "&lt;img src=x onerror=x()&gt;" in page
    assert page.count("<details") == page.count("</details>") == 1
