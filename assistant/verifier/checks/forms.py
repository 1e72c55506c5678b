"""One form for a word's forms: the stem, and for an irregular verb the stem of its infinitive."""

from functools import lru_cache

from assistant.words import stem

_IRREGULAR = {
    form: forms.split()[0]
    for forms in """
    beat beaten; become became; begin began begun; bite bit bitten; blow blew blown; break
    broke broken; bring brought; build built; buy bought; catch caught; choose chose chosen;
    come came; deal dealt; draw drew drawn; drive drove driven; eat ate eaten; fall fell
    fallen; feed fed; feel felt; fight fought; find found; fly flew flown; forbid forbade
    forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get
    got gotten; give gave given; go went gone; grow grew grown; hear heard; hide hid hidden;
    hold held; keep kept; know knew known; lay laid; lead led; leave left; lend lent; lose
    lost losing; make made; mean meant; meet met; pay paid; ride rode ridden; ring rang
    rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send
    sent; shake shook shaken; shoot shot; shrink shrank shrunk; shut shutting; sing sang
    sung; sink sank sunk; sit sat; sleep slept; speak spoke spoken; spend spent; stand
    stood; steal stole stolen; strike struck stricken; swear swore sworn; swim swam swum;
    take took taken; teach taught; tear tore torn; tell told; think thought; throw threw
    thrown; understand understood; wear wore worn; win won winning; withdraw withdrew
    withdrawn; write wrote written; sue sued suing; free freed; tie tied; lie lied lying;
    die died dying dies; deny denied denying denies; woman women; man men; child children
    """.split(";")
    for form in forms.split()
}
_PARTICIPLES = frozenset(
    """
    beaten bitten blown broken brought built bought caught chosen drawn driven eaten fed fought
    found forbidden forgotten forgiven frozen given heard hidden held kept known laid led left lent
    lost made met paid ridden run seen sought sold sent shaken shot sunk stolen struck taken taught
    torn told thrown understood worn won withdrawn written
    """.split()
)


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """ "bought", "Buying" and "buys" agree; nothing is known of which part of speech it is."""
    lowered = word.lower()
    return stem(_IRREGULAR.get(lowered, lowered))


_UNCHANGED = frozenset("beat bet cast cost cut hit hurt put set shut spread upset".split())


def is_past(word: str) -> bool:
    """Whether a word looks like a past tense or a past participle."""
    lowered = word.lower()
    base = _IRREGULAR.get(lowered, lowered)
    return lowered.endswith("ed") or lowered in _UNCHANGED or base != lowered


def is_participle(word: str) -> bool:
    """Whether a word can follow "was ... by": a regular past or a known participle."""
    lowered = word.lower()
    return lowered.endswith("ed") or lowered in _PARTICIPLES
