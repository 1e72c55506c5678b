"""What single lines of a news page look like when they are not part of the article.

Each pattern must match the whole line, so a sentence that merely begins like one stays content.
"""

# ruff: noqa: E501 - a pattern broken in the middle of a word list is harder to read

import re
from enum import Enum

from corpus.lines import Line, ends_sentence, has_letter, lines_of

MAX_HEADLINE_WORDS = 30
_LONGEST_WITH_LINKS = 2000
_LONGEST = 250  # of a line that is furniture by its words; also bounds the time of matching
TOP_LINES = 15  # further down, no page puts its headline or byline


class Kind(Enum):
    """Why a line is page furniture."""

    PROMPT = "asks the visitor to share, subscribe, comment or read on"
    TAIL = "such a prompt, and what follows it is links"
    COUNTER = "a number or rule without words"
    DATELINE = "when the page was published or changed"
    CREDIT = "who owns a picture"
    CRUMBS = "the path to the page"
    BYLINE = "who wrote the article"
    HEADING = "a Markdown heading"


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in alternatives), re.IGNORECASE)


_SITES = (
    r"(?:facebook|twitter|x|linkedin|pinterest|reddit|whatsapp|telegram|e-?mail|instagram|youtube"
    r"|tiktok|tumblr|google(?: news|\+)?|flipboard|messenger|bluesky|mastodon|threads)"
)
_LIST_OF_SITES = rf"{_SITES}(?:(?:,| and| or| &| \|)? +{_SITES})*"
_REST = r"[^.!?]{0,80}[.!?]?"  # at most one short sentence
_TAIL = _any_of(
    # Headings of link lists and comment forms at an article's end.
    r"(?:related|recommended|more|other|similar|latest|popular|recent|trending)"
    r" (?:posts?|articles?|stories|news|reads?|topics|content|coverage|links)(?: from .{1,40})?:?",
    r"(?:leave|post|write|add) a (?:reply|comment)(?: cancel reply)?",
    r"(?:you may|you might|readers) also (?:like|enjoy|be interested in):?",
    r"(?:recommended|suggested|picked) for you:?|most (?:read|viewed|popular)|trending(?: now)?",
    r"(?:source|via|tags?|topics|categories|filed under|posted in|tagged(?: with)?)(?: ?:.{0,120})?",
    r"read the full (?:story|article|report|text|interview) (?:on|at|in|here)\b.{0,60}",
    r"(?:\d+ )?comments?(?: \(\d+\))?|no comments(?: yet)?|comments are closed\.?",
    r"more (?:from|on|about)(?: [\w’'.-]+){1,6}:?|more on this(?: story| topic)?:?",
)
_PROMPT = _any_of(
    # Sharing.
    r"(?:please )?(?:share|like|tweet|pin|print|e-?mail|save|bookmark)(?:,? (?:and |& )?(?:share|like"
    r"|tweet|pin|print|e-?mail|save|comment))*(?: this| (?:this|the|our)(?: \w+)? (?:article|story|post"
    r"|page|news|video|entry|item|link)\b[^.!?]{0,50}| (?:it |this )?(?:on|via|with) [^.!?]{1,40})?[:.!]?",
    rf"(?:share|follow|like|find|join)(?: us| this| it)?(?: \w+)?(?: on| via)?:? {_LIST_OF_SITES}[.!]?",
    rf"follow us(?: on {_REST})?|{_LIST_OF_SITES}|like this:?|loading\W*|copy link",
    # Subscribing, signing in.
    r"(?:please |click here to )?(?:subscribe|sign up|register)(?: (?:now|today|here|free))?[.!]?",
    r"(?:please |click here to )?(?:subscribe|sign up|register) (?:to|for|with) (?:our|the|this|my)\b"
    r"[^.!?]{0,60}\b(?:newsletters?|alerts?|updates?|channel|feed|list|account|briefing|podcast|e-?mails?"
    rf"|site|app)\b{_REST}",
    rf"(?:get|receive) (?:our|the|all the)\b[^.!?]*\b(?:inbox|newsletters?|alerts?)\b{_REST}",
    r"(?:sign|log) ?(?:in|out|up)(?: to (?:continue|comment|reply|read|post).{0,40})?|log ?in|register"
    r"|my account|newsletters?",
    rf"(?:enter|type) your e-?mail\b{_REST}|e-?mail address:?",
    rf"(?:download|get|install) (?:our|the) (?:free )?(?:[\w’']+ )?app\b{_REST}",
    rf"(?:support|donate to) (?:our|independent) (?:work|journalism|newsroom|reporting)\b{_REST}",
    # Comment forms.
    r"your e-?mail address will not be published\b.*|required fields are marked\b.*",
    r"save my name,.{0,120}|(?:post|submit|cancel|view|show|load|add) (?:all )?(?:a )?"
    r"(?:comments?|reply|replies)|reply|name ?\*|e-?mail ?\*|website",
    rf"you must be (?:logged|signed) in to\b{_REST}|have your say\W*|join the (?:conversation|discussion)\W*",
    rf"what do you think\?(?: (?:tell|let) us\b{_REST})|(?:tell|let) us know (?:what you think )?"
    r"in the comments?\b.{0,40}",
    # Reading on.
    r"(?:(?:read|see|watch|listen|view)(?: (?:more|also|next|now|this|on|full (?:story|article)))?"
    r"|also (?:read|see)|don[’']t miss|related|recommended|must[- ]read) ?[:>»→|].{0,160}",
    r"(?:read|show|load|see|view|learn|find out|discover) (?:more|less|all)(?: (?:here|stories|posts|"
    r"articles|news|comments))?\W{0,4}|(?:continue|keep) reading(?: below)?(?: the main story)?\W{0,4}",
    rf"click here\b{_REST}|(?:story|article|text|content) continues(?: below)?\b.{{0,40}}",
    r"scroll (?:down )?(?:to|for) .{0,40}|(?:swipe|tap|click) (?:to|for) .{0,40}",
    r"(?:previous|next|older|newer)(?: (?:post|article|story|page))s?\W{0,4}|(?:back|return|go) to"
    r" (?:the )?(?:top|home(?: ?page)?)(?: button)?|skip to (?:the )?(?:main )?content",
    r"(?:open|close|toggle|main|site)? ?(?:menu|navigation|search|sidebar)|share",
    # The page's controls.
    r"(?:(?:decrease|increase|reset) font size|text size|print(?: this page| page| article)?"
    r"|e-?mail this(?: page| article)?|font size|a[+-]|listen to this article)"
    r"(?:[ |/]+(?:(?:decrease|increase|reset) font size|text size|print(?: this page| page| article)?"
    r"|e-?mail this(?: page| article)?))*",
    r"\d+ ?(?:min(?:ute)?s?)[ -]?(?:read|to read)|reading time:?.{0,30}|(?:\d[\d.,]*[km]? )"
    r"(?:views?|shares?|likes?|reactions?|votes?|followers?|retweets?)",
    # Advertising and law.
    r"(?:-+ ?)?(?:advertisements?|advertising|adverts?|sponsored(?: content| by .{1,40})?|ad|promoted"
    r"|paid content|partner content)(?: ?-+)?(?: continue reading.{0,40})?",
    r"(?:this (?:site|website|page) uses|we (?:and our partners )?use|by (?:using|continuing|clicking|"
    r"browsing)\b.{0,80}\b(?:use of|our)) cookies\b(?=.*\b(?:site|website|experience|consent|traffic|"
    r"browser|agree|policy|you)\b).{0,200}",
    r"(?:accept|reject|manage)(?: all)? cookies|cookie (?:policy|settings|preferences|notice)"
    r"|privacy (?:policy|notice)|terms (?:of (?:use|service)|and conditions)|contact us|about us",
    r"(?:copyright )?(?:©|\(c\)|copyright \d{4}).{0,120}|.{0,80}\ball rights reserved\.?.{0,80}",
)
_CREDIT = _any_of(
    r"\(?(?:photo|image|picture|photograph|illustration|graphic|file photo|representational image)"
    r"(?: (?:credit|courtesy|source|by|via|from))?s?(?: of)? ?[:/|–-] ?.{1,80}",
    r"\(?(?:photo(?:graph)?|image|picture|video|illustration) (?:by|courtesy of|credit)"
    r"(?: [A-Z][\w’'./-]*){1,8}\)?",
    r"(?:AFP|AP|EPA|Reuters|Getty Images?|Shutterstock|PA|i?Stock)"
    r"(?: ?(?:/|\||via|photo|images?|file) ?(?:AFP|AP|EPA|Reuters|Getty Images?|Shutterstock|PA|\w+)?){1,3}",
)
_DATELINE = _any_of(
    r"(?:(?:first |last )?(?:published|posted|updated|modified))(?: (?:on|at))? ?:.{1,60}",
    r"(?:(?:published|posted|updated) )?(?:\d+|an?) (?:second|minute|min|hour|day|week|month|year)s? ago",
)
_DATE_WORD = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?"
    r"|fri|sat(?:ur)?|sun)(?:day)?|\d+(?:st|nd|rd|th)?|\d*[ap]\.? ?m?\.?|gmt|utc|bst|ces?t|[ecmp][sd]?t|ist|hkt"
    r"|z|t|first|last|published|posted|updated|edited|modified|created|issued|date|time|found|on|at|by)"
)
# Nothing but the words of dates and times, a number among them: "Posted: Friday, March 8, 2:39 pm".
_DATE_LINE = re.compile(
    rf"(?=.*\d)\W*{_DATE_WORD}(?:[\W_]++{_DATE_WORD}(?!\w))*+\W*+",
    re.IGNORECASE,
)
_SECTION_WORD = (
    r"(?:home|news|world|politics|international|national|local|regional|business|economy|sports?|opinion"
    r"|culture|entertainment|technology|tech|science|health|lifestyle|features?|top stories|latest"
    r"|breaking|europe|asia|africa|americas?|us|uk|russia|analysis|editorial|relations|bilateral|affairs"
    r"|markets|travel|education|environment|video|videos|headlines|community|weather|foreign|global)"
)
_SECTION = re.compile(
    rf"{_SECTION_WORD}(?:(?: ?[&|/,-] ?| and | )?{_SECTION_WORD})*", re.IGNORECASE
)
_HOME_CRUMBS = re.compile(
    rf"home(?:page)? ?[>»›/|:→\\-] ?.+|(?-i:(?:Home|HOME)(?= [A-Z]\w+ [A-Z]))(?: {_SECTION_WORD}){{2,}}(?: .*)?"
    rf"|home {_SECTION_WORD}",
    re.IGNORECASE,
)
_CRUMBS = re.compile(
    rf"home(?:page)?(?:(?: ?[>»›/|:→\\-] ?| )(?:{_SECTION_WORD})\b| ?[>»›/|→] ?.)(?:.*)",
    re.IGNORECASE,
)
_CRUMBS = re.compile(
    r"[^>»›→.!?]{2,30}(?: [>»›→] [^>»›→]{2,120}){2,}|[^>»›→.!?]{2,30} [>»›→] .{2,30}"
)
_BYLINE = re.compile(
    r"(?:(?:[Ww]ritten|[Rr]eported|[Pp]osted|[Aa]uthor|[Ss]tory|[Tt]ext|WRITTEN|POSTED)(?: [Bb]y|:|:? BY)|"
    r"[Bb]y|BY):? (?:[^\W\d_a-z][\w’'.-]*|of|de|van|von|der|la|and|AND|&|the|for|in|[|,/@–-]|\S+@\S+)"
    r"(?:,? (?:[^\W\d_a-z][\w’'.-]*|of|de|van|von|der|la|and|AND|&|the|for|in|staff|correspondent"
    r"|reporter|writer|editor|agencies|[|/–-]|\S+@\S+)){0,11}"
)
_HEADING = re.compile(r"#{1,6}\s+\S.*|[=\-*_]{3,}")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?: \"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"^(?:\*\*|__|\*|_)(?=\S)(.+?)(?:\*\*|__|\*|_)$")

