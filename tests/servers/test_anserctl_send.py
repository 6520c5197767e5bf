#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl send: letters from options and letters that are ready, against the demonstration
server."""
import base64
import email
import email.policy
import fcntl
import json
import os
import poplib
import pty
import struct
import subprocess
import sys
import termios
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import LIMIT, Anserctl, DemoServer, Result, environment, measured
from badserver import BadServer
from realservers import wait_for
from scripted import Scripted

USAGE, DATA, NO_INPUT, UNAVAILABLE, IO, TRY_LATER = 64, 65, 66, 69, 74, 75
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
                       "AABJRU5ErkJggg==")
ENVELOPE = ("--from", "Me <me@anser.example>", "--to", "demo@anser.example")


class SendTest(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(DemoServer.PASSWORD)
        self.server = DemoServer("--refuse-recipient", "nobody@anser.example")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def path(self, name, content=b""):
        path = os.path.join(os.fsencode(self.anserctl.folder), os.fsencode(name))
        with open(path, "wb") as file:
            file.write(content)
        return path

    def send(self, *arguments, text=b""):
        command = self.anserctl.command("send", *self.server.smtp(), *arguments)
        return Result(subprocess.run(command, input=text, capture_output=True, timeout=LIMIT,
                                     env=environment(self.anserctl.folder, DemoServer.PASSWORD)))

    def compose(self, *arguments, text=b""):
        """The letter as it arrives."""
        result = self.send(*ENVELOPE, "--subject", "composed", *arguments, text=text)
        self.assertEqual(result.status, 0, result)
        return email.message_from_bytes(self.last(), policy=email.policy.default)

    def refuse(self, status, *arguments, words=()):
        result = self.send(*ENVELOPE, "--subject", "refused", "--trace", *arguments)
        self.assertEqual(result.status, status, result)
        self.assertNotIn("C: MAIL", result.err)
        for word in words:
            self.assertIn(word, result.err)

    def last(self):
        mailbox = poplib.POP3("127.0.0.1", int(self.server.ports["pop3"]))
        mailbox.user(DemoServer.USER)
        mailbox.pass_(DemoServer.PASSWORD)
        lines = mailbox.retr(mailbox.stat()[0])[1]
        mailbox.quit()
        return b"\n".join(lines) + b"\n"


class Composed(SendTest):
    def test_inline_images(self):
        """RFC 2387: the HTML calls an image by its file's name."""
        logo, photo = self.path("logo.png", PNG), self.path("my 照片.png", PNG + b"2")
        html = self.path("a.html", '<p>Hello <b>you</b> <img src="cid:logo.png">'
                         "<img src='cid:my%20照片.png'></p>".encode())
        letter = self.compose("--html-file", html, "--inline", logo, "--inline", photo, "--attach",
                              self.path("a.txt", b"attached"))
        self.assertEqual(letter.get_content_type(), "multipart/mixed")
        alternative, attachment = letter.iter_parts()
        plain, related = alternative.iter_parts()
        self.assertEqual(attachment.get_content_disposition(), "attachment")
        self.assertEqual(related.get_content_type(), "multipart/related")
        text, first, second = related.iter_parts()
        self.assertEqual(plain.get_content_type(), "text/plain")
        self.assertIn("Hello you", plain.get_content())
        for image, content in ((first, PNG), (second, PNG + b"2")):
            self.assertEqual(image.get_content_type(), "image/png")
            self.assertEqual(image.get_content_disposition(), "inline")
            self.assertEqual(image.get_content(), content)
            self.assertIn("cid:" + image["content-id"].strip("<>"), text.get_content())
        self.assertEqual(second.get_filename(), "my 照片.png")
        self.assertNotIn("cid:logo", text.get_content())

    def test_inline_refused(self):
        logo, html = self.path("logo.png", PNG), self.path("a.html", b"<p>cid:logo.pngx</p>")
        self.refuse(USAGE, "--inline", logo, "--text", "t", words=("--html-file",))
        self.refuse(DATA, "--inline", logo, "--html-file", html, words=("logo.png",))

    def test_text_of_html(self):
        html = self.path("a.html", b"<h1>Title</h1><p>One &amp; two")
        plain, rich = self.compose("--html-file", html).iter_parts()
        self.assertIn("One & two", plain.get_content())
        self.assertIn("<h1>", rich.get_content())
        plain, _ = self.compose("--html-file", html, "--text", "by hand").iter_parts()
        self.assertEqual(plain.get_content().strip(), "by hand")

    def test_standard_input(self):
        self.assertEqual(self.compose("--text-file", "-", text=b"piped\n").get_content(), "piped\n")
        letter = self.compose("--text", "t", "--attach", "-", text=bytes(range(256)) * 9)
        [attachment] = letter.iter_attachments()
        self.assertEqual(attachment.get_content(), bytes(range(256)) * 9)
        self.refuse(USAGE, "--text-file", "-", "--attach", "-", words=("once",))

    def test_header_options(self):
        letter = self.compose("--text", "t", "--cc", "c@anser.example", "--bcc", "b@anser.example",
                              "--reply-to", "r@anser.example", "--header", "X-Tag: 值",
                              "--envelope-from", "bounce@anser.example")
        self.assertEqual((letter["reply-to"], letter["x-tag"]), ("r@anser.example", "值"))
        self.assertIsNone(letter["bcc"])
        self.assertEqual(letter["return-path"], "<bounce@anser.example>")

    def test_awkward_addresses(self):
        """IDN, quotes and spaces in addresses; those that the server cannot take are named."""
        def envelope(*words):
            result = self.send("--from", "me@anser.example", "--subject", "s", "--text", "t", "--trace",
                               *words)
            return result, [line.partition(":<")[2].partition(">")[0]
                            for line in result.err.splitlines() if line.startswith("C: RCPT")]

        result, said = envelope("--to", "Li <li@例子.example>", "--to", '"two words"@anser.example',
                                "--to", "a@anser.example, B <b@anser.example>; c@anser.example",
                                "--cc", "a@ANSER.example")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(said, ["li@xn--fsqu00a.example", '"two words"@anser.example',
                                "a@anser.example", "b@anser.example", "c@anser.example"])
        self.assertIn(b"li@xn--fsqu00a.example", self.last())
        result, said = envelope("--to", "李@anser.example")
        self.assertEqual((result.status, said), (UNAVAILABLE, []), result)
        self.assertIn("李@anser.example", result.err)
        for address in ("a@anser.example\nRCPT TO:<b@c.example>", "nobody",
                        "<a@b@c>", "a@", "@b.example", "a\r@b.example"):
            result, said = envelope("--to", address)
            self.assertEqual((result.status, said), (DATA, []), (address, result))

    def test_attachments_that_cannot_be(self):
        folder = self.anserctl.folder
        self.refuse(NO_INPUT, "--text", "t", "--attach", folder, words=("folder", "archive"))
        self.refuse(NO_INPUT, "--text", "t", "--attach", folder + "/gone.pdf", words=("gone.pdf",))
        self.refuse(NO_INPUT, "--text-file", folder + "/gone.txt", words=("gone.txt",))
        fifo = os.path.join(folder, "fifo")
        os.mkfifo(fifo)
        self.refuse(NO_INPUT, "--text", "t", "--attach", fifo, words=("fifo",))
        self.refuse(DATA, "--text-file", self.path("latin", b"gr\xfc\xdfe\n"), words=("UTF-8",))

    def test_names_that_are_no_utf8(self):
        path = self.path(b"gr\xfc\xdfe.txt", b"content")
        [attachment] = self.compose("--text", "t", "--attach", path).iter_attachments()
        self.assertTrue(attachment.get_filename().endswith("e.txt"))
        self.assertEqual(attachment.get_content().strip(), "content")
        self.refuse(NO_INPUT, "--text", "t", "--attach", b"/no/gr\xfc\xdf.txt", words=("gr",))

    def test_attachment_that_grows(self):
        """Nothing is sent of a file that somebody writes to."""
        path = self.path("growing.log", b"x" * 20_000_000)
        done = threading.Event()

        def grow():
            with open(path, "ab", 0) as file:
                while not done.is_set():
                    file.write(b"x" * 100)

        writer = threading.Thread(target=grow)
        writer.start()
        try:
            self.refuse(TRY_LATER, "--text", "t", "--attach", path, words=("growing.log", "changed"))
        finally:
            done.set()
            writer.join()

    def test_memory_of_attachment(self):
        path = os.path.join(self.anserctl.folder, "large.bin")
        with open(path, "wb") as file:
            file.truncate(100 * 1024 * 1024)
        command = self.anserctl.command("send", "--dry-run", *ENVELOPE, "--text", "t", "--attach", path)
        done = subprocess.run(measured(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=LIMIT, env=environment(self.anserctl.folder, None))
        self.assertEqual(done.returncode, 0)
        self.assertLess(int(done.stderr.split()[-1]), 16 * 1024)

    def on_terminal(self, *arguments):
        """What a terminal of 100 columns is told, which is standard error."""
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, 100, 0, 0))
        command = self.anserctl.command("send", *self.server.smtp(), *ENVELOPE, *arguments)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=terminal,
                                   env=environment(self.anserctl.folder, DemoServer.PASSWORD))
        os.close(terminal)
        told = b""
        while True:
            try:
                piece = os.read(controller, 4096)
            except OSError:
                break
            told += piece
            if not piece:
                break
        os.close(controller)
        self.assertEqual(process.wait(LIMIT), 0, told)
        return told.decode()

    def test_progress(self):
        """A bar and a sentence in one line, which is gone at the end; none for --quiet."""
        path = self.path("large.bin", os.urandom(40_000_000))
        told = self.on_terminal("--text", "t", "--attach", path)
        lines = told.split("\r\x1b[K")
        self.assertRegex(lines[1], r"^\[#* *\] +\d+ %  Sending message 1 of 1( · .* left.*)?$")
        self.assertTrue(all(len(line) < 100 for line in lines), lines)
        self.assertEqual(lines[-1], "")
        self.assertEqual(self.on_terminal("--quiet", "--text", "t", "--attach", path), "")

    def test_no_file_stays(self):
        self.compose("--text", "t", "--attach", self.path("a.bin", b"1"))
        left = [name for name in os.listdir(self.anserctl.folder) if name.startswith("anserctl-")]
        self.assertEqual(left, [])


