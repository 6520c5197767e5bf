/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "lock.h"

#include "fault.h"
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

struct _AnserAccountLock
{
  int fd;
};

static int
open_lock (const char  *root,
           const char  *name,
           GError     **error)
{
  g_autofree char *path = g_build_filename (root, "locks", name, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    anser_fault_set_from_errno (error, errno, path);
  return fd;
}

/* flock that goes on after signals. */
static int
take (int fd,
      int operation)
{
  int result;

  do
    result = flock (fd, operation);
  while (result != 0 && errno == EINTR);
  return result;
}

int
anser_lock_presence (const char  *root,
                     gboolean    *is_alone,
                     GError     **error)
{
  int fd = open_lock (root, "open", error);

  if (fd < 0)
    return -1;
  *is_alone = take (fd, LOCK_EX | LOCK_NB) == 0;
  if (*is_alone || take (fd, LOCK_SH) == 0)
    return fd;
  anser_fault_set_from_errno (error, errno, root);
  close (fd);
  return -1;
}

void
anser_lock_share (int presence)
{
  take (presence, LOCK_SH);
}

gboolean
anser_lock_alone (int presence)
{
  if (take (presence, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  /* What fails may have let go of what was held. */
  take (presence, LOCK_SH);
  return FALSE;
}

AnserAccountLock *
anser_store_lock_account (AnserStore  *self,
                          const char  *account,
                          GError     **error)
{
  g_autofree char *name = NULL;
  AnserAccountLock *lock;
  int fd;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);
  if (!anser_store_check_account (account, error))
    return NULL;
  name = g_strconcat (account, ".lock", NULL);
  fd = open_lock (self->root, name, error);
  if (fd < 0)
    return NULL;
  if (take (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EWOULDBLOCK)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                     _("Another Anser is checking this account. Wait until it is done, then try "
                       "again."));
      else
        anser_fault_set_from_errno (error, errno, self->root);
      close (fd);
      return NULL;
    }
  lock = g_new0 (AnserAccountLock, 1);
  lock->fd = fd;
  return lock;
}

void
anser_account_lock_free (AnserAccountLock *lock)
{
  g_return_if_fail (lock != NULL);

  close (lock->fd);
  g_free (lock);
}
