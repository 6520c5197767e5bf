#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion of anserctl: each shell is asked what it offers for a line."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ["ANSER_TEST_SOURCE"]
BUILD = os.environ["ANSER_TEST_BUILD"]
COMPLETIONS = os.path.join(SOURCE, "data", "completions")
BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"

# What stands in COMPREPLY after Tab at the end of the line.
BASH = """
. "$1"
. "$2"
shift 2
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
_anserctl 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""

# zsh completes only on a terminal: it gets one, and what it shows there before the mark is read.
ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "stty columns 200; PS1=; RPS1=; unset zle_bracketed_paste; fpath=($1 \\$fpath)
autoload -Uz compinit; compinit -u -D; LISTMAX=1000
show () { zle list-choices; zle -R; print -n SHO''WN }
zle -N show; bindkey '^I' show; echo REA''DY"
zpty -r shell line '*READY*'
zpty -w -n shell "$2"$'\\t'
zpty -r shell line '*SHOWN*'
print -r -- "$line"
zpty -d shell
"""


class Shells:
    def __init__(self, folder):
        self.folder = folder
        config = os.path.join(folder, "config")
        settings = os.path.join(config, "glib-2.0", "settings")
        os.makedirs(settings)
        with open(os.path.join(settings, "keyfile"), "w") as file:
            file.write("[io/github/ansermail/Anser]\naccounts=['one']\n\n"
                       "[io/github/ansermail/Anser/accounts/one]\naddress='tim@anser.example'\n")
        for name in ("letter.eml", "picture.png"):
            open(os.path.join(folder, name), "w").close()
        os.mkdir(os.path.join(folder, "Maildir"))
        self.env = {**os.environ, "HOME": folder, "XDG_CONFIG_HOME": config,
                    "XDG_DATA_HOME": folder, "GSETTINGS_BACKEND": "keyfile",
                    "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data"), "TERM": "dumb",
                    "PATH": os.path.join(BUILD, "app", "cli") + ":" + os.environ["PATH"]}

    def ask(self, *command):
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True,
                              text=True, timeout=60, stdin=subprocess.DEVNULL)
        return done.stdout.split("\n")

    def bash(self, *words):
        return self.ask("bash", "--norc", "--noprofile", "-c", BASH, "bash", BASH_COMPLETION,
                        os.path.join(COMPLETIONS, "anserctl"), *words)

    def fish(self, line):
        script = os.path.join(COMPLETIONS, "anserctl.fish")
        offered = self.ask("fish", "--no-config", "-c", "source %s; complete -C '%s'" %
                           (script, line))
        return [row.split("\t")[0] for row in offered]

    def zsh(self, line):
        shown = "\n".join(self.ask("zsh", "-f", "-c", ZSH, "zsh", COMPLETIONS, line))
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", shown).split()


def expect(offered, wanted, unwanted=()):
    return (["%s is not offered, but %s" % (word, " ".join(offered)[:300]) for word in wanted
             if word not in offered] +
            ["%s is offered" % word for word in unwanted if word in offered])


def bash_commands(shells):
    return (expect(shells.bash("anserctl", ""), ["send", "pop", "eml", "doctor", "--help"], ["list"]) +
            expect(shells.bash("anserctl", "s"), ["send", "store"], ["pop"]) +
            expect(shells.bash("anserctl", "pop", ""), ["stat", "list", "fetch"], ["send"]) +
            expect(shells.bash("anserctl", "pop", "f"), ["fetch"], ["list"]))


def bash_options(shells):
    return (expect(shells.bash("anserctl", "pop", "fetch", "--m"), ["--maildir=", "--max-size="],
                   ["--server="]) +
            expect(shells.bash("anserctl", "send", "--dry"), ["--dry-run"]) +
            expect(shells.bash("anserctl", "doctor", "--t"), ["--timeout=", "--tls=", "--trace"]))


def bash_values(shells):
    return (expect(shells.bash("anserctl", "doctor", ""), ["one", "tim@anser.example", "pop3s://"]) +
            expect(shells.bash("anserctl", "pop", "list", "--account", "t"), ["tim@anser.example"],
                   ["one"]) +
            expect(shells.bash("anserctl", "pop", "list", "--account=o"), ["one"]) +
            expect(shells.bash("anserctl", "send", "--server", ""), ["smtps://"], ["pop3s://"]) +
            expect(shells.bash("anserctl", "send", "--auth", "SCRAM"), ["SCRAM-SHA-256"], ["PLAIN"]) +
            expect(shells.bash("anserctl", "check", "--help", "o"), ["one"]) +
            expect(shells.bash("anserctl", "send", "--subject", "l"), [""], ["letter.eml"]))


def bash_files(shells):
    return (expect(shells.bash("anserctl", "eml", "text", ""), ["letter.eml", "Maildir"],
                   ["picture.png"]) +
            expect(shells.bash("anserctl", "send", "--attach", "p"), ["picture.png"]) +
            expect(shells.bash("anserctl", "pop", "fetch", "--maildir", ""), ["Maildir"],
                   ["letter.eml"]))


def fish(shells):
    return (expect(shells.fish("anserctl "), ["send", "pop", "doctor"], ["list"]) +
            expect(shells.fish("anserctl pop "), ["stat", "fetch"], ["send"]) +
            expect(shells.fish("anserctl pop fetch --m"), ["--maildir", "--max-size"], ["--json"]) +
            expect(shells.fish("anserctl doctor "), ["one", "pop3s://"]) +
            expect(shells.fish("anserctl send --account "), ["tim@anser.example"]))


def zsh(shells):
    return (expect(shells.zsh("anserctl pop "), ["stat", "fetch"], ["send"]) +
            expect(shells.zsh("anserctl pop fetch --m"), ["--maildir", "--max-size"], ["--json"]) +
            expect(shells.zsh("anserctl send --account "), ["one", "tim@anser.example"]))


def needs():
    return ["%s is not installed" % name for name, there in
            (("bash-completion", os.path.exists(BASH_COMPLETION)), ("fish", shutil.which("fish")),
             ("zsh", shutil.which("zsh"))) if not there]


TESTS = [bash_commands, bash_options, bash_values, bash_files, fish, zsh]

print("1..%d" % (len(TESTS) + 1))
failed = 0
with tempfile.TemporaryDirectory() as folder:
    missing = needs()
    tests = [lambda _: missing] + TESTS
    for number, check in enumerate(tests, 1):
        found = check(Shells(tempfile.mkdtemp(dir=folder)))
        failed += bool(found)
        name = check.__name__.replace("_", "-") if number > 1 else "shells-are-installed"
        print("%s %d - %s" % ("not ok" if found else "ok", number, name))
        for fault in found:
            print("# " + fault.replace("\n", "\n# "))
sys.exit(failed > 0)
