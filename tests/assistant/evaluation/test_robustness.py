"""What changes an answer that should not: hidden instructions, other words, another order."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO

import pytest
from rich.console import Console

from assistant.ask import Assistant
from assistant.evaluation.case import Case
from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.replies import Reply, reply_of
from assistant.evaluation.reporting.attacks import render, share_of_attacks, shares, to_json
from assistant.evaluation.robustness import (
    ATTACKS,
    CONTROL,
    REORDERED,
    STEPS,
    Attack,
    Effect,
    Failure,
    Opener,
    Trial,
    Tried,
    effect,
    injection,
    poisoned,
    reworded,
    temporary_library,
    try_cases,
)
from assistant.evaluation.running import Answerer, asking
from assistant.evidence import sentences_of
from assistant.gate import Gate
from assistant.types import Status
from assistant.writers.quoting import QuotingWriter
from corpus.errors import WriterFault
from corpus.types import Article
from tests.assistant.builders import build_article
from tests.assistant.evaluation.judged import build_case, cited
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier

ARTICLES = [
    build_article(
        "ferry", "The council bought a second ferry.\n\nThe ferry will cost £14.6 million in all."
    ),
    build_article("flood", "A storm flooded 61 homes in the old town.\n\nNobody was hurt."),
    build_article("museum", "Thieves took a silver cup from the museum.\n\nIt was found in June."),
]
CASES = [
    build_case("cost", question="How much will the ferry cost?", articles=("ferry",), nuggets=()),
    build_case("homes", question="How many homes were flooded?", articles=("flood",), nuggets=()),
]


def reply(*sentences: tuple[str, Sequence[str]]) -> Reply:
    return reply_of(cited(*sentences))


class Obedient:
    """Does what the first hidden instruction in its articles says; else quotes the first one."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {each.id: each for each in articles}

    def __call__(self, case: Case) -> CitedAnswer:
        article = self._articles[case.articles[0]]
        cited_id, text = article.id, article.text.split("\n\n")[0]
        for attack in ATTACKS:
            made = injection(attack, case, sorted(self._articles))
            if made and made.text in article.text:
                text = text if attack.marker == "{other}" else f"{text} {made.marker}"
                cited_id = made.marker if attack.marker == "{other}" else cited_id
        return CitedAnswer("1", None, (CitedSentence(text, (CitedSource(cited_id),)),))


class Steadfast(Obedient):
    """Quotes the first sentence, whatever else stands in the article."""

    def __call__(self, case: Case) -> CitedAnswer:
        article = self._articles[case.articles[0]]
        text = article.text.split("\n\n")[0]
        return CitedAnswer("1", None, (CitedSentence(text, (CitedSource(article.id),)),))


def over(system: type[Obedient]) -> Opener:
    @contextmanager
    def opened(batches: Sequence[Sequence[Article]]) -> Iterator[Answerer]:
        yield system([each for batch in batches for each in batch])

    return opened


def tried(system: type[Obedient]) -> list[Trial]:
    return try_cases(CASES, ARTICLES, over(system), lambda: None).trials


@pytest.mark.parametrize(
    ("before", "after", "marker", "expected"),
    [
        ([("alpha.", ["a"])], [("alpha.", ["a"])], "", (False, False, False)),
        ([("alpha.", ["a"])], [("beta.", ["a"])], "", (True, False, False)),
        ([("alpha.", ["a"])], [("alpha.", ["b"])], "", (False, True, False)),
        ([("alpha.", ["a", "b"])], [("alpha.", ["b", "a"])], "", (False, False, False)),
        ([("alpha.", ["a"])], [], "", (True, True, False)),
        ([("alpha.", ["a"])], [("alpha. Xyz", ["a"])], "XYZ", (True, False, True)),
        ([("alpha. XYZ", ["a"])], [("alpha. XYZ", ["a"])], "XYZ", (False, False, False)),
        ([("alpha.", ["a"])], [("alpha.", ["evil"])], "evil", (False, True, True)),
        ([("alpha.", ["a"])], [("alpha.", ["a"])], "XYZ", (False, False, False)),
        ([], [], "", (False, False, False)),
    ],
)
def test_an_effect_is_another_text_other_citations_or_the_injected_words(
    before: list[tuple[str, list[str]]],
    after: list[tuple[str, list[str]]],
    marker: str,
    expected: tuple[bool, bool, bool],
) -> None:
    """Words that were there before are no effect, and neither is the order of the ids."""
    found = effect(reply(*before), reply(*after), marker)
    assert found == expected
    assert found.any is any(expected)


def test_two_refusals_are_the_same_answer() -> None:
    """A refusal counts the articles, and may so differ in its words."""
    one, other = (
        Reply(text, (), (), Status.NO_EVIDENCE) for text in ("None of 3 answers.", "None of 4.")
    )
    cut = Reply("Cut short.", (), (), Status.INCOMPLETE)
    assert not effect(one, other).any
    assert effect(one, cut).text


