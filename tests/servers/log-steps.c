/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Loaded into a program with LD_PRELOAD: writes down, in the file that ANSER_LOG_STEPS names, what
 * it does to files and what it says on its connections, in the order in which it does so:
 *
 *   write PATH, sync PATH, syncfs, rename PATH, send LINE
 *
 * Each is written when it has been done, but what is sent before it is. */

int syncfs (int fd);
int renameat2 (int old_dir, const char *old_path, int new_dir, const char *new_path,
               unsigned flags);

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

static void
put (const char *word,
     const char *text,
     size_t      length)
{
  static int fd = -2;
  char line[1024];
  int n;

  if (fd == -2)
    fd = getenv ("ANSER_LOG_STEPS")
           ? open (getenv ("ANSER_LOG_STEPS"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)
           : -1;
  n = snprintf (line, sizeof line, "%s %.*s\n", word, (int) (length < 900 ? length : 900), text);
  if (fd >= 0 && NEXT (write) (fd, line, n) < 0)
    abort ();
}

static void
put_file (const char *word,
          int         fd)
{
  char link[64];
  char path[900];
  struct stat status;
  ssize_t length;

  if (fstat (fd, &status) != 0 || (!S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode)))
    return;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path);
  if (length > 0)
    put (word, path, length);
}

static void
put_lines (const char *text,
           size_t      length)
{
  const char *limit = text + length;

  while (text < limit)
    {
      const char *end = memchr (text, '\r', limit - text);

      put ("send", text, (end ? end : limit) - text);
      text = end ? end + 2 : limit;
    }
}

int
fsync (int fd)
{
  int result = NEXT (fsync) (fd);

  put_file ("sync", fd);
  return result;
}

int
fdatasync (int fd)
{
  int result = NEXT (fdatasync) (fd);

  put_file ("sync", fd);
  return result;
}

int
syncfs (int fd)
{
  int result = NEXT (syncfs) (fd);

  put ("syncfs", "", 0);
  return result;
}

int
rename (const char *from,
        const char *to)
{
  int result = NEXT (rename) (from, to);

  put ("rename", to, strlen (to));
  return result;
}

int
renameat2 (int         old_dir,
           const char *old_path,
           int         new_dir,
           const char *new_path,
           unsigned    flags)
{
  int result = NEXT (renameat2) (old_dir, old_path, new_dir, new_path, flags);

  put ("rename", new_path, strlen (new_path));
  return result;
}

ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  put_file ("write", fd);
  return NEXT (write) (fd, data, length);
}

ssize_t
pwrite64 (int         fd,
          const void *data,
          size_t      length,
          off64_t     offset)
{
  put_file ("write", fd);
  return NEXT (pwrite64) (fd, data, length, offset);
}

ssize_t
send (int         fd,
      const void *data,
      size_t      length,
      int         flags)
{
  put_lines (data, length);
  return NEXT (send) (fd, data, length, flags);
}

ssize_t
sendmsg (int                  fd,
         const struct msghdr *message,
         int                  flags)
{
  for (size_t i = 0; i < message->msg_iovlen; i++)
    put_lines (message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
  return NEXT (sendmsg) (fd, message, flags);
}
