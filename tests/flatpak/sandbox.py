# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser as a Flatpak: a desktop session with portals, the stand-in runtime, the build, the program in its
sandbox.

    sandbox.enter ()                    # first of all: starts this script again in such a session
    reason = sandbox.why_not_provided ()
    flatpak = sandbox.Flatpak ()
    flatpak.build ()
    flatpak.install ()

What takes long stays in a cache: the runtime, sources, what the builder has built. Its folder is
ANSER_TEST_CACHE, else ~/.cache/anser-tests.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", name) for name in ("ui", "servers")]

import offline
import session

APP = "io.github.ansermail.Anser"
KEYRING = "wild-goose"          # of the test's own keyring
CACHE = os.path.join(os.environ.get("ANSER_TEST_CACHE") or
                     os.path.expanduser("~/.cache/anser-tests"), "flatpak")
NEEDED = ["flatpak", "flatpak-builder", "ostree", "mmdebstrap", "bwrap", "gnome-keyring-daemon",
          "fusermount3", "unshare"]
PORTALS = ["/usr/libexec/xdg-desktop-portal", "/usr/libexec/xdg-desktop-portal-gtk",
           "/usr/libexec/xdg-document-portal"]
SESSION = """
mkdir -p "$1" && mount -t tmpfs -o mode=0700 tmpfs "$1" && shift && dbus-run-session -- "$@"
"""


def can(*words):
    return subprocess.run(words, capture_output=True).returncode == 0


def why_not():
    """Why a Flatpak can be neither built nor run here, or None."""
    missing = ([name for name in NEEDED if not shutil.which(name)] +
               [path for path in PORTALS if not os.path.exists(path)])
    if missing:
        return "not installed: " + ", ".join(missing)
    if os.getuid() != 0:
        return "the stand-in runtime can be made by root only"
    if not can("bwrap", "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"):
        return "there are no user namespaces for a sandbox here"
    if not can("unshare", "--mount", "--pid", "--mount-proc", "--kill-child", "true"):
        return "a file system cannot be mounted here"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "there is no /dev/fuse, which the document portal needs"
    return session.why_not()


BACKGROUND_PORTAL = "org.freedesktop.impl.portal.desktop.anser_test"


def portals(folder):
    """What answers portals: what is installed, and a stand-in for that of background programs, which
    is a part of GNOME Shell's."""
    os.mkdir(folder)
    installed = "/usr/share/xdg-desktop-portal/portals"
    for name in os.listdir(installed):
        os.symlink(os.path.join(installed, name), os.path.join(folder, name))
    with open(os.path.join(folder, "anser-test.portal"), "w") as file:
        file.write("[portal]\nDBusName=%s\nInterfaces=org.freedesktop.impl.portal.Background\nUseIn=gnome\n" %
                   BACKGROUND_PORTAL)
    return folder


def enter():
    """Runs the script again in folders of its own, with a session bus that knows of them. Portals look
    for documents and sockets below /run/user, wherever XDG_RUNTIME_DIR points: that is of its own, too."""
    if os.environ.get("ANSER_FLATPAK_SESSION"):
        return
    home = tempfile.mkdtemp(prefix="anser-flatpak-")
    runtime = "/run/user/%d" % os.getuid()
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("XDG_", "GTK_", "GSETTINGS_")) and name not in
           ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE")}
    env.update(ANSER_FLATPAK_SESSION=home, HOME=home, XDG_RUNTIME_DIR=runtime,
               XDG_CURRENT_DESKTOP="GNOME", XDG_DESKTOP_PORTAL_DIR=portals(os.path.join(home, "portals")),
               FLATPAK_USER_DIR=os.path.join(CACHE, "user"),
               XDG_DATA_DIRS="/usr/local/share:/usr/share:%s/user/exports/share" % CACHE,
               ANSER_TEST_CACHE=os.path.dirname(CACHE), LC_ALL="C.UTF-8", LANGUAGE="",
               GDK_BACKEND="x11", GSK_RENDERER="cairo", TZ="Asia/Shanghai")
    words = ["unshare", "--mount", "--propagation", "private", "--pid", "--mount-proc", "--kill-child",
             "sh", "-c", SESSION, "sh", runtime, sys.executable, *sys.argv]
    try:
        status = subprocess.run(words, env=env, preexec_fn=session.end_with_parent).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(status)


