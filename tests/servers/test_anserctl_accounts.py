#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl accounts: from an address to an account that works, and away again, with a keyring."""
import json
import os
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import LIMIT, DemoServer, Result, environment
from person import Profile

USAGE, UNAVAILABLE, PASSWORD, CONFIGURATION = 64, 69, 77, 78
# A session bus and an unlocked keyring that nobody else has, for one shell script.
SESSION = ("printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n")


class Accounts(unittest.TestCase):
    def setUp(self):
        self.person = Profile(DemoServer.PASSWORD)
        self.server = DemoServer()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def urls(self):
        return ("--pop3", self.server.pop3()[1], "--smtp", self.server.smtp()[1], "--tls", "none")

    def ask(self, *arguments, status=0, **variables):
        result = self.person.ask("accounts", *arguments, **variables)
        self.assertEqual(result.status, status, result)
        return result

    def rows(self):
        return json.loads(self.ask("list", "--json").out)

    def add(self, *arguments, **rest):
        return self.ask("add", *self.urls(), *arguments, DemoServer.USER, **rest)

    def test_from_address_to_account(self):
        added = [json.loads(line) for line in
                 self.add("--name", "Geese", "--json").out.splitlines()]
        self.assertTrue(added[0]["ok"])
        self.assertGreater(len(added[0]["steps"]), 1)
        [row] = self.rows()
        self.assertEqual(added[1]["id"], row["id"])
        self.assertEqual((row["address"], row["name"], row["pop3"]),
                         (DemoServer.USER, "Geese", "127.0.0.1"))
        self.assertIn("55 messages", self.person.ask("pop", "stat", "--account", row["id"]).out)
        self.ask("test", DemoServer.USER)
        answer = json.loads(self.ask("test", row["id"], "--json").out)
        self.assertTrue(answer["ok"] and all(step["ok"] for step in answer["steps"]), answer)
        sent = self.person.ask("send", "--account", row["id"], "--to", DemoServer.USER, "--subject",
                               "from the account", "--text", "x", "--dry-run")
        self.assertIn("From: Geese <%s>" % DemoServer.USER, sent.out)
        self.add(status=CONFIGURATION)

    def test_wrong_password(self):
        """An account that does not work is not added, unless that is wanted."""
        result = self.add("--json", status=PASSWORD, ANSER_PASSWORD="wrong")
        [answer] = [json.loads(line) for line in result.out.splitlines()]
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["error"]["kind"], "password-refused")
        self.assertEqual(self.rows(), [])
        self.add("--no-test", ANSER_PASSWORD="wrong")
        self.ask("test", DemoServer.USER, status=PASSWORD, ANSER_PASSWORD="wrong")

    def test_known_provider(self):
        result = self.ask("add", "--no-test", "--json", "Me <me@qq.com>")
        answer = json.loads(result.out)
        self.assertEqual((answer["pop3"], answer["smtp"], answer["name"]),
                         ("pop.qq.com", "smtp.qq.com", "Me"))
        self.assertTrue(answer["provider"])
        self.assertTrue(answer["hint"])

    def test_remove(self):
        self.add("--no-test")
        self.person.ask("check")
        self.ask("remove", DemoServer.USER, status=USAGE)
        answer = json.loads(self.ask("remove", "--yes", "--json", DemoServer.USER).out)
        self.assertEqual(self.rows(), [])
        kept = sum(len(files) for _, _, files in os.walk(answer["messages"]))
        self.assertGreaterEqual(kept, 55)
        self.ask("remove", "--yes", DemoServer.USER, status=CONFIGURATION)

    def test_usage(self):
        for words in (("add",), ("add", "not an address"), ("test",), ("remove",), ("add", "a@b.c",
                      "--pop3", "smtp://x"), ("add", "a@b.c", "--tls", "maybe")):
            result = self.person.ask("accounts", *words)
            self.assertIn(result.status, (USAGE, 65), result)

    def test_keyring(self):
        """The password goes into the Secret Service, is found there, and is forgotten."""
        for program in ("dbus-run-session", "gnome-keyring-daemon", "secret-tool"):
            if not shutil.which(program):
                self.fail(program + " is not installed")
        ctl = os.path.abspath(self.person.command()[0])
        script = SESSION + (
            "set -e; ctl=$1; shift; printf '%s\\n' \"$SECRET\" | \"$ctl\" accounts add --password-fd 0 "
            "\"$@\"; id=$(\"$ctl\" accounts list | cut -f1)\n"
            "echo \"kept: $(secret-tool lookup account \"$id\" protocol pop3)\"\n"
            "\"$ctl\" accounts test \"$id\" >/dev/null; \"$ctl\" pop stat --account \"$id\"\n"
            "\"$ctl\" accounts remove --yes \"$id\" >/dev/null\n"
            "echo \"left: $(secret-tool lookup account \"$id\" protocol pop3)\"\n")
        env = {**environment(self.person.folder, None), **self.person.variables,
               "SECRET": DemoServer.PASSWORD, "XDG_RUNTIME_DIR": self.person.folder}
        done = Result(subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", script, "sh", ctl, *self.urls(), DemoServer.USER],
            capture_output=True, stdin=subprocess.DEVNULL, timeout=LIMIT, env=env))
        self.assertEqual(done.status, 0, done)
        self.assertIn("kept: %s\n" % DemoServer.PASSWORD, done.out)
        self.assertIn("55 messages", done.out)
        self.assertTrue(done.out.endswith("left: \n"), done)


if __name__ == "__main__":
    tap.main()
