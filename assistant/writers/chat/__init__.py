"""Answers drafted by a chat model."""

from assistant.writers.chat.writer import ChatWriter

__all__ = ["ChatWriter"]
