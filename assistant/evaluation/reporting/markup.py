"""What every part of the page is made with."""

from assistant.evaluation.reporting.wording import MARK
from assistant.render.html import escape
from assistant.render.text import printable

STAR = f'<a class="star" href="#judge" title="judged by the verifier">{MARK}</a>'
"""Leads to where the verifier and its agreement with people are named, once for the page."""


def shown(text: str) -> str:
    """Somebody else's text as HTML, with � for what no page may hold."""
    return escape(printable(text))


def own_words(text: str, *, tag: str = "span", style: str = "") -> str:
    """Somebody else's text in an element of its own, in its own direction of writing."""
    named = f' class="{style}"' if style else ""
    return f'<{tag}{named} dir="auto">{shown(text)}</{tag}>'
