"""An answer for a terminal: the text is the product."""

from dataclasses import replace
from io import StringIO
from textwrap import dedent
from typing import Any

import pytest
from rich.console import Console

from assistant.render.progress import report_lines
from assistant.render.terminal import render
from assistant.render.text import carried_in
from assistant.types import (
    Answer,
    Conflict,
    ConflictKind,
    Notice,
    Side,
    Status,
    Support,
    Withheld,
    Wording,
)
from corpus.types import Span
from tests.assistant.builders import (
    build_answer,
    build_article,
    build_citation,
    build_hit,
    build_sentence,
)
from vectorstore.indexing import IndexReport

GAZETTE = build_article(
    "gazette-1", "The ferry will\ncost £14.6 million.", source="Gazette", published="2024-03-12"
)
COURIER = build_article("courier-2", "The ferry will cost £16.4 million.", title="A [bold] price")


def printed(answer: Answer, *near: object, colour: bool = False) -> str:
    sink = StringIO()
    console = Console(file=sink, width=80, force_terminal=colour, highlight=False)
    console.print(render(answer, {each.id: each for each in near}))  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines()) + "\n"


def test_an_answer_has_its_markers_and_then_its_sources() -> None:
    """Title, source, date and the exact quote of each cited article, once."""
    cited = build_citation(GAZETTE.text, GAZETTE)
    first = build_sentence("The ferry will cost £14.6 million.", cited)
    start = len("The ferry will cost £14.6 million. [gazette-1] ")
    second = build_sentence(
        "Another article says £16.4 million.",
        build_citation(COURIER.text, COURIER),
        cited,
        start=start,
    )
    sides = (Side("£14.6 million", 0, first.citations), Side("£16.4 million", 1, second.citations))
    answer = build_answer(
        first,
        second,
        standalone_question="What will the ferry cost?",
        conflicts=(Conflict("cost", ConflictKind.DISPUTE, sides),),
        notices=(Notice("rewritten", "x"), Notice("citation_added", "y"), Notice("cut", "Cut.")),
        withheld=(Withheld("It sank.", "it cites no article"),),
    )
    answer = replace(answer, text=answer.text + "\n\nThe articles don’t say who paid.")
    assert printed(answer) == dedent(
        """\
        Searched as: What will the ferry cost?
        The ferry will cost £14.6 million. [gazette-1] Another article says £16.4
        million. [courier-2] [gazette-1] (in 2 articles)

        The articles don’t say who paid.
        The articles disagree: £14.6 million [gazette-1] (2024-03-12); £16.4 million
        [courier-2] (undated) [gazette-1] (2024-03-12).
        Note: Cut.

        Sources
          [gazette-1] A second ferry · Gazette · 2024-03-12
            “The ferry will cost £14.6 million.”
          [courier-2] A [bold] price · undated
            “The ferry will cost £16.4 million.”
        Withheld: It sank. (it cites no article)
        """
    )


def test_an_opening_is_printed_once_before_its_sentence() -> None:
    """It comes with the answer's text; the second sentence's stands after the first's marker."""
    cited = build_citation(GAZETTE.text, GAZETTE)
    first = build_sentence("It will.", cited, start=5, opening="Yes:")
    second = build_sentence("It won’t.", cited, start=30, opening="No:")
    text = "Yes: It will. [gazette-1] No: It won’t. [gazette-1]"
    assert text[second.start : second.end] == second.text
    assert printed(build_answer(first, second, text=text)).splitlines()[0] == text


def test_an_abstention_shows_the_nearest_articles() -> None:
    """Best first, each once, at most three."""
    hits = (build_hit(COURIER), build_hit(GAZETTE), build_hit(COURIER))
    assert printed(build_answer(considered=hits), GAZETTE, COURIER) == dedent(
        """\
        Nothing in these 3 articles answers this.

        Nearest articles:
          [courier-2] A [bold] price · undated
          [gazette-1] A second ferry · Gazette · 2024-03-12
        """
    )


def test_an_update_is_no_disagreement() -> None:
    """A figure that changed is told as such."""
    sides = (Side("£1", 0, (build_citation(GAZETTE.text, GAZETTE),)),) * 2
    sentence = build_sentence("It rose.", build_citation(GAZETTE.text, GAZETTE))
    answer = build_answer(sentence, conflicts=(Conflict("x", ConflictKind.UPDATE, sides),))
    assert "A later article has another answer: £1 [gazette-1] (2024-03-12)" in printed(answer)


