"""Rendering to HTML: nothing but citewise writes a tag, and an article's text stays exact."""

import itertools
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.composing import Composition
from assistant.gate import Checked
from assistant.render import html
from assistant.types import (
    Answer,
    Citation,
    Conflict,
    ConflictKind,
    Label,
    Notice,
    Searched,
    Sentence,
    Side,
    Status,
    Support,
    Verdict,
    Withheld,
    Wording,
)
from corpus.types import Article, Passage, Span
from vectorstore.types import Found, Hit

EVIL = "</p><script>x()</script><img src=x onerror=x()> \"' onload=x() [a](javascript:x())"
OURS = (
    {"div", "p"}
    | set(
        "section header article h1 h2 h3 span a bdi strong mark time ul li details summary".split()
    )
    | {"blockquote", "pre"}
)
ATTRIBUTES = set(
    "class dir href title aria-busy aria-live aria-atomic tabindex datetime target rel role".split()
)
NOTHING = Searched(None, None, (), (), 1, 1, 0)


class Tags(HTMLParser):
    """Collects what a browser would make of some HTML."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside: list[str] = []
        self.quoted: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)
        if tag == "mark":
            self.quoted.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.inside:
            self.quoted[-1] += data


def citation(**changes: object) -> Citation:
    fields: dict[str, object] = {
        "article_id": "post-1",
        "version": "ab12",
        "start": 4,
        "end": 28,
        "quote": "The council voted 7 to 2.",
        "supports": Support.ALONE,
        "title": "Council votes",
        "source": "Post",
        "published": "2024-03-13T09:00:00Z",
        "url": "https://post.example/1",
    }
    return Citation(**{**fields, **changes})  # type: ignore[arg-type]


def sentence(text: str, start: int = 0, label: Label = Label.SUPPORTED) -> Sentence:
    verdict = Verdict(label, 0.9, "rules", None)
    return Sentence(text, start, start + len(text), (citation(),), verdict, ())


def answer(**changes: object) -> Answer:
    fields: dict[str, object] = {
        "question": "How did they vote?",
        "standalone_question": "How did they vote?",
        "status": Status.ANSWERED,
        "text": "The council voted 7 to 2. [post-1]",
        "sentences": (sentence("The council voted 7 to 2."),),
        "withheld": (),
        "conflicts": (),
        "considered": (),
        "filters": NOTHING,
        "notices": (),
        "model": "quoting",
    }
    return Answer(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_small_answer_looks_like_this() -> None:
    """Golden: a sentence, its marker, its badge, its article and the model."""
    marked = Sentence(
        "The council voted 7 to 2.",
        0,
        25,
        (citation(),),
        Verdict(Label.SUPPORTED, 0.9, "rules", "its numbers are in the quote"),
        (Span(18, 24),),
    )
    assert html.answer_html(answer(sentences=(marked,))) == (
        '<div class="cw-asked" dir="auto"></div>'
        '<div class="cw-said" aria-live="polite" aria-atomic="false">'
        '<div class="cw-sentence" dir="auto">The council voted <strong>7 to 2</strong>.'
        '<span class="cw-cites"> <a class="cw-open cw-cite" '
        'href="article?id=post-1&amp;version=ab12&amp;start=4&amp;end=28" '
        'title="Council votes, Post, 2024-03-13T09:00:00Z">[<bdi>post-1</bdi>]</a></span> '
        '<details class="cw-verdict"><summary class="cw-badge cw-supported">matches the article'
        '</summary><div class="cw-proof"><p>Support 0.90 of 1 · its numbers are in the quote · '
        'judged by rules · <a href="citewise/verifier" target="_blank">how often it errs</a></p>'
        '<blockquote dir="auto">The council voted 7 to 2.</blockquote></div></details></div></div>'
        '<div class="cw-more"><div class="cw-sources"><h3>Articles cited</h3><ul><li>'
        '<a class="cw-open" href="article?id=post-1&amp;version=ab12&amp;start=4&amp;end=28">'
        '<bdi>Council votes</bdi></a> <span class="cw-origin"><bdi>Post</bdi> · '
        '<time datetime="2024-03-13T09:00:00Z">13 March 2024</time> · '
        '<a class="cw-url" href="https://post.example/1" target="_blank" '
        'rel="noopener noreferrer"><bdi>https://post.example/1</bdi></a> · '
        '<span class="cw-id">[post-1]</span></span></li></ul></div>'
        '<p class="cw-foot">Answered by <span class="cw-model">quoting</span></p></div>'
    )


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.just(EVIL))
def test_no_text_becomes_a_tag_an_attribute_or_an_address(evil: str) -> None:
    """Whatever the question, the model and the articles say: only our tags come out."""
    cited = citation(
        article_id=evil, version=evil, title=evil, source=evil, published=evil, url=evil
    )
    verdict = Verdict(Label.PARTLY, None, evil, evil)
    text = Sentence(evil + "x", 0, len(evil) + 1, (cited,), verdict, (Span(0, 1),), evil)
    article = Article(evil, evil, evil, evil + "x", evil, evil, evil, (evil,), (Span(0, 1),))
    hit = Hit(Passage(evil, evil, 0, 1, "x"), 1.0, Found(1, 1.0, None, None))
    full = answer(
        text=f"{evil}x {evil}",
        sentences=(text,),
        standalone_question=evil + "?",
        withheld=(Withheld(evil, evil),),
        conflicts=(Conflict(evil, ConflictKind.DISPUTE, (Side(evil, 0, (cited,)),) * 2),),
        considered=(hit,),
        filters=Searched(evil, evil, (evil,), (evil,), 2, 1, 1),
        notices=(Notice("n", evil),),
        model=evil,
        status=Status.NO_EVIDENCE,
    )
    pages = (
        html.turn_html(evil, html.answer_html(full, nearest={evil: article})),
        html.progress_html([text, *full.withheld, *full.notices], note=evil),
        html.article_html(article, [Span(0, 1)], note=evil),
        html.missing_html(evil),
        html.header_html(1, evil),
    )
    for page in pages:
        for tag, attributes in Tags(page).tags:
            assert tag in OURS
            assert set(attributes) <= ATTRIBUTES
            address = attributes.get("href") or "article?"
            assert address.lower().startswith(("article?", html.MODEL_CARD, "http://", "https://"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.data())
def test_an_article_keeps_its_text_and_marks_its_quote(text: str, data: st.DataObject) -> None:
    """The panel's text is `article.text`; the marked words are the quote, furniture or not."""
    start = data.draw(st.integers(0, len(text) - 1))
    quote = Span(start, data.draw(st.integers(start + 1, len(text))))
    article = Article("a", "v", "t", text, furniture=(Span(0, 1),))
    body = html.article_html(article, [quote]).split('<div class="cw-text" dir="auto">')[1]
    tags = Tags('<div class="cw-text">' + body.removesuffix("</article>"))
    assert tags.text == text
    assert "".join(tags.quoted) == text[quote.start : quote.end]


