#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl rules: what is in the file, what is wrong with it, and what it does to messages."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import DemoServer
from person import Profile

USAGE, DATA, NO_INPUT = 64, 65, 66

RULES = """# of mine
rule "Lists"
  if list-id exists
  fileinto "Archive"
  addflag seen

rule "Large" disabled
  anyof
  if size over 1K
  if not attachment exists
  trash
"""


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = DemoServer()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        self.person = Profile(DemoServer.PASSWORD, address=DemoServer.USER, pop3_host="127.0.0.1",
                              pop3_port=int(self.server.ports["pop3"]), pop3_security="none",
                              pop3_user=DemoServer.USER, leave_on_server=True)

    def put(self, text):
        os.makedirs(self.person.root, exist_ok=True)
        with open(os.path.join(self.person.root, "rules"), "w") as file:
            file.write(text)

    def ask(self, *words, status=0):
        result = self.person.ask("rules", *words, "--json")
        self.assertEqual(result.status, status, result)
        return json.loads(result.out)

    def count(self, folder):
        return len(self.person.letters_in(folder))

    def lists(self):
        return sum(b"\nList-Id:" in letter or b"\nList-ID:" in letter
                   for letter in self.person.letters_in("Inbox"))

    def test_none(self):
        self.assertEqual(self.ask("list"), [])
        self.assertIn("no rules", self.person.ask("rules", "list").out)
        self.assertEqual(self.ask("check"), {"rules": 0, "findings": []})

    def test_list(self):
        self.put(RULES)
        lists, large = self.ask("list")
        self.assertEqual((lists["name"], lists["enabled"], lists["match"]), ("Lists", True, "allof"))
        self.assertEqual(lists["conditions"], ["if list-id exists"])
        self.assertEqual(lists["actions"], ['fileinto "Archive"', "addflag seen"])
        self.assertEqual((large["enabled"], large["match"], large["problem"]), (False, "anyof", None))
        self.assertIn("Mailing list is there", self.person.ask("rules", "list").out)

    def test_check(self):
        self.put(RULES.replace("size over 1K", "size over lots"))
        findings = self.ask("check", status=DATA)["findings"]
        self.assertEqual([finding["line"] for finding in findings], [9])
        self.assertIn("Line 9: ", self.person.ask("rules", "check").out)
        self.assertIsNone(self.ask("list")[0]["problem"])
        self.assertIn("Line 9", self.ask("list")[1]["problem"])
        self.ask("check", "/nowhere", status=NO_INPUT)

    def test_run(self):
        """Told first, done then, and nothing is left to be done after."""
        self.assertEqual(self.person.check().status, 0)
        lists, total = self.lists(), self.count("Inbox")
        self.assertGreater(lists, 0)
        self.put(RULES)
        answer = self.ask("run", "--dry-run")
        self.assertEqual((answer["account"], answer["folder"], answer["messages"], answer["done"]),
                         ("one", "Inbox", total, False))
        self.assertEqual(len(answer["changes"]), lists)
        change = answer["changes"][0]
        self.assertEqual((change["rules"], change["folder"], change["seen"], change["flagged"]),
                         (["Lists"], "Archive", True, False))
        self.assertEqual(self.count("Inbox"), total)

        result = self.person.ask("rules", "run", "--account", DemoServer.USER)
        self.assertEqual(result.status, 0, result)
        self.assertIn("Move to “Archive”, Mark as read (Lists)", result.out)
        self.assertEqual((self.count("Inbox"), self.count("Archive")), (total - lists, lists))
        self.assertEqual(self.ask("run")["changes"], [])
        self.assertEqual(self.ask("run", "--folder", "archive")["messages"], lists)
        verify = self.person.ask("store", "verify", "--json")
        self.assertEqual(json.loads(verify.out)["findings"], [])

    def test_named(self):
        """A rule that is named runs also if it is switched off; nothing else does."""
        self.assertEqual(self.person.check().status, 0)
        self.put(RULES)
        self.ask("run", "Large")
        self.assertGreater(self.count("Trash"), 0)
        self.assertEqual(self.count("Archive"), 0)
        self.ask("run", "Nobody", status=DATA)
        self.ask("run", "--folder", "Nowhere", status=DATA)

    def test_arrival(self):
        """By "check" and by "pop fetch" alike."""
        self.put(RULES)
        self.assertEqual(self.person.check().status, 0)
        self.assertEqual(self.lists(), 0)
        archived = self.count("Archive")
        self.assertGreater(archived, 0)
        self.assertEqual(self.person.check().status, 0)
        self.assertEqual(self.count("Archive"), archived)

        other = Profile(DemoServer.PASSWORD, address=DemoServer.USER, pop3_host="127.0.0.1",
                        pop3_port=int(self.server.ports["pop3"]), pop3_security="none",
                        pop3_user=DemoServer.USER, leave_on_server=True)
        self.person = other
        self.put(RULES)
        result = other.ask("pop", "fetch", "--account", "one")
        self.assertEqual(result.status, 0, result)
        self.assertEqual((self.lists(), self.count("Archive")), (0, archived))


if __name__ == "__main__":
    tap.main()
