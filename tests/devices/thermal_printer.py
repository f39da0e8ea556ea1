"""An ESC/POS printer that exists only in tests: it answers like a real one, on a TCP port or behind a device file."""

from __future__ import annotations

import contextlib
import os
import pty
import socket
import threading
import tty
from collections.abc import Callable, Iterator


class Thermal:
    """What it got, and how it is.

    ``speaks`` False is a one-way cable. ``offline``, ``error`` and ``paper`` are the answers to DLE EOT 2 to 4,
    ``roll`` to GS r 1; ``deaf_after`` breaks the connection when so many bytes came.
    """

    def __init__(self) -> None:
        self.got = b""
        self.speaks = True
        self.offline = self.error = self.paper = 0x12
        self.roll = 0
        self.deaf_after = 0
        self.place = ""

    def take(self, came: bytes, say: Callable[[bytes], object]) -> bool:
        """The bytes are taken and questions in them answered; False when it breaks the connection."""
        rest = came
        while rest:
            if rest.startswith(b"\x10\x04"):
                answer = {1: 0x12, 2: self.offline, 3: self.error, 4: self.paper}[rest[2]]
                if self.speaks:
                    say(bytes([answer]))
                rest = rest[3:]
            elif rest.startswith(b"\x1dr\x01"):
                if self.speaks:
                    say(bytes([self.roll]))
                rest = rest[3:]
            else:
                self.got += rest[:1]
                rest = rest[1:]
                if self.deaf_after and len(self.got) >= self.deaf_after:
                    return False
        return True


@contextlib.contextmanager
def over_tcp() -> Iterator[Thermal]:
    """A printer on a port of this machine."""
    thermal = Thermal()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thermal.place = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            while True:
                try:
                    connected, _ = server.accept()
                except OSError:
                    return
                with connected, contextlib.suppress(OSError):
                    while came := connected.recv(4096):
                        if not thermal.take(came, connected.sendall):
                            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00" + bytes(4))
                            break

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield thermal
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)


@contextlib.contextmanager
def behind_a_file() -> Iterator[Thermal]:
    """A printer behind a pseudo terminal, as a serial or USB one is behind its device file."""
    thermal = Thermal()
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    thermal.place = os.ttyname(theirs)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while came := os.read(ours, 4096):
                if not thermal.take(came, lambda said: os.write(ours, said)):
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield thermal
    finally:
        os.close(theirs)
        thread.join(timeout=10)
        os.close(ours)
