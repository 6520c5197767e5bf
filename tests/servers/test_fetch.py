#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is fetched, when it is deleted, and that nothing comes twice: `anserctl pop fetch` and
`anserctl check` with Dovecot and the demonstration server. Tests are named after the rows of the
quirks and features they are for.

ANSER_TEST_BUILD is the build folder. Without the servers all is skipped, and counts as failed with
ANSER_TEST_REQUIRE_SERVERS=1.
"""
import json
import os
import socket
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import realservers
import tap
from anserctl import BUILD, Anserctl, DemoServer, environment, letters
from realservers import DOMAIN, LIMIT, PASSWORD, wait_for
from test_courier import Courier
from test_real_servers import RealServers, make_letters, stored

LOG_STEPS = os.path.join(BUILD, "tests", "servers", "log-steps.so")
TEMPORARY, CANNOT_CREATE, INTERRUPTED, USAGE = 75, 73, 130, 64


def renumber(servers, user):
    """As after a move: Dovecot makes its UIDs of a number that is lost with its lists."""
    folder = servers.maildir(user)
    with open(os.path.join(folder, "dovecot-uidlist")) as file:
        first, *rest = file.read().split("\n")
    words = first.split()
    validity, = [word for word in words if word.startswith("V")]
    words[words.index(validity)] = "V%d" % (int(validity[1:]) + 1000)
    for name in os.listdir(folder):
        if name.startswith("dovecot"):
            os.unlink(os.path.join(folder, name))
    with open(os.path.join(folder, "dovecot-uidlist"), "w") as file:
        file.write("\n".join([" ".join(words), *rest]))


class Steps:
    """What a program did, as log-steps.c tells."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "steps")

    def variables(self):
        return {"LD_PRELOAD": LOG_STEPS, "ANSER_LOG_STEPS": self.path}

    def read(self):
        with open(self.path, errors="replace") as file:
            return [tuple((line.rstrip("\n") + " ").split(" ", 1)) for line in file]


class Order(Courier):
    """B1: a letter is durable, under its last name, and its UID remembered, before DELE goes out."""

    COUNT = 30

    def assert_safe_before_dele(self, steps, maildir, is_memory):
        sent = [what.strip() for word, what in steps if word == "send"]
        self.assertEqual(len([line for line in sent if line.startswith("DELE")]), self.COUNT)
        first = next(i for i, (word, what) in enumerate(steps)
                     if word == "send" and what.startswith("DELE"))
        before = steps[:first]
        placed = [i for i, (word, what) in enumerate(before)
                  if word == "rename" and what.strip().startswith(maildir)]
        self.assertEqual(len(placed), self.COUNT, "not all letters are in their places")
        written = [i for i, (word, what) in enumerate(before)
                   if word == "write" and what.startswith(os.path.join(maildir, "tmp"))]
        self.assertTrue(written)
        self.assertTrue(any(word == "syncfs" or (word == "sync" and what.startswith(maildir))
                            for word, what in before[max(w for w in written if w < placed[0]):placed[0]]),
                        "not synced before it is renamed")
        self.assertTrue(any(word == "sync" and os.path.dirname(steps[placed[-1]][1].strip())
                            == what.strip() for word, what in before[placed[-1]:]),
                        "the folder is not synced")
        remembered = [i for i, (word, what) in enumerate(before)
                      if word == "write" and is_memory(what.strip())]
        self.assertTrue(remembered and remembered[-1] > placed[-1], "the UIDs are not remembered")
        self.assertTrue(any(word == "sync" and is_memory(what.strip())
                            for word, what in before[remembered[-1]:]), "the UIDs are not synced")

    def test_b1_fetch(self):
        arrived = make_letters(self.COUNT)
        self.servers.fill("demo", arrived)
        anserctl = Anserctl(PASSWORD)
        steps = Steps(anserctl.folder)
        server = ("--server", "pop3://demo%%40%s@localhost:%d" % (DOMAIN, self.servers.pop3),
                  "--tls", "none")
        self.ends_well(anserctl.run(*anserctl.fetch_arguments(*server), "--delete",
                                    **steps.variables()))
        self.assert_safe_before_dele(steps.read(), anserctl.maildir,
                                     lambda path: path == anserctl.state)
        self.assertEqual(anserctl.letters(), stored(arrived))
        self.assertEqual(self.servers.letters("demo"), [])

    def test_b1_check(self):
        arrived = make_letters(self.COUNT)
        self.servers.fill("demo", arrived)
        profile = self.profile("demo", leave_on_server=False, pop3_security="none",
                               pop3_port=self.servers.pop3)
        steps = Steps(profile.folder)
        self.ends_well(profile.check(**steps.variables()))
        self.assert_safe_before_dele(steps.read(), profile.folder_of("Inbox"),
                                     lambda path: os.path.basename(path).startswith("state.db"))
        self.assertEqual(profile.letters_in("Inbox"), stored(arrived))


