"""Settings, read from the environment once, at an entry point (command line or web app)."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting and its default; the environment variable is `CITEWISE_` and the name.

    `store` is the folder of the article store and its index. `model` is `quoting` or
    `openai:NAME`; `base_url` and `api_key` belong to the latter. `embedder` names a
    sentence-transformers model (None: the packaged all-MiniLM-L6-v2). `judge` is what tells whether
    cited words support a sentence: `shipped`, `cross-encoder:NAME` or `openai:NAME`.
    """

    model_config = SettingsConfigDict(env_prefix="CITEWISE_", extra="ignore")

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

    @cached_property
    def trusted_hosts(self) -> tuple[str, ...]:
        return tuple(host.strip() for host in self.allowed_hosts.split(",") if host.strip())
