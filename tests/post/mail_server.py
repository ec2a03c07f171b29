"""A small mail server for tests: it takes letters over SMTP, and can refuse an address or be slow."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """What was taken is in ``taken``; nobody at ``refuses`` is known; every letter takes ``seconds``."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuses: str, seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.refuses, self.seconds = refuses, seconds
        self.taken: list[EmailMessage] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]

    @property
    def subjects(self) -> list[str]:
        """The subjects of what was taken, in the order in which it came."""
        return [str(message["Subject"]) for message in self.taken]


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as Python's own client says."""

    server: MailServer

    def handle(self) -> None:
        """Answer one client until it leaves."""
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.take()
            elif word == b"RCPT" and self.server.refuses and self.server.refuses.encode() in line:
                self.say("550 Nobody of that name is here")
            else:
                self.say("221 bye" if word == b"QUIT" else "250 good")

    def take(self) -> None:
        """Take one letter."""
        self.say("354 go on")
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        time.sleep(self.server.seconds)
        self.server.taken.append(message_from_bytes(content, policy=policy.default))
        self.say("250 taken")

    def say(self, words: str) -> None:
        """One line."""
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def a_mail_server(refuses: str = "", seconds: float = 0) -> Iterator[MailServer]:
    """A mail server on this machine for as long as the block lasts."""
    with MailServer(refuses, seconds) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
