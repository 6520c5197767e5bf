#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/play: dialogues served to programs, those that keep to them and those that do not."""
import os
import re
import shutil
import socket
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import LIMIT, Anserctl

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
USAGE, NO_INPUT = 64, 66

CURL = """# What curl says to get one message.
user: tim
password: secret
do: connect
---
S: +OK ready
C: CAPA
S: +OK
S: USER
S: .
C: USER tim
S: +OK
C: PASS secret
S: +OK
C: RETR 1
S: +OK
S: Subject: played
S:
S: ..text
S: .
C: QUIT
S: +OK
"""
REPORTS = """# Reports on delivery, RFC 3461.
do: connect
---
S: 220 ready
C: EHLO [127.0.0.1]
S: 250-here
S: 250 DSN
C: MAIL FROM:<me@anser.example> RET=HDRS ENVID=q1+2B2
S: 250 ok
C: RCPT TO:<you@anser.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;you@anser.example
S: 250 ok
C: DATA
S: 354 go on
C: From: me@anser.example
C:
C: text
C: .
S: 250 2.0.0 queued as 42
C: QUIT
S: 221 bye
"""
SEVEN_BIT = """# A server that takes 7 bits only.
do: connect
---
S: 220 ready
C: EHLO [127.0.0.1]
S: 250 here
C: MAIL FROM:<tim@mail.example>
S: 250 ok
C: RCPT TO:<rosa@mail.example>
S: 250 ok
C: DATA
S: 354 go on
C: Subject: x
C: Content-Type: text/plain; charset=utf-8
C: Content-Transfer-Encoding: quoted-printable
C:
C: one =C3=A9 among many other letters
C: .
S: 250 queued
C: QUIT
S: 221 bye
"""


class Player:
    """tests/play with one file; `port` is where it listens."""

    def __init__(self, path, *options):
        self.process = subprocess.Popen([os.path.join(TESTS, "play"), path, *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.announced = self.process.stdout.readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.announced)[1])

    def finish(self):
        out, err = self.process.communicate(timeout=LIMIT)
        return self.process.returncode, out, err