class NeverTwice(Courier):
    def fetch(self, profile, *options, **variables):
        result = profile.run("pop", "fetch", "--account", "one", "--json", *options,
                             **profile.variables, **variables)
        return json.loads(self.ends_well(result).out)

    def test_p10_renumbered(self):
        arrived = make_letters(120)
        self.servers.fill("many", arrived)
        profile = self.profile("many")
        self.ends_well(profile.check())
        renumber(self.servers, "many")
        self.servers.fill("many", [b"Subject: really new\r\n\r\nnew\r\n"])
        self.assertIn(" 1 new", self.ends_well(profile.check()).out)
        self.assertIn(" 0 new", self.ends_well(profile.check()).out)
        self.assertEqual(len(profile.letters_in("Inbox")), 121)

    def test_p10_renumbered_maildir(self):
        arrived = make_letters(120)
        self.servers.fill("many", arrived)
        anserctl = Anserctl(PASSWORD)
        server = ("--server", "pop3s://many%%40%s@localhost:%d" % (DOMAIN, self.servers.pop3s),
                  "--ca-file", self.servers.ca, "--json")
        self.ends_well(anserctl.fetch(*server))
        renumber(self.servers, "many")
        result = self.ends_well(anserctl.fetch(*server, "--trace"))
        self.assertIn('"fetched": 0, "known": 120', result.out)
        self.assertNotIn("C: RETR", result.err)
        self.assertNotIn("C: TOP", self.ends_well(anserctl.fetch(*server, "--trace")).err)
        self.assertEqual(anserctl.letters(), stored(arrived))

    def test_m51_account_is_the_windows(self):
        """One memory and one inbox, whoever fetches."""
        self.servers.fill("many", make_letters(5))
        profile = self.profile("many")
        self.ends_well(profile.check())
        self.assertEqual(self.fetch(profile)["known"], 5)
        self.servers.fill("many", make_letters(3, seed=2))
        self.assertEqual(self.fetch(profile)["fetched"], 3)
        self.assertIn(" 0 new", self.ends_well(profile.check()).out)
        self.assertEqual(len(profile.letters_in("Inbox")), 8)
        self.assertEqual(self.fetch(profile, "--delete")["deleted"], 8)
        self.assertEqual(self.servers.letters("many"), [])

    def test_p38_one_session(self):
        """While one program has the account, another says so and does nothing."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(LIMIT)
            profile = self.profile("many", pop3_host="127.0.0.1", pop3_security="none",
                                   pop3_port=silent.getsockname()[1])
            first = subprocess.Popen(
                profile.command("check"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**environment(profile.folder, profile.password), **profile.variables})
            try:
                with silent.accept()[0]:
                    second = profile.run("pop", "fetch", "--account", "one", **profile.variables)
                self.assertEqual(second.status, TEMPORARY, second)
                self.assertIn("nother Anser", second.err)
            finally:
                first.kill()
                first.communicate()


class Limits(RealServers):
    def setUp(self):
        super().setUp()
        self.small = [b"Subject: small %d\r\n\r\nText\r\n" % n for n in range(3)]
        self.large = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" + b"y" * 300000 + b"\r\n"
        self.servers.fill("demo", [*self.small, self.large])

    def fetch(self, *options):
        result = self.anserctl.fetch(*self.pop3(), "--json", *options)
        self.check(result, 0)
        return json.loads(result.out)

    def test_m5_max_size(self):
        """What is too large is left there, with its size, and never deleted."""
        for _ in range(2):
            result = self.fetch("--max-size", "100000", "--delete")
            self.assertEqual([item["number"] for item in result["skipped"]][-1:],
                             [4 if result["fetched"] else 1])
            self.assertGreater(result["skipped"][0]["bytes"], 300000)
        self.assertEqual(self.anserctl.letters(), stored(self.small))
        self.assertEqual(len(self.servers.letters("demo")), 1)
        told = self.anserctl.fetch(*self.pop3(), "--max-size", "100000")
        self.assertIn("--max-size", told.out)
        self.assertEqual(self.fetch()["fetched"], 1)
        self.assertEqual(self.anserctl.letters(), stored([*self.small, self.large]))

    def test_m6_headers_only(self):
        result = self.fetch("--headers-only", "--delete")
        self.assertEqual((result["fetched"], result["headers"], result["deleted"]), (4, 4, 0))
        self.assertEqual(sorted(len(text) for text in self.anserctl.letters())[-1] < 100, True)
        self.assertEqual(self.fetch("--headers-only")["fetched"], 0)

    def test_m5_header_then_whole(self):
        """Afterwards there is one message, not two."""
        result = self.fetch("--headers-only", "--max-size", "100000")
        self.assertEqual((result["fetched"], result["headers"]), (4, 1))
        self.assertEqual(len(self.anserctl.letters()), 4)
        self.assertEqual(self.fetch("--headers-only", "--max-size", "100000")["fetched"], 0)
        self.assertEqual(self.fetch()["fetched"], 1)
        self.assertEqual(self.anserctl.letters(), stored([*self.small, self.large]))
        self.assertEqual(self.fetch()["fetched"], 0)

    def test_m5_killed_at_every_step(self):
        """The header is never taken for the message, and does not stay beside it."""
        for first, second in ((["--headers-only"], ["--max-size", "100000"]),
                              (["--max-size", "100000", "--headers-only"], [])):
            step = status = 0
            while status != 0 or step == 0:
                step += 1
                with self.subTest(first=first, step=step):
                    status = self.die_at_header_or_whole(first, second, step)
            self.assertGreater(step, 12)

    def die_at_header_or_whole(self, first, second, step):
        """Two fetches, each killed at a step, then the same again."""
        self.anserctl = Anserctl(PASSWORD)
        arguments = self.anserctl.fetch_arguments(*self.pop3(), "--keep")
        status = 0
        for options in (first, second):
            killed = self.anserctl.run_to_step(step, *arguments, *options)
            self.assertIn(killed.status, (-9, 0), killed)
            status = status or killed.status
            wait_for(lambda: self.anserctl.run(*arguments, *options).status == 0, "the next fetch")
            large = [text for text in self.anserctl.letters() if b"Subject: large" in text]
            self.assertEqual(len(large), 1)
        self.assertEqual(self.fetch()["fetched"], 1 if second else 0)
        self.assertEqual(self.anserctl.letters(), stored([*self.small, self.large]))
        return status

    def test_m6_headers_of_a_lost_list(self):
        """What is known no more is fetched again: a header never makes the server delete."""
        self.fetch("--headers-only")
        os.unlink(self.anserctl.state)
        self.assertEqual(self.fetch("--delete")["fetched"], 4)
        self.assertEqual(self.servers.letters("demo"), [])

    def test_m4_delete_after(self):
        """Days are counted from the download."""
        self.assertEqual(self.fetch("--delete-after", "5")["deleted"], 0)
        with open(self.anserctl.state) as file:
            lines = [line.rstrip("\n").split("\t") for line in file]
        for fields in lines[:2]:
            fields[2] = str(int(fields[2]) - 5 * 24 * 60 * 60)
        with open(self.anserctl.state, "w") as file:
            file.writelines("\t".join(fields) + "\n" for fields in lines)
        self.assertEqual(self.fetch("--delete-after", "5")["deleted"], 2)
        self.assertEqual(len(self.servers.letters("demo")), 2)
        self.assertEqual(self.fetch("--delete-after", "0")["deleted"], 2)

    def test_m4_contradiction(self):
        result = self.anserctl.fetch(*self.pop3(), "--keep", "--delete-after", "5")
        self.check(result, USAGE)

    def test_old_list_of_uids(self):
        """A file of before has UIDs and nothing else."""
        self.fetch()
        with open(self.anserctl.state) as file:
            uids = [line.split("\t")[0] for line in file]
        with open(self.anserctl.state, "w") as file:
            file.writelines(uid + "\n" for uid in uids)
        for name in letters_of(self.anserctl.maildir):
            os.unlink(name)
        self.assertEqual(self.fetch()["known"], 4)


def letters_of(maildir):
    folder = os.path.join(maildir, "new")
    return [os.path.join(folder, name) for name in os.listdir(folder)]


class Faults(RealServers):
    def test_m3_interrupted(self):
        """What came whole is kept; the rest comes next time, everything once."""
        with DemoServer("--delay", 100) as slow:
            fetch = self.anserctl.start(*self.anserctl.fetch_arguments(*slow.pop3()),
                                        "--no-pipelining", password=DemoServer.PASSWORD)
            tmp = os.path.join(self.anserctl.maildir, "tmp")
            wait_for(lambda: os.path.isdir(tmp) and len(os.listdir(tmp)) > 5, "some letters")
            fetch.send_signal(2)
            fetch.communicate(timeout=20)
            self.assertEqual(fetch.returncode, INTERRUPTED)
            kept = len(self.anserctl.letters())
            self.assertGreater(kept, 4)
            self.assertLess(kept, 55)
            with open(self.anserctl.state) as file:
                self.assertEqual(len(file.readlines()), kept)
            result = self.anserctl.fetch(*slow.pop3(), "--json", password=DemoServer.PASSWORD)
            self.assertEqual(json.loads(result.out)["fetched"], 55 - kept)
            self.assertEqual(len(self.anserctl.letters()), 55)

    def test_output_closed(self):
        """Nothing of what is printed gets into a file, and the letters are safe."""
        arrived = make_letters(10)
        self.servers.fill("demo", arrived)
        command = self.anserctl.command(*self.anserctl.fetch_arguments(*self.pop3()))
        done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command],
                              env=environment(self.anserctl.folder, PASSWORD), timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True)
        self.assertIn(done.returncode, (0, 74), done)
        self.assertEqual(self.anserctl.letters(), stored(arrived))
        again = self.anserctl.fetch(*self.pop3(), "--json")
        self.assertIn('"fetched": 0, "known": 10', again.out)

    def test_m42_full_disk_check(self):
        """The windows' store: nothing is deleted on the server, a clear sentence, goes on later."""
        arrived = [b"Subject: %d\r\n\r\n" % n + b"z" * 62 * 1024 + b"\r\n" for n in range(60)]
        self.servers.fill("many", arrived)
        with realservers.small_disk("2m") as disk:
            self.fill(disk, arrived)

    def fill(self, disk, arrived):
        profile = Courier.profile(self, "many", leave_on_server=False)
        profile.variables["XDG_DATA_HOME"] = disk
        inbox = os.path.join(disk, "anser", "mail", "one", "Inbox")
        result = profile.check()
        self.assertNotEqual(result.status, 0, result)
        self.assertIn("no room", result.err)
        there = stored(self.servers.letters("many"))
        self.assertTrue(set(stored(arrived)) <= set(letters(inbox)) | set(there), "a letter is lost")
        self.assertGreater(len(there), 30)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        self.assertEqual(profile.check().status, 0)
        self.assertEqual(letters(inbox), stored(arrived))
        self.assertEqual(self.servers.letters("many"), [])


if __name__ == "__main__":
    tap.main_unless(realservers.why_not())
