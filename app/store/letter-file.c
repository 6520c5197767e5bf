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
#include <sys/stat.h>
#include <unistd.h>

/* Most letters fit, and are one write. */
#define BUFFER_SIZE (60 * 1024)
/* So are most lines: to copy a length that is known beforehand takes a few instructions. */
#define LINE_SIZE 96

/* One buffer serves a thread for letter after letter: so large a piece makes malloc tidy up each
 * time. */
static GPrivate spare_buffer = G_PRIVATE_INIT (g_free);

struct _AnserLetterFile
{
  char     *folder;
  char     *base;
  char     *path;        /* where it is now */
  char     *buffer;
  gsize     used;
  gint64    length;
  gint64    date;        /* 0: now */
  int       fd;
  gboolean  is_put;
};

static char *
take_buffer (void)
{
  char *buffer = g_private_get (&spare_buffer);

  g_private_set (&spare_buffer, NULL);
  return buffer != NULL ? buffer : g_malloc (BUFFER_SIZE + LINE_SIZE);
}

static void
give_buffer_back (AnserLetterFile *self)
{
  if (self->buffer != NULL)
    g_private_replace (&spare_buffer, g_steal_pointer (&self->buffer));
}

static gboolean
write_out (AnserLetterFile  *self,
           gsize             length,
           GError          **error)
{
  gsize done = 0;

  while (done < length)
    {
      gssize written = write (self->fd, self->buffer + done, length - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anser_fault_set_from_errno (error, errno, self->folder);
          return FALSE;
        }
      done += written;
    }
  return TRUE;
}

/* A CR at the end stays in the buffer: perhaps its LF follows. */
static gboolean
make_room (AnserLetterFile  *self,
           GError          **error)
{
  gsize kept = self->buffer[self->used - 1] == '\r' ? 1 : 0;

  if (!write_out (self, self->used - kept, error))
    return FALSE;
  self->buffer[0] = '\r';
  self->used = kept;
  return TRUE;
}

/* Copies bytes up to the end of the line, which becomes LF. Returns how many. */
static gsize
append_line (AnserLetterFile *self,
             const char      *data,
             gsize            length)
{
  const char *lf = memchr (data, '\n', length);
  gsize n = lf != NULL ? (gsize) (lf + 1 - data) : length;
  char *end = self->buffer + self->used + n;

  /* What is too much is overwritten, or behind the end. */
  if (n <= LINE_SIZE && length >= LINE_SIZE)
    memcpy (self->buffer + self->used, data, LINE_SIZE);
  else
    memcpy (self->buffer + self->used, data, n);
  self->used += n;
  if (lf != NULL && self->used >= 2 && end[-2] == '\r')
    {
      end[-2] = '\n';
      self->used--;
    }
  return n;
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
  self->buffer = take_buffer ();
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
  give_buffer_back (self);
  g_free (self);
}

gboolean
anser_letter_file_write (AnserLetterFile  *self,
                         const char       *data,
                         gsize             length,
                         GError          **error)
{
  g_return_val_if_fail (self->fd >= 0, FALSE);

  self->length += length;
  while (length > 0)
    {
      gsize n;

      if (self->used == BUFFER_SIZE && !make_room (self, error))
        return FALSE;
      n = append_line (self, data, MIN (length, BUFFER_SIZE - self->used));
      data += n;
      length -= n;
    }
  return TRUE;
}

void
anser_letter_file_rename (AnserLetterFile *self,
                          const char      *base,
                          gint64           date)
{
  g_return_if_fail (self->fd >= 0);

  g_free (self->base);
  self->base = g_strdup (base);
  self->date = date;
}

/* Other programs take it for the time at which the letter came. Of no use where it cannot be set. */
static void
set_date (AnserLetterFile *self)
{
  struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = self->date } };

  if (self->date != 0)
    futimens (self->fd, times);
}

gboolean
anser_letter_file_end (AnserLetterFile  *self,
                       GError          **error)
{
  int fd = self->fd;

  g_return_val_if_fail (fd >= 0, FALSE);

  if (!write_out (self, self->used, error))
    return FALSE;
  give_buffer_back (self);
  set_date (self);
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

static gboolean
move (AnserLetterFile  *self,
      const char       *subfolder,
      const char       *info,
      GError          **error)
{
  g_autofree char *path = g_strconcat (self->folder, "/", subfolder, "/", self->base, info, NULL);

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

gboolean
anser_letter_file_put (AnserLetterFile  *self,
                       const char       *info,
                       GError          **error)
{
  return move (self, "cur", info, error);
}

gboolean
anser_letter_file_put_new (AnserLetterFile  *self,
                           GError          **error)
{
  return move (self, "new", NULL, error);
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
