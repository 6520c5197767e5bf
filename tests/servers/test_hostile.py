#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl against servers that mean ill: it ends, says why, and stays small."""
import itertools
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import Anserctl, environment, measured
from badserver import BadServer, Certificates

OK, UNAVAILABLE, TEMPORARY, PROTOCOL = 0, 69, 75, 76
LIMIT = 240                     # seconds until a command counts as hanging
MEMORY = 64 * 1024              # KiB
ROWS = 1000000
PASSWORD = "secret"
LETTER = b"From: me@anser.example\r\nTo: you@anser.example\r\nSubject: x\r\n\r\nText\r\n"


class Outcome:
    def __init__(self, status, out, err, memory, seconds):
        self.status, self.out, self.err = status, out, err
        self.memory, self.seconds = memory, seconds

    def __repr__(self):
        return "status %d, %d KiB, %.1f s\nout: %s\nerr: %s" % (
            self.status, self.memory, self.seconds, self.out[-500:], self.err[-2000:])


def run(command, folder):
    """Runs a command to its end, and measures it alone."""
    began = time.monotonic()
    # Memory that is filled when it is given counts as used, which it is not.
    env = environment(folder, PASSWORD)
    env.pop("MALLOC_PERTURB_", None)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        status = subprocess.run(measured(command), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                timeout=LIMIT, env=env).returncode
        seconds = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        text, _, memory = err.read().decode("utf-8", "replace").rstrip().rpartition("\n")
        return Outcome(status, out.read().decode("utf-8", "replace"), text, int(memory), seconds)


class Hostile(unittest.TestCase):
    scheme = None

    def setUp(self):
        self.anserctl = Anserctl(PASSWORD)

    def server(self, talk, context=None):
        server = BadServer(talk, context)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def run_at(self, talk, *words, context=None, options=("--tls", "none")):
        port = self.server(talk, context).port
        scheme = self.scheme + ("s" if context else "")
        return run(self.anserctl.command(*words, "--server",
                                         "%s://tim@127.0.0.1:%d" % (scheme, port), *options),
                   self.anserctl.folder)

    def check(self, outcome, *statuses):
        """It ended with one of these, in time, small, and with one sentence that says why."""
        self.assertIn(outcome.status, statuses, outcome)
        self.assertLess(outcome.memory, MEMORY, outcome)
        if outcome.status != OK:
            lines = [line for line in outcome.err.splitlines() if line.startswith("anserctl")]
            self.assertEqual(len(lines), 1, outcome)
            self.assertRegex(lines[0], r": .{20,}[.”)]$")


def noise(line):
    line.send(random.Random(7).randbytes(256 * 1024))


def half_closed(greeting):
    def talk(line):
        line.say(greeting)
        line.sock.shutdown(socket.SHUT_WR)
        line.wait()
    return talk


def slow(line):
    """A byte now and then, and never a whole line."""
    while True:
        line.send(b"2")
        time.sleep(0.1)


