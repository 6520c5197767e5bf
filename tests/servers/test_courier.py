#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way of a letter between Dovecot, Postfix and the store of the windows: `anserctl check`.

ANSER_TEST_BUILD is the build folder. Without the servers all is skipped, and counts as failed with
ANSER_TEST_REQUIRE_SERVERS=1.
"""
import contextlib
import os
import re
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import realservers
import tap
from anserctl import DemoServer
from person import Profile
from realservers import DOMAIN, PASSWORD, wait_for
from test_real_servers import make_letters, stored

BUSY = 75

TO_MANY = (b"From: Sender <sender@anser.example>\r\nTo: demo@anser.example\r\n"
           b"Bcc: Hidden <hidden@anser.example>,\r\n hidden@anser.example\r\n"
           b"Subject: to many\r\n\r\n.a line with a dot\r\nBcc: not a field\r\n")


class Courier(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.servers = stack.enter_context(realservers.Servers())

    def setUp(self):
        for user in realservers.USERS:
            self.servers.empty(user)

    def profile(self, user, **settings):
        servers = self.servers
        address = "%s@%s" % (user, DOMAIN)
        values = dict(address=address, pop3_host="localhost", pop3_port=servers.pop3s,
                      pop3_security="tls", pop3_user=address, smtp_host="localhost",
                      smtp_port=servers.smtp, smtp_security="starttls", smtp_user=address,
                      ca_file=servers.ca, leave_on_server=True)
        return Profile(PASSWORD, **{**values, **settings})

    def ends_well(self, result):
        self.assertEqual(result.status, 0, result)
        return result


class Receiving(Courier):
    def test_three_hundred_letters(self):
        arrived = make_letters(300)
        self.servers.fill("many", arrived)
        for security, port in (("tls", self.servers.pop3s), ("starttls", self.servers.pop3)):
            with self.subTest(security=security):
                profile = self.profile("many", pop3_security=security, pop3_port=port)
                self.assertIn("300 new", self.ends_well(profile.check()).out)
                self.assertEqual(profile.letters_in("Inbox"), stored(arrived))
                self.assertIn(" 0 new", self.ends_well(profile.check()).out)
                self.assertEqual(profile.letters_in("Inbox"), stored(arrived))
                self.assertEqual(len(self.servers.letters("many")), 300)

    def test_delete_after_download(self):
        arrived = make_letters(30)
        self.servers.fill("many", arrived)
        profile = self.profile("many", leave_on_server=False)
        self.ends_well(profile.check())
        self.assertEqual(profile.letters_in("Inbox"), stored(arrived))
        self.assertEqual(self.servers.letters("many"), [])

    def die_and_go_on(self, arrived, step, leave):
        """Kills the program right before a step of its work on files, then lets it run again."""
        where = "killed at step %d, leave_on_server %s" % (step, leave)
        self.servers.empty("many")
        self.servers.fill("many", arrived)
        profile = self.profile("many", leave_on_server=leave)
        first = profile.run_to_step(step, "check", **profile.variables)
        self.assertIn(first.status, (-9, 0), first)
        there = stored(self.servers.letters("many"))
        self.assertTrue(set(stored(arrived)) <= set(profile.letters_in("Inbox")) | set(there),
                        "a letter is lost, " + where)
        # Dovecot frees the mailbox when it notices that the client has gone.
        wait_for(lambda: profile.check().status == 0, "the next check")
        self.assertEqual(profile.letters_in("Inbox"), stored(arrived), where)
        self.assertEqual(os.listdir(os.path.join(profile.folder_of("Inbox"), "tmp")), [], where)
        self.assertEqual(stored(self.servers.letters("many")), stored(arrived) if leave else [],
                         where)
        return first.status

    def test_killed_at_a_step(self):
        """Every step of the making of the store and of a batch that is synced file by file, ..."""
        arrived = make_letters(5)
        for leave in (True, False):
            step = 0
            status = -9
            while status != 0:
                step += 1
                status = self.die_and_go_on(arrived, step, leave)
            self.assertGreater(step, 2 * len(arrived))

    def test_killed_in_two_batches(self):
        """... and steps over a fetch that is committed in two batches, each synced at once."""
        arrived = make_letters(260)
        for leave in (True, False):
            step = 10
            status = -9
            while status != 0:
                status = self.die_and_go_on(arrived, step, leave)
                step += 80

    def test_two_at_once(self):
        self.servers.fill("many", make_letters(40))
        profile = self.profile("many")
        self.ends_well(profile.check())
        self.servers.fill("many", make_letters(200, seed=8))
        runs = [subprocess.Popen(profile.command("check"), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env={**os.environ, **profile.variables, "HOME": profile.folder,
                                      "ANSER_PASSWORD": PASSWORD}) for _ in range(3)]
        ends = [(run.communicate(timeout=60)[1].decode(), run.returncode) for run in runs]
        self.assertIn(0, [status for _, status in ends], ends)
        for words, status in ends:
            self.assertIn(status, (0, BUSY), words)
            if status == BUSY:
                self.assertIn("nother Anser", words)
        self.ends_well(profile.check())
        self.assertEqual(len(profile.letters_in("Inbox")), 240)

    def test_wrong_password(self):
        self.servers.fill("many", make_letters(3))
        profile = self.profile("many")
        profile.password = "not this"
        self.assertEqual(profile.check().status, 77)
        self.assertEqual(profile.letters_in("Inbox"), [])

    def test_untrusted_certificate(self):
        self.servers.fill("many", make_letters(3))
        profile = self.profile("many", ca_file=self.servers.foreign_ca, leave_on_server=False)
        result = profile.check()
        self.assertNotEqual(result.status, 0)
        self.assertIn("certificate", result.err)
        self.assertEqual(profile.letters_in("Inbox"), [])
        self.assertEqual(len(self.servers.letters("many")), 3)


class LostState(Courier):
    """state.db is lost or damaged; the names of the letters' files know what was received."""

    RULES = 'rule "Every third"\n  if subject regex "[0369]$"\n  fileinto "Elsewhere"\n'

    def damage(self, profile, how):
        path = os.path.join(profile.root, "state.db")
        for rest in ("-wal", "-shm"):
            if os.path.exists(path + rest):
                os.unlink(path + rest)
        if how == "gone":
            os.unlink(path)
            return
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            if how == "cut":
                file.truncate(size // 2)
            elif how == "empty":
                file.truncate(0)
            else:
                file.seek(0 if how == "garbage" else 4096)
                file.write(b"no database " * ((size - file.tell()) // 12))

    def retrieved(self):
        """How many RETR and TOP the last session sent, as Dovecot counts them."""
        last = re.findall(r"top=(\d+)/\d+, retr=(\d+)/", realservers.read(
            os.path.join(self.servers.top, "dovecot.log")))[-1]
        return tuple(map(int, last))

    def everything(self, profile):
        return sorted(profile.letters_in("Inbox") + profile.letters_in("Elsewhere"))

    def test_nothing_comes_twice(self):
        for how in ("gone", "empty", "garbage", "cut", "scribbled"):
            with self.subTest(how=how):
                arrived = make_letters(60, seed=len(how))
                self.servers.empty("many")
                self.servers.fill("many", arrived)
                profile = self.profile("many")
                os.makedirs(profile.root, exist_ok=True)
                with open(os.path.join(profile.root, "rules"), "w") as file:
                    file.write(self.RULES)
                self.assertIn("60 new", self.ends_well(profile.check()).out)
                self.damage(profile, how)
                self.assertIn(" 0 new", self.ends_well(profile.check()).out)
                self.assertEqual(self.retrieved(), (0, 0))
                self.assertEqual(self.everything(profile), stored(arrived))
                self.assertEqual(len(self.servers.letters("many")), 60)
                # What is new comes, and both databases are lost together with no other end.
                self.servers.fill("many", make_letters(5, seed=100 + len(how)))
                self.damage(profile, how)
                os.unlink(os.path.join(profile.root, "index.db"))
                self.assertIn(" 5 new", self.ends_well(profile.check()).out)
                self.assertEqual(self.retrieved(), (0, 5))
                self.assertEqual(len(self.everything(profile)), 65)


class RulesFirst(Courier):
    """Rules that say what comes at all (B8)."""

    RULES = ('rule "Spam"\n  if subject contains "lottery"\n  delete-on-server\n'
             'rule "Robots"\n  if from contains "robot@"\n  skip\n'
             'rule "Large"\n  if size over 50K\n  headers-only\n')

    def letter(self, sender, subject, length=20):
        return ("From: %s\r\nTo: many@anser.example\r\nSubject: %s\r\n\r\n%s\r\n"
                % (sender, subject, "\r\n".join(["x" * 70] * (length // 70 + 1)))).encode()

    def write_rules(self, profile, text, age=60):
        path = os.path.join(profile.root, "rules")
        os.makedirs(profile.root, exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        os.utime(path, (time.time() - age,) * 2)

    def test_verdicts(self):
        usual = [self.letter("you@anser.example", "hello %d" % i) for i in range(30)]
        robots = [self.letter("robot@anser.example", "report %d" % i) for i in range(20)]
        spam = [self.letter("other@anser.example", "lottery %d" % i) for i in range(20)]
        large = self.letter("you@anser.example", "film", 200000)
        self.servers.fill("many", usual + robots + spam + [large])
        profile = self.profile("many")
        self.write_rules(profile, self.RULES)
        self.assertIn("31 new", self.ends_well(profile.check()).out)
        self.assertEqual(sorted(self.servers.letters("many")),
                         sorted(stored(usual + robots + [large])))
        here = profile.letters_in("Inbox")
        self.assertEqual(len(here), 31)
        self.assertEqual(sum(len(text) > 10000 for text in here), 0)

        # Another check says the same and asks for nothing; other rules are asked again.
        self.assertIn(" 0 new", self.ends_well(profile.check()).out)
        self.write_rules(profile, "# no more\n", age=-60)
        self.assertIn("20 new", self.ends_well(profile.check()).out)
        self.assertEqual(len(profile.letters_in("Inbox")), 51)


class Sending(Courier):
    RECIPIENTS = ("demo@" + DOMAIN, "hidden@" + DOMAIN)

    def arrived(self, user):
        wait_for(lambda: self.servers.letters(user), "a letter for " + user)
        return self.servers.letters(user)

    def test_through_postfix(self):
        for security, port in (("starttls", self.servers.smtp), ("tls", self.servers.smtps)):
            with self.subTest(security=security):
                self.servers.empty("demo")
                self.servers.empty("hidden")
                profile = self.profile("sender", smtp_security=security, smtp_port=port)
                profile.queue(TO_MANY, "sender@" + DOMAIN, *self.RECIPIENTS)
                self.ends_well(profile.check())
                for user in ("demo", "hidden"):
                    letter, = self.arrived(user)
                    head, _, text = letter.partition(b"\n\n")
                    self.assertNotRegex(head, rb"(?mi)^Bcc:")
                    self.assertNotIn(b"hidden@anser.example>,", head)
                    self.assertTrue(text.startswith(b".a line with a dot\nBcc: not a field\n"), text)
                self.assertEqual(profile.letters_in("Outbox"), [])
                self.assertEqual(profile.letters_in("Sent"), [TO_MANY.replace(b"\r\n", b"\n")])
                self.ends_well(profile.check())
                self.assertEqual(len(self.servers.letters("demo")), 1)

    def test_refused_recipient(self):
        """Nothing is sent, the letter is kept, and a script is told."""
        profile = self.profile("sender")
        profile.queue(TO_MANY, "sender@" + DOMAIN, "demo@" + DOMAIN, "nobody-here@" + DOMAIN)
        result = profile.check()
        self.assertNotEqual(result.status, 0, result)
        self.assertIn("nobody-here", result.err)
        self.assertEqual(len(profile.letters_in("Outbox")), 1)
        self.assertEqual(profile.letters_in("Sent"), [])
        self.assertEqual(self.servers.letters("demo"), [])

    def test_server_gone(self):
        """The receiving goes on when sending cannot; the script is told, and the letter waits."""
        port, = realservers.free_ports(1)
        self.servers.fill("sender", make_letters(2))
        profile = self.profile("sender", smtp_port=port)
        profile.queue(TO_MANY, "sender@" + DOMAIN, *self.RECIPIENTS)
        result = profile.check()
        self.assertNotEqual(result.status, 0, result)
        self.assertIn("2 new messages", result.out)
        self.assertEqual(len(profile.letters_in("Inbox")), 2)
        self.assertEqual(len(profile.letters_in("Outbox")), 1)

    def test_killed_at_every_step(self):
        """A letter is never sent twice: what was not sure is left to the person."""
        step = 0
        status = -9
        while status != 0:
            step += 1
            with DemoServer() as server:
                status = self.die_and_send_again(server, step)
        self.assertGreater(step, 5)

    def die_and_send_again(self, server, step):
        profile = Profile(DemoServer.PASSWORD, address=DemoServer.USER, leave_on_server=True,
                          pop3_host="127.0.0.1", pop3_port=int(server.ports["pop3"]),
                          pop3_security="none", pop3_user=DemoServer.USER, smtp_host="127.0.0.1",
                          smtp_port=int(server.ports["smtp"]), smtp_security="none",
                          smtp_user=DemoServer.USER)
        profile.queue(TO_MANY, DemoServer.USER, "demo@" + DOMAIN)
        status = profile.run_to_step(step, "check", **profile.variables).status
        self.assertIn(status, (-9, 0))
        for _ in range(2):
            profile.check()
        copies = [text for text in profile.letters_in("Inbox") if b"Subject: to many" in text]
        waits = len(profile.letters_in("Outbox"))
        kept = len(profile.letters_in("Sent"))
        self.assertEqual(waits + kept, 1, "the sender's own copy, step %d" % step)
        self.assertLessEqual(len(copies), 1, "sent twice, step %d" % step)
        self.assertGreaterEqual(len(copies) + waits, 1, "neither sent nor waiting, step %d" % step)
        return status


if __name__ == "__main__":
    tap.main_unless(realservers.why_not())
