"""Copies of a story are one story; another report of the same event is another."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import make_article
from corpus.legibility import flaws, most_readable
from corpus.reading import Record, read_articles
from corpus.sentences import article_sentences
from corpus.stories import (
    Neighbours,
    aligned,
    clusters,
    outline,
    sketch,
    stories,
    tell_one_story,
)
from corpus.types import Article

SAMPLES = Path(__file__).parents[2] / "corpus" / "sample"
WIRE = "wire-2025-11-13-flood-toll"
COURIER = "courier-2025-11-13-second-death"
BY_ID = {
    each.article.id: each.article for each in read_articles([SAMPLES]) if isinstance(each, Record)
}
SENTENCES = [BY_ID[WIRE].text[span.start : span.end] for span in article_sentences(BY_ID[WIRE])]
"""Of the agency's report."""

HARBOUR = """The harbour authority of Lindholm will close its eastern breakwater from 3 March, \
after divers found cracks in 14 of its 52 concrete blocks.

Chief engineer Paula Reinholt told the port committee on Monday that the damage dated from the \
storm of October 2019. "We were lucky that nothing moved," she said.

The repair will cost 8.2 million crowns and take eleven weeks. Two thirds of the money comes from \
the insurer Nordhav, the rest from harbour dues.

During the works, the ferry to Skarvik will leave from the fish quay. The timetable stays the \
same, but lorries over 18 tonnes can not be carried.

Fishermen criticised the date. "March is when the cod come in, and they take away our quay," said \
Olaf Brandt, who chairs the cooperative with its 37 boats.

Reinholt answered that the divers could not work in January because of the cold, and that waiting \
until summer would risk another storm.

The breakwater was built in 1931 by Danish prisoners and lengthened in 1967, when the tanker \
terminal opened. It protects a basin in which some 240 yachts lie.

The committee voted nine to two for the closure. Councillor Marit Solheim, who voted against, \
called the inspection "a decade late". She demanded that the reports since 2010 be published.

The authority has promised to publish them by the end of April. It also wants sensors in the \
blocks, which would report each movement to the pilot station at Grimsund.

Yacht owners must leave the basin by 28 February. Those who can not find a berth may use the old \
shipyard at Torsnes free of charge until June.
"""
REWRITTEN = """Lindholm port authorities are closing the breakwater in the east as of March 3, \
because divers discovered that 14 concrete blocks out of 52 are cracked.

The damage goes back to the October 2019 storm, the head engineer, Paula Reinholt, informed the \
committee of the port Monday. "It is luck that nothing has shifted", Reinholt stated.

For repairs, 8.2 million crowns are needed and eleven weeks. The insurance company Nordhav pays \
two thirds; harbour fees pay what remains.

While one works there, the Skarvik ferry departs at the fish quay. Its timetable is unchanged, \
although trucks heavier than 18 tonnes are not transported.

The fishermen are critical of this date. According to Olaf Brandt, chairman of a cooperative that \
has 37 boats, "cod arrive in March and exactly then our quay is taken".

Reinholt replied, divers are not able to work during January's cold, and if one waited for the \
summer a further storm would be risked.

Danish prisoners built the breakwater in 1931; in 1967 it was made longer as the terminal for \
tankers was opened. About 240 yachts are lying in the basin it protects.

With nine votes against two, the committee decided for closure. Voting against, Marit Solheim, a \
councillor, spoke of an inspection that comes "ten years too late". Publishing reports from 2010 \
on was her demand.

Until the end of April they will be published, the authority promises. Moreover it plans sensors \
inside the blocks that signal every movement to Grimsund pilot station.

The owners of yachts have to be gone from the basin by February 28. Whoever finds no berth can lie \
in the old Torsnes shipyard until June, free.
"""
"""Each sentence said in other words, as a translation into another language and back does."""
INDEPENDENT = """Angry scenes marked Monday's meeting of Lindholm's port committee, which voted \
nine to two to shut the eastern breakwater this spring.

"March is when the cod come in," said Olaf Brandt, whose cooperative has 37 boats. He had brought \
a petition signed by every skipper, and a crate of fish that he emptied onto the table.

Marit Solheim, the councillor who led the opposition, said that she had asked for the divers' \
reports four times since she was elected, and had been given a brochure. She wants everything \
since 2010 to be published, and an inquiry into who knew of the cracks.

The two who voted against were Solheim and the former pilot Egil Moe. The chairman, Henrik Aas, \
twice threatened to have the gallery cleared.

Paula Reinholt, the chief engineer, showed photographs of cracks in 14 blocks, and said that the \
wall would not survive another storm like that of October 2019. Asked whether the work could wait \
until summer, she said that she would not sign for it.

The bill is 8.2 million crowns. Nordhav, the insurer, pays most of it, but a letter that this \
newspaper has seen says that it will do so only if the work begins before April.

Passengers to Skarvik need not worry, the ferry company said: boats will sail from the fish quay. \
Hauliers were less pleased, since heavy lorries must go round by the bridge at Grimsund, which \
adds ninety minutes.

Yachtsmen have until 28 February to leave. The sailing club offered its members moorings at \
Torsnes, where the old shipyard has stood empty for twelve years.
"""
"""Another reporter, at the same meeting."""


