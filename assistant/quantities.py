"""The words of a quantity: numbers spelled out, their scales, currencies and measures."""

import re

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {f"{word[:-1]}ieth": value for word, value in _TENS.items()}
_FRACTIONS = {"half": 2, "halves": 2, "quarter": 4} | {
    word: value for word, value in _ORDINALS.items() if 3 <= value <= 10
}
_BIG = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}
_ROUND = {"ten": 10.0, "dozen": 12.0, "score": 20.0, "hundred": 100.0} | _BIG

_big = "|".join(_BIG)
_ten = rf"(?:{'|'.join(_TENS)})"
_below_100 = rf"(?:{_ten}(?:[-\s](?:{'|'.join(list(_UNITS)[1:10])}))?|{'|'.join(_UNITS)})"
_hundreds = rf"(?:{_below_100}|an?)[\s-]+hundred(?:\s+(?:and\s+)?{_below_100})?"
_article = rf"(?:half\s+an?|an?(?=[\s-]+(?:{_big}|dozen)))"
_group = rf"(?:{_hundreds}|(?:{_below_100}|{_article})(?:[\s-]+dozen)?)"
SPELLED = (
    rf"{_group}(?:\s+and\s+a\s+half)?(?:[\s-]+hundred)?"
    rf"(?:[\s-]+(?:{_big})(?:,?\s+(?:and\s+)?{_group}(?!\s*[-–]))?)*"
)
"""Pattern of a cardinal in words: "a dozen", "two and a half million", "one hundred and twenty"."""
ORDINAL = rf"(?:{_ten}[-\s])?(?:{'|'.join(_ORDINALS)})|hundredth|thousandth|millionth"
SCALE = rf"(?:[\s-]+(?:hundred|dozen|{_big})\b)+|\s?(?:{_big}|bn|mn)\b|(?<=\d)[mk]\b"
"""Pattern of what may follow digits: "million", "bn", "m"; a spaced "m" is metres."""
ROUND = (
    r"(?:(?:several|many|(?:a\s+)?few)\s+(?:tens|dozens?|hundreds?|thousands?|millions?|billions?)"
    r"|(?:tens|scores)(?=\s+of\b)|dozens|hundreds|thousands|millions|billions|trillions)"
    r"(?:\s+of\s+(?:thousands|millions|billions))?"
)
"""Pattern of an order of magnitude that stands for a number: "tens of thousands"."""
_alone = (  # after "a third" where it is no "third party"
    r"(?=\s+(?:of|in|on|from|since|this|last|over|after|during|at|by)\b|\s*(?:[.,;)]|$))"
)
FRACTION = (
    rf"(?<!and[\s-])(?P<parts>an?|one|two|three|four|five|six|seven|nine|\d)[\s-]"
    rf"(?P<whole>{'|'.join(_FRACTIONS)})(?P<many>s)?\b(?:(?(many)|{_alone}))"
    r"|(?<!first\s)(?<!second\s)(?<!other\s)(?<!latter\s)(?<!a[\s-])\bhalf\b(?!-)(?!\s+(?:an?|past)\b)"
)
"""Pattern of a part of a whole: "a third of", "two thirds", "half"; never "half an hour"."""
TIMES = r"twice|thrice|(?:two|three|four|five|ten)-?fold"
"""Pattern of how many times, in one word."""
CLOCK = r"""
    (?<![\w.,:£$€-])(?:
        (?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?
      | (?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)(?![:\d])
      | (?:(?<=\bat\s)|(?<=\buntil\s)|(?<=\bbefore\s)|(?<=\bafter\s))
        (?P<hour3>[01]?\d|2[0-3])\.(?P<minute3>[0-5]\d)(?!\.?\d|\s?%|\sper\b|\s?(?:[mb]n?|[mb]illion)\b)
      | (?P<word>noon|midday|midnight)\b
    )
"""
"""Verbose pattern of a time of day: "9 p.m.", "21:40", "at 3.40", "noon"."""

