"""Settings, read from the environment once, at an entry point (command line or web app)."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting and its default; the environment variable is `CITEWISE_` and the name.

    `store` is the folder of the article store and its index. `model` is what writes: `quoting`,
    `auto`, or a chat model as `PROVIDER:NAME`; `base_url` and `api_key` are its server's.
    `embedder` names a sentence-transformers model (None: the packaged all-MiniLM-L6-v2). `judge`
    is what tells whether cited words support a sentence: `shipped`, `cross-encoder:NAME` or
    `openai:NAME`.

    The providers' own variables are read too, under their own names. They belong to the providers'
    own addresses: where `base_url` is set, no key but `api_key` is ever sent to it.
    """

    model_config = SettingsConfigDict(
        env_prefix="CITEWISE_", extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    store: Path = Path(".citewise")
    model: str = "quoting"
    base_url: str | None = None
    api_key: SecretStr | None = None
    embedder: str | None = None
    judge: str = "shipped"
    deadline: float = Field(
        default=60.0, gt=0, description="seconds a chat model may take for an answer"
    )
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"

    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str = Field(
        default="https://api.openai.com/v1", validation_alias="OPENAI_BASE_URL"
    )
    anthropic_api_key: SecretStr | None = Field(default=None, validation_alias="ANTHROPIC_API_KEY")
    anthropic_base_url: str = Field(
        default="https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL"
    )
    ollama_host: str = Field(default="127.0.0.1:11434", validation_alias="OLLAMA_HOST")

    @cached_property
    def trusted_hosts(self) -> tuple[str, ...]:
        return tuple(host.strip() for host in self.allowed_hosts.split(",") if host.strip())
