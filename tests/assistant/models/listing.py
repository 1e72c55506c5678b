"""A server that lists models and notes who asked: the three lists that there are to ask for."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Listing(NamedTuple):
    """Its address, and the paths and headers that it was asked with."""

    url: str
    asked: list[tuple[str, Mapping[str, str]]]


@contextmanager
def listing(body: Any, status: int = 200) -> Iterator[Listing]:
    """Every path answers the same; a body that is no text is sent as JSON."""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    asked: list[tuple[str, Mapping[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, {key.lower(): each for key, each in self.headers.items()}))
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Listing(f"http://127.0.0.1:{server.server_port}", asked)
        server.shutdown()
        thread.join()


def pulled(*names: str, **details: Any) -> dict[str, Any]:
    """Ollama's list."""
    return {"models": [{"name": name, "model": name} | details for name in names]}


def served(*names: str) -> dict[str, Any]:
    """The list of OpenAI's protocol, and of Anthropic's."""
    return {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}
