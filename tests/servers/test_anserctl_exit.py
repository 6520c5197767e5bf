#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How anserctl ends: exit status, Ctrl+C, closed streams; and that no secret is ever shown."""
import base64
import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import BUILD, LIMIT, Anserctl, DemoServer, environment
from person import Profile
from scripted import Scripted, pop3_login, smtp_login

(USAGE, DATA, NO_INPUT, NO_HOST, UNAVAILABLE, CANNOT_CREATE, IO, TRY_LATER, PROTOCOL, PASSWORD,
 CONFIGURATION, INTERRUPTED) = 64, 65, 66, 68, 69, 73, 74, 75, 76, 77, 78, 130
SECRET = "three Geese #7"
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER")
LETTER = ("--from", "me@anser.example", "--to", "you@anser.example", "--subject", "s", "--text", "t")


def url(scheme, port, user="tim@"):
    return ("--server", "%s://%s127.0.0.1:%d" % (scheme, user, port), "--tls", "none")


def after(*replies):
    """Greets with the first, and answers each line with the next; the last one stays."""
    def serve(server):
        rest = list(replies)
        server.say(rest.pop(0))
        while True:
            server.hear()
            server.say(rest.pop(0) if len(rest) > 1 else rest[0])
    return serve


class Statuses(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(SECRET)

    def check(self, status, *words, **variables):
        result = self.anserctl.run(*words, **variables)
        self.assertEqual(result.status, status, result)
        self.assertGreater(len(result.err.split()), 3, result)
        self.assertNotIn(SECRET, result.err + result.out)
        return result

    def against(self, status, serve, *words):
        with Scripted(serve) as server:
            return self.check(status, *words, *url("smtp" if words[0] == "send" else "pop3",
                                                   server.port))

    def test_usage(self):
        for words in ((), ("nonsense",), ("pop",), ("pop", "stat"), ("pop", "retr", "x"), ("send", "-Z"),
                      ("pop", "stat", "--server", "http://x"), ("pop", "stat", "--server", "smtp://x"),
                      ("send", *LETTER, "--server", "pop3://x"), ("eml", "text"),
                      ("pop", "stat", "--server", "pop3://x", "--tls", "some")):
            self.check(USAGE, *words)

    def test_data(self):
        self.check(DATA, "send", "--dry-run", *LETTER, "--to", "a\nb@c")
        self.check(DATA, "send", "--dry-run", *LETTER, "--header", "X: a\r\nb")

    def test_no_input(self):
        self.check(NO_INPUT, "send", "--dry-run", "/nowhere.eml")
        self.check(NO_INPUT, "pop", "stat", *url("pop3", 9), "--password-file", "/nowhere")

    def test_host_unknown(self):
        self.check(NO_HOST, "pop", "stat", "--server", "pop3s://tim@host.invalid")

    def test_unavailable(self):
        with Scripted(after("+OK")) as server:
            port = server.port
        self.check(UNAVAILABLE, "pop", "stat", *url("pop3", port))
        self.against(UNAVAILABLE, after("554 go away"), "send", *LETTER)

    def test_cannot_write(self):
        self.check(CANNOT_CREATE, "send", "-t", "--dry-run", TMPDIR="/nowhere")
        self.check(CANNOT_CREATE, "eml", "extract", "-o", "/nowhere", self.letter(), "1")

    def letter(self):
        path = os.path.join(self.anserctl.folder, "a.eml")
        with open(path, "w") as file:
            file.write("Subject: x\n\ntext\n")
        return path

    def test_try_later(self):
        self.against(TRY_LATER, after("421 4.3.2 not now"), "send", *LETTER)
        self.against(TRY_LATER, after("+OK", "-ERR", "+OK", "-ERR [IN-USE] busy"), "pop", "stat")

    def test_protocol(self):
        self.against(PROTOCOL, after("SSH-2.0-OpenSSH_9.2"), "pop", "stat")
        self.against(PROTOCOL, after("SSH-2.0-OpenSSH_9.2"), "send", *LETTER)

    def test_password(self):
        self.against(PASSWORD, pop3_login("PLAIN"), "pop", "stat")
        self.against(PASSWORD, smtp_login("PLAIN"), "send", *LETTER)

    def test_configuration(self):
        self.check(CONFIGURATION, "pop", "stat", *url("pop3", 9), "--password-command", "exit 3")
        self.check(CONFIGURATION, "pop", "stat", "--account", "none",
                   GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"))

    def test_output(self):
        """A full or closed standard output is told, and does not become a socket or a file."""
        with DemoServer() as server:
            words = self.anserctl.command("pop", "retr", *server.pop3(), "1")
            env = environment(self.anserctl.folder, DemoServer.PASSWORD)
            for redirection in (">/dev/full", ">&-"):
                for format in ((), ("--json",)):
                    done = subprocess.run(["sh", "-c", 'exec "$@" ' + redirection, "sh", *words,
                                           *format], stderr=subprocess.PIPE, timeout=LIMIT, env=env,
                                          stdin=subprocess.DEVNULL)
                    self.assertEqual(done.returncode, IO, done.stderr)
                    self.assertIn(b"standard output", done.stderr)

    def test_closed_pipe(self):
        """Who reads has read enough, and is not told so."""
        with DemoServer() as server:
            words = self.anserctl.command("pop", "list", *server.pop3())
            read, write = os.pipe()
            os.close(read)
            done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, timeout=LIMIT,
                                  env=environment(self.anserctl.folder, DemoServer.PASSWORD))
            os.close(write)
            self.assertEqual(done.returncode, IO)
            self.assertEqual(done.stderr, b"")


class Interrupted(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(SECRET)

    def interrupt(self, process):
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, INTERRUPTED, (out, err))
        return time.monotonic() - began

    def while_stalled(self, serve, *words):
        with Scripted(serve) as server:
            scheme = "smtp" if words[0] == "send" else "pop3"
            process = self.anserctl.start(*words, *url(scheme, server.port))
            self.assertTrue(server.began.wait(20))
            self.interrupt(process)
            return server

    def test_before_the_greeting(self):
        self.while_stalled(lambda server: server.stall(), "pop", "stat")
        self.while_stalled(lambda server: server.stall(), "send", *LETTER)

    def test_in_the_letter(self):
        """No final dot: the server has no whole letter."""
        def serve(server):
            server.say("220 ready")
            for reply in ("250 here", "250 ok", "250 ok", "354 go on"):
                server.hear()
                server.say(reply)
            server.began.set()
            while server.hear() != ".":
                pass

        path = os.path.join(self.anserctl.folder, "large")
        with open(path, "wb") as file:
            file.truncate(200 * 1024 * 1024)
        with Scripted(serve) as server:
            process = self.anserctl.start("send", *LETTER, "--attach", path, "--auth", "none",
                                          *url("smtp", server.port, ""))
            self.assertTrue(server.began.wait(30))
            self.interrupt(process)
        self.assertNotIn(".", server.heard)

    def test_while_input_comes(self):
        process = subprocess.Popen(self.anserctl.command("send", "-t", *url("smtp", 9)),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, bufsize=0,
                                   env=environment(self.anserctl.folder, SECRET))
        # More than a pipe holds: what is left was read.
        process.stdin.write(b"z" * 200000)
        process.stdin.write(b"z" * 65536)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        self.assertEqual(process.wait(20), INTERRUPTED)
        self.assertEqual([name for name in os.listdir(self.anserctl.folder)
                          if name.startswith("anserctl-")], [])

    def test_at_the_password(self):
        """The terminal shows again what is typed."""
        controller, terminal = pty.openpty()

        def take():
            os.setsid()
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

        process = subprocess.Popen(self.anserctl.command("pop", "stat", *url("pop3", 9)),
                                   stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=take, env=environment(self.anserctl.folder, None))
        asked = b""
        while b": " not in asked:
            asked += os.read(controller, 100)
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            time.sleep(0.001)
        os.write(controller, b"half a pass\x03")
        self.assertEqual(process.wait(20), INTERRUPTED)
        self.assertTrue(termios.tcgetattr(terminal)[3] & termios.ECHO)
        process.communicate()
        os.close(controller)
        os.close(terminal)

    def test_check_and_queue(self):
        """What waits in the outbox is still there."""
        with Scripted(lambda server: server.stall()) as server:
            person = Profile(SECRET, address="tim@anser.example", pop3_host="127.0.0.1",
                             pop3_port=server.port, pop3_security="none", pop3_user="tim",
                             smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none",
                             smtp_user="tim")
            person.queue(b"Subject: x\r\n\r\ntext\r\n", "tim@anser.example", "you@anser.example")
            for words in (("check",), ("queue", "run")):
                server.began.clear()
                process = subprocess.Popen(person.command(*words), stdin=subprocess.DEVNULL,
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                           env={**environment(person.folder, SECRET),
                                                **person.variables})
                self.assertTrue(server.began.wait(20))
                self.interrupt(process)
                self.assertIn("you@anser.example", person.ask("queue", "list").out)


class Secrets(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(SECRET)

    def check(self, server, result):
        """Nothing of the login that the server heard stands in what is printed."""
        shown = result.out + result.err
        self.assertEqual(result.status, PASSWORD, result)
        self.assertIn("C: ", shown)
        forms = [SECRET, base64.b64encode(SECRET.encode()).decode(), SECRET.encode().hex()]
        for line in server.heard:
            words = line.split()
            if words and words[0] == "AUTH":
                forms += words[2:]
            elif words and words[0] not in ("CAPA", "EHLO", "USER", "PASS", "QUIT", "STLS"):
                forms += words
        for form in forms:
            if len(form) > 4:
                self.assertNotIn(form, shown)

    def test_pop3(self):
        for mechanism in ("USER",) + MECHANISMS:
            with self.subTest(mechanism=mechanism), Scripted(pop3_login(mechanism)) as server:
                self.check(server, self.anserctl.run("pop", "stat", "--trace", "--json", "--auth",
                                                     mechanism, *url("pop3", server.port)))
                self.assertTrue(any(SECRET in line or line.startswith("AUTH " + mechanism)
                                    for line in server.heard), server.heard)

    def test_smtp(self):
        for mechanism in MECHANISMS:
            with self.subTest(mechanism=mechanism), Scripted(smtp_login(mechanism)) as server:
                self.check(server, self.anserctl.run("send", "--trace", "--json", "--auth", mechanism,
                                                     *LETTER, *url("smtp", server.port)))
                self.assertTrue(any(line.startswith("AUTH " + mechanism) for line in server.heard))

    def test_sources(self):
        """A password is never an argument, and what its command prints goes nowhere else."""
        with Scripted(pop3_login("PLAIN")) as server:
            for words in (("--password-command", "cat secret"), ("--password-file", "secret"),
                          ("--password-command", "cat secret; exit 3")):
                with open(os.path.join(self.anserctl.folder, "secret"), "w") as file:
                    file.write(SECRET + "\nsecond line\n")
                done = subprocess.run(
                    [os.path.abspath(self.anserctl.command()[0]), "pop", "stat", "--trace",
                     *url("pop3", server.port), *words], capture_output=True, timeout=LIMIT, text=True,
                    cwd=self.anserctl.folder, env=environment(self.anserctl.folder, None),
                    stdin=subprocess.DEVNULL)
                self.assertIn(done.returncode, (PASSWORD, CONFIGURATION), done)
                self.assertNotIn(SECRET, done.stdout + done.stderr)
                self.assertNotIn("second line", done.stdout + done.stderr)


if __name__ == "__main__":
    tap.main()
