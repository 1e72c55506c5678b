"""Article ids: the user's own names, made safe to stand in a citation such as `[id]`."""

import unicodedata

from corpus.errors import BadInput

LONGEST_ID = 200


def clean_id(raw: str) -> str:
    """The NFC form of `raw` with every character that an id can not hold percent-encoded (UTF-8).

    Idempotent, so an id copied from a citation is its own clean form; `%` is therefore kept.
    Raises `BadInput` for an empty id and for one that is longer than `LONGEST_ID`.
    """
    clean = "".join(map(_safe, unicodedata.normalize("NFC", raw.strip())))
    if not clean:
        raise BadInput("an article's id is empty; give it a name")
    if len(clean) > LONGEST_ID:
        raise BadInput(
            f"the id {clean[:40]}… has {len(clean)} characters; {LONGEST_ID} is the most"
        )
    return clean


def _safe(char: str) -> str:
    # Brackets would end a marker or a Markdown link early; spaces and the invisible characters
    # (categories Z and C: separators, controls, bidirectional marks, lone surrogates) can not be
    # seen or typed.
    if char not in "[]()" and not char.isspace() and unicodedata.category(char)[0] not in "ZC":
        return char
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
