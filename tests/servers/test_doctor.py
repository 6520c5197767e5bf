#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl doctor at servers of all kinds: what it says, how far it goes, how it ends."""
import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import BUILD, Anserctl, DemoServer
from badserver import BadServer, Certificates

USAGE, NO_HOST, UNAVAILABLE, TEMPORARY, PROTOCOL, REFUSED = 64, 68, 69, 75, 76, 77
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PLAY = os.path.join(BUILD, "tests", "unit", "dialogues", "serve-dialogue")
SECRET = "four geese"


def pop3(line):
    """A good server."""
    capabilities = ["+OK", "TOP", "UIDL", "PIPELINING", "LOGIN-DELAY 60", "EXPIRE 30",
                    "SASL PLAIN", "IMPLEMENTATION Test", "."]
    line.say("+OK ready")
    pop3_commands(line, capabilities)


def pop3_commands(line, capabilities):
    while (command := line.hear()) is not None:
        verb = command.split(" ")[0]
        if verb == "CAPA":
            line.say(*capabilities)
        elif verb == "STAT":
            line.say("+OK 2 700")
        elif verb == "UIDL":
            line.say("+OK 1 a")
        elif verb == "TOP":
            line.say("+OK", "Subject: x", "", ".")
        else:
            line.say("+OK")
        if verb == "QUIT":
            return


def smtp(line):
    line.say("220 mail.example ESMTP")
    smtp_commands(line)


def smtp_commands(line):
    while (command := line.hear()) is not None:
        verb = command.split(" ")[0]
        if verb == "EHLO":
            line.say("250-mail.example", "250-SIZE 35000000", "250-8BITMIME", "250-LIMITS RCPTMAX=50",
                     "250 AUTH PLAIN LOGIN")
        elif verb == "AUTH":
            line.say("235 2.7.0 in")
        elif verb == "QUIT":
            line.say("221 bye")
            return
        else:
            line.say("250 ok")


class Report:
    """What --json printed of a server."""

    def __init__(self, result, number=0):
        self.result = result
        first = result.out.splitlines()[0]
        self.server = json.loads(first)["servers"][number]
        self.sections = {section["key"]: section["lines"] for section in self.server["sections"]}

    def line(self, section, key):
        for line in self.sections.get(section, []):
            if line["key"] == key:
                return line
        raise AssertionError("no line %s in %s: %r" % (key, section, self.result))


