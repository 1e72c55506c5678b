"""The five articles the product was first asked about, where they lie beside the repository."""

from pathlib import Path

import pytest

from corpus.reading import Record, read_articles
from corpus.sentences import article_sentences
from corpus.stories import stories
from corpus.types import Article
from corpus.wording import differing_quotations

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"{SEEDS} is not here")

TITLES = {
    "000": "Deep disagreement was evident in the phone call",
    "001": "Biden's phone call to Putin",
    "002": "Biden-Putin telegram",
    "003": "Key points discussed by Presidents Putin and Biden",
    "004": "Biden invites Putin to a crunch summit",
}
NEVER_CITED = (
    "Home News World",
    "Share this news",
    "Leave a Reply",
    "Your email address",
    "Related Posts",
    "Related Articles",
    "Back to top",
    "Show More",
    "Sputnik News",
    "Read the full story",
    "Decrease Font Size",
    "Rush Hour News",
    "Bilateral Relations",
    "International Politics",
    "Situation in Ukraine",
    "(Photo",
    "Stefan",
    *TITLES.values(),
)


@pytest.fixture(scope="module")
def seeds() -> dict[str, Article]:
    """By the number that their ids begin with."""
    records = read_articles(sorted(SEEDS.glob("*.txt")))
    return {each.article.id[:3]: each.article for each in records if isinstance(each, Record)}


@pytest.fixture(scope="module", params=TITLES)
def seed(request: pytest.FixtureRequest, seeds: dict[str, Article]) -> Article:
    return seeds[request.param]


def test_the_title_is_the_headline(seed: Article) -> None:
    """Not the byline, section or breadcrumb that some of them begin with."""
    assert (seed.title or "").startswith(TITLES[seed.id[:3]])


def test_furniture_never_becomes_a_sentence(seed: Article) -> None:
    """No sentence is, or begins with, a prompt, section, subheading or headline."""
    for start, end in article_sentences(seed):
        assert not seed.text[start:end].startswith(NEVER_CITED)


def test_the_body_is_kept(seed: Article) -> None:
    """Nine tenths of each article's characters lie in its sentences."""
    kept = sum(end - start for start, end in article_sentences(seed))
    marked = sum(end - start for start, end in seed.furniture)
    assert kept > 0.9 * (len(seed.text) - marked)


def test_one_of_them_is_another_retold_and_the_rest_are_not(seeds: dict[str, Article]) -> None:
    """000 is a translation of what 004 says; the other reports of the call stay apart."""
    found = stories(seeds.values())
    assert [tuple(id[:3] for id in story) for story in found] == [
        ("000", "004"),
        ("001",),
        ("002",),
        ("003",),
    ]


def test_the_quotation_that_was_translated_twice_is_found(seeds: dict[str, Article]) -> None:
    """ "Killer" in one and "murderer" in the other, exactly where they stand."""
    one, other = seeds["000"], seeds["004"]
    found = {
        (one.text[slice(*ours)].strip(" ."), other.text[slice(*theirs)].strip(" ."))
        for ours, theirs in differing_quotations(one, other)
    }
    assert ("murderer", "killer") in found
