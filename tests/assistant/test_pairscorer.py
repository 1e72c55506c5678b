"""The reader's promises: the same score whatever stands beside it, and only from intact weights."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import encoder, pairscorer
from assistant.pairscorer import PairScorer
from corpus.errors import WriterFault

TITLE = "Ferry runs aground off Marlow Island."
ARTICLE = [
    "A ferry carrying 214 people ran aground near Marlow Island on Tuesday, the coast guard said.",
    "Eleven passengers were treated for minor injuries.",
    "Captain Elena Voss said the vessel had lost steering after a fuse failed.",
    "The operator, Norrland Lines, has suspended the route until inspectors finish their work.",
    "It was built in 1988 and was due to be replaced next spring.",
]
CANDIDATES = [(f"{TITLE} {ARTICLE[i - 1] if i else ''}", s) for i, s in enumerate(ARTICLE)]


@pytest.fixture(scope="module")
def scorer() -> PairScorer:
    return PairScorer.load()


def probabilities(
    scorer: PairScorer, question: str, candidates: Sequence[tuple[str, str]]
) -> list[float]:
    return [each.probability for each in scorer.score(question, candidates)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people were on the ferry?", 0),
        ("where did the ferry run aground", 0),
        ("How many passengers were injured?", 1),
        ("Why did the ferry lose steering?", 2),
        ("Which company operates the ferry?", 3),
        ("When was the ferry built?", 4),
    ],
)
def test_the_sentence_with_the_asked_fact_scores_highest(
    scorer: PairScorer, question: str, answer: int
) -> None:
    """The right topic without the fact must not win."""
    scores = probabilities(scorer, question, CANDIDATES)
    assert scores.index(max(scores)) == answer


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("When was the ferry built?", "When was the lighthouse built?"),
        ("How many people were on the ferry?", "How much did the ferry cost?"),
        ("Why did the ferry lose steering?", "Why did the prime minister resign?"),
    ],
)
def test_a_question_nothing_answers_scores_lower(
    scorer: PairScorer, question: str, missing: str
) -> None:
    """The best score of an article must tell whether it answers at all."""
    assert max(probabilities(scorer, question, CANDIDATES)) > max(
        probabilities(scorer, missing, CANDIDATES)
    )


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("How many people were on the ferry?", 0, "214"),
        ("Why did the ferry lose steering?", 2, "fuse failed"),
        ("Who is the captain of the vessel?", 2, "Elena Voss"),
        ("Which company operates the ferry?", 3, "Norrland Lines"),
        ("When was the ferry built?", 4, "1988"),
    ],
)
def test_the_words_that_answer_are_pointed_at(
    scorer: PairScorer, question: str, answer: int, words: str
) -> None:
    """The span is of the sentence's own text, and short."""
    found = scorer.score(question, CANDIDATES)[answer].words
    assert found is not None
    said = ARTICLE[answer][found.start : found.end]
    assert words in said
    assert len(said) < len(ARTICLE[answer]) / 2


def test_words_are_pointed_at_inside_the_sentence_only(scorer: PairScorer) -> None:
    """The context may hold the answer; the span never leaves the sentence, however long that is."""
    for sentence in ("It was.", "word " * 400, "Ferrara's café “Zoë” opened in 1988 …"):
        for scored in scorer.score("When was the ferry built?", [(ARTICLE[4], sentence)]):
            assert scored.words is not None
            assert 0 <= scored.words.start < scored.words.end <= len(sentence)


def test_the_likeliest_words_are_one_stretch_in_order() -> None:
    """The planted lie: an end that is likelier before the start, or too far behind it."""
    import torch

    row = pairscorer.Row([101, 5, 102, 102, 7, 8, 9, 102], [0] * 8, [(0, 3), (4, 7), (8, 11)])
    bounds = torch.zeros(8, 2)
    bounds[1] = bounds[7] = 99.0  # the question's and the closing token
    bounds[6, 0] = bounds[5, 1] = 5.0  # from the third word to the second is no stretch
    bounds[4, 0] = 4.0
    assert pairscorer.likeliest(bounds, row) == (0, 7)
    far = pairscorer.Row([0] * 64, [0] * 64, [(n, n + 1) for n in range(60)])
    bounds = torch.zeros(64, 2)
    bounds[far.begin, 0] = bounds[far.begin + 59, 1] = 9.0
    found = pairscorer.likeliest(bounds, far)
    assert found is not None
    assert found.end - found.start <= pairscorer.LONGEST_ANSWER


def test_scores_are_probabilities_in_the_order_asked(scorer: PairScorer) -> None:
    """Sorting by length inside must not show outside."""
    forward = probabilities(scorer, "When was the ferry built?", CANDIDATES)
    backward = probabilities(scorer, "When was the ferry built?", CANDIDATES[::-1])
    assert all(0 <= score <= 1 for score in forward)
    assert forward == pytest.approx(backward[::-1], abs=1e-6)