_WORDLESS = (Kind.COUNTER, Kind.DATELINE)
_KINDS = (
    (Kind.TAIL, _TAIL),
    (Kind.PROMPT, _PROMPT),
    (Kind.DATELINE, _DATELINE),
    (Kind.DATELINE, _DATE_LINE),
    (Kind.CREDIT, _CREDIT),
)


def sure_lines(text: str) -> dict[Line, Kind]:
    """The lines of `text` that are furniture by their own words, whatever else the page holds."""
    sure: dict[Line, Kind] = {}
    above: Line | None = None
    for number, line in enumerate(lines_of(text)):
        kind = kind_of(line.text)
        if kind is None and number < TOP_LINES and is_byline(line.text):
            kind = Kind.BYLINE
        if kind and not (kind in _WORDLESS and _ends_wrapped(line, above)):
            sure[line] = kind
        above = None if line in sure else line
    return sure


def _ends_wrapped(line: Line, above: Line | None) -> bool:
    """Whether the line ends the wrapped sentence above it: "… since March" / "2021."."""
    return (
        above is not None
        and above.block == line.block
        and not ends_sentence(above.text)
        and ends_sentence(line.text)
    )


def kind_of(line: str) -> Kind | None:
    """What kind of furniture the line is, whatever stands around it, or None for content."""
    if _HEADING.fullmatch(line):
        return Kind.HEADING
    if not has_letter(line):
        return Kind.COUNTER
    bare = plain(line)
    if len(bare) > _LONGEST:
        return None
    for kind, pattern in _KINDS:
        if pattern.fullmatch(bare):
            return kind
    return Kind.CRUMBS if is_crumbs(bare) else None


