"""A person's rulings: what they change, and when they no longer hold."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.evaluation.external.answers import CitedAnswer, CitedSentence, CitedSource
from assistant.evaluation.external.checking import Report, check_answers
from assistant.evaluation.external.rulings import (
    Decision,
    Ruling,
    evidence_key,
    read_rulings,
    write_review,
)
from assistant.evaluation.judging import Extract, Judged, Kind
from corpus.errors import BadInput
from corpus.types import Article
from tests.assistant.builders import FERRY, build_article
from tests.doubles import overlap_verifier

DOUBTED = "The vessel will be painted in a shade of green."
WRONG = "The vessel will cost £15 million."


class Shelf:
    """One article."""

    def __init__(self, text: str = FERRY) -> None:
        self._article = build_article("ferry", text)

    def find(self, id: str, version: str | None = None) -> Article | None:
        return self._article if id == "ferry" else None


def report(
    text: str,
    *cited: CitedSource,
    shelf: Shelf | None = None,
    rulings: dict[str, Ruling] | None = None,
) -> Report:
    answer = CitedAnswer("1", None, (CitedSentence(text, cited),))
    return check_answers(
        [answer], shelf or Shelf(), overlap_verifier(), rulings or {}, lambda: None
    )


def ruled(path: Path, found: Report, ruling: str) -> dict[str, Ruling]:
    """What a person makes of the review of a report."""
    write_review(path, found.faulty)
    lines = [
        json.loads(line) | {"ruling": ruling, "by": "Ada"} for line in path.read_text().splitlines()
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return read_rulings(path)


@pytest.mark.parametrize(
    ("text", "cited"),
    [(DOUBTED, [CitedSource("ferry")]), (WRONG, [CitedSource("ferry")]), (WRONG, [])],
)
def test_an_accepted_fault_passes(text: str, cited: list[CitedSource], tmp_path: Path) -> None:
    """A doubt, a mismatch, a missing citation: even where the check is strict."""
    before = report(text, *cited)
    assert before.fails(strict=True)
    after = report(text, *cited, rulings=ruled(tmp_path / "r", before, "accepted"))
    assert not after.fails(strict=True)
    assert (after.stale, after.faulty) == ((), ())


@pytest.mark.parametrize(
    ("cited", "kind"),
    [
        (CitedSource("no-such"), Kind.UNKNOWN_ID),
        (CitedSource("ferry", "The vessel sank."), Kind.INEXACT_QUOTE),
    ],
)
def test_what_is_not_there_can_not_be_accepted(
    cited: CitedSource, kind: Kind, tmp_path: Path
) -> None:
    """Nobody can rule that an article exists, or has other words."""
    text = "The vessel will carry 28 cars and 180 passengers."
    before = report(text, cited)
    after = report(text, cited, rulings=ruled(tmp_path / "r", before, "accepted"))
    assert [each.kind for each in after.sentences[0].faults] == [kind]
    assert after.fails(strict=False)


def test_a_rejected_doubt_fails(tmp_path: Path) -> None:
    """What only warned is confirmed by a person."""
    before = report(DOUBTED, CitedSource("ferry"))
    assert not before.fails(strict=False)
    rejected = ruled(tmp_path / "r", before, "rejected")
    assert report(DOUBTED, CitedSource("ferry"), rulings=rejected).fails(strict=False)


def test_a_line_that_nobody_filled_in_changes_nothing(tmp_path: Path) -> None:
    """Rulings are made one by one."""
    assert ruled(tmp_path / "r", report(WRONG, CitedSource("ferry")), "") == {}


@pytest.mark.parametrize(
    ("text", "cited", "shelf"),
    [
        ("The vessel will cost £16 million.", CitedSource("ferry"), Shelf()),
        (WRONG, CitedSource("ferry", "Tenders will be invited in April."), Shelf()),
        (WRONG, CitedSource("no-such"), Shelf()),
        (WRONG, CitedSource("ferry"), Shelf(f"{FERRY} More follows.")),
    ],
)
def test_a_ruling_ends_with_its_sentence_or_evidence(
    text: str, cited: CitedSource, shelf: Shelf, tmp_path: Path
) -> None:
    """Another sentence, quote, id or article version is another case; the old ruling is named."""
    rulings = ruled(tmp_path / "r", report(WRONG, CitedSource("ferry")), "accepted")
    after = report(text, cited, shelf=shelf, rulings=rulings)
    assert after.fails(strict=False)
    assert after.stale == tuple(rulings.values())
    assert after.stale[0].sentence == WRONG


def test_the_key_is_of_all_that_was_judged() -> None:
    """And of nothing else: the same case has the same key again."""
    extract = Extract("ferry", "v1", 0, 4, "Some", None)
    judged = Judged("A sentence.", True, (), (extract,), None, ())
    others = [
        replace(judged, text="A sentence!"),
        replace(judged, extracts=()),
        replace(judged, extracts=(replace(extract, version="v2"),)),
        replace(judged, extracts=(replace(extract, quote="None"),)),
        replace(judged, extracts=(replace(extract, article_id="hall"),)),
    ]
    keys = [evidence_key(each) for each in (judged, *others)]
    assert len(set(keys)) == len(keys)
    assert evidence_key(replace(judged, faults=(), extracts=(extract,))) == keys[0]


def test_a_review_never_overwrites_rulings(tmp_path: Path) -> None:
    """Somebody's work would be lost; an unfilled review may be written anew."""
    path = tmp_path / "r.jsonl"
    found = report(WRONG, CitedSource("ferry"))
    assert write_review(path, found.faulty) == 1
    assert write_review(path, found.faulty) == 1
    rulings = ruled(path, found, "accepted")
    with pytest.raises(BadInput, match="holds rulings"):
        write_review(path, found.faulty)
    assert read_rulings(path) == rulings
    (ruling,) = rulings.values()
    assert (ruling.decision, ruling.by) == (Decision.ACCEPTED, "Ada")


def test_a_sentence_that_stands_twice_is_reviewed_once(tmp_path: Path) -> None:
    """One ruling holds for both."""
    answer = CitedAnswer("1", None, (CitedSentence(WRONG, (CitedSource("ferry"),)),) * 2)
    found = check_answers([answer], Shelf(), overlap_verifier(), {}, lambda: None)
    assert write_review(tmp_path / "r.jsonl", found.faulty) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"evidence_key": "1"}, 'needs a "sentence"'),
        ({"sentence": "x"}, 'an "evidence_key"'),
        ({"sentence": "x", "evidence_key": "1", "ruling": "maybe"}, '"ruling" is'),
        ({"sentence": "x", "evidence_key": "1", "ruling": ["accepted"]}, '"ruling" is'),
        ({"sentence": "x", "evidence_key": "0", "ruling": "rejected"}, "ruled otherwise before"),
    ],
)
def test_a_bad_ruling_is_named_by_its_line(
    line: dict[str, object], reason: str, tmp_path: Path
) -> None:
    """Two people may not have decided differently."""
    path = tmp_path / "r.jsonl"
    good = {"sentence": "x", "evidence_key": "0", "ruling": "accepted", "by": "", "note": "fine"}
    path.write_text(json.dumps(good) + "\n" + json.dumps(line) + "\n")
    with pytest.raises(BadInput) as refused:
        read_rulings(path)
    assert str(refused.value).startswith(f"{path}:2: ")
    assert reason in str(refused.value)
