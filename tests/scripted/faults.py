"""What can go wrong at a chat model, as replies of a scripted one; ten runs of each differ."""

import json
from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import NamedTuple

from tests.scripted.prompts import Said, offered, question, spoken
from tests.scripted.replies import (
    STALL,
    Call,
    Ending,
    Pause,
    Raw,
    Refusal,
    Reply,
    Step,
    Text,
    Thought,
    pieces,
    refused,
)
from tests.scripted.server import Heard
from tests.scripted.voices import USAGE, best, cite, good

KEY = "sk-live-Zq3vX9mT7bLw2KcR8nYd"
"""The key that every error tells again, as some servers do."""
TELL_TALE = f"Incorrect API key provided: {KEY}. Authorization: Bearer {KEY}"


class End(StrEnum):
    """How a question may end."""

    ANSWER = "answer"
    CUT = "answer, cut short"
    FALLBACK = "fallback"
    SILENCE = "silence"
    LINE = "one line"


class Asked(NamedTuple):
    """One call of a model: what was asked, the call's number from 0, and the chance of its run."""

    heard: Heard
    number: int
    rng: Random


class Fault(NamedTuple):
    """A kind of fault. `reply` plays it; None: nobody listens. `ends` are the ways it may end.

    `waits`: whether it lasts until the deadline ends it.
    """

    name: str
    reply: Callable[[Asked], Reply] | None
    ends: frozenset[End]
    waits: bool = False


def _cut(call: Asked, ending: Ending) -> Reply:
    steps = good(call.heard).steps
    return Reply(steps[: call.rng.randrange(1, len(steps))], ending=ending)


def _cut_off(call: Asked) -> Reply:
    return _cut(call, Ending.CUT)


def _unfinished(call: Asked) -> Reply:
    return _cut(call, Ending.UNFINISHED)


def _at_its_limit(call: Asked) -> Reply:
    steps = good(call.heard).steps
    return Reply(steps[: call.rng.randrange(1, len(steps) - 1)], finish="length", usage=USAGE)


def _silent(call: Asked) -> Reply:
    return Reply(delay=3600.0)


def _stalled(call: Asked) -> Reply:
    steps = good(call.heard).steps
    return Reply((*steps[: call.rng.randrange(0, len(steps))], STALL))


def _thinking(call: Asked) -> Reply:
    return Reply((Thought("Let me think about it. "), Pause(0.02)), ending=Ending.NEVER)


def _dripping(call: Asked) -> Reply:
    """Text comes all the time, and never enough of it for a sentence."""
    return Reply((Text("so "), Pause(0.2)), ending=Ending.NEVER)


def _refusing(status: int) -> Callable[[Asked], Reply]:
    return lambda _: refused(status, TELL_TALE)


def _busy_once(call: Asked) -> Reply:
    wait = call.rng.choice(("0", "0.05"))
    return good(call.heard) if call.number else refused(429, TELL_TALE, Retry_After=wait)


def _busy(call: Asked) -> Reply:
    wait = call.rng.choice(("3600", "Fri, 31 Dec 2999 23:59:59 GMT"))
    return refused(429, TELL_TALE, Retry_After=wait)


def _down(call: Asked) -> Reply:
    return refused(call.rng.choice((500, 502, 503, 529)), TELL_TALE)


def _down_once(call: Asked) -> Reply:
    return good(call.heard) if call.number else _down(call)


def _empty(call: Asked) -> Reply:
    steps: tuple[tuple[Step, ...], ...] = (
        (),
        (Text(""),),
        (Text(" \n\n "),),
        (Thought("Hm."),),
        pieces("```json\n```"),
    )
    return Reply(call.rng.choice(steps), usage=USAGE)


def _endless(call: Asked) -> Reply:
    on_and_on = (
        "and on ",
        "And so it went on.\n",
        '{"text": "And so it went on.", "rests_on": []}, ',
        "[[[[[[[[[[",
        "{",
    )
    text = call.rng.choice(on_and_on) * 10
    return Reply(pieces(text, 50, 0.001), ending=Ending.NEVER)


def _repeated(call: Asked) -> Reply:
    first = best(offered(call.heard), question(call.heard), 1)[0]
    said = [Said(first.text, cite(first))] * call.rng.randrange(5, 40)
    return Reply(spoken(call.heard, said))


def _malformed(call: Asked) -> Reply:
    first = best(offered(call.heard), question(call.heard), 1)[0]
    text = json.dumps(first.text, ensure_ascii=False)
    rests = f'[{{"article": "{first.article_id}", "sentences": [{first.number}]}}]'
    variants = (
        f'{{"statements": [{{"text": {text}, "rests_on": {rests}',
        f"{{'statements': [{{'text': '{first.text}'}}]}}",
        f'{{"statements": [{{"text": {text}, "rests_on": {rests},}},]}}',
        f'{{"answer": {text}}}',
        f'{{"statements": {{"text": {text}, "rests_on": "all"}}}}',
        f'{{"statements": [{{"text": 7, "rests_on": {rests}}}, null, [], "x"]}}',
        f'{{"statements": [{{"text": {text}, "rests_on": [{{"article": 3, "sentences": "1"}}]}}]}}',
        '{"statements": [{"text": NaN, "rests_on": [[[]]]}]}',
        f'Sure! Here is it:\n```json\n{{"statements": [{{"text": {text}, "rests_on": {rests}}}]}}',
        '{"text": "\\ud800\\u0000", "rests_on": []}' + "}" * 50,
    )
    return Reply(pieces(call.rng.choice(variants)))


