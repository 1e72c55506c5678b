"""The names by which somebody else's text calls the indexed articles."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass


def address(url: str) -> str:
    """A web address without what does not tell two pages apart: scheme, "www.", fragment, "/"."""
    plain = re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    return plain.split("#")[0].rstrip("/")


@dataclass(frozen=True, slots=True)
class Known:
    """The indexed ids, and by `address` the ids of the articles that have a url."""

    ids: Collection[str]
    urls: Mapping[str, str]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.ids or address(name) in self.urls)

    def id_of(self, name: str) -> str:
        """The id behind an id or an address; the name itself where no article has it."""
        return name if name in self.ids else self.urls.get(address(name), name)
