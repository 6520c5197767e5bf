# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of a few lines for one test: answers what the test says, and notes what it heard."""
import base64
import socket
import threading


def encoded(text):
    return base64.b64encode(text).decode()


class Scripted:
    """Listens on `port`. For each connection `serve` is called with this object in a thread."""

    def __init__(self, serve):
        self.serve = serve
        self.heard = []
        self.began = threading.Event()

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)

    def accept(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            with connection:
                self.file = connection.makefile("rwb")
                try:
                    self.serve(self)
                except (OSError, ValueError):
                    pass

    def say(self, *lines):
        for line in lines:
            self.file.write(line.encode() + b"\r\n")
        self.file.flush()

    def hear(self):
        line = self.file.readline().decode("utf-8", "replace")
        if not line:
            raise OSError("the client is gone")
        self.heard.append(line.rstrip("\r\n"))
        return self.heard[-1]

    def stall(self):
        """Says nothing more until the client goes."""
        self.began.set()
        while self.file.read1(65536):
            pass


def challenge(mechanism, response):
    """What a server asks after `response`; "" for what has no first question."""
    if mechanism == "LOGIN":
        return "Username:" if not response else "Password:"
    if mechanism == "CRAM-MD5":
        return "<1896.697170952@anser.example>"
    if mechanism.startswith("SCRAM-"):
        nonce = base64.b64decode(response).decode().partition("r=")[2] if response else ""
        return "r=%sxyz,s=QSXCR+Q6sek8bf92,i=4096" % nonce if response else ""
    if mechanism in ("XOAUTH2", "OAUTHBEARER") and response:
        return '{"status":"401"}'
    return ""


def count_questions(mechanism, response):
    """How often the server asks, when the client began with `response`."""
    after_first = {"PLAIN": 0, "LOGIN": 2, "CRAM-MD5": 1}.get(mechanism, 1)
    return after_first + (not response and mechanism not in ("LOGIN", "CRAM-MD5"))


def pop3_login(mechanism):
    """Offers one way of logging in, goes through it and refuses, in the client's own words."""
    def serve(server):
        server.say("+OK ready")
        while True:
            words = server.hear().split()
            if words[0] == "CAPA":
                server.say("+OK", *(["SASL " + mechanism] if mechanism != "USER" else ["USER"]), ".")
            elif words[0] == "AUTH":
                response = words[2] if len(words) > 2 else ""
                for _ in range(count_questions(mechanism, response)):
                    server.say("+ " + encoded(challenge(mechanism, response).encode()))
                    response = server.hear()
                server.say("-ERR [AUTH] no: " + server.heard[-1])
            else:
                server.say("+OK" if words[0] in ("USER", "QUIT") else "-ERR no: " + server.heard[-1])
    return serve


def smtp_login(mechanism):
    def serve(server):
        server.say("220 ready")
        while True:
            words = server.hear().split()
            if words[0] == "EHLO":
                server.say("250-here", "250 AUTH " + mechanism)
            elif words[0] == "AUTH":
                response = words[2] if len(words) > 2 else ""
                for _ in range(count_questions(mechanism, response)):
                    server.say("334 " + encoded(challenge(mechanism, response).encode()))
                    response = server.hear()
                server.say("535 5.7.8 no: " + server.heard[-1])
            else:
                server.say("221 bye" if words[0] == "QUIT" else "500 no")
    return serve
