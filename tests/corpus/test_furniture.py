"""What is marked as page furniture, and above all what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import make_article
from corpus.furniture import furniture_spans
from corpus.patterns import kind_of

BODY = [
    "The council of Port Hallow voted on Tuesday to keep the northern ferry for another year.",
    "The mayor said that fares would not rise before October. A new boat would cost 3.5 million.",
]


def marked(text: str, title: str | None = None) -> list[str]:
    return [text[start:end] for start, end in furniture_spans(text, title)]


PROMPTS = """
Share this news for help others
Share this:
Share on Facebook
Like this
Leave a Reply
Leave a comment
Your email address will not be published. Required fields are marked *
Save my name, email, and website in this browser for the next time I comment.
Related Posts
Related Articles
More stories
You may also like
Back to top button
Show More
Read more
Read more: Ferry fares rise again
READ MORE: Ferry fares rise again.
Read the full story on Harbour Post
Source
Source: Harbour Post
Tags: ferry, council
Decrease Font Size Increase Font Size Text Size Print This Page
Advertisement
ADVERTISEMENT - CONTINUE READING BELOW
Story continues below
Subscribe to our newsletter
Sign up for our daily newsletter and never miss a story.
Follow us on Twitter
We use cookies to give you the best experience on our website.
Skip to content
3 min read
12 Comments
© 2024 Harbour Post. All rights reserved.
Photo: Maria Holt
Getty Images
2
1,204
* * *
Published: November 28, 2005
April 12, 2013 | 4: 00am
3 hours ago
Home > News > Transport
## Background
""".strip().splitlines()


@pytest.mark.parametrize("line", PROMPTS)
def test_a_prompt_is_furniture_wherever_it_stands(line: str) -> None:
    """Prompts, counters, datelines and credits are known by their own words."""
    assert marked("\n\n".join([BODY[0], line, BODY[1]])) == [line]


CONTENT = """
2 people died.
“We will be back.”
“We will be back”
- a second boat
• a second boat
1. A second boat
He resigned.
Share prices fell.
Share the burden, the mayor told the council.
Like the old boat, the new one has two decks.
Print shops along the quay closed early.
Read the letter aloud, she told him.
Subscribe to his view or not, the harbour master was right.
Register for the flood survey at the town hall by Friday.
Copyright law changes in May, the council said.
Advertisements for the ferry were taken down.
We use cookies as ballast, the captain joked.
Related posts in the harbour office were cut.
Home care costs rose.
Comments were not welcome, the clerk wrote.
By Friday the water had reached the quay.
The mayor and the harbour master telephoned on Monday. (Photo: Harbour Post)
The following members voted against:
Source of the leak was a valve.
In 2021.
Follow the money, she said.
Photo finish: the ferry won by a metre.
""".strip().splitlines()


@pytest.mark.parametrize("line", CONTENT)
def test_a_line_of_the_article_is_not_furniture(line: str) -> None:
    """Short sentences, quotations and list items stay content, whatever word they begin with."""
    assert marked("\n\n".join([BODY[0], line, BODY[1]])) == []


@pytest.mark.parametrize(
    "line", ["Situation at the quay", "International Politics", "What comes next"]
)
def test_a_subheading_in_the_body_is_furniture(line: str) -> None:
    """A short line that stands alone and ends like no sentence is a heading."""
    assert marked("\n\n".join([BODY[0], line, BODY[1]])) == [line]
    assert marked("\n".join([BODY[0], line, BODY[1]])) == [line]


def test_the_headline_and_its_repetitions_are_furniture() -> None:
    """A headline is no sentence to cite, in whichever quotes it is printed."""
    text = "\n\n".join(["Mayor: 'We stay'", "Mayor: ‘We stay’ :", *BODY, "Mayor: “We stay”"])
    assert marked(text, "Mayor: 'We stay'") == [
        "Mayor: 'We stay'",
        "Mayor: ‘We stay’ :",
        "Mayor: “We stay”",
    ]


def test_a_sentence_of_the_body_that_equals_the_title_stays_content() -> None:
    """Below the first paragraph a full sentence is content even if it is the headline's."""
    text = "\n\n".join(["We stay.", "We stay.", *BODY, "We stay."])
    assert marked(text, "We stay.") == ["We stay.", "We stay."]


def test_what_stands_unpunctuated_above_the_body_is_furniture() -> None:
    """Author, section and caption credit go with the headline."""
    top = ["Ansel", "Local News", "Council keeps ferry", "by Harbour Post", "Quay - Harbour Post"]
    assert marked("\n\n".join([*top, *BODY]), "Council keeps ferry") == top


def test_links_below_the_article_are_furniture() -> None:
    """After "Related Articles" long lines without a full stop are other articles' headlines."""
    link = "How the harbour town of Port Hallow came to own the oldest ferry of the coast"
    assert marked("\n\n".join([*BODY, "Related Articles", link])) == ["Related Articles", link]


def test_an_unmarked_list_after_a_colon_is_content() -> None:
    """Its items end like headings but are part of the article."""
    assert marked("\n".join([*BODY, "Against were:", "Ada Lund", "Bo Ek"])) == []


def test_a_text_without_full_stops_keeps_its_lines() -> None:
    """Where no line ends as a sentence, the lack of a mark says nothing."""
    assert marked("ferry late again\nno boat till noon\nask at the quay") == []


def test_an_article_of_one_line_is_not_emptied_by_its_title() -> None:
    """A record whose title is its whole text keeps that text."""
    assert marked("The ferry is late.", "The ferry is late.") == []


def test_a_wrapped_line_of_digits_or_a_date_is_content() -> None:
    """What ends a wrapped sentence is not a counter or dateline."""
    text = (
        "The northern ferry has been running between the two harbours since\n2021.\n\n"
        "The council of the town will meet again and talk of it at the hall\non Friday, March 12.\n"
    )
    assert marked(text) == []


def test_a_very_long_line_is_judged_quickly() -> None:
    """Matching is bounded, so that a hostile file costs no time."""
    for piece in ("share ", "[", "home news ", "by A ", "1 ", "A > "):
        assert kind_of("x" + piece * 20_000) is None


@given(st.text(alphabet="aA.2 \n\r“”#-:", max_size=80), st.none() | st.text(max_size=8))
def test_furniture_is_sorted_disjoint_and_of_whole_lines(text: str, title: str | None) -> None:
    """Each span begins and ends where a line's words do."""
    if not text.strip():
        return
    article = make_article("a", text, title=title)
    end = -1
    for span in article.furniture:
        assert end < span.start < span.end
        assert not article.text[: span.start].rpartition("\n")[2].strip()
        assert not article.text[span.end :].partition("\n")[0].strip()
        end = span.end
