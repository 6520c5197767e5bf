# SPDX-License-Identifier: GPL-3.0-or-later
"""Dovecot and Postfix as ordinary processes on free ports of 127.0.0.1, for tests.

    with Servers() as servers:
        servers.fill("demo", [b"Subject: one\\r\\n\\r\\nText\\r\\n"])
        ... servers.pop3, servers.pop3s, servers.smtp, servers.smtps, servers.ca ...

One mailbox for each name of USERS at anser.example, all with PASSWORD. Dovecot speaks POP3, with
STLS, and POP3S; Postfix takes letters from whoever logs in, over STARTTLS or TLS, and puts them into the
same Maildirs. Needs root, as Postfix does. Both are ended by the ids of the processes.
"""
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

USERS = ["demo", "many", "other", "hidden", "sender"]
DOMAIN = "anser.example"
PASSWORD = "four geese"
LIMIT = 60                      # seconds any step may take

# What 2.3 (Debian 12) and 2.4 (Debian 13) write the same way comes last.
DOVECOT_2_3 = """
ssl_cert = <{top}/server.pem
ssl_key = <{top}/server.key
disable_plaintext_auth = no
mail_location = maildir:{top}/mail/%u
passdb {{
  driver = passwd-file
  args = {top}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={top}/mail/%u
}}
"""

DOVECOT_2_4 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {top}/server.pem
ssl_server_key_file = {top}/server.key
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {top}/mail/%{{user}}
passdb passwd-file {{
  passwd_file_path = {top}/users
}}
userdb static {{
  fields {{
    uid = mail
    gid = mail
    home = {top}/mail/%{{user}}
  }}
}}
"""

DOVECOT = """
protocols = pop3
listen = 127.0.0.1
instance_name = anser-test
base_dir = {top}/dovecot
state_dir = {top}/dovecot-state
log_path = {top}/dovecot.log
ssl = yes
auth_mechanisms = plain login
auth_failure_delay = 0
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {top}/sasl {{
    mode = 0666
  }}
}}
"""

POSTFIX = """
compatibility_level = 3.6
queue_directory = {top}/postfix/queue
data_directory = {top}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {top}/postfix.log
maillog_file_prefixes = {top}
myhostname = localhost
mydestination =
alias_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {top}/sasl
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = {top}/server.pem
smtpd_tls_key_file = {top}/server.key
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {top}/mail
virtual_mailbox_maps = texthash:{top}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
mailbox_size_limit = 0
message_size_limit = 67108864
default_transport = error:no other place is known here
"""

MASTER = """
127.0.0.1:{smtp}  inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup   unix n - n 60 1 pickup
cleanup  unix n - n - 0 cleanup
qmgr     unix n - n 300 1 qmgr
tlsmgr   unix - - n 1000? 1 tlsmgr
rewrite  unix - - n - - trivial-rewrite
bounce   unix - - n - 0 bounce
defer    unix - - n - 0 bounce
trace    unix - - n - 0 bounce
verify   unix - - n - 1 verify
flush    unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
virtual  unix - n n - - virtual
error    unix - - n - - error
retry    unix - - n - - error
anvil    unix - - n - 1 anvil
scache   unix - - n - 1 scache
postlog  unix-dgram n - n - 1 postlogd
"""


def why_not():
    """Why they cannot run here, or None."""
    missing = [name for name in ("dovecot", "postfix", "openssl")
               if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if missing:
        return "not installed: " + ", ".join(missing)
    if os.getuid() != 0:
        return "Postfix starts only as root"
    return None


def wait_for(condition, what, limit=LIMIT):
    """Waits until `condition ()` is true, and gives what it gave."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError("waited %d s for %s" % (limit, what))
        time.sleep(0.02)


