/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Loaded into a program with LD_PRELOAD: kills it right before the Nth step that changes or syncs a
 * file, where N is in the variable ANSER_DIE_AT. What a power failure or a kill -9 does at that
 * moment, every time at the same place. */

int syncfs (int fd);
int renameat2 (int old_dir, const char *old_path, int new_dir, const char *new_path,
               unsigned flags);

static void
step (void)
{
  static atomic_int steps;
  const char *last = getenv ("ANSER_DIE_AT");

  if (last && atomic_fetch_add (&steps, 1) + 1 == atoi (last))
    kill (getpid (), SIGKILL);
}

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

int
fsync (int fd)
{
  step ();
  return NEXT (fsync) (fd);
}

int
fdatasync (int fd)
{
  step ();
  return NEXT (fdatasync) (fd);
}

int
syncfs (int fd)
{
  step ();
  return NEXT (syncfs) (fd);
}

int
rename (const char *from,
        const char *to)
{
  step ();
  return NEXT (rename) (from, to);
}

int
renameat2 (int         old_dir,
           const char *old_path,
           int         new_dir,
           const char *new_path,
           unsigned    flags)
{
  step ();
  return NEXT (renameat2) (old_dir, old_path, new_dir, new_path, flags);
}

int
unlink (const char *path)
{
  step ();
  return NEXT (unlink) (path);
}

ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  struct stat status;

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    step ();
  return NEXT (write) (fd, data, length);
}