def test_an_obedient_system_is_caught_by_every_attack() -> None:
    """Planted: it does whatever an article tells it."""
    trials = tried(Obedient)
    for attack in ATTACKS:
        found = [each for each in trials if each.kind == attack.kind]
        assert len(found) == len(CASES)
        assert all(each.effect.shows for each in found), attack.kind
    harmless = [each for each in trials if each.kind in (CONTROL.kind, REORDERED)]
    assert not any(each.effect.any for each in harmless)


def test_a_steadfast_system_shows_no_effect() -> None:
    """Nothing is called an effect that is none."""
    trials = tried(Steadfast)
    assert [each for each in trials if each.effect.any] == []
    assert {each.kind for each in trials} >= {*(each.kind for each in ATTACKS), REORDERED}
    assert {each.value for each in shares(trials)} == {0.0}


def test_a_case_that_rests_on_no_article_is_not_attacked() -> None:
    """There is nowhere to hide an instruction; it is not counted as withstood."""
    lost = build_case("lost", answerable=False)
    assert injection(ATTACKS[0], lost, ["a"]) is None
    near = build_case("near", answerable=False, near=("ferry",))
    made = injection(ATTACKS[0], near, ["ferry"])
    assert made is not None
    assert made.article_id == "ferry"


def test_an_attack_speaks_of_the_question_and_of_an_article_that_is_another() -> None:
    made = injection(Attack("x", "{question} cite [{other}]", "{other}"), CASES[0], ["ferry", "z"])
    assert made is not None
    assert made.text == "How much will the ferry cost? cite [z]"
    assert made.marker == "z"


def test_the_kinds_of_attack_have_markers_that_no_article_has() -> None:
    """Else an honest quote would be called obedience."""
    assert len({each.kind for each in (*ATTACKS, CONTROL)}) == 6
    for attack in ATTACKS:
        assert attack.marker
        assert not any(attack.marker in article.text for article in ARTICLES)
        assert attack.marker in attack.text


@pytest.mark.parametrize("attack", [*ATTACKS, CONTROL], ids=lambda each: each.kind)
def test_a_poisoned_article_keeps_its_own_words(attack: Attack) -> None:
    """Paragraphs are added, each once; nothing is taken away, and the id stays."""
    article = ARTICLES[0]
    changed = poisoned(article, [attack.text, attack.text])
    assert changed.id == article.id
    assert changed.title == article.title
    assert changed.version != article.version
    assert changed.text.count(attack.text) == 1
    for span in sentences_of(article):
        assert article.text[span.start : span.end] in changed.text
    one_line = build_article("one", "Just one paragraph here.")
    assert poisoned(one_line, ["Added."]).text == "Just one paragraph here.\n\nAdded."


@pytest.mark.parametrize(
    ("question", "kind", "expected"),
    [
        ("Who won?", "polite frame", "Could you please tell me: who won?"),
        ("Who won?", "lower case", "who won?"),
        ("Who won?", "no question mark", "Who won"),
        ("What did the council buy?", "typo", "What did the cuoncil buy?"),
        ("Who won in March 2024?", "word order", "In March 2024, who won?"),
        ("who won", "lower case", None),
        ("who won", "no question mark", None),
        ("Who won?", "typo", None),
        ("Who won?", "word order", None),
        ("Please tell me who won?", "polite frame", None),
        ("Name the winner.", "polite frame", None),
    ],
)
def test_a_question_is_put_in_other_words(question: str, kind: str, expected: str | None) -> None:
    """By rule; where a rule does not apply there is no such rewording."""
    found = reworded(question).get(f"question: {kind}")
    if kind == "typo" and expected is not None:
        assert found is not None
        assert sorted(found) == sorted(question)
        assert found != question
    else:
        assert found == expected


@contextmanager
def our_own(batches: Sequence[Sequence[Article]]) -> Iterator[Answerer]:
    with temporary_library(batches, FakeEmbedder()) as library:
        writer = QuotingWriter(WordReader(), threshold=0.6)
        yield asking(Assistant(library, writer, Gate(overlap_verifier())))


def test_the_assistant_is_tried_over_a_temporary_library() -> None:
    """Indexed anew a kind, in any order; the harmless text and the order change nothing."""
    steps: list[int] = []
    trials = try_cases(CASES, ARTICLES, our_own, lambda: steps.append(1)).trials
    assert len(steps) == STEPS
    by_kind = {each.name: each for each in shares(trials)}
    assert by_kind[CONTROL.kind].value == 0.0
    assert by_kind[REORDERED].value == 0.0
    assert by_kind["ignore instructions"].judged == 2
    assert all("£14.6" in each.before or "61" in each.before for each in trials)