def test_highlights_are_bold() -> None:
    """The words that answer stand out."""
    sentence = build_sentence(
        "It cost £2.", build_citation(GAZETTE.text, GAZETTE), highlights=(Span(8, 10),)
    )
    assert "It cost \x1b[1m£2\x1b[0m." in printed(build_answer(sentence), colour=True)


@pytest.mark.parametrize("evil", ["\x1b]0;owned\x07", "\x1b[31mred", "\x9b31m", "a\rb\x08"])
def test_an_article_can_not_steer_the_terminal(evil: str) -> None:
    """Control codes in a text, a title or a withheld draft come out harmless."""
    article = build_article(
        "x", f"The {evil} ferry sank. {GAZETTE.text * 3}", title=f"Title {evil}", source=evil
    )
    sentence = build_sentence(article.text, build_citation(article.text, article))
    shown = [
        printed(build_answer(sentence, withheld=(Withheld(evil, evil),))),
        printed(build_answer(considered=(build_hit(article),)), article),
        printed(build_answer(status=Status.INCOMPLETE, text=evil)),
    ]
    assert all(char.isprintable() or char == "\n" for text in shown for char in text)


def test_markup_in_an_article_is_text() -> None:
    """Rich's own tags are never read."""
    article = build_article("x", "The [red]ferry[/red] sank.")
    sentence = build_sentence(article.text, build_citation(article.text, article))
    assert "The [red]ferry[/red] sank. [x]" in printed(build_answer(sentence))


def test_a_report_of_indexing_names_each_failed_file() -> None:
    """What was added, changed, removed, missing and skipped."""
    report = IndexReport(
        added=("a",),
        changed=(),
        unchanged=("b", "c"),
        removed=("d",),
        missing=("e",),
        failures=(),
        passages=7,
        seconds=1.25,
    )
    assert list(report_lines(report)) == [
        "3 articles: 1 added, 0 changed, 2 unchanged (7 passages, 1.2 s)",
        "removed: d",
        "no longer in the folder, still indexed: e; run with --prune to remove",
    ]


def test_the_copies_of_a_cited_article_are_counted_and_named() -> None:
    """As articles, once for each; nothing is said of whether they know of each other."""
    cited = replace(build_citation(GAZETTE.text, GAZETTE), copies=("courier-2", "wire-3"))
    shown = printed(build_answer(build_sentence("It will cost £14.6 million.", cited)))
    assert "    One story in 3 articles; also in [courier-2] [wire-3]\n" in shown
    assert "independent" not in shown


def test_what_copies_quote_otherwise_is_shown_side_by_side() -> None:
    """Once, though two sentences cite it, with the article of each wording."""
    wording = Wording("a\nkiller", "wire-3", "a murderer")
    cited = replace(build_citation(GAZETTE.text, GAZETTE), wordings=(wording,))
    sentence = build_sentence("It will cost £14.6 million.", cited)
    shown = printed(build_answer(sentence, sentence))
    said = "Wording differs, check the original: “a killer” in [gazette-1], “a murderer”"
    assert shown.count(said) == 1
    assert "[wire-3]" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([{}, {}], "in 2 articles"),
        ([{}], ""),
        # copies count once
        ([{"copies": ("courier-2",)}, {"copies": ("gazette-1",)}], ""),
        # what is said only together is said once
        ([{"supports": Support.JOINTLY}, {"supports": Support.JOINTLY}], ""),
    ],
)
def test_the_articles_that_carry_a_sentence_are_counted(
    changes: list[dict[str, Any]], said: str
) -> None:
    """Where there are several; none is called independent of another."""
    citations = [
        replace(build_citation(each.text, each), **change)
        for each, change in zip((GAZETTE, COURIER), changes, strict=False)
    ]
    sentence = build_sentence("The ferry is dear.", *citations)
    assert carried_in(sentence) == said
    shown = printed(build_answer(sentence))
    assert (" (in 2 articles)\n" in shown) is bool(said)
    assert "independent" not in shown


def test_each_quote_stands_under_its_own_article() -> None:
    """Also where an answer goes from one article to another and back."""
    first, second = (build_citation(each.text, each) for each in (GAZETTE, COURIER))
    again = build_citation("The ferry", GAZETTE)
    shown = printed(build_answer(*(build_sentence("X.", each) for each in (first, second, again))))
    places = [shown.index(each) for each in ("[gazette-1] A", "“The ferry”", "[courier-2] A")]
    assert places == sorted(places)
