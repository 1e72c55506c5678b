"""How faults of a chat model end: `python benchmarks/faults.py [--runs N] [--deadline SECONDS]`.

Asks one question of the sample articles, by the shipped assistant and LangChain's OpenAI client,
of a scripted server that fails in each way, in each run a little differently. Prints for each kind
of fault how the runs ended, the slowest one in seconds, what it took beyond the deadline included,
and what the reader was told in one of them. Fails if a run ends in another way than it may, leaves
a call open, tells the key, or shows what no quote has.
"""

import argparse
import json
import tempfile
from pathlib import Path

from assistant.ask import Assistant
from assistant.evaluation.shipped import SAMPLE
from assistant.gate import Gate
from assistant.settings import Settings
from assistant.verifier import load_verifier
from assistant.wire import to_json
from assistant.writers import make_writer
from assistant.writers.base import Writer
from tests.scripted.faults import FAULTS, KEY, Fault
from tests.scripted.promises import broken
from tests.scripted.running import Run, faulty_server, outcomes, run_fault
from vectorstore.embedder import SentenceEmbedder
from vectorstore.indexing import index_paths
from vectorstore.library import Library


def wrong(fault: Fault, run: Run, library: Library) -> list[str]:
    """What is wrong with how a run ended."""
    found = [] if run.end in fault.ends else [f"ended in {run.end}"]
    if run.open:
        found.append("left a call open")
    if run.answer is not None:
        found += broken(run.answer, library.articles)
        if KEY in json.dumps(to_json(run.answer)):
            found.append("tells the key")
    if KEY in run.line:
        found.append("tells the key")
    return [f"{fault.name}, run {run.number}: {each}" for each in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--deadline", type=float, default=5.0)
    options = parser.parse_args()
    embedder = SentenceEmbedder()
    gate = Gate(load_verifier())
    quoting = make_writer(Settings(model="quoting"), embedder)
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder, faulty_server() as server:
        store = Path(folder) / "store"
        index_paths(store, [SAMPLE], embedder=embedder)
        library = Library.open(store, embedder=embedder)

        def assistant_of(writer: Writer) -> Assistant:
            return Assistant(library, writer, gate, fallback=quoting)

        assistant_of(quoting).warm()
        print(f"{'fault':<26} {'runs':>4}  {'slowest':>7}  outcome")
        for fault in FAULTS:
            runs = run_fault(fault, options.runs, server, assistant_of, options.deadline)
            slowest = max(each.seconds for each in runs)
            print(
                f"{fault.name:<26} {len(runs):>4}  {slowest:>5.1f} s  {outcomes(runs)}", flush=True
            )
            print(f"{'':<26} {next((each.line for each in runs if each.line), '')}")
            found += [each for run in runs for each in wrong(fault, run, library)]
        library.close()
    print("\n".join(found) or "every run ended as it may")
    assert not found


if __name__ == "__main__":
    main()