class Pop3(Hostile):
    scheme = "pop3"

    def session(self, line, answers):
        """An ordinary session, but for these answers: command to a function."""
        line.say("+OK ready")
        while (command := line.hear()) is not None:
            verb = command.split(" ")[0].upper()
            if verb in answers:
                answers[verb](line)
            elif verb == "CAPA":
                line.say("+OK", "UIDL", "USER", ".")
            elif verb in ("LIST", "UIDL"):
                line.say("+OK", "1 100" if verb == "LIST" else "1 a", ".")
            elif verb == "STAT":
                line.say("+OK 1 100")
            else:
                line.say("+OK")
            if verb == "QUIT":
                return

    def run_with(self, answers, *words, **options):
        return self.run_at(lambda line: self.session(line, answers), "pop", *words, **options)

    def fetch_with(self, answers, **options):
        return self.run_with(answers, "fetch", "--maildir", self.anserctl.maildir, "--state",
                             self.anserctl.state, **options)

    def test_random_bytes(self):
        self.check(self.run_at(noise, "pop", "stat"), PROTOCOL)

    def test_random_bytes_later(self):
        for verb in ("CAPA", "STAT", "LIST"):
            with self.subTest(verb=verb):
                self.check(self.run_with({verb: noise}, "list" if verb == "LIST" else "stat"),
                           PROTOCOL)

    def test_replies_before_commands(self):
        def talk(line):
            line.say("+OK ready", "+OK", ".", "+OK", "+OK", "+OK 7 700")
            line.wait()
        self.check(self.run_at(talk, "pop", "stat"), PROTOCOL)

    def test_replies_in_wrong_order(self):
        def list_for_stat(line):
            line.say("+OK", "1 100", ".")
        self.check(self.run_with({"STAT": list_for_stat}, "stat"), PROTOCOL)

    def test_greeting_of_smtp(self):
        def talk(line):
            line.say("220 mail.example ESMTP")
            line.wait()
        self.check(self.run_at(talk, "pop", "stat"), PROTOCOL)

    def test_overflowing_sizes(self):
        def overflow(line):
            line.say("+OK 99999999999999999999 99999999999999999999999999")
        self.check(self.run_with({"STAT": overflow}, "stat"), OK, PROTOCOL)

        def rows(line):
            line.say("+OK", "1 99999999999999999999999999", "2 -5", "99999999999999999999 7",
                     "3 120", ".")
        outcome = self.run_with({"LIST": rows}, "list")
        self.check(outcome, OK, PROTOCOL)
        if outcome.status == OK:
            self.assertIn("120", outcome.out)

    def test_uid_of_a_megabyte(self):
        def uid(line):
            line.say("+OK", "1 " + "x" * 1000000, ".")
        self.check(self.run_with({"UIDL": uid}, "uidl"), PROTOCOL)
        self.check(self.fetch_with({"UIDL": uid}), PROTOCOL)

    def million(self, line):
        line.say("+OK")
        for start in range(1, ROWS + 1, 10000):
            line.send(b"".join(b"%d 1000\r\n" % n for n in range(start, start + 10000)))
        line.say(".")

    def test_list_of_a_million_rows(self):
        outcome = self.run_with({"LIST": self.million}, "list")
        self.check(outcome, OK, PROTOCOL)
        if outcome.status == OK:
            self.assertIn("%d" % ROWS, outcome.out[-100:])

    def million_uids(self, form):
        def say(line):
            line.say("+OK")
            for start in range(1, ROWS + 1, 10000):
                line.send(b"".join(form % (n, n * 2654435761 % (1 << 32))
                                   for n in range(start, start + 10000)))
            line.say(".")
        return say

    def test_uidl_of_a_million_rows(self):
        for options in ((), ("--json",)):
            outcome = self.run_with({"UIDL": self.million_uids(b"%d %024x\r\n")}, "uidl", *options)
            self.check(outcome, OK)
            self.assertIn("%024x" % (ROWS * 2654435761 % (1 << 32)), outcome.out[-100:])

    def test_fetch_from_a_million_rows(self):
        def leave(line):
            line.sock.close()
        for uids in (self.million, self.million_uids(b"%d %08x\r\n")):
            outcome = self.fetch_with({"LIST": self.million, "UIDL": uids, "RETR": leave})
            self.check(outcome, TEMPORARY, PROTOCOL)

    def test_fetch_from_an_endless_list(self):
        """Another session is begun after the first: its memory must not be added."""
        def endless(line):
            line.say("+OK")
            for start in itertools.count(7, 10000):
                line.send(b"".join(b"%d %x\r\n" % (n, n) for n in range(start, start + 10000)))
        self.check(self.fetch_with({"UIDL": endless}), PROTOCOL)

    def test_endless_list(self):
        def endless(line):
            line.say("+OK")
            while True:
                line.send(b"1 1\r\n" * 10000)
        self.check(self.run_with({"LIST": endless}, "list"), PROTOCOL)

    def test_half_closed(self):
        self.check(self.run_at(half_closed("+OK ready"), "pop", "stat"), TEMPORARY)

    def test_slow_bytes(self):
        self.check(self.run_at(slow, "doctor", "--timeout", "1"), TEMPORARY)

    def test_letter_that_breaks(self):
        """TLS ends, or is broken, in the middle of a letter: nothing of it is kept."""
        certificates = Certificates(self.anserctl.folder)
        context = certificates.context("good")

        def farewell(line):
            line.say("+OK", "Subject: half", "")
            line.sock.unwrap()

        def nonsense(line):
            line.say("+OK", "Subject: half", "")
            line.raw.sendall(b"\x15\x03\x03\x00\x02\x02\x28")   # a fatal alert in clear text
            line.wait()

        for end in (farewell, nonsense):
            with self.subTest(end=end.__name__):
                outcome = self.fetch_with({"RETR": end}, context=context,
                                          options=("--ca-file", certificates.authority))
                self.check(outcome, UNAVAILABLE, TEMPORARY, PROTOCOL)
                self.assertEqual(self.anserctl.letters(), [])


