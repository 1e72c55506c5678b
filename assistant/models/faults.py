"""What went wrong at a chat model, in one line that is fit to show and holds no key."""

import email.utils
import re
import time
from enum import StrEnum
from typing import NamedTuple


class FaultKind(StrEnum):
    """What a fault calls for."""

    FORM = "form"  # what was asked for (a schema, tools) is refused: ask by another route
    LENGTH = "length"  # prompt and answer do not fit: send fewer articles
    PASSING = "passing"  # too many requests, a server's own error, no connection: try again
    FINAL = "final"  # a wrong key, no such model, anything else: trying again changes nothing


class Fault(NamedTuple):
    """One failed call. `status` is the HTTP status; `retry_after` is in seconds."""

    line: str
    status: int | None = None
    retry_after: float | None = None
    kind: FaultKind = FaultKind.FINAL

    @property
    def refused_form(self) -> bool:
        """Whether another way of asking may work."""
        return self.kind is FaultKind.FORM

    @property
    def too_long(self) -> bool:
        """Whether prompt and answer exceed the model's context."""
        return self.kind is FaultKind.LENGTH

    @property
    def passing(self) -> bool:
        """Whether the same call may succeed if it is made again."""
        return self.kind is FaultKind.PASSING


MALFORMED: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
)
"""What LangChain and the providers' clients raise for a stream that is no JSON, or is JSON of
another kind than theirs: they read it without looking."""

_TOO_LONG = re.compile(
    r"context.?(?:length|window|size)|maximum context|prompt is too long"
    r"|too many (?:input )?tokens|input tokens exceed",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"response_format|schema|\btools?\b|tool_choice|\bfunctions?\b|grammar|structured|\bformat\b"
    r"|output_config|\bcitations?\b|\bdocuments?\b|--jinja",
    re.IGNORECASE,
)
_FORM_STATUSES = (400, 404, 422, 500, 501)
"""llama.cpp's server says 500 for tools or a grammar that it can not have."""
_ENDED_EARLY = {
    "LengthFinishReasonError": "the answer reached the model's limit of tokens",
    "ContentFilterFinishReasonError": "the provider's content filter ended the answer",
}
"""The answer came, and breaks off: asked again the model would do the same."""
_LONG_WAIT = 3600.0
_KEY_LIKE = re.compile(r"\b(?:sk|pk|key|Bearer|Basic)[-_\s]?[\w.*-]{6,}|[\w-]{32,}")
_LONGEST = 200


def fault_of(error: Exception) -> Fault:
    """What a provider's error means.

    Told by the names and attributes that providers share, so that none of them need be installed.
    """
    status = getattr(error, "status_code", None)
    status = status if isinstance(status, int) and status >= 400 else None
    kinds = _kinds(error)
    if "ContextOverflowError" in kinds or status == 413 or _TOO_LONG.search(str(error)):
        return Fault(
            "the articles are longer than the model's context; load it with a longer one",
            status,
            None,
            FaultKind.LENGTH,
        )
    if status is not None:
        return _refused(error, status)
    for name, line in _ENDED_EARLY.items():
        if name in kinds:
            return Fault(line)
    return Fault(_unanswered(error, kinds), kind=FaultKind.PASSING)


def _refused(error: Exception, status: int) -> Fault:
    said = _said(error)
    told = f" ({status}): {said}" if said else f" ({status})"
    if status == 401:
        line = "the key was refused (401); set CITEWISE_API_KEY to a valid one"
        return Fault(line, status)
    if status in _FORM_STATUSES and _FORM.search(said):
        return Fault(f"the server does not answer in this form{told}", status, None, FaultKind.FORM)
    if status == 429 and "quota" in str(getattr(error, "code", None)):
        return Fault("the account has no credit left (429)", status)
    if status == 429:
        wait = _retry_after(error)
        asked = "" if wait is None else f"; it asks to wait {_told(wait)}"
        line = f"the server has too many requests (429){asked}"
        return Fault(line, status, wait, FaultKind.PASSING)
    if status >= 500 or status == 408:
        line = f"the server failed{told}"
        return Fault(line, status, _retry_after(error), FaultKind.PASSING)
    if status == 404:
        return Fault(f"the server has no such model or address{told}", status)
    return Fault(f"the server refused{told}", status)


def _told(wait: float) -> str:
    return f"{wait:.0f} s" if wait <= _LONG_WAIT else "more than an hour"


def _unanswered(error: Exception, kinds: set[str]) -> str:
    """Why there is no answer, where no status tells."""
    if type(error) is ConnectionError or kinds & {"ConnectError", "ConnectTimeout"}:
        return "the server can not be reached; is it running, and is its address right?"
    if kinds & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
        return "no answer in time; CITEWISE_DEADLINE gives it more"
    if kinds & {"TransportError", "APIConnectionError"}:
        return "the connection broke before the answer was finished"
    if said := _said(error):
        return f"the model failed: {said}"
    return "what came back is no answer of a chat model"


def _kinds(error: BaseException) -> set[str]:
    """The names of the classes of an error and of what caused it."""
    names = {each.__name__ for each in type(error).__mro__}
    return names | (_kinds(error.__cause__) if error.__cause__ else set())


def _said(error: Exception) -> str:
    """The first line of what the provider says of it, in which no key can stand."""
    if isinstance(error, MALFORMED):  # it quotes what the server sent
        return ""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        text = inner.get("message") if isinstance(inner, dict) else inner
    else:
        text = getattr(error, "error", None) or getattr(error, "message", None) or error
    line = (str(text or "").strip().splitlines() or [""])[0]
    for key in _keys(error):
        line = line.replace(key, "…")
    return _KEY_LIKE.sub("…", line)[:_LONGEST]


def _keys(error: Exception) -> list[str]:
    """The keys that were sent, as far as the error knows its request."""
    headers = getattr(getattr(error, "request", None), "headers", {})
    sent = (headers.get("authorization", "").rpartition(" ")[2], headers.get("x-api-key", ""))
    return [key for key in sent if key]


def _retry_after(error: Exception) -> float | None:
    """Seconds, from the header Retry-After: a number of them, or a date (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    value = str(headers.get("retry-after", "")).strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
