"""The naive baseline: chunks of a text as LangChain's RecursiveCharacterTextSplitter cuts them."""

from collections.abc import Sequence

SEPARATORS = ("\n\n", "\n", " ", "")
CHUNK, SHARED = 1000, 100
"""Characters, of a chunk and shared with the one before: what tutorials of LangChain set."""


def split(text: str, separators: Sequence[str] = SEPARATORS) -> list[str]:
    """The chunks of a text, in order; separators are kept in front."""
    number = next(n for n, each in enumerate(separators) if each in text)
    separator, finer = separators[number], separators[number + 1 :]
    if separator:
        first, *others = text.split(separator)
        pieces = [each for each in (first, *(separator + other for other in others)) if each]
    else:
        pieces = list(text)
    chunks: list[str] = []
    fitting: list[str] = []
    for piece in pieces:
        if len(piece) < CHUNK:
            fitting.append(piece)
            continue
        chunks += _merged(fitting)
        fitting = []
        chunks += split(piece, finer) if finer else [piece]
    return chunks + _merged(fitting)


def _merged(pieces: Sequence[str]) -> list[str]:
    chunks: list[str] = []
    window: list[str] = []
    for piece in pieces:
        if window and sum(map(len, window)) + len(piece) > CHUNK:
            chunks.append("".join(window).strip())
            while (total := sum(map(len, window))) > SHARED or (
                total and total + len(piece) > CHUNK
            ):
                window.pop(0)
        window.append(piece)
    chunks.append("".join(window).strip())
    return [each for each in chunks if each]
