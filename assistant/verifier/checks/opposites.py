"""Words that turn a true sentence round: each line is opposites, in groups of near-synonyms."""

from assistant.verifier.checks.forms import lemma

_GROUPS = """
    rise increase climb grow gain jump soar surge up upward / fall decrease \
        decline drop shrink plunge slump dip down downward
    raise hike lift / cut reduce lower slash trim
    higher / lower
    more / fewer less
    most / fewest
    bigger larger / smaller
    longer / shorter
    older / younger
    taller / shorter
    faster quicker / slower
    stronger / weaker
    better / worse
    best / worst
    largest biggest / smallest
    highest / lowest
    oldest / youngest newest
    longest / shortest
    cheaper / dearer costlier
    strengthen / weaken
    widen expand / narrow shrink
    improve / worsen deteriorate
    accelerate / slow delay
    approve pass accept adopt back endorse / reject refuse dismiss veto block
    accept / refuse decline
    support back favour / oppose
    allow permit authorise authorize / ban forbid prohibit bar outlaw
    legal lawful / illegal unlawful
    confirm admit / deny
    agree / disagree refuse
    praise welcome applaud / criticise criticize condemn denounce
    win beat defeat / lose
    victory win / defeat loss
    profit / loss
    success / failure
    succeed / fail
    open reopen / close shut
    start begin launch commence / end finish conclude stop
    first / last
    early earlier / late later
    before / after
    arrive / depart leave
    enter / leave exit
    join / leave quit
    buy purchase acquire / sell
    import / export
    hire recruit appoint / fire sack dismiss
    arrest detain / release free
    convict / acquit clear
    guilty / innocent
    alive survive / dead die
    build / demolish destroy
    create / abolish
    add / remove
    include / exclude
    keep retain / scrap abandon
    restore / suspend
    resume / suspend halt
    send / receive
    attack / defend
    peace / war
    north northern / south southern / east eastern / west western
    man boy male / woman girl female
    husband / wife
    father / mother
    son / daughter
    brother / sister
    uncle / aunt
    he / she
    morning / afternoon / evening
    spring / summer / autumn / winter
    day / night
    indoor / outdoor
    public / private
    domestic / foreign
    majority / minority
    maximum / minimum
    inside / outside
    above / below
    public / secret
    double / triple / halve
    for / against
    inflow / outflow
    creditor / debtor
    employer / employee
    teacher / pupil student
    buyer / seller
    winner / loser
    likely / unlikely
    safe / unsafe dangerous
    known / unknown
    able / unable
    paid / unpaid
    official / unofficial
    happy / unhappy
    popular / unpopular
    fair / unfair
    necessary / unnecessary
    hurt injured / unhurt uninjured
    full / empty
    hot warm / cold cool
    wet / dry
    heavy / light
    strong / weak
    rich / poor
    young / old
    new / old
    good / bad
    easy / difficult hard
    cheap / expensive
    high / low
    long / short
    fast quick / slow
    urban / rural
    remember / forget
    love like / hate dislike
    push / pull
    lend / borrow
    teach / learn
    give / take
    right correct / wrong incorrect
    surplus / deficit shortfall overspend
    possible / impossible
    save rescue / destroy
    repeat / withdraw retract
    prove demonstrate / argue claim allege suggest insist
    permanent / temporary
    major / minor
    senior / junior
    upper / lower
    inner / outer
    front / rear back
    top / bottom
    complete whole / partial incomplete
    voluntary optional / compulsory mandatory
    same / different
    similar / different
    simple / complex
    modern / ancient
    advance / retreat
    protect / endanger
    unite / divide
    ahead / behind
    optimistic / pessimistic
    pleased / disappointed
    friend / enemy
    landlord / tenant
    lender / borrower
    upstream / downstream
    asset / liability
    income / expenditure
    deep / shallow
    thick / thin
    broad / narrow
    clean / dirty
    present / absent
    encourage / discourage
    ally / enemy rival
"""


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        sides = [{lemma(word) for word in side.split()} for side in line.split("/")]
        for side in sides:
            others = set().union(*(each for each in sides if each is not side))
            for word in side:
                table.setdefault(word, set()).update(others - side)
    return {word: frozenset(others) for word, others in table.items()}


def _synonyms() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for side in _GROUPS.strip().replace("\n", "/").split("/"):
        members = {lemma(word) for word in side.split()}
        for word in members:
            table.setdefault(word, set()).update(members)
    return {word: frozenset(members) for word, members in table.items()}


OPPOSITES = _table()
"""Of a lemma, the lemmas that say the opposite."""
SYNONYMS = _synonyms()
"""Of a lemma, itself and the lemmas that say nearly the same."""
