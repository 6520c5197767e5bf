# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs anserctl and the demonstration server for tests, as a user would, in own folders."""
import os
import shutil
import subprocess
import sys
import tempfile
import weakref

BUILD = os.environ.get("ANSER_TEST_BUILD", "build")
ANSERCTL = os.environ.get("ANSERCTL", os.path.join(BUILD, "app", "cli", "anserctl"))
DIE_AT_STEP = os.path.join(BUILD, "tests", "servers", "die-at-step.so")
DEMO_SERVER = os.path.join(BUILD, "tests", "servers", "anser-demo-server")
LIMIT = 120                     # seconds one command may take


def environment(folder, password):
    env = {key: value for key, value in os.environ.items()
           if not key.startswith(("XDG_", "ANSER_PASSWORD"))}
    env.update(HOME=folder, LC_ALL="C.UTF-8", GSETTINGS_BACKEND="memory", TMPDIR=folder)
    if password is not None:
        env["ANSER_PASSWORD"] = password
    return env


# A small process in between: a child begins with the memory of whoever started it.
MEASURE = ("import resource, subprocess, sys; status = subprocess.call(sys.argv[1:]); "
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); "
           "sys.exit(status)")


def measured(command):
    """The command, with its peak of memory in KiB as the last line of its standard error."""
    return [sys.executable, "-S", "-c", MEASURE, *command]


class Result:
    """How a command ended: `status`, `out` and `err`."""

    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def __repr__(self):
        return "status %d\nout: %s\nerr: %s" % (self.status, self.out, self.err)


class Anserctl:
    """anserctl with a home and a Maildir of its own."""

    def __init__(self, password):
        self.password = password
        self.folder = tempfile.mkdtemp(prefix="anserctl-")
        weakref.finalize(self, shutil.rmtree, self.folder, True)
        self.maildir = os.path.join(self.folder, "Maildir")
        self.state = os.path.join(self.folder, "uids")

    def command(self, *arguments):
        return [ANSERCTL, *arguments]

    def start(self, *arguments, password=None):
        return subprocess.Popen(self.command(*arguments), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=environment(self.folder, password or self.password))

    def run(self, *arguments, password=None, **variables):
        env = environment(self.folder, password or self.password)
        return Result(subprocess.run(self.command(*arguments), stdin=subprocess.DEVNULL,
                                     capture_output=True, timeout=LIMIT, env={**env, **variables}))

    def run_to_step(self, number, *arguments, **variables):
        """Runs it until right before its work on files comes to step `number`; status -9 then."""
        return self.run(*arguments, LD_PRELOAD=DIE_AT_STEP, ANSER_DIE_AT=str(number), **variables)

    def fetch_arguments(self, *server, maildir=None, state=None):
        return ("pop", "fetch", *server, "--maildir", maildir or self.maildir,
                "--state", state or self.state)

    def fetch(self, *server, password=None, **places):
        return self.run(*self.fetch_arguments(*server, **places), password=password)

    def letters(self, maildir=None):
        """The bytes of all letters in the Maildir, sorted."""
        return letters(maildir or self.maildir)


def letters(maildir):
    found = []
    for part in ("new", "cur"):
        folder = os.path.join(maildir, part)
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            with open(os.path.join(folder, name), "rb") as file:
                found.append(file.read())
    return sorted(found)


class DemoServer:
    """The demonstration server, misbehaving as its options say."""

    USER = "demo@anser.example"
    PASSWORD = "demo"

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.process = subprocess.Popen([DEMO_SERVER, *map(str, self.options)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = dict(self.process.stdout.readline().split() for _ in range(2))
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)

    def pop3(self):
        return ("--server", "pop3://demo%%40anser.example@127.0.0.1:%s" % self.ports["pop3"],
                "--tls", "none")

    def smtp(self):
        return ("--server", "smtp://demo%%40anser.example@127.0.0.1:%s" % self.ports["smtp"],
                "--tls", "none")
