"""Three small articles and three cases over them, for runs of the shipped assistant in seconds."""

import json
from pathlib import Path

ARTICLES = {
    "herald-2025-05-06-footbridge": """\
---
title: Footbridge over the Alder opens
source: Harrow Herald
published: 2025-05-06
---
A new footbridge over the river Alder opened on Monday. The footbridge cost £2.3 million, which the
county paid from its road fund.

It replaces a ferry that had run since 1911.
""",
    "herald-2025-06-17-cannery": """\
---
title: Cannery to close in the autumn
source: Harrow Herald
published: 2025-06-17
---
The cannery in Mill Street will close in October, its owners said on Tuesday. The cannery employs
140 people, most of whom live in the town.

The owners blamed the price of tin.
""",
    "herald-2025-07-02-swimming-pool": """\
---
title: Outdoor pool gets a warm welcome
source: Harrow Herald
published: 2025-07-02
---
The outdoor swimming pool welcomed 900 visitors on its first day. Children under five swim free of
charge until the end of August.
""",
}
CASES = (
    {
        "id": "cost",
        "question": "How much did the footbridge cost?",
        "answerable": True,
        "articles": ["herald-2025-05-06-footbridge"],
        "nuggets": [
            {
                "text": "It cost £2.3 million.",
                "vital": True,
                "articles": ["herald-2025-05-06-footbridge"],
                "answers": ["£2.3 million"],
            }
        ],
        "tags": ["number"],
    },
    {
        "id": "workers",
        "question": "How many people does the cannery employ?",
        "answerable": True,
        "articles": ["herald-2025-06-17-cannery"],
        "nuggets": [
            {
                "text": "It employs 140 people.",
                "vital": True,
                "articles": ["herald-2025-06-17-cannery"],
                "answers": ["140 people"],
            }
        ],
        "tags": ["number"],
    },
    {
        "id": "chess",
        "question": "Who won the chess tournament in Vienna?",
        "answerable": False,
        "articles": [],
        "nuggets": [],
        "tags": ["unanswerable"],
    },
)


def write_paper(folder: Path) -> None:
    """Into a folder: the articles in `articles`, and `cases.jsonl`."""
    (folder / "articles").mkdir()
    for id, text in ARTICLES.items():
        (folder / "articles" / f"{id}.md").write_text(text, encoding="utf-8")
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in CASES)
    (folder / "cases.jsonl").write_text(lines, encoding="utf-8")
