"""A claim beside evidence: which words agree, and what of the evidence is worth reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.verifier.entailment.text import Text, pieces_by_sentence, stems_by_sentence

WINDOW_TOKENS = 176
"""Of evidence read at once: some 130 words."""


class Window(NamedTuple):
    """Part of the evidence: the sentences' numbers, and the evidence's word pieces in it."""

    sentences: tuple[int, ...]
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What a claim and evidence share.

    `weights` are the claim's words by rarity, 0 for function words; `found[i]` tells whether word i
    stands in the evidence. Of long evidence, `window` is the run of sentences that says most of the
    claim, and `extract` those sentences that do, wherever they stand; `closest` are the word pieces
    of the few sentences that say most of it.
    """

    claim: Text
    evidence: Text
    weights: list[float]
    found: list[bool]
    by_sentence: list[frozenset[str]]
    window: Window
    extract: Window
    closest: list[tuple[int, ...]]


def pair(claim: Text, evidence: Text, rarity: Sequence[float]) -> Pair:
    """`rarity` is the inverse document frequency of each word piece."""
    weights = _weights(claim, rarity)
    by_sentence = stems_by_sentence(evidence)
    pieces = pieces_by_sentence(evidence)
    several = _windows(pieces)
    window = max(several, key=lambda w: _covered(claim, weights, by_sentence, w.sentences))
    alone = len(several) == 1
    extract = window if alone else _extract(claim, weights, by_sentence, pieces)
    return Pair(
        claim,
        evidence,
        weights,
        [token.stem in evidence.stems for token in claim.tokens],
        by_sentence,
        window,
        extract,
        _closest(claim, weights, by_sentence, pieces),
    )


_CLOSEST = 3


def _closest(
    claim: Text,
    weights: Sequence[float],
    by_sentence: Sequence[frozenset[str]],
    pieces: list[list[int]],
) -> list[tuple[int, ...]]:
    ranked = sorted(range(len(pieces)), key=lambda s: -_covered(claim, weights, by_sentence, [s]))
    return [tuple(pieces[s][:WINDOW_TOKENS]) for s in ranked[:_CLOSEST] if pieces[s]]


def _weights(text: Text, rarity: Sequence[float]) -> list[float]:
    weights = []
    at = 0
    for token in text.tokens:
        while at < len(text.offsets) and text.offsets[at][1] <= token.start:
            at += 1
        rarest, here = 0.0, at
        while here < len(text.offsets) and text.offsets[here][0] < token.end:
            rarest = max(rarest, rarity[text.ids[here]])
            here += 1
        weights.append(rarest if token.content else 0.0)
    return weights


def windows(text: Text) -> list[Window]:
    """Overlapping windows of whole sentences over the whole text."""
    return _windows(pieces_by_sentence(text))


def _windows(pieces: list[list[int]]) -> list[Window]:
    """Runs of whole sentences that fill a window, each beginning half a window after the last."""
    windows: list[Window] = []
    start = 0
    while True:
        end, size = start, 0
        while end < len(pieces) and (end == start or size + len(pieces[end]) <= WINDOW_TOKENS):
            size += len(pieces[end])
            end += 1
        windows.append(_window(pieces, range(start, end)))
        if end >= len(pieces):
            return windows
        half = 0
        while start < end - 1 and half < WINDOW_TOKENS / 2:
            half += len(pieces[start])
            start += 1
        start = max(start, 1) if half else end


def _window(pieces: list[list[int]], sentences: Sequence[int]) -> Window:
    chosen = [piece for sentence in sentences for piece in pieces[sentence]]
    return Window(tuple(sentences), tuple(chosen[:WINDOW_TOKENS]))


def _covered(
    claim: Text,
    weights: Sequence[float],
    by_sentence: Sequence[frozenset[str]],
    sentences: Sequence[int],
) -> float:
    present = frozenset().union(*(by_sentence[s] for s in sentences))
    return sum(w for t, w in zip(claim.tokens, weights, strict=True) if t.stem in present)


def _extract(
    claim: Text,
    weights: Sequence[float],
    by_sentence: Sequence[frozenset[str]],
    pieces: list[list[int]],
) -> Window:
    """The sentences that say most of the claim, each new one for what it adds, in their order."""
    wanted = {t.stem: w for t, w in zip(claim.tokens, weights, strict=True)}
    said = {s: [stem for stem in wanted if stem in by_sentence[s]] for s in range(len(pieces))}
    chosen: list[int] = []
    size = 0
    seen: dict[str, int] = {}
    while said:
        # What was covered before counts less each time, so a second witness still adds something.
        gain = {
            s: sum(wanted[stem] / 4 ** seen.get(stem, 0) for stem in stems)
            for s, stems in said.items()
        }
        best = max(gain, key=lambda s: (gain[s], -s))
        stems = said.pop(best)
        if size + len(pieces[best]) > WINDOW_TOKENS and chosen:
            if size > WINDOW_TOKENS / 2:
                break
            continue
        chosen.append(best)
        size += len(pieces[best])
        for stem in stems:
            seen[stem] = seen.get(stem, 0) + 1
    return _window(pieces, sorted(chosen))