@pytest.mark.parametrize("span", [Span(-1, 2), Span(2, 2), Span(3, 1), Span(0, 99)])
def test_a_span_outside_the_article_marks_nothing(span: Span) -> None:
    """A forged or stale address shows the article, not a wrong quote."""
    assert "<mark>" not in html.article_html(Article("a", "v", None, "Short."), [span])


@pytest.mark.parametrize(
    "url", ["javascript:x()", " javascript:x()", "data:text/html,x", "file:///etc/passwd", "//h/x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    """Another scheme is shown as text."""
    page = html.article_html(Article("a", "v", "t", "Text.", url=url))
    assert html.escape(url) in page
    assert "href" not in page


def test_an_undated_article_says_so() -> None:
    """No date is supplied that the record does not state."""
    assert "undated" in html.article_html(Article("a", "v", "t", "Text."))


@pytest.mark.parametrize(("label", "badge"), html.BADGES.items())
def test_each_verdict_has_its_own_words_and_none_says_true(label: Label, badge: str) -> None:
    """A check compares with the article; it does not know what is true."""
    assert f">{badge}<" in html.sentence_html(sentence("It rained.", label=label))
    assert "true" not in badge


def test_what_stands_between_sentences_is_shown_without_markers() -> None:
    """“The articles don't say …” belongs to the answer although no article is cited for it."""
    text = "It rained. [post-1] The articles don't say why."
    page = html.answer_html(answer(text=text, sentences=(sentence("It rained."),)))
    assert '<p class="cw-plain" dir="auto">The articles don&#x27;t say why.</p>' in page


def test_an_abstention_lists_the_nearest_articles_by_title_or_id() -> None:
    """An article that was removed meanwhile is listed by its id."""
    hits = tuple(
        Hit(Passage(each, "v", 2, 9, "passage"), 1.0, Found(1, 1.0, None, None))
        for each in ("known", "known", "gone")
    )
    page = html.answer_html(
        answer(status=Status.NO_EVIDENCE, text="Nothing.", sentences=(), considered=hits),
        nearest={"known": Article("known", "v", "Its title", "Text.")},
    )
    assert page.count('class="cw-open"') == 2
    assert "<bdi>Its title</bdi>" in page
    assert "<bdi>gone</bdi>" in page


def test_the_question_as_searched_stands_there_only_when_it_differs() -> None:
    """A follow-up question shows what was searched for."""
    assert "searched as" not in html.answer_html(answer())
    notice = Notice("rewritten", "searched as: How did the council vote?")
    changed = answer(standalone_question="How did the council vote?", notices=(notice,))
    assert html.answer_html(changed).count("searched as: How did the council vote?") == 1


def test_a_notice_that_the_text_repeats_is_shown_once() -> None:
    """“The articles don't say …” is streamed as a notice and stands in the answer too."""
    remark = "The articles do not say why."
    page = html.answer_html(
        answer(
            text=f"It rained. [post-1] {remark}",
            sentences=(sentence("It rained."),),
            notices=(Notice("partly_answered", remark),),
        )
    )
    assert page.count(remark) == 1


def test_filters_say_what_they_covered_and_left_out() -> None:
    """Active filters are named with their reach."""
    page = html.answer_html(answer(filters=Searched("2024-01-01", None, ("Post",), (), 40, 12, 3)))
    assert "12 of 40 articles searched (since 2024-01-01; Post, 3 undated left out)" in page


def test_growing_html_keeps_what_was_shown() -> None:
    """Streaming appends: each step's sentences begin with the step before."""
    first, second = sentence("It rained."), sentence("It stopped.", 20)
    steps = [
        html.progress_html(events).split("</div>")[1] for events in ([], [first], [first, second])
    ]
    assert steps[2].startswith(steps[1])
    assert steps[1].startswith(steps[0])


def said_in(page: str) -> str:
    """The HTML that is read out: the sentences, and what stands between them."""
    return page.split('aria-atomic="false">')[1].split('</div><div class="cw-more">')[0]


def test_an_opening_grows_with_its_sentence_and_stays() -> None:
    """ "Yes:" comes with what it opens, once, and neither the next step nor the end moves it."""
    text = Composition()
    verdict = Verdict(Label.SUPPORTED, 1.0, "rules", None)
    steps = [
        text.add(Checked(said, (citation(),), verdict, (), ()), opening)
        for said, opening in (
            ("It rained.", ""),
            ("It hailed.", "Yes:"),
            ("It froze.", "May 2, 2025:"),
        )
    ]
    pages = [said_in(html.progress_html(steps[:shown])) for shown in range(4)]
    pages.append(said_in(html.answer_html(answer(text=text.text, sentences=tuple(steps)))))
    for before, after in itertools.pairwise(pages):
        assert after.startswith(before)
    assert pages[-1] == pages[-2]
    assert Tags(pages[2]).text.count("Yes: It hailed.") == 1
    assert Tags(pages[3]).text.count("Yes:") == 1


def test_an_opening_is_text() -> None:
    """It is escaped like any other, and stands apart from the direction of its sentence."""
    opened = replace(sentence("It rained."), opening='<b>"Yes":')
    assert (
        '<div class="cw-sentence" dir="auto"><bdi>&lt;b&gt;&quot;Yes&quot;:</bdi> It rained.'
        in html.sentence_html(opened)
    )
    assert 'dir="auto">It rained.' in html.sentence_html(sentence("It rained."))


def test_the_copies_of_a_cited_article_are_counted_and_named() -> None:
    """Their ids are text, escaped like any other."""
    said = sentence("The council voted.")
    copied = replace(said, citations=(citation(copies=("a<b", "wire")),))
    shown = html.answer_html(answer(sentences=(copied,)))
    assert (
        '<span class="cw-copies">One story in 3 articles; also in <span class="cw-id">'
        '[<bdi>a&lt;b</bdi>]</span> <span class="cw-id">[<bdi>wire</bdi>]</span></span>' in shown
    )
    assert "cw-copies" not in html.answer_html(answer())


def test_what_copies_quote_otherwise_stands_beside_the_sentence() -> None:
    """Both wordings with their articles; they are text like any other."""
    wording = Wording("killer", "wire", EVIL)
    said = replace(sentence("He was called a killer."), citations=(citation(wordings=(wording,)),))
    for shown in (html.answer_html(answer(sentences=(said,))), html.progress_html([said])):
        page = Tags(shown)
        assert {tag for tag, _ in page.tags} <= OURS
        assert f"check the original: “killer” in [post-1], “{EVIL}” in [wire]." in page.text


def test_the_articles_that_carry_a_sentence_are_counted_beside_it() -> None:
    """Copies are one; of one article nothing is said."""
    one, other = citation(), citation(article_id="wire")
    twice = replace(sentence("It rained."), citations=(one, other))
    copies = (replace(one, copies=("wire",)), replace(other, copies=("post-1",)))
    assert "in 2 articles" in html.sentence_html(twice)
    for citations in ((one,), copies):
        assert "in 2 articles" not in html.sentence_html(replace(twice, citations=citations))