class Play(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl("secret")

    def write(self, name, text):
        path = os.path.join(self.anserctl.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def dialogue(self, name):
        return os.path.join(TESTS, "dialogues", name + ".dialogue")

    def kept(self, player):
        status, out, err = player.finish()
        self.assertEqual((status, err), (0, ""), out)
        self.assertIn("kept to the dialogue", out)

    def test_anserctl(self):
        with open(self.dialogue("pop3/stat")) as file:
            path = self.write("stat.dialogue", file.read() + "C: QUIT\nS: +OK\n")
        for cut in ("1", "1000"):
            player = Player(path, "--cut", cut)
            self.assertIn("user tim, password secret", player.announced)
            result = self.anserctl.run("pop", "stat", "--server",
                                       "pop3://tim@127.0.0.1:%d" % player.port, "--tls", "none")
            self.assertEqual((result.status, result.out), (0, "2 messages, 320 bytes\n"), result)
            self.kept(player)

    def test_tls(self):
        player = Player(self.dialogue("pop3/tls"))
        authority = re.search(r"authority (\S+)", player.announced)[1]
        result = self.anserctl.run("pop", "stat", "--server", "pop3s://tim@127.0.0.1:%d" % player.port,
                                   "--ca-file", authority)
        self.assertEqual((result.status, result.out), (0, "0 messages, 0 bytes\n"), result)
        self.kept(player)

    def test_curl(self):
        if not shutil.which("curl"):
            self.fail("curl is not installed")
        player = Player(self.write("curl.dialogue", CURL))
        done = subprocess.run(["curl", "--silent", "--show-error", "--user", "tim:secret",
                               "pop3://127.0.0.1:%d/1" % player.port], capture_output=True,
                              timeout=LIMIT)
        self.assertEqual(done.stdout, b"Subject: played\r\n\r\n.text\r\n", done)
        self.kept(player)

    def test_departure(self):
        """The diff tells where, what was awaited, and what came instead."""
        player = Player(self.dialogue("pop3/stat"))
        with socket.create_connection(("127.0.0.1", player.port)) as client:
            self.assertTrue(client.recv(100).startswith(b"+OK"))
            client.sendall(b"CAPA\r\n")
            self.assertTrue(client.recv(100).startswith(b"-ERR"))
            client.sendall(b"LIST\r\n")
            client.recv(100)
        status, out, _ = player.finish()
        self.assertEqual(status, 1)
        self.assertRegex(out, r"(?m)^\s*- C: USER tim$")
        self.assertRegex(out, r"(?m)^\s*\+ C: LIST$")
        self.assertRegex(out, r"(?m)^\s*C: CAPA$")

    def test_reports_on_delivery(self):
        player = Player(self.write("smtp.dialogue", REPORTS))
        letter = self.write("a.eml", "From: me@anser.example\n\ntext\n")
        result = self.anserctl.run(
            "send", "--server", "smtp://127.0.0.1:%d" % player.port, "--tls", "none", "--auth",
            "none", "--to", "you@anser.example", "--dsn", "success,delay", "--dsn-return", "headers",
            "--envelope-id", "q1+2", letter)
        self.assertEqual(result.status, 0, result)
        self.assertIn("queued as 42", result.out)
        self.kept(player)

    def test_reports_refused(self):
        letter = self.write("a.eml", "From: me@anser.example\n\ntext\n")
        for status, *words in ((USAGE, "--dsn", "always"), (USAGE, "--dsn", "never,delay"),
                               (USAGE, "--dsn-return", "some"), (65, "--envelope-id", "a\nb"),
                               (65, "--envelope-id", "x" * 101)):
            result = self.anserctl.run("send", "--dry-run", "--to", "you@anser.example", *words, letter)
            self.assertEqual(result.status, status, (words, result))

    def send(self, player, letter, *recipients):
        to = [word for name in recipients for word in ("--to", name + "@mail.example")]
        result = self.anserctl.run(
            "send", "--server", "smtp://127.0.0.1:%d" % player.port, "--tls", "none", "--auth",
            "none", "--from", "tim@mail.example", *to, self.write("a.eml", letter))
        self.assertEqual(result.status, 0, result)
        self.kept(player)

    def test_s12_too_many_recipients(self):
        """The same letter once for each group of recipients that the server takes."""
        self.send(Player(self.dialogue("smtp/s12-too-many-recipients")),
                  "Message-ID: <one@mail.example>\n\nx\n", "a", "b", "c", "d", "e")

    def test_s22_seven_bit(self):
        """The server lists no 8BITMIME: quoted-printable goes out (M12)."""
        self.send(Player(self.write("smtp.dialogue", SEVEN_BIT)),
                  "Subject: x\nContent-Type: text/plain; charset=utf-8\n"
                  "Content-Transfer-Encoding: 8bit\n\none \u00e9 among many other letters\n", "rosa")

    def test_usage(self):
        play = os.path.join(TESTS, "play")
        for status, *words in ((0, "--help"), (USAGE,), (USAGE, "a", "b"), (USAGE, "--nothing", "a"),
                               (USAGE, "--port", "70000", self.dialogue("pop3/stat")),
                               (NO_INPUT, "/nowhere.dialogue"),
                               (NO_INPUT, self.write("bad.dialogue", "nonsense\n"))):
            done = subprocess.run([play, *words], capture_output=True, text=True, timeout=LIMIT)
            self.assertEqual(done.returncode, status, done)
            self.assertTrue(done.stdout if status == 0 else done.stderr)
        self.assertIn("--port", subprocess.run([play, "--help"], capture_output=True, text=True,
                                               timeout=LIMIT).stdout)


if __name__ == "__main__":
    tap.main()