class Doctor(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(None)

    def serve(self, talk, context=None):
        server = BadServer(talk, context)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def doctor(self, *words, password=None):
        variables = {"ANSER_PASSWORD": password} if password else {}
        return self.anserctl.run("doctor", *map(str, words), **variables)

    def look(self, status, *words, password=None):
        result = self.doctor("--json", *words, password=password)
        self.assertEqual(result.status, status, result)
        report = Report(result)
        self.assertEqual(report.server["ok"], status == 0, result)
        if status:
            self.assertEqual(json.loads(result.out.splitlines()[1])["error"]["status"], status)
        return report

    def test_good_pop3(self):
        url = "pop3://tim@127.0.0.1:%d" % self.serve(pop3).port
        report = self.look(0, url, "--tls", "none", password=SECRET)
        self.assertEqual(report.server["server"], url)
        self.assertEqual(report.line("login", "login")["level"], "ok")
        self.assertIn("PLAIN", report.line("login", "choice")["text"])
        self.assertIn("2 messages", report.line("mailbox", "STAT")["text"])
        self.assertIn("pipelined", report.line("decisions", "pipelining")["text"])
        self.assertIn("60", report.line("abilities", "LOGIN-DELAY")["text"])
        self.assertIn("30", report.line("abilities", "EXPIRE")["text"])
        self.assertEqual(report.line("abilities", "IMPLEMENTATION")["text"], "Test")
        self.assertIn("ms", report.line("delays", "greeting"))

    def test_good_smtp(self):
        report = self.look(0, "smtp://tim@127.0.0.1:%d" % self.serve(smtp).port, "--tls", "none",
                           password=SECRET)
        self.assertIn("35.0", report.line("decisions", "size")["text"])
        self.assertEqual(report.line("abilities", "LIMITS")["text"], "RCPTMAX=50")
        self.assertEqual(report.line("login", "login")["level"], "ok")

    def test_text(self):
        """For people: sections, aligned labels, no colours in a pipe."""
        result = self.doctor("pop3://127.0.0.1:%d" % self.serve(pop3).port, "--tls", "none")
        self.assertEqual(result.status, 0, result)
        self.assertNotIn("\033", result.out)
        lines = result.out.splitlines()
        self.assertIn("Network", lines)
        self.assertIn("  ✓ UIDL            Messages are told apart by their unique names.", lines)
        self.assertIn("  ✓ TOP             Headers can be had without the message.", lines)

    def test_no_password(self):
        report = self.look(0, "pop3://tim@127.0.0.1:%d" % self.serve(pop3).port, "--tls", "none")
        self.assertEqual(report.line("login", "login")["level"], "note")
        self.assertIn("no password", report.line("login", "login")["text"])

    def test_no_secret(self):
        result = self.doctor("--trace", "pop3://tim@127.0.0.1:%d" % self.serve(pop3).port,
                             "--tls", "none", password=SECRET)
        self.assertIn("C: CAPA", result.err)
        self.assertNotIn(SECRET, result.out + result.err)
        self.assertNotIn("AHRpbQ", result.out + result.err)

    def test_wrong_password(self):
        with DemoServer() as server:
            report = self.look(REFUSED, *server.pop3(), password="wrong")
            self.assertEqual(report.line("login", "login")["level"], "problem")
            self.assertTrue(report.sections["abilities"])
            report = self.look(REFUSED, *server.smtp(), password="wrong")
            self.assertEqual(report.line("login", "login")["level"], "problem")

    def test_usage(self):
        for words in ((), ("a", "b"), ("http://x.example",), ("pop3://x", "--account", "y"),
                      ("pop3://x.example", "--timeout", "-1")):
            with self.subTest(words=words):
                result = self.doctor(*words)
                self.assertIn(result.status, (USAGE, 65), result)
                self.assertEqual(result.out, "")

    # Ways that lead nowhere

    def test_unknown_name(self):
        report = self.look(NO_HOST, "pop3s://no.such.server.invalid")
        self.assertEqual(report.line("network", "name")["level"], "problem")

    def test_nobody_there(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        report = self.look(UNAVAILABLE, "smtp://127.0.0.1:%d" % port)
        self.assertEqual(report.line("network", "connection")["level"], "problem")
        self.assertIn("587", report.line("network", "advice")["text"])

    def test_silence(self):
        began = time.monotonic()
        report = self.look(TEMPORARY, "--timeout", 1,
                           "pop3://127.0.0.1:%d" % self.serve(lambda line: line.wait()).port)
        self.assertLess(time.monotonic() - began, 15)
        self.assertIn("greeting", report.line("network", "tried")["text"])
        self.assertIn("pop3s://", report.line("network", "other-door")["text"])

    def test_refused_at_the_door(self):
        for scheme, words, status in (("pop3", "-ERR [SYS/TEMP] come back later", TEMPORARY),
                                      ("smtp", "554 go away", UNAVAILABLE)):
            with self.subTest(words=words):
                port = self.serve(lambda line, words=words: line.say(words)).port
                report = self.look(status, "%s://127.0.0.1:%d" % (scheme, port))
                self.assertEqual(report.line("network", "greeting-problem")["level"], "problem")

    # TLS

    def certificates(self):
        return Certificates(self.anserctl.folder)

    def test_wrong_way_of_encryption(self):
        certificates = self.certificates()
        trust = ("--ca-file", certificates.authority, "--timeout", 2)
        tls = self.serve(pop3, certificates.context("good"))
        report = self.look(TEMPORARY, "pop3://127.0.0.1:%d" % tls.port, *trust)
        self.assertIn("pop3s://127.0.0.1:%d answers" % tls.port,
                      report.line("network", "other-door")["text"])

        def plain(line):
            line.say("+OK ready")
            while (command := line.hear()) is not None:
                if command == "STLS":
                    line.say("+OK")
                    line.start_tls(context)
                    pop3_commands(line, ["+OK", "TOP", "."])
                    return
                line.say(*(["+OK", "STLS", "."] if command == "CAPA" else ["-ERR no"]))

        context = certificates.context("other")
        report = self.look(UNAVAILABLE, "pop3s://127.0.0.1:%d" % self.serve(plain).port, *trust)
        self.assertEqual(report.line("encryption", "problem")["level"], "problem")
        self.assertIn("pop3://", report.line("network", "other-door")["text"])

    def test_good_certificate(self):
        certificates = self.certificates()
        server = self.serve(pop3, certificates.context("good"))
        report = self.look(0, "pop3s://127.0.0.1:%d" % server.port, "--ca-file",
                           certificates.authority)
        self.assertIn("TLS 1.", report.line("encryption", "version")["text"])
        self.assertTrue(report.line("encryption", "cipher-suite")["text"])
        self.assertEqual(report.line("encryption", "trusted")["level"], "ok")
        self.assertIn("127.0.0.1", report.line("encryption", "names")["text"])
        self.assertRegex(report.line("encryption", "fingerprint")["text"], "^sha256:[0-9a-f]{64}$")

    def test_bad_certificates(self):
        """Each is told apart, with its details, and what is behind it is shown without a password."""
        certificates = self.certificates()
        kinds = {
            "self-signed": certificates.context("alone", signed=False),
            "wrong-name": certificates.context("foreign", "DNS:other.example"),
            "expired": certificates.context("old", expired=True),
        }
        for key, context in kinds.items():
            with self.subTest(key=key):
                heard = []

                def talk(line):
                    line.say("+OK ready")
                    while (command := line.hear()) is not None:
                        heard.append(command)
                        line.say(*(["+OK", "TOP", "."] if command == "CAPA" else ["+OK"]))

                report = self.look(UNAVAILABLE, "pop3s://tim@127.0.0.1:%d" %
                                   self.serve(talk, context).port, "--ca-file",
                                   certificates.authority, password=SECRET)
                self.assertEqual(report.line("encryption", key)["level"], "problem")
                self.assertIn("sha256:", report.line("encryption", "fingerprint")["text"])
                self.assertEqual(report.line("encryption", "behind")["level"], "note")
                self.assertEqual(report.line("abilities", "TOP")["level"], "ok")
                self.assertEqual(heard, ["CAPA", "QUIT"])

    def test_pinned_certificate(self):
        certificates = self.certificates()
        server = self.serve(pop3, certificates.context("alone", signed=False))
        url = "pop3s://127.0.0.1:%d" % server.port
        pin = self.look(UNAVAILABLE, url).line("encryption", "fingerprint")["text"]
        report = self.look(0, url, "--pin", pin)
        self.assertEqual(report.line("encryption", "pinned")["level"], "ok")
        report = self.look(UNAVAILABLE, url, "--pin", "sha256:" + "0" * 64)
        self.assertEqual(report.line("encryption", "other-than-pinned")["level"], "problem")

    # Bad servers played from dialogues

    def play(self, name):
        path = os.path.join(SOURCE, "tests", "dialogues", name + ".dialogue")
        process = subprocess.Popen([PLAY, path], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return int(process.stdout.readline().split(" at 127.0.0.1:")[1].split(",")[0])

    def test_dialogues(self):
        for name, status, section in (
                ("pop3/wrong-password", REFUSED, "login"),
                ("pop3/p17-in-use", TEMPORARY, "login"),
                ("pop3/p18-login-delay", TEMPORARY, "login"),
                ("pop3/p20-close-at-password", TEMPORARY, "login"),
                ("pop3/greeting-of-smtp", PROTOCOL, "network"),
                ("pop3/endless-capa", PROTOCOL, "network"),
                ("smtp/wrong-password", REFUSED, "login"),
                ("smtp/greeting-421", TEMPORARY, "network"),
                ("smtp/s08-temporary", TEMPORARY, "login"),
                ("smtp/over-long-reply", PROTOCOL, "network")):
            with self.subTest(name=name):
                url = "%s://tim@127.0.0.1:%d" % (name.split("/")[0], self.play(name))
                report = self.look(status, url, "--tls", "none", password="secret")
                problems = [line for line in report.sections[section] if line["level"] == "problem"]
                self.assertEqual(len(problems), 1, report.result)

    # Accounts

    def account(self):
        """An account at two servers; the variables by which anserctl finds it."""
        config = os.path.join(self.anserctl.folder, "config")
        folder = os.path.join(config, "glib-2.0", "settings")
        os.makedirs(folder)
        with open(os.path.join(folder, "keyfile"), "w") as file:
            file.write("[io/github/ansermail/Anser]\naccounts=['one']\n\n"
                       "[io/github/ansermail/Anser/accounts/one]\naddress='tim@anser.example'\n")
            for name, talk in (("pop3", pop3), ("smtp", smtp)):
                file.write("{0}-host='127.0.0.1'\n{0}-port=uint32 {1}\n{0}-security='none'\n"
                           "{0}-user='tim'\n".format(name, self.serve(talk).port))
        return {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": config,
                "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data")}

    def test_remembered(self):
        """What an account has learnt of its server is known, also where the server is named."""
        variables = {**self.account(), "ANSER_PASSWORD": SECRET,
                     "XDG_DATA_HOME": os.path.join(self.anserctl.folder, "data")}
        url = Report(self.anserctl.run("doctor", "--json", "tim@anser.example",
                                       **variables)).server["server"]
        folder = os.path.join(variables["XDG_DATA_HOME"], "anser")

        def noted(*words):
            result = self.anserctl.run("doctor", "--json", "--tls", "none", *words, **variables)
            return [line["key"] for line in Report(result).sections.get("quirks", [])]

        self.assertNotIn("top-is-broken", noted(url))
        self.assertFalse(os.path.exists(folder), "looking makes no store")
        os.makedirs(folder)
        with contextlib.closing(sqlite3.connect(os.path.join(folder, "state.db"))) as state:
            state.execute("CREATE TABLE server (account TEXT, quirks TEXT)")
            state.execute("INSERT INTO server VALUES ('one', 'no-top')")
            state.commit()
        self.assertIn("top-is-broken", noted(url))
        self.assertIn("top-is-broken", noted("tim@anser.example"))
        self.assertNotIn("top-is-broken", noted(url.replace("tim@", "tom@")))

    def test_account(self):
        variables = self.account()
        for password in (None, SECRET):
            if password:
                variables["ANSER_PASSWORD"] = password
            result = self.anserctl.run("doctor", "--json", "tim@anser.example", **variables)
            self.assertEqual(result.status, 0, result)
            for number, scheme in enumerate(("pop3", "smtp")):
                report = Report(result, number)
                self.assertTrue(report.server["server"].startswith(scheme + "://tim@"))
                self.assertEqual(report.line("login", "login")["level"],
                                 "ok" if password else "note")


if __name__ == "__main__":
    tap.main()
