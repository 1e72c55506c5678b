"""Letters without what stands on them."""

import unicodedata


def without_accents(text: str) -> str:
    """ "Erdoğan" as "Erdogan"."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
