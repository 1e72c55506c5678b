"""Every metric of the evaluation: what it measures, and which way is better."""

from collections.abc import Callable

from assistant.evaluation.metrics.abstention import (
    DueOf,
    by_collection,
    by_retrieved,
    confusion,
    decline_precision,
    decline_recall,
    macro_f1,
)
from assistant.evaluation.metrics.citations import (
    citation_precision,
    citation_recall,
    composed,
    faithfulness,
    verbatim,
    weighted_precision,
    weighted_recall,
)
from assistant.evaluation.metrics.correctness import (
    answer_f1,
    nugget_recall,
    right_articles,
    to_the_point,
    vital_articles,
    vital_nugget_recall,
)
from assistant.evaluation.metrics.disagreement import (
    both_sides,
    conflict_invented,
    conflict_stated,
)
from assistant.evaluation.metrics.integrity import (
    failed_cases,
    independent_sources,
    not_retrieved_ids,
    quote_exactness,
    uncited,
    unjudged,
    unknown_ids,
    verbatim_share,
)
from assistant.evaluation.metrics.latency import STEPS, milliseconds, percentile
from assistant.evaluation.metrics.metric import Better, Metric, Parts, Unit
from assistant.evaluation.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank
from assistant.evaluation.outcomes import Outcome

__all__ = ["METRICS", "Better", "Metric", "Unit", "metric_named"]

_HIGHER, _LOWER, _NEITHER = Better.HIGHER, Better.LOWER, Better.NEITHER

PartsOf = Callable[[Outcome], Parts | None]


def _of(select: Callable[[Outcome], Outcome], parts: PartsOf) -> PartsOf:
    """The metric of some of the sentences; of none it says nothing."""

    def parts_of_some(outcome: Outcome) -> Parts | None:
        selected = select(outcome)
        return parts(selected) if selected.sentences else None

    return parts_of_some


def _citations() -> tuple[Metric, ...]:
    def metric(name: str, measures: str, parts: PartsOf, better: Better = _HIGHER) -> Metric:
        return Metric(name, "citations", measures, better, parts)

    return (
        metric("citation_recall", "sentences that their citations carry", citation_recall),
        metric("citation_precision", "citations that are needed", citation_precision),
        metric("weighted_recall", "graded support of sentences", weighted_recall),
        metric("weighted_precision", "graded support by citations", weighted_precision),
        metric("faithfulness", "sentences that the retrieved passages carry", faithfulness),
        metric("quote_exactness", "quotes that the article has", quote_exactness),
        metric("unknown_ids", "cited ids that no article has", unknown_ids, _LOWER),
        metric("not_retrieved_ids", "cited ids not retrieved", not_retrieved_ids, _LOWER),
        metric("uncited", "sentences without the citation they need", uncited, _LOWER),
        metric("unjudged", "sentences that could not be judged", unjudged, _LOWER),
        metric(
            "independent_sources",
            "articles cited together that are no copies of each other",
            independent_sources,
        ),
    )


def _apart() -> tuple[Metric, ...]:
    """Verbatim and composed sentences apart: a verbatim one supports itself."""
    measured: tuple[tuple[str, str, PartsOf], ...] = (
        ("citation_recall", "that their citations carry", citation_recall),
        ("citation_precision", "with citations that are needed", citation_precision),
        ("faithfulness", "that the retrieved passages carry", faithfulness),
        ("right_articles", "from articles that carry what is asked", right_articles),
        ("to_the_point", "that say a nugget by its words", to_the_point),
    )
    group = "verbatim and composed"
    of_all = "sentences that are an article's own, word for word"
    return (
        Metric("verbatim_share", group, of_all, _NEITHER, verbatim_share),
        *(
            Metric(f"{name}_{kind}", group, f"{kind} sentences {what}", _HIGHER, _of(select, parts))
            for kind, select in (("composed", composed), ("verbatim", verbatim))
            for name, what, parts in measured
        ),
    )


def _correctness() -> tuple[Metric, ...]:
    def metric(name: str, measures: str, parts: PartsOf) -> Metric:
        return Metric(name, "correctness", measures, _HIGHER, parts)

    return (
        metric("vital_nugget_recall", "vital nuggets that are said", vital_nugget_recall),
        metric("nugget_recall", "nuggets that are said", nugget_recall),
        metric("vital_articles", "vital nuggets with an article cited", vital_articles),
        metric("right_articles", "cited articles that carry what is asked", right_articles),
        metric("to_the_point", "sentences that say a nugget by its words", to_the_point),
        metric("answer_f1", "words of the expected short answer", answer_f1),
    )


def _abstention(suffix: str, source: str, due_of: DueOf) -> tuple[Metric, ...]:
    def metric(name: str, measures: str, parts: PartsOf) -> Metric:
        return Metric(name + suffix, "abstention", f"{measures} {source}", _HIGHER, parts)

    precision, recall = decline_precision(due_of), decline_recall(due_of)
    return (
        metric("decline_precision", "declined questions not answerable from", precision),
        metric("decline_recall", "declined among those not answerable from", recall),
        Metric(
            "abstention_f1" + suffix,
            "abstention",
            f"macro-F1 of answering, in part, or declining, by {source}",
            _HIGHER,
            confusion(due_of),
            macro_f1,
        ),
    )


def _retrieval() -> tuple[Metric, ...]:
    def metric(name: str, measures: str, parts: PartsOf) -> Metric:
        return Metric(name, "retrieval", measures, _HIGHER, parts)

    found = "answering articles among the first {} distinct ones of the passages retrieved"
    return (
        metric("recall@5", found.format(5), recall_at(5)),
        metric("recall@10", found.format(10), recall_at(10)),
        metric("mrr", "1 / rank of the first answering article", reciprocal_rank),
        metric("ndcg@10", "how early the answering articles come", ndcg_at(10)),
    )


def _disagreement() -> tuple[Metric, ...]:
    def metric(name: str, measures: str, parts: PartsOf, better: Better = _HIGHER) -> Metric:
        return Metric(name, "disagreement", measures, better, parts)

    invented = "cases with a disagreement stated that is none"
    return (
        metric("both_sides", "disagreements with each side due shown and cited", both_sides),
        metric("conflict_stated", "disagreements stated as what they are", conflict_stated),
        metric("conflict_invented", invented, conflict_invented, _LOWER),
    )


def _running() -> tuple[Metric, ...]:
    group = "running"
    failed = "cases that ended in an error"
    return (
        Metric("failed_cases", group, failed, _LOWER, failed_cases, of_failed=True),
        *(
            Metric(
                f"{step}_p{share}",
                group,
                f"{step}: {share} % of the cases take no longer",
                _LOWER,
                milliseconds(step),
                percentile(share / 100),
                Unit.MILLISECONDS,
            )
            for step in STEPS
            for share in (50, 95)
        ),
    )


METRICS: tuple[Metric, ...] = (
    *_citations(),
    *_apart(),
    *_correctness(),
    *_abstention("", "the collection", by_collection),
    *_abstention("_retrieved", "what was retrieved", by_retrieved),
    *_retrieval(),
    *_disagreement(),
    *_running(),
)
"""In the order of a report, the metrics of one `group` together."""


def metric_named(name: str) -> Metric | None:
    """The metric of this name, if there is one."""
    return next((each for each in METRICS if each.name == name), None)
