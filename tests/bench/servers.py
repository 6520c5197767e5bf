# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark talks to: mailboxes full of made-up mail, a sink for SMTP, a slow road."""
import asyncio
import os
import random
import shutil
import socket
import ssl
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))
import realservers

REPLIES = {b"EHLO": b"250-localhost\r\n250-PIPELINING\r\n250-SIZE\r\n250 8BITMIME\r\n",
           b"HELO": b"250 localhost\r\n", b"QUIT": b"221 bye\r\n", b"DATA": b"354 go ahead\r\n"}
WORDS = ("goose river letter autumn window north paper answer evening garden stone morning harbour "
         "music travel winter feather island market bridge").split()


def make_text(dice, length):
    lines, size = [], 0
    while size < length:
        line = " ".join(dice.choices(WORDS, k=dice.randint(4, 12)))
        lines.append(line)
        size += len(line) + 1
    return "\n".join(lines) + "\n"


def make_letter(number, length):
    """The same number gives the same letter."""
    dice = random.Random(number)
    head = ("From: Anna <anna@anser.example>\nTo: Ben <ben@anser.example>\nSubject: %s %d\n"
            "Date: Mon, 02 Nov 2026 10:%02d:%02d +0000\nMessage-ID: <%d@anser.example>\n"
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n"
            % (dice.choice(WORDS), number, number // 60 % 60, number % 60, number))
    return (head + make_text(dice, length)).encode()


def letters(count, mean):
    """Most letters are small, and a few are large."""
    dice = random.Random(count)
    bodies = [make_letter(n, 200 + int(dice.expovariate(1 / mean))) for n in range(min(count, 500))]
    return (bodies[n % 500] if n < 500 else b"X-Number: %d\n" % n + bodies[n % 500]
            for n in range(count))


MAILBOXES = {"big": lambda: letters(10000, 24000), "many": lambda: letters(100000, 400),
             "small": lambda: letters(1000, 3000), "one": lambda: [make_letter(1, 100_000_000)]}


class Servers(realservers.Servers):
    """Dovecot and Postfix, a sink with and without TLS, and slow roads to Dovecot and the sink."""

    def __enter__(self):
        realservers.USERS = list(MAILBOXES)
        if "pop3_no_flag_updates" not in realservers.DOVECOT:
            # Every run meets the same mailbox.
            realservers.DOVECOT += "pop3_no_flag_updates = yes\n"
        super().__enter__()
        self.filled = set()
        self.sink = Sink(None)
        self.sink_tls = Sink(self._context())
        self.slow_pop3 = Relay(self.pop3)
        self.slow_sink = Relay(self.sink.port)
        return self

    def _context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(self.top, "server.pem"), os.path.join(self.top, "server.key"))
        return context

    def need(self, user):
        if user not in self.filled:
            self.fill(user, MAILBOXES[user]())
            self.filled.add(user)


class Sink:
    """Takes every letter and forgets it."""

    def __init__(self, context):
        self.context = context
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            client = self.socket.accept()[0]
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            client.sendall(b"220 sink\r\n")
            self._converse(client)
        except OSError:
            pass
        finally:
            client.close()

    def _converse(self, client):
        waiting = b""
        while True:
            piece = client.recv(262144)
            if not piece:
                return
            *lines, waiting = (waiting + piece).split(b"\r\n")
            replies = b""
            for line in lines:
                verb = line[:4].upper()
                replies += REPLIES.get(verb, b"250 ok\r\n")
            client.sendall(replies)
            if lines and lines[-1][:4].upper() == b"DATA":
                self._swallow(client)
                client.sendall(b"250 taken\r\n")

    def _swallow(self, client):
        tail = b"\r\n"
        while not tail.endswith(b"\r\n.\r\n"):
            piece = client.recv(262144)
            if not piece:
                raise ConnectionError
            tail = (tail + piece)[-5:]


class Relay:
    """Half a round trip is added to every byte each way."""

    def __init__(self, port, seconds=0.025):
        self.to, self.seconds = port, seconds
        self.port = realservers.free_ports(1)[0]
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True).start()
        ready.wait(realservers.LIMIT)

    async def _run(self, ready):
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        ready.set()
        async with server:
            await server.serve_forever()

    async def _serve(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.gather(self._carry(reader, there_writer), self._carry(there_reader, writer))

    async def _carry(self, reader, writer):
        loop = asyncio.get_running_loop()
        try:
            while piece := await reader.read(262144):
                loop.call_later(self.seconds, writer.write, piece)
        except OSError:
            pass
        loop.call_later(self.seconds, writer.close)


def make_files(folder, count, mean):
    """Letters that are ready to be sent; returns their paths."""
    os.makedirs(folder)
    paths = []
    for number, letter in enumerate(letters(count, mean)):
        paths.append(os.path.join(folder, "%04d.eml" % number))
        with open(paths[-1], "wb") as file:
            file.write(letter)
    return paths


def make_raw(path, size):
    with open(path, "wb") as file:
        dice = random.Random(size)
        for _ in range(size // 1000000):
            file.write(dice.randbytes(1000000))
    return path


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
