#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl send in sendmail's place, against the demonstration server."""
import json
import os
import poplib
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import LIMIT, Anserctl, DemoServer, Result, environment, measured

LETTER = (b"From: me@anser.example\nTo: demo@anser.example\nCc: second@anser.example\n"
          b"Bcc: hidden@anser.example\nSubject: piped\n\nHello.\n.\nAfter the dot.\n")
USAGE, IO = 64, 74
GIT_SEND_EMAIL = "/usr/lib/git-core/git-send-email"


class CountingServer(threading.Thread):
    """Takes one message and counts its octets."""

    def __init__(self, listener):
        super().__init__(daemon=True)
        self.listener = listener
        self.n_received = 0
        self.start()

    def run(self):
        sock = self.listener.accept()[0]
        with sock, sock.makefile("rb") as lines:
            sock.sendall(b"220 mail.example\r\n")
            for line in lines:
                if line.startswith(b"DATA"):
                    sock.sendall(b"354 go on\r\n")
                    for text in lines:
                        if text == b".\r\n":
                            break
                        self.n_received += len(text)
                sock.sendall(b"250 ok\r\n")
                if line.startswith(b"QUIT"):
                    break


class SendmailTest(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(DemoServer.PASSWORD)
        self.server = DemoServer("--refuse-recipient", "nobody@anser.example")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def send(self, *arguments, text=LETTER, variables=()):
        command = self.anserctl.command("send", *self.server.smtp(), "--trace", *arguments)
        env = {**environment(self.anserctl.folder, DemoServer.PASSWORD), **dict(variables)}
        return Result(subprocess.run(command, input=text, capture_output=True, timeout=LIMIT,
                                     env=env))

    def recipients(self, result):
        return [line.partition("<")[2].partition(">")[0] for line in result.err.splitlines()
                if line.startswith("C: RCPT TO:")]

    def last(self):
        mailbox = poplib.POP3("127.0.0.1", int(self.server.ports["pop3"]))
        mailbox.user(DemoServer.USER)
        mailbox.pass_(DemoServer.PASSWORD)
        lines = mailbox.retr(mailbox.stat()[0])[1]
        mailbox.quit()
        return b"\n".join(lines) + b"\n"

    def test_recipients_in_header(self):
        result = self.send("-t", "-oi", "-oem")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.recipients(result), ["demo@anser.example", "second@anser.example",
                                                   "hidden@anser.example"])
        self.assertIn("C: MAIL FROM:<me@anser.example>", result.err)
        letter = self.last()
        self.assertIn(b"Subject: piped", letter)
        self.assertTrue(letter.endswith(b"\n\nHello.\n.\nAfter the dot.\n"), letter)
        self.assertNotIn(b"hidden@", letter)

    def test_addresses(self):
        for words in (("-i", "-f", "bounce@anser.example", "--", "demo@anser.example"),
                      ("-oi", "-fbounce@anser.example", "demo@anser.example"),
                      ("-f", "bounce@anser.example", "demo@anser.example")):
            with self.subTest(words=words):
                result = self.send(*words)
                self.assertEqual(result.status, 0, result)
                self.assertEqual(self.recipients(result), ["demo@anser.example"])
                self.assertIn("C: MAIL FROM:<bounce@anser.example>", result.err)
                self.assertEqual(result.out, "")
                self.assertIn("demo@anser.example: accepted", self.send("-v", *words).out)

    def test_words_of_sendmail(self):
        """What programs have said to sendmail for thirty years."""
        for words in (("-t", "-oi", "-oem", "-odi", "-m", "-B8BITMIME", "-X", "/dev/null"),
                      ("-ti", "-B", "8BITMIME", "-Ac", "-h", "5", "-L", "tag", "-O", "a=b"),
                      ("-bm", "-em", "-r", "me@anser.example", "-F", "Me", "-V", "id", "-N", "never",
                       "-R", "hdrs", "-G", "-U", "-n", "-i", "-t")):
            with self.subTest(words=words):
                result = self.send(*words)
                self.assertEqual(result.status, 0, result)
                self.assertEqual(len(self.recipients(result)), 3)
        for word in ("-bs", "-bd", "-q", "-q30m", "-bp", "-bv"):
            with self.subTest(word=word):
                self.assertEqual(self.send(word).status, USAGE)
        self.assertEqual(self.send("-i", "-Z", "demo@anser.example").status, USAGE)
        self.assertEqual(self.send("-f").status, USAGE)

    def test_recipients_of_both(self):
        result = self.send("-t", "third@anser.example")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(set(self.recipients(result)),
                         {"third@anser.example", "demo@anser.example", "second@anser.example",
                          "hidden@anser.example"})

    def test_null_sender(self):
        for words in (("-f", "<>"), ("-f", ""), ("-f<>",)):
            result = self.send("-i", *words, "demo@anser.example")
            self.assertEqual(result.status, 0, result)
            self.assertIn("C: MAIL FROM:<>", result.err)

    def test_resent(self):
        """RFC 5322 section 3.6.6: the last resending, which stands on top, tells who it is for."""
        old = b"Resent-From: old@anser.example\nResent-To: older@anser.example\n"
        text = (b"Resent-From: again@anser.example\nResent-Date: Tue, 24 Nov 2026 12:00:00 +0000\n"
                b"Resent-To: demo@anser.example,\n second@anser.example\n"
                b"Resent-Bcc: secret@anser.example\n")
        for between in (b"", b"Received: from a by b; Tue, 24 Nov 2026 11:00:00 +0000\n"):
            result = self.send("-t", text=text + between + old + LETTER)
            self.assertEqual(result.status, 0, result)
            self.assertEqual(self.recipients(result), ["demo@anser.example", "second@anser.example",
                                                       "secret@anser.example"])
            self.assertIn("C: MAIL FROM:<again@anser.example>", result.err)
            self.assertNotRegex(self.last(), rb"(?i)bcc|secret@|hidden@")

    def test_missing_fields(self):
        result = self.send("-t", "-f", "me@anser.example", "-F", "Käthe",
                           text=b"To: demo@anser.example\nSubject: bare\n\nHello.\n")
        self.assertEqual(result.status, 0, result)
        header, _, text = self.last().partition(b"\n\n")
        self.assertEqual(text, b"Hello.\n")
        for name in (b"Date: ", b"Message-ID: <", b"From: =?UTF-8?", b"Subject: bare"):
            self.assertRegex(header, rb"(?m)^" + re.escape(name))
        for name in (b"date", b"message-id", b"from"):
            self.assertEqual(len(re.findall(rb"(?mi)^" + name + b":", header)), 1)
        self.assertIn(b"@anser.example>", header)

    def test_text_without_header(self):
        """echo text | sendmail address"""
        for text in (b"It is done.\nreally: yes\n", b"\nIt is done.\n", b"From the cellar.\nUp.\n"):
            result = self.send("-i", "demo@anser.example", text=text)
            self.assertEqual(result.status, 0, result)
            body = self.last().partition(b"\n\n")[2]
            expected = text.partition(b"\n")[2] if text.startswith((b"\n", b"From ")) else text
            self.assertEqual(body, expected)
            self.assertIn("C: MAIL FROM:<%s>" % DemoServer.USER, result.err)

    def test_line_ends(self):
        for text in (LETTER, LETTER.replace(b"\n", b"\r\n"), LETTER.rstrip(b"\n")):
            result = self.send("-t", text=text)
            self.assertEqual(result.status, 0, result)
            self.assertEqual(len(self.recipients(result)), 3)
            self.assertTrue(self.last().endswith(b"\n\nHello.\n.\nAfter the dot.\n"))

    def test_memory(self):
        """A message larger than memory goes through a file."""
        size = 300 * 1024 * 1024
        line = b"z" * 76 + b"\n"
        command = self.anserctl.command("send", "-t", "--dry-run")
        process = subprocess.Popen(measured(command), stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env=environment(self.anserctl.folder, None))
        process.stdin.write(LETTER)
        piece = line * 13000
        for _ in range(size // len(piece)):
            process.stdin.write(piece)
        err = process.communicate(timeout=LIMIT)[1]
        self.assertEqual(process.returncode, 0)
        self.assertLess(int(err.split()[-1]), 24 * 1024)

    def test_memory_on_the_wire(self):
        """200 MB that come by a pipe go out whole, in flat memory."""
        piece = (b"z" * 76 + b"\n") * 13000
        count = 200 * 1024 * 1024 // len(piece)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = CountingServer(listener)
            url = "smtp://127.0.0.1:%d" % listener.getsockname()[1]
            command = self.anserctl.command("send", "-t", "--server", url, "--tls", "none", "--auth",
                                            "none")
            process = subprocess.Popen(measured(command), stdin=subprocess.PIPE,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                       env=environment(self.anserctl.folder, None))
            process.stdin.write(LETTER)
            for _ in range(count):
                process.stdin.write(piece)
            err = process.communicate(timeout=LIMIT)[1]
            server.join(LIMIT)
        self.assertEqual(process.returncode, 0, err)
        self.assertGreater(server.n_received, count * 13000 * 78)
        self.assertLess(server.n_received, count * 13000 * 78 + 10000)
        self.assertLess(int(err.split()[-1]), 24 * 1024)

    def test_no_room(self):
        """The copy of a message that is piped finds no room: EX_CANTCREAT, and nothing is sent."""
        result = self.send("-t", variables={"TMPDIR": "/nowhere"})
        self.assertEqual(result.status, 73, result)
        self.assertIn("TMPDIR", result.err)
        self.assertEqual(self.recipients(result), [])

    def test_called_sendmail(self):
        link = os.path.join(self.anserctl.folder, "sendmail")
        os.symlink(os.path.abspath(self.anserctl.command()[0]), link)
        done = Result(subprocess.run([link, *self.server.smtp(), "demo@anser.example"], input=LETTER,
                                     capture_output=True, timeout=LIMIT,
                                     env=environment(self.anserctl.folder, DemoServer.PASSWORD)))
        self.assertEqual((done.status, done.out), (0, ""), done)
        self.assertIn(b"Subject: piped", self.last())

    def wrapper(self):
        """anserctl under the name that mail programs are told: sendmail with its server."""
        path = os.path.join(self.anserctl.folder, "send-it")
        words = [os.path.abspath(self.anserctl.command()[0]), "send", *self.server.smtp()]
        with open(path, "w") as file:
            file.write("#!/bin/sh\nexec %s \"$@\"\n" % shlex.join(words))
        os.chmod(path, 0o755)
        return path

    def mail(self, *command, text="你好。\n.\nThe end.\n"):
        if not shutil.which(command[0]):
            self.fail(command[0] + " is not installed")
        env = environment(self.anserctl.folder, DemoServer.PASSWORD)
        return Result(subprocess.run(command, input=text.encode(), capture_output=True, timeout=LIMIT,
                                     env={**env, "MAILRC": "/dev/null", "EMAIL": "me@anser.example"}))

    def arrived_text(self):
        path = os.path.join(self.anserctl.folder, "last.eml")
        with open(path, "wb") as file:
            file.write(self.last())
        return self.anserctl.run("eml", "text", path).out

    def test_s_nail(self):
        options = ("s-nail", "-n", "-S", "mta=" + self.wrapper(), "-S", "sendwait", "-S", "v15-compat",
                   "-r", "me@anser.example", "-b", "hidden@anser.example", "-s", "by s-nail")
        done = self.mail(*options, "demo@anser.example")
        self.assertEqual(done.status, 0, done)
        self.assertEqual(self.arrived_text().strip(), "你好。\n.\nThe end.")
        self.assertNotIn(b"hidden@", self.last())
        done = self.mail(*options, "nobody@anser.example")
        self.assertNotEqual(done.status, 0, done)

    def test_mutt(self):
        options = ("mutt", "-n", "-F", "/dev/null", "-e", "set sendmail=%s" % self.wrapper(), "-e",
                   "set copy=no", "-e", "set use_envelope_from=yes", "-e", "set from=me@anser.example",
                   "-e", "set sendmail_wait=0", "-s", "by mutt")
        done = self.mail(*options, "--", "demo@anser.example")
        self.assertEqual(done.status, 0, done)
        self.assertEqual(self.arrived_text().strip(), "你好。\n.\nThe end.")
        done = self.mail(*options, "--", "nobody@anser.example")
        self.assertNotEqual(done.status, 0, done)

    def test_value_that_looks_like_an_option(self):
        result = self.send("--from", "me@anser.example", "--to", "demo@anser.example",
                           "--subject", "-oi", "--text=-fx")
        self.assertEqual(result.status, 0, result)
        self.assertIn(b"Subject: -oi\n", self.last())

    def test_nobody_named(self):
        result = self.send("-i")
        self.assertEqual(result.status, USAGE, result)
        self.assertIn("who the message is for", result.err)
        self.assertEqual(self.recipients(result), [])

    def test_refused_recipient(self):
        result = self.send("--json", "-i", "nobody@anser.example", "demo@anser.example")
        self.assertNotEqual(result.status, 0, result)
        answer = json.loads(result.out)
        self.assertFalse(answer["sent"])
        self.assertEqual([row["outcome"] for row in answer["recipients"]][0], "refused")

    def test_ready_letter_by_pipe(self):
        result = self.send()
        self.assertEqual(result.status, 0, result)
        self.assertEqual(len(self.recipients(result)), 3)
        self.assertIn(b"Subject: piped", self.last())

    def test_text_by_pipe(self):
        """As with mail: options tell the header, the pipe is the text."""
        result = self.send("--from", "me@anser.example", "--to", "demo@anser.example",
                           "--subject", "by pipe", text="天气很好。\n".encode())
        self.assertEqual(result.status, 0, result)
        path = os.path.join(self.anserctl.folder, "last.eml")
        with open(path, "wb") as file:
            file.write(self.last())
        self.assertEqual(self.anserctl.run("eml", "text", path).out.strip(), "天气很好。")

    def test_git_send_email(self):
        if not os.path.exists(GIT_SEND_EMAIL):
            self.fail("git-email is not installed")
        folder = self.anserctl.folder
        patch = os.path.join(folder, "0001.patch")
        with open(patch, "w") as file:
            file.write("From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
                       "From: Me <me@anser.example>\nDate: Tue, 24 Nov 2026 12:00:00 +0000\n"
                       "Subject: [PATCH] a change\n\nWhy.\n---\n a | 1 +\n")
        done = Result(subprocess.run(
            ["git", "send-email", "--smtp-server=" + self.wrapper(), "--from=me@anser.example",
             "--to=demo@anser.example", "--confirm=never", "--envelope-sender=auto", patch],
            cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT,
            env={**environment(folder, DemoServer.PASSWORD), "EMAIL": "me@anser.example",
                 "GIT_CONFIG_NOSYSTEM": "1"}))
        self.assertEqual(done.status, 0, done)
        self.assertIn(b"Subject: [PATCH] a change", self.last())


class Output(unittest.TestCase):
    def test_full_output(self):
        anserctl = Anserctl(DemoServer.PASSWORD)
        with open("/dev/full", "w") as full:
            done = subprocess.run(anserctl.command("--version"), stdout=full, text=True,
                                  stderr=subprocess.PIPE, timeout=LIMIT)
        self.assertEqual(done.returncode, IO)
        self.assertIn("cannot be written", done.stderr)


if __name__ == "__main__":
    tap.main()
