"""A chat-model server on loopback that plays scripts: real sockets, real streams, real hang-ups.

It speaks OpenAI's, Anthropic's and Ollama's format, told apart by the path that is asked.
"""

import json
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any, cast

from tests.scripted import anthropic_wire, ollama_wire, openai_wire
from tests.scripted.replies import Ending, Pause, Reply

WIRES: Mapping[str, ModuleType] = {
    wire.PATH: wire for wire in (openai_wire, anthropic_wire, ollama_wire)
}
_TICK = 0.01
"""Seconds between two looks at whether the client is still there."""


@dataclass(eq=False, slots=True)
class Heard:
    """A request, and what became of it. Times are `time.monotonic()`.

    `hung_up` is when the client was seen to have gone before the `reply` was finished; `paused` are
    the beginnings of the pauses in it: when all before had been sent.
    """

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    at: float
    ended: float | None = None
    hung_up: float | None = None
    reply: Reply | None = None
    paused: list[float] = field(default_factory=list)

    @property
    def prompt(self) -> str:
        """All text that was sent, in its order, whatever the format."""
        system = [{"content": self.body.get("system", "")}]
        return "\n".join(
            text for message in [*system, *self.body["messages"]] for text in _texts(message)
        )


Play = Callable[[Heard], Reply]


@dataclass(slots=True)
class ScriptedServer:
    """Where a server listens, and what it has heard, oldest first; `close` ends it early."""

    port: int
    close: Callable[[], None]
    heard: list[Heard] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        """What OpenAI's clients call the base URL."""
        return f"{self.url}/v1"


@contextmanager
def serving(*replies: Reply, play: Play | None = None) -> Iterator[ScriptedServer]:
    """A server that gives the replies one after the other and then the last one for ever.

    `play` answers each request for itself instead. On leaving, every connection is closed and every
    thread has ended; an error of the server's own is raised.
    """
    server = _Server(play or _in_turn(replies))
    thread = threading.Thread(target=server.serve_forever, args=(_TICK,), name="scripted server")
    thread.start()
    try:
        yield server.scripted
    finally:
        server.stop()
        thread.join()
    if server.failures:
        raise server.failures[0]


def unused_port() -> int:
    """A port on loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _in_turn(replies: Sequence[Reply]) -> Play:
    waiting = list(replies)
    lock = threading.Lock()

    def play(_: Heard) -> Reply:
        with lock:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return play


def _texts(message: Any) -> Iterator[str]:
    """The texts of a message, of its content blocks and of the documents among them."""
    if isinstance(message, str):
        yield message
    elif isinstance(message, list):
        for each in message:
            yield from _texts(each)
    elif isinstance(message, dict):
        for key in ("title", "text", "content", "source"):
            yield from _texts(message.get(key))


class _HungUp(Exception):
    """The client is gone."""


class _Stopped(Exception):
    """The server is being closed."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server joins them

    def __init__(self, play: Play) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.play = play
        self.scripted = ScriptedServer(self.server_port, self.stop)
        self.failures: list[BaseException] = []
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._lock:
            self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def stop(self) -> None:
        self.shutdown()
        self.stopping.set()
        with self._lock:
            for each in self._connections:  # wakes whoever waits for a further request
                _shut(each)
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    connection: socket.socket

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wire = WIRES.get(self.path)
        if wire is None:
            self._tell(404, {"error": {"message": f"no such path: {self.path}"}})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = Heard(self.path, headers, body, time.monotonic())
        self._of.scripted.heard.append(heard)
        try:
            heard.reply = self._of.play(heard)
            self._reply(wire, heard, heard.reply)
        except (_HungUp, ConnectionError):
            if not self._of.stopping.is_set():
                heard.hung_up = time.monotonic()
            self.close_connection = True
        except _Stopped:
            self.close_connection = True
        finally:
            heard.ended = time.monotonic()

    def do_GET(self) -> None:
        """What there is to ask, for those who look first."""
        if self.path == "/v1/models":
            self._tell(200, {"object": "list", "data": [{"id": "tiny", "object": "model"}]})
        elif self.path == "/api/tags":
            self._tell(200, {"models": [{"name": "tiny:latest", "model": "tiny:latest"}]})
        else:
            self._tell(404, {"error": {"message": f"no such path: {self.path}"}})

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    @property
    def _of(self) -> _Server:
        return cast(_Server, self.server)

    def _reply(self, wire: ModuleType, heard: Heard, reply: Reply) -> None:
        self._wait(reply.delay)
        if reply.status != 200:
            self._tell(reply.status, wire.error(reply.status, reply.message), reply.headers)
        elif not heard.body.get("stream", wire is ollama_wire):
            self._tell(200, wire.whole(reply, heard.body), reply.headers)
        else:
            self._stream(wire, heard, reply)

    def _tell(self, status: int, told: Any, headers: Mapping[str, str] = {}) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, wire: ModuleType, heard: Heard, reply: Reply) -> None:
        self.send_response(200)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", wire.MEDIA)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for each in wire.stream(reply, heard.body):
            if isinstance(each, Pause):
                heard.paused.append(time.monotonic())
                self._wait(each.seconds)
            else:
                self._look()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(each), each))
        if reply.ending is Ending.CUT:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._look(min(left, _TICK))

    def _look(self, seconds: float = 0.0) -> None:
        """Wait up to so long; raises if the client has gone or the server is being closed."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if self._of.stopping.is_set():
            raise _Stopped
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise _HungUp
