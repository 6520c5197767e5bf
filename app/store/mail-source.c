/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-source-private.h"

#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(char * const *) a, *(char * const *) b);
}

void
anser_mail_source_leave_out (AnserMailSource *self,
                             const char      *path,
                             const char      *reason)
{
  if (self->funcs.leave_out != NULL)
    self->funcs.leave_out (path, reason, self->user_data);
}

gboolean
anser_mail_source_enter (AnserMailSource  *self,
                         const char       *folder,
                         GError          **error)
{
  return self->funcs.folder == NULL || self->funcs.folder (folder, self->user_data, error);
}

GPtrArray *
anser_mail_source_list (AnserMailSource *self,
                        const char      *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  if (dir == NULL)
    anser_mail_source_leave_out (self, path, error->message);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

char *
anser_mail_source_join (const char *folder,
                        const char *name)
{
  g_autofree char *valid = g_utf8_validate (name, -1, NULL) ? g_strdup (name)
                                                            : g_filename_display_name (name);

  return *folder == '\0' ? g_steal_pointer (&valid) : g_strconcat (folder, "/", valid, NULL);
}

/* @failed: the file could not be read on, which does not end the rest. */
static gboolean
pass_bytes (AnserMailSource  *self,
            int               fd,
            gboolean         *failed,
            GError          **error)
{
  gssize n;

  while (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
    {
      n = read (fd, self->buffer, ANSER_MAIL_SOURCE_BUFFER);
      *failed = n < 0 && errno != EINTR;
      if (n == 0 || *failed)
        return TRUE;
      if (n < 0)
        continue;
      anser_letter_marks_feed (&self->marks, self->buffer, n);
      if (!self->funcs.write (self->buffer, n, self->user_data, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
read_open_file (AnserMailSource     *self,
                int                  fd,
                const char          *path,
                AnserCarriedLetter  *letter,
                gboolean             use_marks,
                GError             **error)
{
  gboolean failed = FALSE;

  anser_letter_marks_begin (&self->marks);
  if (!self->funcs.begin (letter, self->user_data, error) ||
      !pass_bytes (self, fd, &failed, error))
    return FALSE;
  if (failed)
    {
      anser_mail_source_leave_out (self, path, g_strerror (errno));
      return TRUE;
    }
  if (use_marks)
    letter->flags |= self->marks.is_marked ? self->marks.flags : ANSER_LETTER_SEEN;
  if (use_marks && self->marks.is_gone)
    {
      anser_mail_source_leave_out (self, path, NULL);
      return TRUE;
    }
  return self->funcs.end (letter, self->user_data, error);
}

gboolean
anser_mail_source_read_file (AnserMailSource     *self,
                             const char          *path,
                             AnserCarriedLetter  *letter,
                             gboolean             use_marks,
                             GError             **error)
{
  /* Not to wait for a pipe that somebody put there. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GStatBuf status;
  gboolean done = TRUE;

  self->done++;
  if (fd < 0 || fstat (fd, &status) != 0)
    anser_mail_source_leave_out (self, path, g_strerror (errno));
  else if (!S_ISREG (status.st_mode))
    anser_mail_source_leave_out (self, path, _("It is no file."));
  else
    {
      if (letter->date == 0)
        letter->date = status.st_mtim.tv_sec;
      done = read_open_file (self, fd, path, letter, use_marks, error);
    }
  if (fd >= 0)
    close (fd);
  return done;
}

/* How much there is: bytes of mboxes, names of other things. A guess is enough. */
static void
count (AnserMailSource *self,
       const char      *path,
       unsigned         depth)
{
  g_autoptr (GDir) dir = NULL;
  GStatBuf status;
  const char *name;

  if (g_lstat (path, &status) != 0)
    return;
  if (S_ISREG (status.st_mode))
    self->total += self->format <= ANSER_MAIL_MBOXO ? status.st_size : 1;
  if (S_ISDIR (status.st_mode) && depth < 32)
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      count (self, child, depth + 1);
    }
}

AnserMailSource *
anser_mail_source_new (const char       *path,
                       AnserMailFormat   format,
                       GError          **error)
{
  g_autoptr (GError) fault = NULL;
  AnserMailFormat found = anser_mail_format_recognize (path, &fault);
  AnserMailSource *self;

  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  if (format == ANSER_MAIL_UNKNOWN)
    format = found;
  if (format == ANSER_MAIL_UNKNOWN)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("“%s” is not mail that Anser knows. It reads mbox files, Maildir and MH "
                     "folders, and folders of .eml files."), name);
      return NULL;
    }
  self = g_new0 (AnserMailSource, 1);
  self->path = g_strdup (path);
  self->format = format;
  self->buffer = g_malloc (ANSER_MAIL_SOURCE_BUFFER);
  return self;
}

void
anser_mail_source_free (AnserMailSource *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->buffer);
  g_free (self);
}

AnserMailFormat
anser_mail_source_get_format (AnserMailSource *self)
{
  g_return_val_if_fail (self != NULL, ANSER_MAIL_UNKNOWN);

  return self->format;
}

double
anser_mail_source_get_fraction (AnserMailSource *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->total > 0 ? CLAMP ((double) self->done / self->total, 0, 1) : 0;
}

gboolean
anser_mail_source_read (AnserMailSource          *self,
                        const AnserCarriedFuncs  *funcs,
                        gpointer                  user_data,
                        GCancellable             *cancellable,
                        GError                  **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  self->funcs = *funcs;
  self->user_data = user_data;
  self->cancellable = cancellable;
  self->done = 0;
  self->total = 0;
  count (self, self->path, 0);
  switch (self->format)
    {
    case ANSER_MAIL_MAILDIR:
      return anser_mail_source_read_maildir (self, self->path, "", error);
    case ANSER_MAIL_EML:
      return anser_mail_source_read_eml (self, self->path, "", error);
    case ANSER_MAIL_MH:
      return anser_mail_source_read_mh (self, self->path, "", error);
    case ANSER_MAIL_MBOX:
    case ANSER_MAIL_MBOXRD:
    case ANSER_MAIL_MBOXO:
    case ANSER_MAIL_UNKNOWN:
    default:
      return anser_mail_source_read_mbox (self, self->path, "", error);
    }
}
