#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl queue: the outbox that windows and commands share."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import DemoServer
from person import Profile

USAGE, NO_INPUT, UNAVAILABLE, TRY_LATER, PASSWORD = 64, 66, 69, 75, 77
LETTER = (b"From: demo@anser.example\r\nTo: demo@anser.example\r\nBcc: hidden@anser.example\r\n"
          b"Subject: =?UTF-8?B?562J5b6F?=\r\n\r\ntext\r\n")


class Queue(unittest.TestCase):
    def setUp(self):
        self.server = DemoServer("--refuse-recipient", "nobody@anser.example")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.person = Profile(DemoServer.PASSWORD, address=DemoServer.USER, pop3_host="127.0.0.1",
                              pop3_port=int(self.server.ports["pop3"]), pop3_security="none",
                              pop3_user=DemoServer.USER, smtp_host="127.0.0.1",
                              smtp_port=int(self.server.ports["smtp"]), smtp_security="none",
                              smtp_user=DemoServer.USER)

    def queue(self, *recipients):
        self.person.queue(LETTER, DemoServer.USER, *recipients)

    def ask(self, *arguments, status=0, **variables):
        result = self.person.ask("queue", *arguments, "--json", **variables)
        self.assertEqual(result.status, status, result)
        return json.loads(result.out)

    def rows(self):
        return self.ask("list")

    def test_list_and_run(self):
        self.assertEqual(self.rows(), [])
        self.queue("demo@anser.example", "hidden@anser.example")
        [row] = self.rows()
        self.assertEqual((row["subject"], row["state"], row["recipients"], row["attempts"]),
                         ("等待", "queued", ["demo@anser.example", "hidden@anser.example"], 0))
        self.assertIn("等待", self.person.ask("queue", "list").out)
        answer = self.ask("run")
        self.assertEqual(answer, {"sent": [row["id"]], "left": []})
        self.assertEqual(self.rows(), [])
        [sent] = self.ask("list", "--sent")
        self.assertEqual((sent["subject"], sent["recipients"]), ("等待", 2))
        self.assertTrue(sent["receipt"])
        self.assertIn(sent["receipt"], self.person.ask("queue", "list", "--sent").out)
        [copy] = self.person.letters_in("Sent")
        self.assertIn(b"Bcc: hidden@anser.example", copy)
        self.assertEqual(self.ask("run"), {"sent": [], "left": []})

    def test_cancel(self):
        self.queue("demo@anser.example")
        [row] = self.rows()
        self.assertEqual(self.ask("cancel", str(row["id"])), {"cancelled": row["id"]})
        self.assertEqual(self.rows(), [])
        self.assertEqual(len(self.person.letters_in("Drafts")), 1)
        self.assertEqual(self.ask("run"), {"sent": [], "left": []})
        self.ask("cancel", str(row["id"]), status=NO_INPUT)
        self.ask("cancel", "x", status=USAGE)

    def test_refused_recipient(self):
        """Held, with the server's words; goes out to the others when that is asked for."""
        self.queue("demo@anser.example", "nobody@anser.example")
        self.queue("demo@anser.example")
        first, second = self.rows()
        result = self.person.ask("queue", "run", "--json")
        self.assertNotEqual(result.status, 0, result)
        answer = json.loads(result.out)
        self.assertEqual(answer["sent"], [second["id"]])
        [left] = answer["left"]
        self.assertEqual((left["id"], left["state"]), (first["id"], "held"))
        self.assertIn("nobody@anser.example", left["problem"])
        self.assertIn("nobody@anser.example", self.person.ask("queue", "list").out)
        answer = json.loads(self.person.ask("queue", "run", "--json", "--partial",
                                            str(first["id"])).out)
        sent = self.ask("list", "--sent")
        self.assertEqual(sent[0]["recipients"], 1)

    def test_wrong_password(self):
        self.queue("demo@anser.example")
        answer = self.ask("run", status=PASSWORD, ANSER_PASSWORD="wrong")
        self.assertEqual(answer["error"]["kind"], "password-refused")
        self.assertEqual([row["state"] for row in answer["left"]], ["queued"])
        self.assertEqual(len(self.ask("run")["sent"]), 1)

    def test_check(self):
        """As the window does: sends and gets."""
        self.queue("demo@anser.example")
        result = self.person.ask("check", "--json")
        self.assertEqual(result.status, 0, result)
        answer = json.loads(result.out)
        self.assertEqual((answer["account"], answer["address"]), ("one", DemoServer.USER))
        self.assertGreaterEqual(answer["new"], 55)
        self.assertEqual(self.rows(), [])
        result = self.person.ask("check", "--json", ANSER_PASSWORD="wrong")
        self.assertEqual(result.status, PASSWORD, result)
        [answer] = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual((answer["new"], answer["error"]["kind"]), (0, "password-refused"))

    def test_server_down(self):
        self.queue("demo@anser.example")
        self.server.__exit__()
        answer = self.ask("run", status=UNAVAILABLE)
        self.assertEqual([row["state"] for row in answer["left"]], ["queued"])
        self.server.__enter__()


if __name__ == "__main__":
    tap.main()
