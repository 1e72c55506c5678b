"""The verifier: each pair judged by itself, from intact weights, on evidence of any length."""

import threading
from pathlib import Path

import pytest

from assistant.encoder import base_folder
from assistant.verifier.entailment import scorer as shipped
from assistant.verifier.entailment.scorer import SupportScorer
from assistant.verifier.seam import SupportScore
from corpus.errors import CitewiseError

FERRY = (
    "A ferry carrying 214 people ran aground near Marlow Island on Tuesday, the coast guard said. "
    "Eleven passengers were treated for minor injuries. Captain Elena Voss said the vessel had "
    "lost steering after a fuse failed. The operator, Norrland Lines, has suspended the route."
)
FILLER = " ".join(
    f"The council of district {number} discussed its budget, its roads and its schools at length."
    for number in range(60)
)
PAIRS = [
    ("Captain Elena Voss said the ferry had lost steering.", FERRY),
    ("Eleven passengers were treated for minor injuries.", FERRY),
    ("The bank raised its main interest rate to 4.5 per cent.", FERRY),
    ("Norrland Lines suspended the route.", f"{FILLER} {FERRY} {FILLER}"),
    ("Yes.", "No."),
]


@pytest.fixture(scope="module")
def scorer() -> SupportScorer:
    return SupportScorer.load()


def test_what_stands_there_is_supported(scorer: SupportScorer) -> None:
    """The article's own sentence passes, and a shortened one comes near."""
    assert scorer.score(*PAIRS[1]).support >= scorer.threshold
    assert scorer.score(*PAIRS[0]).support >= scorer.threshold - 0.1


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("A ferry carrying 214 people ran aground.", "A ferry carrying 412 people ran aground."),
        (
            "Captain Elena Voss said the vessel had lost steering.",
            "Captain Harald Lindqvist said the vessel had lost steering.",
        ),
        (
            "The ferry ran aground near Marlow Island on Tuesday.",
            "The ferry ran aground near Marlow Island on Friday.",
        ),
        (
            "The operator has suspended the route.",
            "The operator has decided to extend the route and to buy a second ship.",
        ),
        (
            "Eleven passengers were treated for minor injuries.",
            "Eleven passengers were not treated for minor injuries.",
        ),
    ],
)
def test_a_lie_scores_below_the_truth_it_was_made_from(
    scorer: SupportScorer, true: str, false: str
) -> None:
    """Number, name, day, invented detail and negation each cost support."""
    assert scorer.score(false, FERRY).support < scorer.score(true, FERRY).support


def test_another_event_is_not_supported(scorer: SupportScorer) -> None:
    """An article about something else supports nothing."""
    assert scorer.score(*PAIRS[2]).support < scorer.threshold


def test_one_sentence_is_found_in_a_long_article(scorer: SupportScorer) -> None:
    """Evidence beyond one window is read where it matters."""
    claim = "Captain Elena Voss said the vessel had lost steering after a fuse failed."
    assert scorer.score(claim, f"{FILLER} {FERRY} {FILLER}").support >= scorer.threshold
    assert scorer.score(claim, FILLER).support < scorer.threshold


def test_scores_are_probabilities(scorer: SupportScorer) -> None:
    """Odd input too: empty, without words, very long."""
    odd = [("", ""), ("", FERRY), ("Yes.", ""), ("…", "?!"), ("word " * 900, FERRY)]
    for claim, evidence in [*PAIRS, *odd]:
        score = scorer.score(claim, evidence)
        assert 0 <= score.support <= 1
        assert 0 <= score.contradiction <= 1


def scores(scorer: SupportScorer) -> list[SupportScore]:
    return [scorer.score(claim, evidence) for claim, evidence in PAIRS]


def test_bfloat16_agrees_with_float32(scorer: SupportScorer) -> None:
    """A processor without bfloat16 gives the same verdicts."""
    for one, other in zip(scores(scorer), scores(SupportScorer.load(exact=True)), strict=True):
        assert one.support == pytest.approx(other.support, abs=0.05)


def test_what_was_judged_before_changes_nothing() -> None:
    """Vectors are kept from pair to pair; each is of its text alone."""
    claim, evidence = PAIRS[0]
    backward = SupportScorer.load()
    for one, other in PAIRS[::-1]:
        backward.score(one, other)
    assert backward.score(claim, evidence) == SupportScorer.load().score(claim, evidence)


def test_threads_share_one_scorer() -> None:
    """The web chat judges from several threads at once."""
    shared = SupportScorer.load()
    found: list[list[SupportScore]] = []
    threads = [threading.Thread(target=lambda: found.append(scores(shared))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [scores(SupportScorer.load())] * 4


def test_the_words_that_are_not_there_are_named(scorer: SupportScorer) -> None:
    """A reason needs the very words, and they are a piece of the claim."""
    claim = "Captain Elena Voss said the vessel had been hijacked by armed pirates."
    doubted = scorer.score(claim, FERRY).doubted
    assert doubted is not None
    words = claim[doubted.start : doubted.end]
    assert any(word in words for word in ("hijacked", "armed", "pirates"))
    assert scorer.score(claim, claim).doubted is None


def test_the_fingerprint_names_the_weights(scorer: SupportScorer) -> None:
    """Loading twice gives the same verifier."""
    again = SupportScorer.load(shipped.WEIGHTS)
    assert again.fingerprint == scorer.fingerprint == shipped.SHA256[:16]
    assert scores(again) == scores(scorer)


def test_tampered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One flipped bit in the shipped file is one clear line."""
    content = bytearray(shipped.WEIGHTS.read_bytes())
    content[-100] ^= 1
    file = tmp_path / "verifier.safetensors"
    file.write_bytes(content)
    monkeypatch.setattr(shipped, "WEIGHTS", file)
    with pytest.raises(CitewiseError, match="damaged"):
        SupportScorer.load()


@pytest.mark.parametrize("content", [b"", b"not weights", b"\xff" * 64])
def test_a_file_without_a_verifier_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever is in it, the user sees one line that names the file."""
    file = tmp_path / "other.safetensors"
    file.write_bytes(content)
    with pytest.raises(CitewiseError, match=r"other\.safetensors"):
        SupportScorer.load(file)


def test_the_base_model_itself_is_no_verifier() -> None:
    """A safetensors file of another kind is refused as well."""
    with pytest.raises(CitewiseError, match="does not hold a verifier"):
        SupportScorer.load(base_folder() / "model.safetensors")


def test_missing_weights_are_reported(tmp_path: Path) -> None:
    """A missing file is a CitewiseError, not an OSError."""
    with pytest.raises(CitewiseError, match="can not be read"):
        SupportScorer.load(tmp_path / "none.safetensors")
