"""A small SMTP server on a free port of this machine: it refuses or accepts as told, and keeps what it took."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from email.message import Message
from types import TracebackType


class Postbox:
    """The server. `recipients` answers RCPT, `data` the whole message; None hangs up instead of answering."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.recipients: Callable[[str], str | None] = lambda _address: "250 ok"
        self.data: Callable[[Message], str | None] = lambda _message: "250 taken"
        self.port = 0
        self._server: socketserver.ThreadingTCPServer | None = None

    def start(self) -> Postbox:
        """Listen; the second time on the port of the first."""
        postbox = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(ConnectionError):
                    postbox.talk(self)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Talk)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Go down: connections are refused from here on."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Postbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def talk(self, line: socketserver.StreamRequestHandler) -> None:
        """Speak SMTP on one connection until QUIT, or until it hangs up."""

        def say(words: str) -> None:
            line.wfile.write(f"{words}\r\n".encode())

        say("220 postbox")
        while command := line.rfile.readline().decode().strip():
            verb = command.split(" ")[0].upper()
            if verb == "QUIT":
                say("221 bye")
                return
            if verb == "RCPT":
                answer = self.recipients(command[command.index("<") + 1 : command.index(">")])
            elif verb == "DATA":
                say("354 go on")
                answer = self._message(line)
            else:
                answer = "250 ok"
            if answer is None:
                return
            say(answer)

    def _message(self, line: socketserver.StreamRequestHandler) -> str | None:
        raw = b""
        while (piece := line.rfile.readline()) != b".\r\n":
            raw += piece.removeprefix(b".") if piece.startswith(b"..") else piece
        message = email.message_from_bytes(raw)
        answer = self.data(message)
        if answer is not None and answer.startswith("250"):
            self.taken.append(message)
        return answer
