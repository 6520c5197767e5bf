#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl against Dovecot and Postfix, and against the demonstration server where it misbehaves.

ANSER_TEST_BUILD is the build folder. Without the servers all is skipped, and counts as failed with
ANSER_TEST_REQUIRE_SERVERS=1.
"""
import contextlib
import email
import email.policy
import hashlib
import os
import poplib
import random
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import realservers
import tap
from anserctl import Anserctl, DemoServer
from realservers import DOMAIN, PASSWORD, wait_for

# Exit status, as in sysexits.h.
UNAVAILABLE, CANNOT_CREATE, PASSWORD_REFUSED = 69, 73, 77
CHINESE_NAME = "项目计划书（第二稿）.pdf"


def make_letters(count, seed=7):
    """Letters of many shapes: dots, 8-bit, bare CR, long lines, no last line end, empty."""
    rng = random.Random(seed)
    bodies = [b"Hello.\r\n", b".\r\n..\r\n...dots\r\n.\r\n", "你好，世界。\r\n".encode(),
              "你好\r\n".encode("gb18030"), b"a bare \r in a line\r\n", b"x" * 5000 + b"\r\n",
              b"", b"no end of the last line", b"\r\n\r\n\r\n",
              b"+OK not a reply\r\n-ERR nor this\r\n",
              bytes(range(1, 10)) + bytes(range(14, 256)) + b"\r\n"]
    letters = []
    for number in range(count):
        body = bodies[number % len(bodies)]
        if number % 20 == 19:
            body = b"".join(b"%064x\r\n" % rng.getrandbits(256)
                            for _ in range(rng.randint(500, 4000)))
        letters.append(b"From: a@%s\r\nSubject: letter %d\r\n\r\n%s"
                       % (DOMAIN.encode(), number, body))
    return letters


def stored(letters):
    """As a Maildir holds them: CR LF has become LF. POP3 cannot say that a last line has no end."""
    letters = [letter.replace(b"\r\n", b"\n") for letter in letters]
    return sorted(letter if letter.endswith(b"\n") else letter + b"\n" for letter in letters)


class RealServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.servers = cls.stack.enter_context(realservers.Servers())

    def setUp(self):
        for user in realservers.USERS:
            self.servers.empty(user)
        self.anserctl = Anserctl(PASSWORD)

    def pop3(self, user="demo", scheme="pop3", ca=None):
        port = self.servers.pop3s if scheme == "pop3s" else self.servers.pop3
        return ("--server", "%s://%s%%40%s@localhost:%d" % (scheme, user, DOMAIN, port),
                "--ca-file", ca or self.servers.ca)

    def smtp(self, scheme="smtp", ca=None):
        port = self.servers.smtps if scheme == "smtps" else self.servers.smtp
        return ("--server", "%s://sender%%40%s@localhost:%d" % (scheme, DOMAIN, port),
                "--ca-file", ca or self.servers.ca)

    def send(self, *arguments, server=None, password=None):
        return self.anserctl.run("send", *(server or self.smtp()), "--from", "sender@" + DOMAIN,
                                 *arguments, password=password)

    def check(self, result, status, *words):
        self.assertEqual(result.status, status, result)
        for word in words:
            self.assertIn(word, result.err)
        if status != 0:
            self.assertRegex(result.err, r"(?m)^anserctl \w+( \w+)?: .*(\w+\W+){4}",
                             "not a sentence")
            own_words = re.sub("(?m)^The server said: .*$|“.*?”", "", result.err)
            self.assertNotRegex(own_words, r"(?i)\berror\b")

    def arrived(self, user, count=1):
        wait_for(lambda: len(self.servers.letters(user)) >= count, "a letter for " + user)
        return self.servers.letters(user)


class Fetch(RealServers):
    def test_two_hundred_letters(self):
        letters = make_letters(200)
        for scheme, extra in (("pop3", ()), ("pop3s", ()), ("pop3", ("--tls", "none")),
                              ("pop3s", ("--no-pipelining",))):
            with self.subTest(scheme=scheme, extra=extra):
                self.anserctl = Anserctl(PASSWORD)
                self.servers.empty("many")
                self.servers.fill("many", letters)
                server = self.pop3("many", scheme) + extra
                self.check(self.anserctl.fetch(*server), 0)
                self.assertEqual(self.anserctl.letters(), stored(letters))
                self.assertEqual(os.listdir(os.path.join(self.anserctl.maildir, "tmp")), [])
                again = self.anserctl.fetch(*server, "--json")
                self.assertIn('"fetched": 0, "known": 200', again.out)
                self.assertEqual(self.anserctl.letters(), stored(letters))
                self.assertEqual(len(self.servers.letters("many")), 200)

    def test_delete_after_download(self):
        letters = make_letters(30)
        self.servers.fill("demo", letters)
        self.check(self.anserctl.fetch(*self.pop3(), "--delete"), 0)
        self.assertEqual(self.anserctl.letters(), stored(letters))
        self.assertEqual(self.servers.letters("demo"), [])

    def test_new_letters_only(self):
        self.servers.fill("demo", make_letters(5))
        self.check(self.anserctl.fetch(*self.pop3()), 0)
        self.servers.fill("demo", [b"Subject: new\r\n\r\nnew\r\n"])
        self.assertIn("1 new message", self.anserctl.fetch(*self.pop3()).out)
        self.assertEqual(len(self.anserctl.letters()), 6)

    def test_lost_list_of_uids(self):
        self.servers.fill("demo", make_letters(20))
        self.check(self.anserctl.fetch(*self.pop3()), 0)
        os.unlink(self.anserctl.state)
        self.assertIn("0 new messages", self.anserctl.fetch(*self.pop3()).out)
        self.assertEqual(len(self.anserctl.letters()), 20)

    def test_torn_list_of_uids(self):
        self.servers.fill("demo", make_letters(20))
        self.check(self.anserctl.fetch(*self.pop3()), 0)
        with open(self.anserctl.state, "r+b") as file:
            file.truncate(os.path.getsize(self.anserctl.state) - 3)
        self.assertIn("0 new messages", self.anserctl.fetch(*self.pop3()).out)
        with open(self.anserctl.state) as file:
            self.assertEqual(len(set(file.read().splitlines())), 20)

    def test_two_at_once(self):
        """The second says that the first is there."""
        self.servers.fill("demo", make_letters(3))
        with DemoServer("--delay", 3000) as slow:
            first = self.anserctl.start(*self.anserctl.fetch_arguments(*slow.pop3()),
                                        password=DemoServer.PASSWORD)
            try:
                wait_for(lambda: os.path.exists(self.anserctl.state), "the first to begin")
                self.check(wait_for(self.busy, "the lock"), 75, "Another fetch")
            finally:
                first.kill()
                first.communicate()

    def busy(self):
        result = self.anserctl.fetch(*self.pop3())
        return result if result.status else None

    def test_single_commands(self):
        letters = make_letters(3)
        self.servers.fill("demo", letters)
        run = self.anserctl.run
        self.assertRegex(run("pop", "stat", *self.pop3()).out, r"^3 messages, \d+ bytes\n$")
        self.assertEqual(len(run("pop", "list", *self.pop3()).out.splitlines()), 3)
        self.assertEqual(run("pop", "uidl", "2", *self.pop3()).out.split()[0], "2")
        self.assertIn("Subject: letter 1", run("pop", "top", "2", "0", *self.pop3()).out)
        self.assertIn("UIDL", run("pop", "capa", *self.pop3()).out)
        self.check(run("pop", "noop", *self.pop3()), 0)
        self.check(run("pop", "dele", "2", "9", *self.pop3()), UNAVAILABLE)
        self.assertEqual(len(self.servers.letters("demo")), 3)
        self.check(run("pop", "dele", "2", *self.pop3()), 0)
        self.assertEqual(stored(self.servers.letters("demo")), stored([letters[0], letters[2]]))


class RefusedFetch(RealServers):
    """Each of these gives its sentence and its exit status, and changes nothing."""

    def setUp(self):
        super().setUp()
        self.before = make_letters(5)
        self.servers.fill("demo", self.before)

    def tearDown(self):
        self.assertEqual(stored(self.servers.letters("demo")), stored(self.before))
        self.assertEqual(self.anserctl.letters(), [])
        super().tearDown()

    def test_wrong_password(self):
        self.check(self.anserctl.fetch(*self.pop3(), "--delete", password="three geese"),
                   PASSWORD_REFUSED, "password")

    def test_untrusted_certificate(self):
        for scheme in ("pop3", "pop3s"):
            server = self.pop3(scheme=scheme, ca=self.servers.foreign_ca)
            self.check(self.anserctl.fetch(*server, "--delete"), UNAVAILABLE, "certificate")

    def test_stls_missing(self):
        with DemoServer() as plain:
            result = self.anserctl.fetch(*plain.pop3()[:2], "--delete", "--trace",
                                         password=DemoServer.PASSWORD)
            self.check(result, UNAVAILABLE, "encrypt")
            self.assertNotRegex(result.err, r"(?m)^C: (USER|PASS|AUTH)")
            self.assertIn("55 messages", self.anserctl.run("pop", "stat", *plain.pop3(),
                                                           password=DemoServer.PASSWORD).out)

    def test_no_server(self):
        port = realservers.free_ports(1)[0]
        result = self.anserctl.fetch("--server", "pop3://demo@127.0.0.1:%d" % port, "--delete")
        self.check(result, UNAVAILABLE)

    def test_maildir_that_cannot_be(self):
        file = os.path.join(self.anserctl.folder, "file")
        open(file, "w").close()
        result = self.anserctl.fetch(*self.pop3(), "--delete",
                                     maildir=os.path.join(file, "Maildir"))
        self.assertNotEqual(result.status, 0)
        self.assertIn(file, result.err)


class BrokenFetch(RealServers):
    """What breaks off goes on later: nothing is lost and nothing comes twice."""

    def test_killed_again_and_again(self):
        letters = make_letters(150)
        letters += [b"Subject: large %d\r\n\r\n" % n + (b"y" * 70 + b"\r\n") * 2000
                    for n in range(10)]
        self.servers.fill("many", letters)
        rng = random.Random(3)
        for _ in range(12):
            fetch = self.anserctl.start(*self.anserctl.fetch_arguments(*self.pop3("many")))
            with contextlib.suppress(subprocess.TimeoutExpired):
                fetch.wait(rng.uniform(0.01, 0.25))
            fetch.kill()
            fetch.communicate()
        # Dovecot holds the mailbox until it has noticed.
        wait_for(lambda: self.anserctl.fetch(*self.pop3("many")).status == 0, "the last fetch")
        self.assertEqual(self.anserctl.letters(), stored(letters))
        self.assertEqual(stored(self.servers.letters("many")), stored(letters))

    def test_killed_at_every_step(self):
        for count in (3, 12):       # synced one by one, and together
            letters = make_letters(count)
            step = status = 0
            while status != 0 or step == 0:
                step += 1
                with self.subTest(letters=count, step=step):
                    status = self.die_and_go_on(letters, step)
            self.assertGreater(step, 2 * count)

    def die_and_go_on(self, letters, step):
        self.anserctl = Anserctl(PASSWORD)
        self.servers.empty("demo")
        self.servers.fill("demo", letters)
        fetch = self.anserctl.fetch_arguments(*self.pop3(), "--delete")
        first = self.anserctl.run_to_step(step, *fetch)
        self.assertIn(first.status, (-9, 0), first)
        here, there = self.anserctl.letters(), self.servers.letters("demo")
        self.assertTrue(set(stored(letters)) <= set(here) | set(stored(there)), "a letter is lost")
        wait_for(lambda: self.anserctl.run(*fetch).status == 0, "the next fetch")
        self.assertEqual(self.anserctl.letters(), stored(letters))
        self.assertEqual(self.servers.letters("demo"), [])
        return first.status

    def test_server_closes_in_a_letter(self):
        with DemoServer() as whole, DemoServer("--close-after-letter", 7) as broken:
            expected = self.letters_of(whole)
            counts = []
            for _ in range(20):
                result = self.anserctl.fetch(*broken.pop3(), password=DemoServer.PASSWORD)
                counts.append(len(self.anserctl.letters()))
                if result.status == 0:
                    break
                self.check(result, 75)
            self.assertEqual(counts, [7, 14, 21, 28, 35, 42, 49, 55])
            self.assertEqual(len(expected), 55)

    def letters_of(self, server):
        mailbox = poplib.POP3("127.0.0.1", int(server.ports["pop3"]))
        mailbox.user(DemoServer.USER)
        mailbox.pass_(DemoServer.PASSWORD)
        count = mailbox.stat()[0]
        letters = [b"\r\n".join(mailbox.retr(n)[1]) + b"\r\n" for n in range(1, count + 1)]
        mailbox.quit()
        return letters

    def test_small_pieces(self):
        for chunk in (1, 1025):
            with self.subTest(chunk=chunk), DemoServer("--chunk", chunk) as server:
                self.anserctl = Anserctl(DemoServer.PASSWORD)
                self.check(self.anserctl.fetch(*server.pop3()), 0)
                self.assertEqual(self.anserctl.letters(), stored(self.letters_of(server)))

    def test_interrupt(self):
        with DemoServer("--chunk", 1, "--delay", 200) as slow:
            fetch = self.anserctl.start(*self.anserctl.fetch_arguments(*slow.pop3()),
                                        password=DemoServer.PASSWORD)
            wait_for(lambda: os.path.exists(self.anserctl.state), "the fetch to begin")
            fetch.send_signal(2)
            fetch.communicate(timeout=10)
            self.assertEqual(fetch.returncode, 130)

    def test_full_disk(self):
        letters = [b"Subject: %d\r\n\r\n" % n + b"z" * 62 * 1024 + b"\r\n" for n in range(60)]
        self.servers.fill("many", letters)
        with realservers.small_disk("1m") as disk:
            self.fill_disk(disk, letters)

    def fill_disk(self, disk, letters):
        places = {"maildir": os.path.join(disk, "Maildir"), "state": os.path.join(disk, "uids")}
        result = self.anserctl.fetch(*self.pop3("many"), "--delete", **places)
        self.check(result, CANNOT_CREATE, "no room")
        came = self.anserctl.letters(places["maildir"])
        self.assertGreater(len(came), 5)
        self.assertLess(len(came), 60)
        self.assertEqual(stored(self.servers.letters("many")), stored(letters))
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        self.check(self.anserctl.fetch(*self.pop3("many"), "--delete", **places), 0)
        self.assertEqual(self.anserctl.letters(places["maildir"]), stored(letters))
        self.assertEqual(self.servers.letters("many"), [])


class Send(RealServers):
    def parse(self, letter):
        return email.message_from_bytes(letter, policy=email.policy.default)

    def test_large_attachment(self):
        content = random.Random(5).randbytes(20 * 1024 * 1024)
        path = os.path.join(self.anserctl.folder, CHINESE_NAME)
        with open(path, "wb") as file:
            file.write(content)
        for number, scheme in enumerate(("smtp", "smtps"), 1):
            with self.subTest(scheme=scheme):
                result = self.send("--to", "other@" + DOMAIN, "--subject", "计划书，请审阅", "--text",
                                   "附件是第二稿。", "--attach", path, server=self.smtp(scheme))
                self.check(result, 0)
                letter = self.parse(self.arrived("other", number)[-1])
                self.assertEqual(letter["subject"], "计划书，请审阅")
                self.assertEqual(letter.get_body(("plain",)).get_content().strip(), "附件是第二稿。")
                [attachment] = letter.iter_attachments()
                self.assertEqual(attachment.get_filename(), CHINESE_NAME)
                self.assertEqual(hashlib.sha256(attachment.get_content()).digest(),
                                 hashlib.sha256(content).digest())

    def test_sent_and_fetched(self):
        """There and back: the attachment that anserctl extracts is the one it sent."""
        path = os.path.join(self.anserctl.folder, CHINESE_NAME)
        content = random.Random(6).randbytes(300000)
        with open(path, "wb") as file:
            file.write(content)
        self.check(self.send("--to", "demo@" + DOMAIN, "--subject", "附件", "--text", ".\n..\n",
                             "--attach", path), 0)
        self.arrived("demo")
        self.check(self.anserctl.fetch(*self.pop3()), 0)
        folder = os.path.join(self.anserctl.maildir, "new")
        [name] = os.listdir(folder)
        letter = os.path.join(folder, name)
        self.assertEqual(self.anserctl.run("eml", "text", letter).out.rstrip("\n"), ".\n..")
        self.check(self.anserctl.run("eml", "extract", "-o", self.anserctl.folder, letter), 0)
        with open(path.replace(".pdf", " (2).pdf"), "rb") as file:
            self.assertEqual(file.read(), content)

    def test_bcc(self):
        self.check(self.send("--to", "demo@" + DOMAIN, "--cc", "other@" + DOMAIN, "--bcc",
                             "hidden@" + DOMAIN, "--subject", "three", "--text", "Hello"), 0)
        for user in ("demo", "other", "hidden"):
            [letter] = self.arrived(user)
            self.assertNotIn(b"bcc", letter.lower())
            content = letter.partition(b"\nSubject:")[2]
            self.assertNotIn(b"hidden@", content)

    def test_bcc_of_ready_letter(self):
        path = os.path.join(self.anserctl.folder, "ready.eml")
        with open(path, "wb") as file:
            file.write(b"From: sender@%(d)s\nBCC: hidden@%(d)s,\n other@%(d)s\nTo: demo@%(d)s\n"
                       b"Subject: ready\n\nBcc: in the text stays\n.\n" % {b"d": DOMAIN.encode()})
        self.check(self.anserctl.run("send", *self.smtp(), path), 0)
        for user in ("demo", "other", "hidden"):
            [letter] = self.arrived(user)
            header, _, text = letter.partition(b"\n\n")
            self.assertNotIn(b"bcc", header.lower())
            self.assertEqual(text, b"Bcc: in the text stays\n.\n")

    def test_many_letters_one_connection(self):
        paths = []
        for number in range(10):
            paths.append(os.path.join(self.anserctl.folder, "%d.eml" % number))
            with open(paths[-1], "wb") as file:
                file.write(b"From: sender@%(d)s\nTo: demo@%(d)s\nSubject: %(n)d\n\n.%(n)d\n"
                           % {b"d": DOMAIN.encode(), b"n": number})
        result = self.anserctl.run("send", *self.smtp(), "--trace", *paths)
        self.check(result, 0)
        self.assertEqual(result.err.count("C: QUIT"), 1)
        texts = {letter.partition(b"\n\n")[2] for letter in self.arrived("demo", 10)}
        self.assertEqual(texts, {b".%d\n" % number for number in range(10)})

    def test_dry_run(self):
        result = self.anserctl.run("send", "--dry-run", "--from", "sender@" + DOMAIN, "--to",
                                   "demo@" + DOMAIN, "--bcc", "hidden@" + DOMAIN, "--subject", "你好",
                                   "--text", "text")
        self.assertEqual(result.status, 0, result)
        self.assertIn("RCPT TO:<hidden@", result.err)
        self.assertNotIn("hidden@", result.out)
        self.assertEqual(self.parse(result.out.encode())["subject"], "你好")


class RefusedSend(RealServers):
    """Each of these gives its sentence and its exit status, and sends nothing."""

    def one(self, *arguments, to=("demo",), **rest):
        recipients = [word for user in to for word in ("--to", "%s@%s" % (user, DOMAIN))]
        return self.send(*recipients, "--subject", "refused", "--text", "text", *arguments, **rest)

    def nothing_arrived(self):
        """What is sent after it arrives alone."""
        self.check(self.send("--to", "demo@" + DOMAIN, "--subject", "after", "--text", "text"), 0)
        [letter] = self.arrived("demo")
        self.assertIn(b"Subject: after", letter)

    def test_wrong_password(self):
        self.check(self.one(password="three geese"), PASSWORD_REFUSED, "password")
        self.nothing_arrived()

    def test_refused_recipient(self):
        result = self.one(to=("demo", "nobody"))
        self.check(result, UNAVAILABLE, "nobody@" + DOMAIN, "550")
        self.nothing_arrived()

    def test_partial(self):
        result = self.one("--partial", to=("demo", "nobody"))
        self.assertEqual(result.status, UNAVAILABLE, result)
        self.assertIn("Sent to 1 recipient", result.out)
        self.assertIn("nobody@" + DOMAIN, result.err)
        [letter] = self.arrived("demo")
        self.assertIn(b"Subject: refused", letter)

    def test_untrusted_certificate(self):
        for scheme in ("smtp", "smtps"):
            result = self.one(server=self.smtp(scheme, ca=self.servers.foreign_ca))
            self.check(result, UNAVAILABLE, "certificate")
        self.nothing_arrived()

    def test_starttls_missing(self):
        with DemoServer() as plain:
            result = self.one("--trace", server=plain.smtp()[:2], password=DemoServer.PASSWORD)
            self.check(result, UNAVAILABLE, "encrypt")
            self.assertNotRegex(result.err, r"(?m)^C: (AUTH|MAIL)")

    def test_missing_attachment(self):
        path = os.path.join(self.anserctl.folder, "gone.pdf")
        result = self.one("--attach", path)
        self.assertNotEqual(result.status, 0)
        self.assertIn("gone.pdf", result.err)
        self.nothing_arrived()

    def test_no_recipient(self):
        self.check(self.one(to=()), 64)

    def test_injection(self):
        self.check(self.one("--header", "X-A: b\r\nBcc: hidden@" + DOMAIN), 65)
        self.assertNotEqual(self.one(to=("demo>\r\nRCPT TO:<hidden",)).status, 0)
        self.nothing_arrived()
        self.assertEqual(self.servers.letters("hidden"), [])


if __name__ == "__main__":
    tap.main_unless(realservers.why_not())
