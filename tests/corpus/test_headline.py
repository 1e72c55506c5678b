"""Which line is taken for the headline, over invented pages of many shapes."""

import pytest

from corpus.article import make_article
from corpus.headline import headline

BODY = (
    "The council of Port Hallow voted on Tuesday to keep the northern ferry for another year. "
    "Seven members were in favour.\n\nThe mayor said that fares would not rise before October.\n"
)

FOUND = {
    "plain": ("Council keeps northern ferry\n\n", "Council keeps northern ferry"),
    "no blank line": ("Council keeps northern ferry\n", "Council keeps northern ferry"),
    "byline above": (
        "Maria Holt\n\nCouncil keeps northern ferry\n\n",
        "Council keeps northern ferry",
    ),
    "one-word author": (
        "Ansel\n\nCouncil keeps northern ferry\n\n",
        "Council keeps northern ferry",
    ),
    "section": ("Local Politics\n\nCouncil keeps northern ferry\n", "Council keeps northern ferry"),
    "byline below": (
        "Council keeps northern ferry\nBy Maria Holt, Harbour Correspondent\n\n",
        "Council keeps northern ferry",
    ),
    "date above": (
        "Posted on Tuesday, 12 March 2024, 10:15 am\nCouncil keeps northern ferry\n",
        "Council keeps northern ferry",
    ),
    "breadcrumb": (
        "Home News Local Council keeps northern ferry\n\nCouncil keeps northern ferry\n\n7\n\n",
        "Council keeps northern ferry",
    ),
    "arrows": (
        "Home > News > Transport\n\nFerry stays afloat for a year\n\n",
        "Ferry stays afloat for a year",
    ),
    "summary below": (
        "Council keeps northern ferry\nSeven members of the council vote for the old line\n\n",
        "Council keeps northern ferry",
    ),
    "question": ("Will the ferry survive?\n\n", "Will the ferry survive?"),
    "repeated sentence": (
        "Lund\n\nThe council keeps its ferry.\n\nThe council keeps its ferry.\n\n",
        "The council keeps its ferry.",
    ),
    "curly repetition": (
        "Mayor: 'We stay'\n\nNews\n\nMayor: ‘We stay’\n\n",
        "Mayor: 'We stay'",
    ),
    "prompts above": (
        "Skip to content\nMenu\nSubscribe to our newsletter\nCouncil keeps northern ferry\n\n",
        "Council keeps northern ferry",
    ),
    "home as a word": ("Home health visits cut again\n\n", "Home health visits cut again"),
    "short": ("Ferry stays\n\n", "Ferry stays"),
    "markdown": ("# Council keeps northern ferry\n\n", "# Council keeps northern ferry"),
    "another script": ("Städtische Fähre fährt weiter\n\n", "Städtische Fähre fährt weiter"),
}


@pytest.mark.parametrize("shape", FOUND)
def test_the_headline_is_found_among_a_pages_first_lines(shape: str) -> None:
    """Bylines, sections, dates, breadcrumbs and prompts around it are not taken for it."""
    top, expected = FOUND[shape]
    span = headline(top + BODY)
    assert span is not None
    assert (top + BODY)[span.start : span.end] in expected


NOT_FOUND = {
    "a body": BODY,
    "a name and a body": "Maria Holt\n\n" + BODY,
    "a section and a body": "World News\n\n" + BODY,
    "a counter": "12\n\n" + BODY,
    "one line": "Council keeps northern ferry",
    "one sentence": "The council keeps the ferry.",
    "a wrapped paragraph": (
        "The council of Port Hallow voted on Tuesday to keep the northern\n"
        "ferry for another year, although the harbour master had warned\nof its age.\n\n" + BODY
    ),
    "nothing": "",
    "blank lines": "\n \n\t\n",
}


@pytest.mark.parametrize("shape", NOT_FOUND)
def test_no_headline_is_made_up(shape: str) -> None:
    """An article that begins with its first sentence has no title."""
    assert headline(NOT_FOUND[shape]) is None


def test_a_wrapped_headline_becomes_a_title_on_one_line() -> None:
    """The title holds the words of both lines; the text keeps its newline."""
    text = "Council keeps the northern\nferry for a year\n\n" + BODY
    assert make_article("a", text).title == "Council keeps the northern ferry for a year"
