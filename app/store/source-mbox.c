/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-source-private.h"

#include "mbox-parser.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An mbox, or a folder of them. Beside Thunderbird's "Work" lies "Work.sbd" with what is below it;
 * Apple's "Work.mbox" is a folder with the file "mbox". */

/* So much of a file shows how it was written. */
#define SAMPLE_SIZE (32 * 1024 * 1024)

/* @has_marks: letters of this file bear their flags, so one without them is unread */
typedef struct
{
  AnserMailSource    *source;
  AnserCarriedLetter  letter;
  const char         *path;
  gboolean            has_marks;
} Reading;

static gboolean
on_sample_begin (const char  *from_line,
                 gpointer     user_data,
                 GError     **error)
{
  Reading *self = user_data;

  self->has_marks |= self->source->marks.is_marked;
  anser_letter_marks_begin (&self->source->marks);
  return TRUE;
}

static gboolean
on_sample_write (const char  *data,
                 gsize        length,
                 gpointer     user_data,
                 GError     **error)
{
  anser_letter_marks_feed (&((Reading *) user_data)->source->marks, data, length);
  return TRUE;
}

static gboolean
on_sample_end (gpointer   user_data,
               GError   **error)
{
  return TRUE;
}

static gboolean
on_begin (const char  *from_line,
          gpointer     user_data,
          GError     **error)
{
  Reading *self = user_data;

  anser_letter_marks_begin (&self->source->marks);
  self->letter.flags = 0;
  self->letter.date = 0;
  anser_mbox_is_from_line (from_line, &self->letter.date);
  return self->source->funcs.begin (&self->letter, self->source->user_data, error);
}

static gboolean
on_write (const char  *data,
          gsize        length,
          gpointer     user_data,
          GError     **error)
{
  Reading *self = user_data;

  anser_letter_marks_feed (&self->source->marks, data, length);
  return self->source->funcs.write (data, length, self->source->user_data, error);
}

static gboolean
on_end (gpointer   user_data,
        GError   **error)
{
  Reading *self = user_data;
  const AnserLetterMarks *marks = &self->source->marks;

  self->letter.flags = marks->is_marked || self->has_marks ? marks->flags : ANSER_LETTER_SEEN;
  if (!marks->is_gone)
    return self->source->funcs.end (&self->letter, self->source->user_data, error);
  anser_mail_source_leave_out (self->source, self->path, NULL);
  return TRUE;
}

/* Looks at the beginning of the file, then goes back to it. */
static AnserMboxVariant
guess_variant (Reading *self,
               int      fd)
{
  const AnserMboxFuncs funcs = { on_sample_begin, on_sample_write, on_sample_end };
  g_autoptr (AnserMboxParser) parser = anser_mbox_parser_new (ANSER_MBOX_RD, &funcs, self);
  AnserMailSource *source = self->source;
  gint64 done = 0;
  gssize n;

  anser_letter_marks_begin (&source->marks);
  while (done < SAMPLE_SIZE && !g_cancellable_is_cancelled (source->cancellable) &&
         (n = pread (fd, source->buffer, ANSER_MAIL_SOURCE_BUFFER, done)) > 0)
    {
      anser_mbox_parser_feed (parser, source->buffer, n, NULL);
      done += n;
    }
  self->has_marks |= source->marks.is_marked;
  switch (source->format)
    {
    case ANSER_MAIL_MBOXRD:
      return ANSER_MBOX_RD;
    case ANSER_MAIL_MBOXO:
      return ANSER_MBOX_O;
    default:
      return anser_mbox_parser_guess (parser);
    }
}

static gboolean
feed_all (Reading          *self,
          AnserMboxParser  *parser,
          int               fd,
          GError          **error)
{
  AnserMailSource *source = self->source;

  while (!g_cancellable_set_error_if_cancelled (source->cancellable, error))
    {
      gssize n = read (fd, source->buffer, ANSER_MAIL_SOURCE_BUFFER);

      if (n < 0 && errno == EINTR)
        continue;
      /* What came before stays; the letter that is cut off does not. */
      if (n < 0)
        anser_mail_source_leave_out (source, self->path, g_strerror (errno));
      if (n < 0)
        return TRUE;
      if (n == 0)
        return anser_mbox_parser_end (parser, error);
      source->done += n;
      if (!anser_mbox_parser_feed (parser, source->buffer, n, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
read_file (AnserMailSource  *self,
           const char       *path,
           const char       *folder,
           GError          **error)
{
  const AnserMboxFuncs funcs = { on_begin, on_write, on_end };
  Reading reading = { .source = self, .letter = { .folder = folder }, .path = path };
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autoptr (AnserMboxParser) parser = NULL;
  gboolean done;

  if (fd < 0)
    {
      anser_mail_source_leave_out (self, path, g_strerror (errno));
      return TRUE;
    }
  parser = anser_mbox_parser_new (guess_variant (&reading, fd), &funcs, &reading);
  done = anser_mail_source_enter (self, folder, error) && feed_all (&reading, parser, fd, error);
  close (fd);
  if (done && anser_mbox_parser_get_garbage (parser) > 0)
    {
      g_autofree char *size = g_format_size (anser_mbox_parser_get_garbage (parser));
      /* Translators: %s is a size, "120 bytes". */
      g_autofree char *reason =
        g_strdup_printf (_("Before its first message lies something else: %s."), size);

      anser_mail_source_leave_out (self, path, reason);
    }
  return done;
}

/* "Work", "Work.mbox" and "Work.sbd" are all the folder Work; "mbox" is the folder it lies in. */
static char *
dup_folder_name (const char *folder,
                 const char *name)
{
  static const char * const endings[] = { ".mbox", ".sbd", ".mbx" };
  g_autofree char *stem = g_strdup (name);

  if (g_str_equal (name, "mbox") && *folder != '\0')
    return g_strdup (folder);
  for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (stem, endings[i]) && strlen (stem) > strlen (endings[i]))
      stem[strlen (stem) - strlen (endings[i])] = '\0';
  return anser_mail_source_join (folder, stem);
}

gboolean
anser_mail_source_read_mbox (AnserMailSource  *self,
                             const char       *path,
                             const char       *folder,
                             GError          **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return read_file (self, path, folder, error);
  names = anser_mail_source_list (self, path);
  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *inner = dup_folder_name (folder, name);
      gboolean is_folder = g_file_test (child, G_FILE_TEST_IS_DIR);

      if (name[0] == '.' || g_file_test (child, G_FILE_TEST_IS_SYMLINK) ||
          (!is_folder && !anser_mail_is_mbox (child)))
        continue;
      if (!anser_mail_source_read_mbox (self, child, inner, error))
        return FALSE;
    }
  return TRUE;
}