MAKER = os.path.join(HERE, "make-runtime")


def digest(*texts):
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def contents(path):
    with open(path, "rb") as file:
        return file.read()


class Stamp:
    """A file in the cache that tells of what something there was made."""

    def __init__(self, name, made_of):
        self.path = os.path.join(CACHE, name)
        self.made_of = made_of.encode()

    def holds(self):
        return os.path.exists(self.path) and contents(self.path) == self.made_of

    def remove(self):
        if os.path.exists(self.path):
            os.remove(self.path)

    def write(self):
        with open(self.path, "wb") as file:
            file.write(self.made_of)


def why_not_provided():
    """Gets what Debian's mirror has for it. Why there is nothing to build with and none can be made, or
    None: that is no fault of Anser's."""
    flatpak = Flatpak()
    if not flatpak.runtime.holds():
        with tempfile.TemporaryDirectory() as folder:
            release = offline.mirror() + "dists/trixie/InRelease"
            if not can(offline.HELPER, "download-file", release, os.path.join(folder, "InRelease")):
                return "no mirror of Debian 13 is within reach, of which the stand-in runtime would be made"
    try:
        flatpak.make_runtime()
        offline.download_all(CACHE)
    except AssertionError as error:
        return "what it is built with cannot be made here: " + " ".join(str(error).split("\n")[-3:]).strip()
    return None


class Flatpak:
    def __init__(self):
        os.makedirs(CACHE, exist_ok=True)
        self.log = os.path.join(CACHE, "log")
        self.bundle = os.path.join(CACHE, "build", "anser.flatpak")
        self.branch = offline.manifest()["runtime-version"]
        self.runtime = Stamp("made-by", digest(contents(MAKER), self.branch.encode()))
        sources = [text for path in offline.tree_paths() if not path.startswith(offline.SOURCE + "/tests/")
                   for text in (path.encode(), contents(path))]
        self.built = Stamp("built-from", digest(self.runtime.made_of, *sources))

    def run(self, *words, **variables):
        """Runs a step; what it said is the failure's text if it fails."""
        begin = time.monotonic()
        with open(self.log, "w") as file:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                  env={**os.environ, **variables})
        print("# %4.0f s  %s" % (time.monotonic() - begin, " ".join(words)[:80]), flush=True)
        if done.returncode:
            with open(self.log, errors="replace") as file:
                raise AssertionError("%s\n%s" % (" ".join(words), file.read()[-6000:]))

    def flatpak(self, *words):
        self.run("flatpak", "--user", *words)

    def ask(self, *words):
        done = subprocess.run(["flatpak", "--user", *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make_runtime(self):
        """Once, and again when it would be another."""
        if self.runtime.holds():
            return
        shutil.rmtree(os.path.join(CACHE, "user"), ignore_errors=True)
        self.run(MAKER, CACHE, self.branch)
        self.runtime.write()

    def build(self):
        """app/bundle, from sources that are here; once for each state of them, which tests are no part of."""
        if self.built.holds() and os.path.exists(self.bundle):
            return
        self.built.remove()
        self.run(os.path.join(offline.SOURCE, "app", "bundle"), offline.write_manifest(CACHE),
                 ANSER_BUILD=os.path.join(CACHE, "build"))
        self.built.write()

    def install(self):
        """From the bundle, as somebody to whom it was given."""
        self.flatpak("install", "-y", "--noninteractive", "--reinstall", "--bundle", self.bundle)

    def remove(self):
        self.flatpak("uninstall", "-y", "--noninteractive", APP)
