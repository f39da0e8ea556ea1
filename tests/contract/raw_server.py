"""A platform's address that answers exactly the bytes it was told, and may stop at any of them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Answering = Callable[[socket.socket], None]


def answer(status: str, body: bytes, *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def json_answer(status: str, body: bytes, *headers: str) -> bytes:
    """A whole HTTP answer that says it is JSON."""
    return answer(status, body, "Content-Type: application/json", *headers)


class RawServer:
    """Listens on the loopback; each connection is read up to its request's end and then answered as told."""

    def __init__(self) -> None:
        self.answering: Answering = lambda _connection: None
        self.requests: list[bytes] = []
        self._stop = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def says(self, whole: bytes) -> None:
        """Every request is answered with those bytes, then the connection is closed."""
        self.answering = lambda connection: connection.sendall(whole)

    def wait(self, wait_s: float) -> bool:
        """Whether the test ended while this waited."""
        return self._stop.wait(wait_s)

    def close(self) -> None:
        """Nobody listens any more and every connection is closed."""
        self._stop.set()
        self._listener.join()
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            self.requests.append(_read_request(connection))
            self.answering(connection)


def _read_request(connection: socket.socket) -> bytes:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            return raw
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def raw_server() -> Iterator[RawServer]:
    """A listening server, closed when the block ends."""
    server = RawServer()
    try:
        yield server
    finally:
        server.close()
