#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What anserctl answers with --json, and the exit status of what goes wrong."""
import base64
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import Anserctl, DemoServer

USAGE, DATA, NO_INPUT, NO_HOST, UNAVAILABLE, CANNOT_CREATE = 64, 65, 66, 68, 69, 73
IO, TRY_LATER, PROTOCOL, PASSWORD, CONFIGURATION = 74, 75, 76, 77, 78


def values(result):
    """One JSON value a line."""
    return [json.loads(line) for line in result.out.splitlines()]


class Pop(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(DemoServer.PASSWORD)
        self.server = DemoServer()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def ask(self, command, *arguments, status=0, **variables):
        result = self.anserctl.run("pop", command, *self.server.pop3(), "--json", *arguments,
                                   **variables)
        self.assertEqual(result.status, status, result)
        return values(result)

    def test_listings(self):
        [total] = self.ask("stat")
        [sizes] = self.ask("list")
        [ids] = self.ask("uidl")
        self.assertEqual(total, {"messages": len(sizes),
                                 "bytes": sum(row["bytes"] for row in sizes)})
        self.assertEqual([row["number"] for row in ids], list(range(1, len(sizes) + 1)))
        self.assertEqual(self.ask("uidl", "3"), [[ids[2]]])
        self.assertEqual(len({row["uid"] for row in ids}), len(ids))

    def test_capabilities(self):
        [lines] = self.ask("capa", LC_ALL="C")
        self.assertIn("UIDL", lines)

    def test_message(self):
        [sizes] = self.ask("list", "2")
        [message] = self.ask("retr", "2")
        plain = self.anserctl.run("pop", "retr", *self.server.pop3(), "2").out
        self.assertEqual(message["encoding"], "base64")
        self.assertTrue(message["complete"])
        self.assertEqual(message["number"], 2)
        self.assertEqual(message["bytes"], sizes[0]["bytes"])
        content = base64.b64decode(message["content"], validate=True)
        self.assertEqual(content.decode("utf-8", "replace"), plain)
        [top] = self.ask("top", "2", "0")
        self.assertTrue(content.startswith(base64.b64decode(top["content"])[:-2]))

    def test_deleted(self):
        self.assertEqual(self.ask("dele", "2", "4"), [{"deleted": [2, 4]}])
        self.assertIn("mechanism", self.ask("noop")[0])

    def test_failures(self):
        [answer] = self.ask("retr", "999", status=UNAVAILABLE)
        self.assertEqual(set(answer), {"error"})
        self.assertEqual(answer["error"]["status"], UNAVAILABLE)
        self.assertEqual(answer["error"]["kind"], "refused")
        self.assertGreater(len(answer["error"]["message"].split()), 3, answer)
        self.assertIn("server", answer["error"])
        [answer] = self.ask("retr", "--no-such-option", status=USAGE)
        self.assertEqual(answer["error"]["kind"], "usage")
        [answer] = self.ask("stat", status=PASSWORD, ANSER_PASSWORD="wrong")
        self.assertEqual(answer["error"]["kind"], "password-refused")

    def test_message_that_breaks_off(self):
        """The part that came is one line, the reason the next."""
        with DemoServer("--close-after-letter", 1) as broken:
            result = self.anserctl.run("pop", "retr", *broken.pop3(), "--json", "1")
        for answer in values(result):
            self.assertIsInstance(answer, dict)


if __name__ == "__main__":
    tap.main()