def _no_events(call: Asked) -> Reply:
    data = call.rng.choice(("{not json", "[]", "null", '"text"', "<html>sign in</html>", "{}"))
    return Reply((*good(call.heard).steps[: call.rng.randrange(4)], Raw(data)))


def _error_event(call: Asked) -> Reply:
    steps = good(call.heard).steps[: call.rng.randrange(20)]
    return Reply((*steps, Raw(json.dumps({"error": {"message": TELL_TALE, "code": 500}}))))


def _invented(call: Asked) -> Reply:
    said = [
        Said(each.text, ((call.rng.choice((f"{each.article_id}-2", "made-up-1", "1")), (1, 99)),))
        for each in best(offered(call.heard), question(call.heard), 2)
    ]
    return Reply(spoken(call.heard, said))


def _unretrieved(call: Asked) -> Reply:
    """The ids of the sample's articles are known to whoever has read them."""
    known = {each.article_id for each in offered(call.heard)}
    strange = [id for id in STRANGE if id not in known]
    said = [
        Said(each.text, ((call.rng.choice(strange), (1, 2)),))
        for each in best(offered(call.heard), question(call.heard), 2)
    ]
    return Reply(spoken(call.heard, said))


STRANGE = (
    "courier-2024-05-27-rovers-playoff",
    "courier-2024-08-29-pell-cup-found",
    "courier-2024-10-05-lighthouse-grant",
)
"""Articles of the sample that have nothing to do with the question."""


def _echoing(call: Asked) -> Reply:
    prompt = call.heard.prompt
    start = call.rng.randrange(len(prompt) // 2) if call.rng.random() < 0.5 else 0
    return Reply(pieces(prompt[start:], 200))


def _calling(call: Asked) -> Reply:
    name = call.rng.choice(("search_web", "run_shell", "statements_"))
    arguments = call.rng.choice(('{"query": "ferry"}', '{"command": "rm -rf /"}', "{half", "[]"))
    return Reply((Call(name, arguments),), finish="tool_calls")


def _declining(call: Asked) -> Reply:
    words = "I'm sorry, but I can't help with that."
    variants: tuple[Reply, ...] = (
        Reply((Refusal(words),)),
        Reply(pieces(words)),
        Reply(spoken(call.heard, [Said(words)])),
        Reply((), finish="content_filter"),
    )
    return call.rng.choice(variants)


_LIMIT = "This model's maximum context length is 2048 tokens; your messages are 9000 tokens long."


def _too_long_once(call: Asked) -> Reply:
    return good(call.heard) if call.number else refused(400, _LIMIT)


def _too_long(call: Asked) -> Reply:
    return refused(400, _LIMIT)


def _formless(call: Asked) -> Reply:
    """Neither a schema nor tools: plain text alone."""
    if call.heard.body.get("response_format") or call.heard.body.get("tools"):
        what = "response_format" if call.heard.body.get("response_format") else "tools"
        return refused(call.rng.choice((400, 422)), f"{what} is not supported by this server")
    return good(call.heard)


_ANSWER = frozenset({End.ANSWER})
_FALLBACK = frozenset({End.FALLBACK})
_EITHER = frozenset({End.ANSWER, End.CUT, End.FALLBACK})
_CUT = frozenset({End.CUT, End.FALLBACK})

FAULTS: tuple[Fault, ...] = (
    Fault("no server", None, _FALLBACK),
    Fault("no reply (timeout)", _silent, _FALLBACK, waits=True),
    Fault("stalls in the middle", _stalled, _CUT, waits=True),
    Fault("thinks for ever", _thinking, _FALLBACK, waits=True),
    Fault("drips", _dripping, _FALLBACK, waits=True),
    Fault("401, key refused", _refusing(401), _FALLBACK),
    Fault("404, no such model", _refusing(404), _FALLBACK),
    Fault("429 once, Retry-After", _busy_once, _ANSWER),
    Fault("429, Retry-After an hour", _busy, _FALLBACK),
    Fault("5xx once", _down_once, _ANSWER),
    Fault("5xx for ever", _down, _FALLBACK),
    Fault("cut in a sentence", _cut_off, _CUT),
    Fault("ends without its end", _unfinished, _EITHER),
    Fault("at its token limit", _at_its_limit, _CUT),
    Fault("empty", _empty, _FALLBACK),
    Fault("endless", _endless, _FALLBACK),
    Fault("repeated", _repeated, _EITHER),
    Fault("malformed JSON", _malformed, _EITHER),
    Fault("malformed events", _no_events, _EITHER),
    Fault("error in the stream", _error_event, _CUT),
    Fault("ids invented", _invented, _ANSWER),
    Fault("ids not retrieved", _unretrieved, _ANSWER),
    Fault("prompt echoed", _echoing, _CUT),
    Fault("tool call instead of text", _calling, _FALLBACK),
    Fault("refusal", _declining, _FALLBACK),
    Fault("context too long once", _too_long_once, _ANSWER),
    Fault("context too long always", _too_long, _FALLBACK),
    Fault("schema and tools refused", _formless, _ANSWER),
)
