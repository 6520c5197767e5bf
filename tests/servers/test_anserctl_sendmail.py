#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl send in sendmail's place, against the demonstration server."""
import json
import os
import poplib
import shlex
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import LIMIT, Anserctl, DemoServer, Result, environment

LETTER = (b"From: me@anser.example\nTo: demo@anser.example\nCc: second@anser.example\n"
          b"Bcc: hidden@anser.example\nSubject: piped\n\nHello.\n.\nAfter the dot.\n")
USAGE, IO = 64, 74
GIT_SEND_EMAIL = "/usr/lib/git-core/git-send-email"


class SendmailTest(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(DemoServer.PASSWORD)
        self.server = DemoServer("--refuse-recipient", "nobody@anser.example")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def send(self, *arguments, text=LETTER):
        command = self.anserctl.command("send", *self.server.smtp(), "--trace", *arguments)
        env = environment(self.anserctl.folder, DemoServer.PASSWORD)
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
                self.assertIn("demo@anser.example: accepted", result.out)

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
        wrapper = os.path.join(folder, "sendmail")
        with open(wrapper, "w") as file:
            words = [os.path.abspath(self.anserctl.command()[0]), "send", *self.server.smtp()]
            file.write("#!/bin/sh\nexec %s \"$@\"\n" % shlex.join(words))
        os.chmod(wrapper, 0o755)
        patch = os.path.join(folder, "0001.patch")
        with open(patch, "w") as file:
            file.write("From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
                       "From: Me <me@anser.example>\nDate: Tue, 24 Nov 2026 12:00:00 +0000\n"
                       "Subject: [PATCH] a change\n\nWhy.\n---\n a | 1 +\n")
        done = Result(subprocess.run(
            ["git", "send-email", "--smtp-server=" + wrapper, "--from=me@anser.example",
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