class Ready(SendTest):
    LETTER = b"From: me@anser.example\nTo: demo@anser.example\nSubject: %s\n\n%s\n"

    def body(self):
        return self.last().partition(b"\n\n")[2]

    def test_bytes_are_kept(self):
        """Named recipients get a ready letter octet by octet."""
        for content in (b"From: a@b.example\nBcc: x@y.example\n\ntext\n", b"\nno header\n",
                        b"From me Sat Jan  1 00:00:00 2000\nFrom: a@b.example\n\nmbox\n",
                        b"Subject: \xe9\n\n\xff\x00.\n.\n..\n", b"no colon\nFrom: a\n\nx\n"):
            with self.subTest(content=content):
                result = self.send(*ENVELOPE, self.path("a.eml", content))
                self.assertEqual(result.status, 0, result)
                self.assertTrue(self.last().endswith(b"\n" + content), self.last())
                self.assertEqual("with its Bcc" in result.err, b"Bcc" in content)

    def test_ready_file_that_shrinks(self):
        """A part of a message is no message: the connection ends before the final dot."""
        for head in (b"Subject: x\n\n", b"Bcc: a@b.example\nSubject: x\n\n"):
            path = self.path("shrinking.eml", head + b"line of text\n" * 2_000_000)
            heard = []

            def talk(line, path=path, heard=heard):
                line.say("220 ready")
                while (command := line.hear()) != "DATA":
                    line.say("250 ok" if command != "QUIT" else "221 bye")
                line.say("354 go on")
                heard.append(line.sock.recv(100))
                os.truncate(path, 1_000_000)
                while heard[-1]:
                    heard.append(line.sock.recv(1_000_000))

            with self.subTest(head=head), BadServer(talk) as server:
                result = Result(subprocess.run(
                    self.anserctl.command("send", "--server", "smtp://127.0.0.1:%d" % server.port,
                                          "--tls", "none", "--auth", "none", *ENVELOPE, path),
                    stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT,
                    env=environment(self.anserctl.folder, None)))
                self.assertIn(result.status, (IO, TRY_LATER), result)
                self.assertRegex(result.err, "shorter|changed")
                self.assertNotIn("not sure", result.err)
                wait_for(lambda heard=heard: heard and not heard[-1], "the connection to end")
                self.assertNotIn(b"\r\n.\r\n", b"".join(heard)[-100:])

    def test_dry_run_is_what_travels(self):
        content = b"From: a@b.example\nSubject: x\n\n.\nbare\rcr\nlast"
        path = self.path("a.eml", content)
        command = self.anserctl.command("send", "--dry-run", *ENVELOPE, path)
        done = subprocess.run(command, capture_output=True, timeout=LIMIT)
        self.assertEqual(done.returncode, 0)
        expected = content.replace(b"\r", b"\n").replace(b"\n", b"\r\n") + b"\r\n"
        self.assertEqual(done.stdout, expected)
        done = subprocess.run(command + ["--json"], capture_output=True, timeout=LIMIT)
        answer = json.loads(done.stdout)
        self.assertEqual(base64.b64decode(answer["content"]), expected)
        self.assertEqual((answer["sender"], answer["recipients"], answer["bytes"]),
                         ("me@anser.example", ["demo@anser.example"], len(expected)))

    def test_many(self):
        """One that cannot be read and one that is refused do not hold up the others."""
        paths = [self.path("%d.eml" % n, self.LETTER % (b"many", b"number %d" % n)) for n in range(3)]
        bad = self.path("bad.eml", b"From: me@anser.example\nTo: nobody@anser.example\n\nx\n")
        result = self.send("--trace", paths[0], self.path("gone") + b"2", bad, *paths[1:])
        self.assertEqual(result.status, NO_INPUT, result)
        self.assertEqual(result.err.count("C: QUIT"), 1)
        self.assertEqual(result.out.count("Sent to 1 recipient"), 3)
        self.assertEqual(self.body(), b"number 2\n")

    def test_server_wants_a_new_connection(self):
        """S11: 421 to the second letter of a connection; each arrives once, over another."""
        arrived = []

        def serve(server):
            server.say("220 ready")
            letters = 0
            while True:
                word = server.hear().split(":")[0].split(" ")[0]
                if word == "MAIL" and letters:
                    server.say("421 4.7.0 one message each")
                    return
                if word == "DATA":
                    server.say("354 go on")
                    lines = []
                    while server.hear() != ".":
                        lines.append(server.heard[-1])
                    arrived.append(lines[-1])
                    letters += 1
                server.say("221 bye" if word == "QUIT" else "250 2.0.0 ok")

        paths = [self.path("%d.eml" % n, self.LETTER % (b"x", b"number %d" % n)) for n in range(3)]
        with Scripted(serve) as server:
            command = self.anserctl.command("send", "--server", "smtp://127.0.0.1:%d" % server.port,
                                            "--tls", "none", "--auth", "none", *paths)
            done = Result(subprocess.run(command, capture_output=True, timeout=LIMIT))
        self.assertEqual(done.status, 0, done)
        self.assertEqual(arrived, ["number 0", "number 1", "number 2"])

    def test_many_in_json(self):
        good = self.path("a.eml", self.LETTER % (b"json", b"x"))
        bad = self.path("b.eml", b"From: me@anser.example\nTo: nobody@anser.example\n\nx\n")
        result = self.send("--json", good, bad, good)
        rows = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual([row["sent"] for row in rows], [True, False, True])
        self.assertEqual([row["file"] for row in rows], [os.fsdecode(p) for p in (good, bad, good)])
        self.assertEqual(rows[1]["error"]["kind"], "recipients-refused")
        self.assertEqual(rows[1]["recipients"][0]["outcome"], "refused")
        self.assertTrue(rows[0]["receipt"])
        self.assertEqual(result.status, UNAVAILABLE)

    def test_quiet(self):
        result = self.send("--quiet", self.path("a.eml", self.LETTER % (b"quiet", b"x")))
        self.assertEqual((result.status, result.out, result.err), (0, "", ""))

    def test_unreadable(self):
        for path in (self.anserctl.folder, self.anserctl.folder + "/gone.eml"):
            result = self.send(path)
            self.assertEqual(result.status, NO_INPUT, result)
            self.assertIn(path, result.err)

    def test_header_without_end(self):
        """A Bcc beyond what is read must not slip out."""
        path = self.path("endless.eml", b"From: me@anser.example\nTo: demo@anser.example\n"
                         + b"X-Y: z\n" * 700000 + b"Bcc: hidden@anser.example\n\nx\n")
        result = self.send(path)
        self.assertEqual(result.status, DATA, result)

    def test_pipe_as_file(self):
        path = os.path.join(self.anserctl.folder, "pipe.eml")
        os.mkfifo(path)
        content = self.LETTER % (b"fifo", b"through a pipe")
        writer = threading.Thread(target=lambda: open(path, "wb").write(content))
        writer.start()
        result = self.send(path)
        writer.join()
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.body(), b"through a pipe\n")


if __name__ == "__main__":
    tap.main()