def told(*texts: str) -> tuple[tuple[str, ...], ...]:
    """The stories of articles called a, b, c."""
    return stories(make_article(chr(97 + n), text) for n, text in enumerate(texts))


def joined(one: Article, other: Article) -> bool:
    return tell_one_story(outline(one), outline(other))


def test_a_rewritten_copy_is_found_by_its_sentences() -> None:
    """It shares almost no run of five words with the first, and does not count as one."""
    first, second = outline(make_article("a", HARBOUR)), outline(make_article("b", REWRITTEN))
    assert len(first.runs & second.runs) < 0.05 * len(first.runs)
    assert told(HARBOUR, REWRITTEN) == (("a", "b"),)


FIRE = """A fire aboard the ferry Solveig killed 12 passengers off Torsnes on Sunday, the \
Lindholm coastguard said.

The blaze began in the engine room shortly after the vessel left Grimsund with 140 people on \
board, according to Captain Henrik Aas.

Rescue boats from Torsnes and two helicopters from the Kallby air base brought survivors to Halden.

Transport minister Paula Reinholt called the owner, Norrin Lines, "reckless" and ordered its other \
three ferries to stay in port.

Norrin Lines said the Solveig had passed an inspection in March and got a new engine in 2022.

Survivor Marit Solheim told reporters that the alarm sounded ten minutes after smoke filled the \
cafeteria.

The accident commission will publish a first report by September, its chairman Tobias Rann \
announced.
"""
FIRE_REWRITTEN = """On Sunday the coastguard of Lindholm informed that 20 passengers died by fire \
in the ferry Solveig near to Torsnes.

Captain Henrik Aas says the flames started in the room of engine, soon as the ship with 140 \
persons exit Grimsund.

Boats of rescue from Torsnes and helicopters, two, of the Kallby air base carried to Halden the \
survived ones.

The minister of transport, Paula Reinholt, named the owner Norrin Lines "criminal" and commanded \
the three other ferries of it remain in the port.

The Norrin Lines told that Solveig passed inspection in March, and engine was exchanged in 2022.

To reporters the survivor Marit Solheim said the alarm rang ten minutes later than smoke filled \
cafeteria.

Tobias Rann, chairman of the accident commission, announces the first report is published until \
September.
"""
FIRE_ELSEWHERE = """Fifteen passengers died in the fire aboard the ferry Solveig, the hospital in \
Halden said on Monday.

Doctors treated 31 people for burns and smoke. Many had jumped into water of nine degrees.

Helicopters from the Kallby air base had flown all night, the chief doctor said.

Paula Reinholt, the transport minister, ordered the owner's other ferries to stay in port, and \
visited the ward.
"""


def test_a_short_copy_must_be_told_nearly_whole() -> None:
    """A few sentences have little weight; half of what each says must then be in common."""
    assert told(FIRE, FIRE_REWRITTEN, FIRE_ELSEWHERE) == (("a", "b"), ("c",))
    first_half = "\n\n".join(FIRE.split("\n\n")[:3])
    assert told(first_half, FIRE_REWRITTEN) == (("a",), ("b",))


def test_another_report_of_the_event_is_another_story() -> None:
    """It has the same names, numbers and one quotation, in another order and among other things."""
    assert told(HARBOUR, INDEPENDENT) == (("a",), ("b",))
    assert told(REWRITTEN, INDEPENDENT) == (("a",), ("b",))


def test_the_sentences_of_a_rewritten_copy_in_another_order_are_no_copy() -> None:
    """Order is what tells a translation from a report with the same facts."""
    backwards = "\n\n".join(reversed(REWRITTEN.split("\n\n")))
    assert told(HARBOUR, backwards) == (("a",), ("b",))


def test_of_the_sample_articles_only_the_wire_report_is_copied() -> None:
    """One paper printed the agency's report with its own opening; all else was written apart."""
    found = stories(BY_ID.values())
    assert [each for each in found if len(each) > 1] == [(COURIER, WIRE)]
    assert sorted(id for each in found for id in each) == sorted(BY_ID)


