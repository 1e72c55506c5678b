"""Holds a transformers model to a JSON schema while it writes, with llguidance."""

import json
from typing import cast

import llguidance.hf
import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer
from llguidance.numpy import (
    allocate_token_bitmask,
    apply_token_bitmask_inplace,
    fill_next_token_bitmask,
)
from transformers import LogitsProcessor, PreTrainedTokenizerFast

from assistant.models.types import JsonSchema


def token_table(tokenizer: PreTrainedTokenizerFast) -> LLTokenizer:
    """What llguidance must know of a tokenizer; costs about a second, so it is made once."""
    return llguidance.hf.from_tokenizer(tokenizer)


class SchemaConstraint(LogitsProcessor):
    """Leaves at each step only the tokens that can still lead to JSON by the schema.

    For one answer to one prompt; raises ValueError for a schema that llguidance can not hold to.
    """

    def __init__(self, table: LLTokenizer, schema: JsonSchema, prompt_tokens: int) -> None:
        # No white space between the parts: a weak model would write nothing else for ever.
        grammar = LLMatcher.grammar_from_json_schema(
            json.dumps(schema), defaults={"whitespace_flexible": False}
        )
        self._matcher = LLMatcher(table, grammar)
        if self._matcher.is_error():
            raise ValueError(self._matcher.get_error())
        self._mask = allocate_token_bitmask(1, table.vocab_size)
        self._read = prompt_tokens

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """`input_ids` is 1 x tokens so far, `scores` 1 x vocabulary; the latter is changed."""
        written = input_ids[0, self._read :].tolist()
        self._read = input_ids.shape[1]
        self._matcher.consume_tokens(written)
        fill_next_token_bitmask(self._matcher, self._mask)
        allowed: np.ndarray = scores.float().cpu().numpy().copy()
        apply_token_bitmask_inplace(allowed, self._mask)
        return cast(torch.FloatTensor, scores.copy_(torch.from_numpy(allowed)))
