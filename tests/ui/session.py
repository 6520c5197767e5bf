# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session for interface tests: display, window manager and session bus of its own.

    session.enter ()                    # first of all: starts this script again in a session bus
    with session.Desktop () as desktop:
        anser = desktop.start_anser ("--demo")
        ...

Everything waits for conditions, with a limit. Processes are ended by their ids.
"""
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = 60                      # seconds a condition may take
STEP = 0.05

BUILD = os.environ.get("ANSER_TEST_BUILD", "build")
HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT = os.environ.get("ANSER_TEST_OUTPUT", os.path.join(BUILD, "output"))
NEEDED = ["Xvfb", "openbox", "xdotool", "import", "dbus-run-session"]


def why_not():
    """Why windows cannot be tested here, or None."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    return "not installed: " + ", ".join(missing) if missing else None


def pump():
    """Lets the accessibility library hear what has changed."""
    from gi.repository import GLib
    while GLib.MainContext.default().iteration(False):
        pass


def wait_for(condition, what, limit=LIMIT):
    """Waits until `condition ()` gives something, and gives it."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        pump()
        if time.monotonic() > end:
            raise AssertionError("waited %d s for %s" % (limit, what))
        time.sleep(STEP)


def enter():
    """Runs the script again with a session bus, in folders made before the bus starts."""
    if os.environ.get("ANSER_UI_SESSION"):
        return
    folder = tempfile.mkdtemp(prefix="anser-ui-")
    runtime = os.path.join(folder, "run")
    os.mkdir(runtime, 0o700)
    env = dict(os.environ, ANSER_UI_SESSION=folder, HOME=folder, XDG_RUNTIME_DIR=runtime,
               XDG_DATA_HOME=os.path.join(folder, "data"), LC_ALL="C.UTF-8", LANGUAGE="",
               XDG_CONFIG_HOME=os.path.join(folder, "config"),
               XDG_CACHE_HOME=os.path.join(folder, "cache"), GSETTINGS_BACKEND="memory",
               GDK_BACKEND="x11", GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
               GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"), TZ="Asia/Shanghai",
               ANSER_DEMO_SERVER=os.path.join(BUILD, "tests", "servers", "anser-demo-server"))
    for name in ("GTK_A11Y", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE"):
        env.pop(name, None)
    try:
        words = ["dbus-run-session", "--", sys.executable, *sys.argv]
        status = subprocess.run(words, env=env).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(status)


def xdotool(*words):
    done = subprocess.run(["xdotool", *map(str, words)], capture_output=True, text=True,
                          timeout=LIMIT)
    return done.stdout.strip()


def end_with_parent():
    """PR_SET_PDEATHSIG: a test that is ended by a signal leaves nobody who holds its output."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Process:
    """A child that is ended by its id, or with the test."""

    def __init__(self, words, **rest):
        self.child = subprocess.Popen(words, preexec_fn=end_with_parent, **rest)

    def end(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


class Desktop:
    """The display. `size` is that of the screen."""

    def __init__(self, size=(1280, 800)):
        self.size = size

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        read_end, write_end = os.pipe()
        self.run(["Xvfb", "-displayfd", str(write_end), "-screen", "0", "%dx%dx24" % self.size,
                  "-nolisten", "tcp", "-noreset"], pass_fds=[write_end], stderr=subprocess.DEVNULL)
        os.close(write_end)
        with os.fdopen(read_end) as file:
            os.environ["DISPLAY"] = ":" + file.readline().strip()
        self.run(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: xdotool("get_num_desktops"), "the window manager")
        os.makedirs(OUTPUT, exist_ok=True)
        return self

    def __exit__(self, *_):
        self.stack.close()

    def run(self, words, **rest):
        process = Process(words, **rest)
        self.stack.callback(process.end)
        return process.child

    def start_anser(self, *arguments, dark=False, **env):
        """Starts anser and gives its Program."""
        import program
        scheme = "prefer-dark" if dark else "prefer-light"
        env = dict(os.environ, ADW_DEBUG_COLOR_SCHEME=scheme, **env)
        return program.Program(self.run_logged([os.path.join(BUILD, "ui", "anser"), *arguments], env))

    def run_logged(self, words, env):
        """Runs a program whose complaints are kept."""
        test = os.path.splitext(os.path.basename(sys.argv[0]))[0]
        self.log = open(os.path.join(OUTPUT, "anser-%s.log" % test), "a")
        self.log_start = self.log.tell()
        self.stack.callback(self.log.close)
        return self.run(words, env=env, stderr=self.log)

    def complaints(self):
        """What GTK had to say about the program that was started last."""
        with open(self.log.name) as file:
            file.seek(self.log_start)
            return [line.strip() for line in file if "-WARNING **" in line or "-CRITICAL **" in line]

    def picture(self, name, window=None):
        """Keeps a picture of the screen or of a window as test output."""
        file = os.path.join(OUTPUT, name + ".png")
        subprocess.run(["import", "-window", str(window or "root"), file], check=True,
                       timeout=LIMIT)

    def drag(self, files, window, position, seen):
        """Drags files from another program onto `position` in a window, and drops them once
        `seen ()` says that the window has noticed. TRUE when they were taken."""
        source = subprocess.Popen([sys.executable, os.path.join(HERE, "drag-source.py"), *files],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            return self.drag_from(source, window, position, seen)
        finally:
            source.stdin.close()
            source.stdout.close()
            source.wait(LIMIT)

    def drag_from(self, source, window, position, seen):
        lines = Lines(source.stdout)
        wait_for(lambda: "ready" in lines.seen(), "the drag source")
        trays = wait_for(lambda: xdotool("search", "--name", "^Anser drag source$").split(),
                         "its window")
        tray = trays[0]
        x, y = 4, self.size[1] - 130
        xdotool("windowmove", "--sync", tray, x, y)
        xdotool("windowraise", tray)
        target = geometry(window)
        to = (target[0] + position[0], target[1] + position[1])
        start = (x + 60, y + 60)
        wait_for(lambda: self.pick_up(start, lines), "the drag to begin")
        for step in range(1, 9):
            xdotool("mousemove", *(start[i] + (to[i] - start[i]) * step // 8 for i in (0, 1)))
            time.sleep(STEP)
        for step in (3, 0):
            xdotool("mousemove", to[0] + step, to[1] + step)
            time.sleep(STEP)
        wait_for(seen, "the window to notice the drag")
        wait_for(lambda: lines.seen()[-1] == "copy", "its answer to reach the other program")
        xdotool("mouseup", 1)
        last = wait_for(lambda: [line for line in lines.seen()
                                 if line.startswith(("end", "cancel"))], "the drag to end")
        return last[0] == "end"

    def pick_up(self, start, lines):
        """Presses and moves past the threshold; a window that is not quite there misses that."""
        xdotool("mouseup", 1)
        xdotool("mousemove", "--sync", *start)
        xdotool("mousedown", 1)
        for step in range(1, 5):
            xdotool("mousemove", start[0] + 6 * step, start[1] - 3 * step)
            time.sleep(STEP)
        with contextlib.suppress(AssertionError):
            return wait_for(lambda: "begin" in lines.seen(), "the drag to begin", limit=3)


class Lines:
    """What a child has said so far, without waiting for more."""

    def __init__(self, stream):
        self.stream = stream
        self.lines = []
        self.rest = ""
        os.set_blocking(stream.fileno(), False)

    def seen(self):
        with contextlib.suppress(BlockingIOError):
            text = self.rest + os.read(self.stream.fileno(), 4096).decode()
            *complete, self.rest = text.split("\n")
            self.lines += complete
        return self.lines


def geometry(window):
    """x, y, width and height of a window on the screen."""
    words = dict(line.split("=") for line in
                 xdotool("getwindowgeometry", "--shell", window).splitlines() if "=" in line)
    return tuple(int(words[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