@settings(max_examples=40, deadline=None)
@given(
    head=st.sampled_from(
        ["", "By Adela Crane\nNorthern Wire\n", "Home News World\n\nPrint this page"]
    ),
    tail=st.sampled_from(
        ["", "Share this news\n\nLeave a Reply", "Related Articles\n\nBack to top"]
    ),
    kept=st.integers(len(SENTENCES) // 2 + 1, len(SENTENCES)),
    dropped=st.sets(st.integers(0, len(SENTENCES) - 1), max_size=2),
)
def test_a_copy_with_a_byline_a_cut_tail_or_sentences_dropped_is_a_copy(
    head: str, tail: str, kept: int, dropped: set[int]
) -> None:
    """Page furniture around it and sentences that are missing leave it the same story."""
    left = [each for n, each in enumerate(SENTENCES[:kept]) if n not in dropped]
    copy = make_article("copy", "\n\n".join(filter(None, [head, *left, tail])))
    assert joined(BY_ID[WIRE], copy)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.sampled_from(sorted(set(BY_ID) - {COURIER}))] * 2))
def test_whether_two_articles_are_copies_does_not_depend_on_their_order(
    ids: tuple[str, str],
) -> None:
    """And no two of the samples are, but an article and itself."""
    one, other = (BY_ID[id] for id in ids)
    assert joined(one, other) == joined(other, one) == (one == other)


def test_a_digest_does_not_join_the_stories_it_prints() -> None:
    """A text many times as long as a report holds more than that report."""
    others = [each.text for id, each in BY_ID.items() if id.startswith("gazette")][:8]
    digest = "\n\n".join([HARBOUR, *others])
    assert ("a",) in told(HARBOUR, digest)


@pytest.mark.parametrize("text", ["Rain.", "No title\n\nShort.", "…", "1 2 3 4 5 6"])
def test_of_a_few_words_nothing_is_said(text: str) -> None:
    """Two papers may print the same line of weather."""
    assert told(text, text) == (("a",), ("b",))


def test_sentences_are_aligned_one_to_one_and_in_order() -> None:
    """Most of the rewritten ones are found, by spans of both texts."""
    pairs = aligned(outline(make_article("a", HARBOUR)), outline(make_article("b", REWRITTEN)))
    assert len(pairs) >= 10
    for (one, other), (later, later_other) in pairwise(pairs):
        assert one.end <= later.start
        assert other.end <= later_other.start


def test_clusters_join_through_others() -> None:
    """Ids that no pair names stand alone."""
    pairs = [("d", "b"), ("b", "a")]
    assert clusters("abcde", pairs) == (("a", "b", "d"), ("c",), ("e",))
    assert clusters("", []) == ()


def test_no_copy_is_missed_for_want_of_candidates() -> None:
    """The sketches bring every pair that a comparison of all pairs finds."""
    texts = {**{id: each.text for id, each in BY_ID.items()}, "x": HARBOUR, "y": REWRITTEN}
    outlines = {id: outline(make_article(id, text)) for id, text in texts.items()}
    near = Neighbours()
    found = set()
    for id, each in outlines.items():
        found |= {frozenset((id, other)) for other in near.of(sketch(each))}
        near.add(id, sketch(each))
    copies = {
        frozenset((one, other))
        for one, other in combinations(outlines, 2)
        if tell_one_story(outlines[one], outlines[other])
    }
    assert copies == {frozenset((COURIER, WIRE)), frozenset("xy")}
    assert copies <= found


def test_the_most_readable_copy_has_the_fewest_malformed_sentences() -> None:
    """Then the least page furniture; then it is the earliest, an undated one last."""
    clean = make_article("z", HARBOUR, title="A", published="2024-02-02")
    earlier = make_article("y", HARBOUR, title="A", published="2024-02-01")
    undated = make_article("a", HARBOUR, title="A")
    framed = make_article("b", f"{HARBOUR}\n\nLeave a Reply\n", title="A", published="2024-01-01")
    broken = make_article(
        "c", HARBOUR.replace("crowns and", "crowns . and"), title="A", published="2024-01-01"
    )
    copies = [broken, framed, undated, clean, earlier]
    order = []
    while copies:
        order.append(most_readable(copies))
        copies.remove(order[-1])
    assert order == [earlier, clean, undated, framed, broken]


@pytest.mark.parametrize(
    ("sentence", "malformed"),
    [
        ("They spoke of arms control. .", True),
        ("They spoke of arms , and left.", True),
        ("and so it went on for days.", True),
        ("He called it “a mistake.", True),
        ("He called it “a mistake”.", False),
        ("He waited... and left.", False),
        ("It cost 2.5 million.", False),
    ],
)
def test_a_malformed_sentence_is_told_from_a_sound_one(sentence: str, malformed: bool) -> None:
    """By what translation and copying leave behind."""
    text = f"The council met.\n\n{sentence} Then they left."
    assert (flaws(make_article("a", text, title="A"))[0] > 0) == malformed