@contextlib.contextmanager
def small_disk(size):
    """A file system of its own, such as "1m", soon full; the test is skipped where none may be mounted."""
    disk = tempfile.mkdtemp(prefix="anser-disk-")
    try:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk],
                          capture_output=True).returncode != 0:
            raise unittest.SkipTest("no tmpfs can be mounted here")
        try:
            yield disk
        finally:
            subprocess.run(["umount", disk], check=True)
    finally:
        os.rmdir(disk)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def read(path):
    """What is in a file, "" if it is not there."""
    try:
        with open(path) as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def alive(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def make_certificate(top, name):
    """An authority `name`.ca.pem and a certificate for localhost that it signed."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=top, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    with open(os.path.join(top, name + ".names"), "w") as file:
        file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", "-x509", *key, "-days", "30", "-subj", "/CN=%s authority" % name,
            "-keyout", name + ".ca.key", "-out", name + ".ca.pem")
    openssl("req", *key, "-subj", "/CN=localhost", "-keyout", name + ".key", "-out", name + ".csr")
    openssl("x509", "-req", "-in", name + ".csr", "-CA", name + ".ca.pem",
            "-CAkey", name + ".ca.key", "-days", "30", "-extfile", name + ".names", "-out", name + ".pem")
    return os.path.join(top, name + ".ca.pem")


class Servers:
    def __enter__(self):
        # Short, for the sockets below it, and open, for the users of both.
        self.top = tempfile.mkdtemp(prefix="anser-")
        os.chmod(self.top, 0o755)
        self.pids = []
        self.n_filled = 0
        try:
            self.ca = make_certificate(self.top, "server")
            self.foreign_ca = make_certificate(self.top, "foreign")
            self.pop3, self.pop3s, self.smtp, self.smtps = free_ports(4)
            self._make_mailboxes()
            self._start_dovecot()
            self._start_postfix()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for pid in self.pids:
            if alive(pid):
                os.kill(pid, signal.SIGTERM)
        for pid in self.pids:
            wait_for(lambda p=pid: not alive(p), "process %d to end" % pid)
        shutil.rmtree(self.top, ignore_errors=True)

    def _write(self, name, content):
        user = pwd.getpwnam("mail")
        with open(os.path.join(self.top, name), "w") as file:
            file.write(content.format(top=self.top, domain=DOMAIN, uid=user.pw_uid, gid=user.pw_gid,
                                      pop3=self.pop3, pop3s=self.pop3s, smtp=self.smtp,
                                      smtps=self.smtps))

    def _make_mailboxes(self):
        self._write("users", "".join("%s@%s:{{PLAIN}}%s\n" % (u, DOMAIN, PASSWORD) for u in USERS))
        self._write("mailboxes", "".join("{0}@{1} {0}@{1}/\n".format(u, DOMAIN) for u in USERS))
        for user in USERS:
            for part in ("new", "cur", "tmp"):
                os.makedirs(os.path.join(self.maildir(user), part))
        for folder, _, _ in os.walk(os.path.join(self.top, "mail")):
            shutil.chown(folder, "mail", "mail")

    def _start_dovecot(self):
        version = subprocess.check_output(["dovecot", "--version"], text=True, timeout=LIMIT)
        of_version = DOVECOT_2_3 if version.startswith("2.3.") else DOVECOT_2_4
        self._write("dovecot.conf", of_version + DOVECOT)
        subprocess.run(["dovecot", "-c", os.path.join(self.top, "dovecot.conf")], check=True,
                       stdin=subprocess.DEVNULL, timeout=LIMIT)
        self._remember("dovecot/master.pid")
        wait_for(lambda: answers(self.pop3) and answers(self.pop3s), "Dovecot")

    def _start_postfix(self):
        for part in ("etc", "queue", "data"):
            os.makedirs(os.path.join(self.top, "postfix", part))
        shutil.chown(os.path.join(self.top, "postfix", "data"), "postfix")
        self._write("postfix/etc/main.cf", POSTFIX)
        self._write("postfix/etc/master.cf", MASTER)
        subprocess.run(["postfix", "-c", os.path.join(self.top, "postfix", "etc"), "start"],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=LIMIT)
        self._remember("postfix/queue/pid/master.pid")
        wait_for(lambda: answers(self.smtp) and answers(self.smtps), "Postfix")

    def _remember(self, name):
        self.pids.append(int(wait_for(lambda: read(os.path.join(self.top, name)), name)))

    def maildir(self, user):
        return os.path.join(self.top, "mail", "%s@%s" % (user, DOMAIN))

    def letters(self, user):
        """What is in a mailbox: the bytes of each letter, lines ended with LF, oldest first."""
        paths = []
        for part in ("new", "cur"):
            folder = os.path.join(self.maildir(user), part)
            paths += [os.path.join(folder, name) for name in os.listdir(folder)]
        paths.sort(key=os.path.basename)
        contents = []
        for path in paths:
            with open(path, "rb") as file:
                contents.append(file.read())
        return contents

    def fill(self, user, letters):
        """Puts letters (bytes, LF or CR LF) into a mailbox, in this order."""
        for letter in letters:
            self.n_filled += 1
            name = "%d.M%06dP%d.localhost" % (time.time(), self.n_filled, os.getpid())
            path = os.path.join(self.maildir(user), "new", name)
            with open(path, "wb") as file:
                file.write(letter.replace(b"\r\n", b"\n"))
            shutil.chown(path, "mail", "mail")

    def empty(self, user):
        for part in ("new", "cur", "tmp"):
            folder = os.path.join(self.maildir(user), part)
            for name in os.listdir(folder):
                os.unlink(os.path.join(folder, name))