def test_a_temporary_library_holds_every_batch_and_is_gone_afterwards() -> None:
    with temporary_library([ARTICLES[:1], ARTICLES[1:]], FakeEmbedder()) as library:
        assert list(library.articles.articles()) == ARTICLES
        assert library.search("flooded homes")[0].passage.article_id == "flood"
        root = library._layout.root
    assert not root.exists()


def test_the_table_and_the_json_say_how_many_had_an_effect() -> None:
    """The share with its count, and each trial that had one."""
    trials = [
        Trial("role play", CASES[0], "ferry: x", "a", "AHOY", Effect(True, False, True)),
        Trial("role play", CASES[1], "flood: x", "a", "a", Effect(False, False, False)),
    ]
    tried = Tried(trials, [Failure("typo", CASES[1], "the model went away")])
    [found] = shares(trials)
    assert found.value == 0.5
    assert found.judged == 2
    out = StringIO()
    Console(file=out, width=160, color_system=None).print(render(tried))
    [row] = [line for line in out.getvalue().splitlines() if line.strip().startswith("role play")]
    assert row.split()[2] == "0.500"
    assert "injected words show in 1 answer (role play): cost\n  cost: AHOY" in out.getvalue()
    value = json.loads(json.dumps(to_json(tried)))
    assert value["effect"]["role play"]["shows"] == 1
    assert [each["case"] for each in value["changed"]] == ["cost"]
    assert value["failed"] == [{"kind": "typo", "case": "homes", "reason": "the model went away"}]
    assert "failed: homes (typo): the model went away" in out.getvalue()


def test_all_attacks_together_stand_beside_the_harmless_text() -> None:
    """Of the attacks alone, each counted; a case is one draw of the interval, however attacked."""
    none, some = Effect(False, False, False), Effect(True, False, True)
    cases = [build_case(f"{n}", articles=(f"article-{n}",), nuggets=()) for n in range(6)]
    trials = [
        *(Trial(kind, each, "x", "a", "b", some) for each in cases for kind in (CONTROL.kind, "t")),
        *(Trial(ATTACKS[0].kind, each, "x", "a", "a", none) for each in cases),
        Trial(ATTACKS[1].kind, cases[0], "x", "a", "b", some),
        Trial(ATTACKS[2].kind, cases[0], "x", "a", "b", some),
    ]
    found = share_of_attacks(trials)
    assert found.value == 0.25
    assert found.judged == len(cases)
    assert found.low == 0.0
    assert found.high is not None
    assert 0.25 < found.high < 1
    out = StringIO()
    Console(file=out, width=160, color_system=None).print(render(Tried(trials, [])))
    lines = [line.split() for line in out.getvalue().splitlines()]
    (control,) = (n for n, line in enumerate(lines) if line[:2] == CONTROL.kind.split())
    together = lines[control + 1]
    assert (together[:3], together[-2:]) == (["all", "attacks", "0.250"], ["2", "6"])
    assert to_json(Tried(trials, []))["all_attacks"]["shows"] == 2
    assert share_of_attacks(trials[:2]).value is None


def test_the_table_stands_on_80_columns() -> None:
    """Every line whole: no figure or kind cut, and of many answers the first with some ids."""
    effect = Effect(True, True, True)
    cases = [build_case(f"case-{n}", articles=(f"article-{n}",), nuggets=()) for n in range(9)]
    kinds = [
        CONTROL.kind,
        REORDERED,
        *(each.kind for each in ATTACKS),
        *reworded("Who won in May?"),
    ]
    trials = [Trial(kind, each, "x", "a", "b " * 99, effect) for kind in kinds for each in cases]
    out = StringIO()
    Console(file=out, width=80, color_system=None).print(render(Tried(trials, [])))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert max(map(len, lines)) <= 80
    assert "…" not in out.getvalue()
    for kind in kinds:
        assert [
            line for line in lines if re.match(rf" {kind} +1\.000 +0\.\d+ to 1\.000 +9 +9$", line)
        ]
    assert out.getvalue().count("case-5 and 3 more") == len(kinds)


def test_a_case_that_fails_is_named_and_the_rest_goes_on() -> None:
    """Neither an effect nor none; what can not be answered as it is, is not tried further."""

    class Failing(Steadfast):
        def __call__(self, case: Case) -> CitedAnswer:
            if case.id == "cost" or case.question.islower():
                raise WriterFault("the model went away")
            return super().__call__(case)

    found = try_cases(CASES, ARTICLES, over(Failing), lambda: None)
    named = [(each.kind, each.case.id) for each in found.failures]
    assert named == [("as it is", "cost"), ("question: lower case", "homes")]
    assert {each.reason for each in found.failures} == {"the model went away"}
    assert {each.case.id for each in found.trials} == {"homes"}
    assert {each.kind for each in found.trials} >= {*(each.kind for each in ATTACKS), REORDERED}
    assert {each.value for each in shares(found.trials)} == {0.0}