def plain(line: str) -> str:
    """The line's words without the Markdown around them."""
    if len(line) > _LONGEST_WITH_LINKS:
        return line
    bare = _LINK.sub(r"\1", line).strip()
    if match := _EMPHASIS.match(bare):
        bare = match[1]
    return bare.lstrip("# ").strip()


def is_byline(line: str) -> bool:
    """Whether the line, at a page's top, says who wrote it: "by Sputnik News"."""
    return not ends_sentence(line) and bool(_BYLINE.fullmatch(plain(line)))


def is_section(line: str) -> bool:
    """Whether the line is made of the names that news sites give their sections."""
    return bool(_SECTION.fullmatch(plain(line)))


def is_crumbs(line: str) -> bool:
    """Whether the line is a breadcrumb trail: "Home News World …", "Sport > Rowing > …"."""
    if ends_sentence(line):
        return False
    return bool(_HOME_CRUMBS.fullmatch(line) or _CRUMBS.fullmatch(line))


def is_name(line: str) -> bool:
    """Whether the line could be a name and nothing else: one or two capitalised words."""
    words = plain(line).split()
    return len(words) < 3 and all(word[:1].isupper() for word in words)


def normal(line: str) -> str:
    """A form in which two printings of one headline are equal."""
    straight = re.sub(r"[\"'“”‘’«»`*_#]", "", line.casefold())
    return " ".join(straight.split()).rstrip(" :.!?…")


def is_prose(line: str) -> bool:
    """Whether the line is running text: it ends as a sentence or is too long for a headline."""
    return ends_sentence(line) or len(line.split()) > MAX_HEADLINE_WORDS
