/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-file.h"

#include "fault.h"
#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE (64 * 1024)

struct _AnserLetterFile
{
  char     *folder;
  char     *base;
  char     *path;        /* where it is now */
  char     *buffer;
  gsize     used;
  gint64    length;
  int       fd;
  gboolean  after_cr;    /* a CR was held back: the next byte decides */
  gboolean  is_put;
};

static gboolean
flush (AnserLetterFile  *self,
       GError          **error)
{
  gsize done = 0;

  while (done < self->used)
    {
      gssize written = write (self->fd, self->buffer + done, self->used - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anser_fault_set_from_errno (error, errno, self->folder);
          return FALSE;
        }
      done += written;
    }
  self->used = 0;
  return TRUE;
}

static gboolean
append (AnserLetterFile  *self,
        const char       *data,
        gsize             length,
        GError          **error)
{
  while (length > 0)
    {
      gsize part = MIN (length, BUFFER_SIZE - self->used);

      memcpy (self->buffer + self->used, data, part);
      self->used += part;
      data += part;
      length -= part;
      if (self->used == BUFFER_SIZE && !flush (self, error))
        return FALSE;
    }
  return TRUE;
}

AnserLetterFile *
anser_letter_file_new (const char  *folder,
                       const char  *uid,
                       GError     **error)
{
  g_autoptr (AnserLetterFile) self = g_new0 (AnserLetterFile, 1);

  self->folder = g_strdup (folder);
  self->base = anser_maildir_new_base (uid);
  self->path = g_build_filename (folder, "tmp", self->base, NULL);
  self->fd = open (self->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      anser_fault_set_from_errno (error, errno, folder);
      g_clear_pointer (&self->path, g_free);
      return NULL;
    }
  self->buffer = g_malloc (BUFFER_SIZE);
  return g_steal_pointer (&self);
}

void
anser_letter_file_free (AnserLetterFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (!self->is_put && self->path != NULL)
    g_unlink (self->path);
  g_free (self->folder);
  g_free (self->base);
  g_free (self->path);
  g_free (self->buffer);
  g_free (self);
}

gboolean
anser_letter_file_write (AnserLetterFile  *self,
                         const char       *data,
                         gsize             length,
                         GError          **error)
{
  const char *end = data + length;

  g_return_val_if_fail (self->fd >= 0, FALSE);

  self->length += length;
  while (data < end)
    {
      const char *cr;

      if (self->after_cr && *data != '\n' && !append (self, "\r", 1, error))
        return FALSE;
      self->after_cr = FALSE;
      cr = memchr (data, '\r', end - data);
      if (!append (self, data, (cr != NULL ? cr : end) - data, error))
        return FALSE;
      if (cr == NULL)
        break;
      self->after_cr = TRUE;
      data = cr + 1;
    }
  return TRUE;
}

gboolean
anser_letter_file_end (AnserLetterFile  *self,
                       GError          **error)
{
  int fd = self->fd;

  g_return_val_if_fail (fd >= 0, FALSE);

  if ((self->after_cr && !append (self, "\r", 1, error)) || !flush (self, error))
    return FALSE;
  g_clear_pointer (&self->buffer, g_free);
  self->fd = -1;
  if (close (fd) == 0 || errno == EINTR)
    return TRUE;
  anser_fault_set_from_errno (error, errno, self->folder);
  return FALSE;
}

gboolean
anser_letter_file_sync (AnserLetterFile  *self,
                        GError          **error)
{
  return anser_maildir_sync (self->path, error);
}

gboolean
anser_letter_file_sync_all (const char  *folder,
                            GError     **error)
{
  int fd = open (folder, O_RDONLY | O_CLOEXEC);
  int result = fd >= 0 ? syncfs (fd) : -1;
  int number = errno;

  if (fd >= 0)
    close (fd);
  if (result == 0)
    return TRUE;
  anser_fault_set_from_errno (error, number, folder);
  return FALSE;
}

gboolean
anser_letter_file_put (AnserLetterFile  *self,
                       const char       *info,
                       GError          **error)
{
  g_autofree char *name = g_strconcat (self->base, info, NULL);
  g_autofree char *path = g_build_filename (self->folder, "cur", name, NULL);

  if (anser_maildir_rename (self->path, path) != 0)
    {
      anser_fault_set_from_errno (error, errno, self->folder);
      return FALSE;
    }
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  self->is_put = TRUE;
  return TRUE;
}

void
anser_letter_file_take_back (AnserLetterFile *self)
{
  self->is_put = FALSE;
}

const char *
anser_letter_file_get_base (AnserLetterFile *self)
{
  return self->base;
}

const char *
anser_letter_file_get_path (AnserLetterFile *self)
{
  return self->path;
}

gint64
anser_letter_file_get_length (AnserLetterFile *self)
{
  return self->length;
}