class Smtp(Hostile):
    scheme = "smtp"

    def session(self, line, answers):
        line.say("220 mail.example ESMTP")
        while (command := line.hear()) is not None:
            verb = command.split(" ")[0].upper()
            if verb in answers:
                answers[verb](line)
            elif verb == "EHLO":
                line.say("250-mail.example", "250 AUTH PLAIN")
            elif verb == "AUTH":
                line.say("235 in")
            elif verb == "DATA":
                line.say("354 go on")
                while line.hear() != ".":
                    pass
                line.say("250 queued")
            elif verb == "QUIT":
                line.say("221 bye")
                return
            else:
                line.say("250 ok")

    def send_at(self, talk, **options):
        path = os.path.join(self.anserctl.folder, "letter.eml")
        with open(path, "wb") as file:
            file.write(options.pop("letter", LETTER))
        return self.run_at(talk, "send", path, **options)

    def send_with(self, answers, **options):
        return self.send_at(lambda line: self.session(line, answers), **options)

    def test_honest(self):
        """The frame of these tests is sound."""
        self.check(self.send_with({}), OK)

    def test_random_bytes(self):
        self.check(self.send_at(noise), PROTOCOL)

    def test_random_bytes_later(self):
        for verb in ("EHLO", "MAIL", "DATA"):
            with self.subTest(verb=verb):
                self.check(self.send_with({verb: noise}), PROTOCOL)

    def test_replies_before_commands(self):
        def talk(line):
            line.say("220 mail.example", "250 ok", "235 in", "250 ok", "250 ok", "354 go", "250 ok")
            line.wait()
        self.check(self.send_at(talk), PROTOCOL)

    def test_replies_in_wrong_order(self):
        def go_on(line):
            line.say("354 go on")
        for verb in ("EHLO", "AUTH", "MAIL", "RCPT"):
            with self.subTest(verb=verb):
                self.check(self.send_with({verb: go_on}), UNAVAILABLE, PROTOCOL)

    def test_greeting_of_pop3(self):
        def talk(line):
            line.say("+OK ready")
            line.wait()
        self.check(self.send_at(talk), PROTOCOL)

    def test_overflowing_size(self):
        """A number that is none is no limit."""
        def ehlo(line):
            line.say("250-mail.example", "250-SIZE 99999999999999999999999999", "250 AUTH PLAIN")
        self.check(self.send_with({"EHLO": ehlo}), OK)

    def test_endless_ehlo(self):
        def ehlo(line):
            while True:
                line.send(b"250-X\r\n" * 10000)
        self.check(self.send_with({"EHLO": ehlo}), PROTOCOL)

    def test_line_of_a_megabyte(self):
        def ehlo(line):
            line.say("250 " + "x" * 1000000)
        self.check(self.send_with({"EHLO": ehlo}), PROTOCOL)

    def test_half_closed(self):
        self.check(self.send_at(half_closed("220 mail.example ESMTP")), TEMPORARY)

    def test_slow_bytes(self):
        self.check(self.run_at(slow, "doctor", "--timeout", "1"), TEMPORARY)

    def test_letter_that_breaks(self):
        """TLS ends, or is broken, before the final dot was answered."""
        certificates = Certificates(self.anserctl.folder)
        context = certificates.context("good")

        def farewell(line):
            line.say("354 go on")
            line.sock.unwrap()

        def nonsense(line):
            line.say("354 go on")
            line.raw.sendall(b"\x15\x03\x03\x00\x02\x02\x28")
            line.wait()

        letter = LETTER + b"A line of text that fills the letter.\r\n" * 150000
        for end in (farewell, nonsense):
            with self.subTest(end=end.__name__):
                outcome = self.send_with({"DATA": end}, context=context, letter=letter,
                                         options=("--ca-file", certificates.authority))
                self.check(outcome, UNAVAILABLE, TEMPORARY, PROTOCOL)


if __name__ == "__main__":
    tap.main()
