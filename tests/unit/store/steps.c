/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Both pwrite and pwrite64 are stood in for: the one must not be renamed to the other. */
#undef _FILE_OFFSET_BITS

#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int steps_left;
static int room_left;
static int is_full;
static int is_logging;
static GMutex log_lock;
static GString *log_text;

static void
note (const char *what,
      int         fd,
      const char *from,
      const char *to)
{
  char link[64], path[4096] = "";

  if (fd >= 0)
    {
      gssize length;

      g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
      length = readlink (link, path, sizeof path - 1);
      path[MAX (length, 0)] = '\0';
    }
  g_mutex_lock (&log_lock);
  /* Another thread may have ended the log since. */
  if (log_text != NULL)
    g_string_append_printf (log_text, "%s %s%s%s\n", what, fd >= 0 ? path : from,
                            to != NULL ? " " : "", to != NULL ? to : "");
  g_mutex_unlock (&log_lock);
}

static void
step (const char *what,
      int         fd,
      const char *from,
      const char *to)
{
  if (g_atomic_int_get (&steps_left) > 0 && g_atomic_int_dec_and_test (&steps_left))
    kill (getpid (), SIGKILL);
  if (g_atomic_int_get (&is_logging))
    note (what, fd, from, to);
}

/* A step that wants room on the disk: whether there is none. */
static gboolean
has_no_room (void)
{
  if (g_atomic_int_get (&room_left) > 0 && g_atomic_int_dec_and_test (&room_left))
    g_atomic_int_set (&is_full, TRUE);
  if (g_atomic_int_get (&is_full))
    errno = ENOSPC;
  return g_atomic_int_get (&is_full);
}

static int
open_file (const char *path,
           int         flags,
           mode_t      mode)
{
  if ((flags & O_CREAT) && syscall (SYS_faccessat, AT_FDCWD, path, F_OK) != 0)
    {
      step ("create", -1, path, NULL);
      if (has_no_room ())
        return -1;
    }
  return syscall (SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int
open (const char *path,
      int         flags,
      ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = va_arg (arguments, mode_t);
  va_end (arguments);
  return open_file (path, flags, mode);
}

int
open64 (const char *path,
        int         flags,
        ...)
{
  va_list arguments;
  mode_t mode;

  va_start (arguments, flags);
  mode = va_arg (arguments, mode_t);
  va_end (arguments);
  return open_file (path, flags, mode);
}

ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  struct stat status;

  if (fd > 2 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    {
      step ("write", fd, NULL, NULL);
      if (has_no_room ())
        return -1;
    }
  return syscall (SYS_write, fd, data, length);
}

ssize_t
pwrite64 (int         fd,
          const void *data,
          size_t      length,
          off64_t     offset)
{
  step ("write", fd, NULL, NULL);
  if (has_no_room ())
    return -1;
  return syscall (SYS_pwrite64, fd, data, length, offset);
}

ssize_t
pwrite (int         fd,
        const void *data,
        size_t      length,
        off_t       offset)
{
  step ("write", fd, NULL, NULL);
  if (has_no_room ())
    return -1;
  return syscall (SYS_pwrite64, fd, data, length, offset);
}

int
fsync (int fd)
{
  step ("sync", fd, NULL, NULL);
  return syscall (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  step ("sync", fd, NULL, NULL);
  return syscall (SYS_fdatasync, fd);
}

int
syncfs (int fd)
{
  step ("syncfs", fd, NULL, NULL);
  return syscall (SYS_syncfs, fd);
}

int
renameat2 (int          from_fd,
           const char  *from,
           int          to_fd,
           const char  *to,
           unsigned     flags)
{
  step ("rename", -1, from, to);
  /* A folder that must grow by a block finds none; one in which there was room lately has it still. */
  if (!g_atomic_int_get (&is_full) && has_no_room ())
    return -1;
  return syscall (SYS_renameat2, from_fd, from, to_fd, to, flags);
}

int
rename (const char *from,
        const char *to)
{
  step ("rename", -1, from, to);
  /* A folder that must grow by a block finds none; one in which there was room lately has it still. */
  if (!g_atomic_int_get (&is_full) && has_no_room ())
    return -1;
  return syscall (SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
unlink (const char *path)
{
  step ("unlink", -1, path, NULL);
  return syscall (SYS_unlinkat, AT_FDCWD, path, 0);
}

int
rmdir (const char *path)
{
  step ("rmdir", -1, path, NULL);
  return syscall (SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int
mkdir (const char *path,
       mode_t      mode)
{
  step ("mkdir", -1, path, NULL);
  if (has_no_room ())
    return -1;
  return syscall (SYS_mkdirat, AT_FDCWD, path, mode);
}

int
ftruncate64 (int     fd,
             off64_t length)
{
  step ("truncate", fd, NULL, NULL);
  return syscall (SYS_ftruncate, fd, length);
}

void
steps_kill_at (unsigned n)
{
  g_atomic_int_set (&steps_left, n);
}

void
steps_fill_at (unsigned n)
{
  g_atomic_int_set (&is_full, FALSE);
  g_atomic_int_set (&room_left, n);
}

gboolean
steps_make_room (void)
{
  g_atomic_int_set (&room_left, 0);
  return g_atomic_int_compare_and_exchange (&is_full, TRUE, FALSE);
}

char *
steps_log (gboolean go_on)
{
  char *text = NULL;

  g_mutex_lock (&log_lock);
  if (log_text != NULL)
    text = g_string_free (g_steal_pointer (&log_text), FALSE);
  if (go_on)
    log_text = g_string_new (NULL);
  g_atomic_int_set (&is_logging, go_on);
  g_mutex_unlock (&log_lock);
  return text;
}
