"""`huggingface:FOLDER` or `huggingface:NAME`: a transformers model, run on this machine."""

from importlib.util import find_spec
from pathlib import Path

import jinja2
import torch
from langchain_core.exceptions import ModelError
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

from assistant.models.faults import MALFORMED
from assistant.models.transformers_chat import TransformersChat
from assistant.models.types import ChatModel, Route, Structure
from corpus.errors import BadInput

FAULTS: tuple[type[Exception], ...] = (
    ModelError,
    RuntimeError,
    jinja2.TemplateError,
    *MALFORMED,
)
"""Torch's errors, and those of a chat template that does not take the messages."""
_ANSWER_TOKENS = 1024


def open_huggingface(name: str) -> ChatModel:
    """Load a model from a folder, or by its name on the hub, from which it is fetched once.

    A folder is read without a call to the hub. Raises BadInput if there is no such model.
    """
    folder = Path(name).expanduser()
    local = folder.is_dir()
    source = str(folder) if local else name
    try:
        # Code that comes with a model is not run, and nobody is asked whether it should be.
        taken = {"local_files_only": local, "trust_remote_code": False}
        tokenizer = AutoTokenizer.from_pretrained(source, **taken)
        model = AutoModelForCausalLM.from_pretrained(
            source, dtype="auto", use_safetensors=True, **taken
        )
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise BadInput(f"huggingface:{name} can not be loaded: {reason}") from None
    if (device := torch.accelerator.current_accelerator(check_available=True)) is not None:
        torch.nn.Module.to(model, device)
    context = int(getattr(model.config.get_text_config(), "max_position_embeddings", 0)) or 2048
    chat = TransformersChat(
        model_name=name,
        model=model,
        tokenizer=tokenizer,
        context=context,
        answer_tokens=_ANSWER_TOKENS,
    )
    text = Route(Structure.TEXT, lambda _: chat)
    constrained = Route(Structure.SCHEMA, lambda schema: chat.bind(schema=schema))
    # llguidance reads the tokenizers library's tokenizers only.
    can_constrain = find_spec("llguidance") and isinstance(tokenizer, PreTrainedTokenizerFast)
    routes = (constrained, text) if can_constrain else (text,)
    return ChatModel(f"huggingface:{name}", chat, FAULTS, routes, context)