def test_a_score_depends_on_no_other_candidate(scorer: PairScorer) -> None:
    """Alone, beside short and beside very long ones: but for rounding."""
    question = "Why did the ferry lose steering?"
    beside = [*CANDIDATES, ("", "Yes."), ("", "word " * 400), ("before " * 300, "The end.")]
    together = probabilities(scorer, question, beside)
    alone = [probabilities(scorer, question, [candidate])[0] for candidate in beside]
    assert together == pytest.approx(alone, abs=0.01)


def test_in_float32_a_score_depends_on_no_other_candidate_at_all() -> None:
    """What differs above is the arithmetic's, not the padding's."""
    scorer = PairScorer.load(exact=True)
    question = "Why did the ferry lose steering?"
    beside = [*CANDIDATES, ("", "Yes."), ("", "word " * 400), ("before " * 300, "The end.")]
    together = probabilities(scorer, question, beside)
    alone = [probabilities(scorer, question, [candidate])[0] for candidate in beside]
    assert together == pytest.approx(alone, abs=1e-4)


def test_fast_arithmetic_moves_a_score_little(scorer: PairScorer) -> None:
    """The same scores as in float32, but for rounding (equal where the processor has no other)."""
    question = "Why did the ferry lose steering?"
    exact = probabilities(PairScorer.load(exact=True), question, CANDIDATES)
    assert probabilities(scorer, question, CANDIDATES) == pytest.approx(exact, abs=0.02)


def test_weights_made_ready_give_the_same_to_the_bit() -> None:
    """They are what autocast would make of them, and no further rounding."""
    import torch

    learnt, _, _ = pairscorer.read(pairscorer.WEIGHTS)
    weights = encoder.merged(encoder.base_weights(), learnt)
    triples = [("Who is the captain?", *candidate) for candidate in CANDIDATES]
    rows = pairscorer.collate(pairscorer.encode(encoder.load_tokenizer(), triples))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        plain = pairscorer.forward(weights, *rows)
        ready = pairscorer.forward(encoder.ready_for_bfloat16(weights), *rows)
    assert all(torch.equal(one, other) for one, other in zip(plain, ready, strict=True))


def test_threads_share_one_scorer(scorer: PairScorer) -> None:
    """The web chat asks from several threads at once."""
    wanted = probabilities(scorer, "Who is the captain?", CANDIDATES)
    found: list[list[float]] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(probabilities(scorer, "Who is the captain?", CANDIDATES))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for scores in found:
        assert scores == pytest.approx(wanted, abs=1e-6)


def test_no_candidates_have_no_scores(scorer: PairScorer) -> None:
    """An empty search result is not an error."""
    assert scorer.score("Who is the captain?", []) == []


def test_empty_texts_are_scored(scorer: PairScorer) -> None:
    """Odd input gives a probability, not a crash."""
    assert all(
        0 <= score <= 1 for score in probabilities(scorer, "", [("", ""), ("", "A sentence.")])
    )


def test_loading_twice_gives_the_same_reader(scorer: PairScorer) -> None:
    """The fingerprint names the weights, and the weights decide the scores."""
    again = PairScorer.load(pairscorer.WEIGHTS)
    assert again.fingerprint == scorer.fingerprint == pairscorer.SHA256[:16]
    assert probabilities(again, "Who is the captain?", CANDIDATES) == pytest.approx(
        probabilities(scorer, "Who is the captain?", CANDIDATES), abs=1e-6
    )


def test_tampered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One flipped bit in the shipped file is one clear line."""
    content = bytearray(pairscorer.WEIGHTS.read_bytes())
    content[-100] ^= 1
    file = tmp_path / "reader.safetensors"
    file.write_bytes(content)
    monkeypatch.setattr(pairscorer, "WEIGHTS", file)
    with pytest.raises(WriterFault, match="damaged"):
        PairScorer.load()


@pytest.mark.parametrize("content", [b"", b"not weights", b"\xff" * 64])
def test_a_file_without_a_reader_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever is in it, the user sees one line that names the file."""
    file = tmp_path / "other.safetensors"
    file.write_bytes(content)
    with pytest.raises(WriterFault, match=r"other\.safetensors"):
        PairScorer.load(file)


def test_the_base_model_itself_is_no_reader() -> None:
    """A safetensors file of another kind is refused as well."""
    with pytest.raises(WriterFault, match="does not hold a reader"):
        PairScorer.load(encoder.base_folder() / "model.safetensors")


def test_missing_weights_are_reported(tmp_path: Path) -> None:
    """A missing file is a WriterFault, not an OSError."""
    with pytest.raises(WriterFault, match="can not be read"):
        PairScorer.load(tmp_path / "none.safetensors")
