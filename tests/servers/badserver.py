# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that misbehave, each a few lines of Python, on free ports of 127.0.0.1.

    def talk(line):
        line.say("+OK ready")
        while line.hear() != "QUIT":
            line.say("-ERR what?")

    with BadServer(talk) as server:
        ... server.port ...
"""
import os
import socket
import ssl
import subprocess
import threading

PATIENCE = 30                   # seconds; a client that hangs is an error


class Line:
    """A connection, seen from the server."""

    def __init__(self, sock, context=None):
        self.raw = sock
        self.sock = context.wrap_socket(sock.dup(), server_side=True) if context else sock
        self.buffer = b""

    def say(self, *lines):
        self.send("".join(line + "\r\n" for line in lines).encode("utf-8", "surrogateescape"))

    def send(self, data):
        self.sock.sendall(data)

    def hear(self):
        """The next command; None when the client has gone."""
        while b"\r\n" not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                return None
            self.buffer += data
        command, _, self.buffer = self.buffer.partition(b"\r\n")
        return command.decode("utf-8", "replace")

    def wait(self):
        """Until the client goes."""
        while self.sock.recv(65536):
            pass

    def start_tls(self, context):
        self.sock = context.wrap_socket(self.raw.dup(), server_side=True)


class BadServer:
    """Gives each connection to `talk`; what `talk` does after the client went does not matter."""

    def __init__(self, talk, context=None):
        self.talk = talk
        self.context = context
        self.n_connections = 0

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _listen(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.settimeout(PATIENCE)
            self.n_connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        try:
            line = Line(sock, self.context)
            self.talk(line)
            line.sock.close()
        except (OSError, ValueError):
            pass
        finally:
            sock.close()


# OpenSSL 3.5 takes no negative number of days, OpenSSL 3.0 no date.
EXPIRED = (["-not_before", "20240101000000Z", "-not_after", "20240102000000Z"]
           if ssl.OPENSSL_VERSION_INFO >= (3, 4) else ["-days", "-1"])


class Certificates:
    """Certificates of many kinds in a folder: `authority`, and by openssl what is asked for."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = self._make("authority", "/CN=The authority", [])

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def _make(self, name, subject, extra):
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-days", "30", "-subj", subject, "-keyout", name + ".key",
                      "-out", name + ".pem", *extra)
        return os.path.join(self.folder, name + ".pem")

    def context(self, name, alternative="IP:127.0.0.1", signed=True, expired=False):
        """What a server of that name shows: signed by the authority, or by itself."""
        names = ["-addext", "subjectAltName=" + alternative]
        if not signed:
            self._make(name, "/CN=" + name, names)
        else:
            self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                          "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr",
                          *names)
            self._openssl("x509", "-req", "-in", name + ".csr", "-CA", "authority.pem", "-CAkey",
                          "authority.key", *(EXPIRED if expired else ["-days", "30"]),
                          "-copy_extensions", "copy", "-out", name + ".pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(self.folder, name + ".pem"),
                                os.path.join(self.folder, name + ".key"))
        return context