CURRENCIES = {
    "$": r"(?:US)?\$|USD|dollars?",
    "A$": r"A\$|AUD",
    "C$": r"C\$|CAD",
    "£": r"£|GBP|pounds?",
    "€": r"€|EUR|euros?",
    "¥": r"¥|JPY|yen",
    "yuan": r"CNY|yuan",
    "rouble": r"RUB|rou?bles?",
}
_MEASURES = {
    "second": r"secs?|seconds?",
    "minute": r"mins?|minutes?",
    "hour": r"hrs?|hours?",
    "day": r"days?",
    "night": r"nights?",
    "week": r"weeks?",
    "month": r"months?",
    "year": r"yrs?|years?",
    "decade": r"decades?",
    "century": r"century|centuries",
    "a.m.": r"a\.?m\.?",
    "p.m.": r"p\.?m\.?",
    "millimetre": r"mm|millimet(?:re|er)s?",
    "centimetre": r"cm|centimet(?:re|er)s?",
    "metre": r"m|met(?:re|er)s?",
    "kilometre": r"km|kilomet(?:re|er)s?",
    "inch": r"inch(?:es)?",
    "foot": r"ft|foot|feet",
    "yard": r"yards?",
    "mile": r"mi|miles?",
    "acre": r"acres?",
    "hectare": r"ha|hectares?",
    "gram": r"g|grams?",
    "kilogram": r"kg|kilos?|kilograms?",
    "tonne": r"tons?|tonnes?",
    "litre": r"lit(?:re|er)s?",
    "gallon": r"gallons?",
    "degree": r"°c?|degrees?",
    "mile an hour": r"mph",
    "kilometre an hour": r"km/h|kph|kmh",
    "knot": r"knots?",
    "kilowatt": r"kw|kilowatts?",
    "megawatt": r"mw|megawatts?",
    "gigawatt": r"gw|gigawatts?",
}
_measure = "|".join(f"({pattern})" for pattern in _MEASURES.values())
_MEASURE = re.compile(
    rf"[\s-]?(?P<power>square|sq\.?|cubic|nautical)?\s?(?:{_measure})(?!\w)",
    re.IGNORECASE,
)


def is_number_word(word: str) -> bool:
    """Whether a lower-cased word is a cardinal or an ordinal."""
    return word in _UNITS or word in _TENS or word in _ORDINALS


def value_of(words: str) -> float:
    """The value of words that `SPELLED` or `ORDINAL` matched."""
    text = words.lower()
    total = group = 0.0
    for word in re.findall(r"and\s+a\s+half|half\s+an?|[a-z]+", text):
        if word.startswith("half"):
            group = 0.5
        elif word.endswith("half"):
            group += 0.5
        elif word in ("a", "an"):
            group = 1.0
        elif word == "hundred":
            group *= 100
        elif word == "dozen":
            group *= 12
        elif word in _BIG:
            total, group = total + group * _BIG[word], 0.0
        else:
            group += _UNITS.get(word, _TENS.get(word, _ORDINALS.get(word, 0)))
            group = group or {"hundredth": 100.0, "thousandth": 1e3, "millionth": 1e6}.get(
                word, 0.0
            )
    return total + group


def scale_of(words: str) -> float:
    """The factor of words that `SCALE` matched, and the order of magnitude of `ROUND`."""
    factor = 1.0
    for word in re.findall(r"[a-z]+", words.lower()):
        factor *= _SHORT.get(word, _ROUND.get(word, _ROUND.get(word.removesuffix("s"), 1.0)))
    return factor


def share_of(match: re.Match[str]) -> float:
    """The percentage that a match of `FRACTION` stands for."""
    if match["whole"] is None:
        return 50.0
    parts = match["parts"].lower()
    upper = int(parts) if parts.isdigit() else _UNITS.get(parts, 1)
    return 100.0 * upper / _FRACTIONS[match["whole"].lower()]


def times_of(words: str) -> float:
    """The factor of words that `TIMES` matched."""
    lowered = words.lower().removesuffix("fold").removesuffix("-")
    return {"twice": 2.0, "thrice": 3.0}.get(
        lowered, float(_UNITS.get(lowered, _TENS.get(lowered, 0)))
    )


def hours_of(match: re.Match[str]) -> tuple[float, str | None]:
    """The hours since midnight that a match of `CLOCK` stands for, and its half of the day.

    The half ("a.m.", "p.m.") is None where an hour up to 12 leaves it open.
    """
    if match["word"]:
        return (0.0, "a.m.") if match["word"].lower() == "midnight" else (12.0, "p.m.")
    hour = int(match["hour"] or match["hour2"] or match["hour3"])
    minute = int(match["minute"] or match["minute2"] or match["minute3"] or 0)
    half = match["half"].lower() if match["half"] else None
    if half is None:
        half = "p" if hour > 12 else "a" if hour == 0 else None
    elif hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour + minute / 60, f"{half}.m." if half else None


def currency_of(words: str) -> str | None:
    """The currency that a sign or word names."""
    for name, pattern in CURRENCIES.items():
        if re.fullmatch(pattern, words.strip(), re.IGNORECASE):
            return name
    return None


def measure_at(text: str, end: int) -> str | None:
    """The measure that stands right after a number: "25 years", "5km", "three-hour", "9 p.m."."""
    match = _MEASURE.match(text, end)
    if match is None:
        return None
    unit = list(_MEASURES)[(match.lastindex or 0) - 2]
    power = (match["power"] or "").lower().rstrip(".")
    return f"{'square' if power == 'sq' else power} {unit}".lstrip()
