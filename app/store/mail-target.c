/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-target.h"

#include "fault.h"
#include "letter-file.h"
#include "letter-marks.h"
#include "letter-title.h"
#include "maildir.h"
#include "mbox-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE (256 * 1024)

/* @place: where it is written meanwhile
 * @file: the mbox, or the letter at hand, at @file_path
 * @n_letters: in this folder; the numbers of an MH folder
 * @sequences: lines of .mh_sequences, by what they name */
struct _AnserMailTarget
{
  char                 *path;
  char                 *place;
  AnserMailFormat       format;
  AnserMailTargetFlags  flags;
  char                 *folder_path;
  FILE                 *file;
  char                 *file_path;
  char                 *final_path;
  AnserMboxWriter      *mbox;
  unsigned              n_letters;
  GString              *unseen;
  GString              *flagged;
  GString              *replied;
  gint64                date;
  AnserLetterFlags      marks;
  gboolean              in_header;
  char                  last;
};

static gboolean
is_mbox (AnserMailTarget *self)
{
  return self->format <= ANSER_MAIL_MBOXO;
}

/* A single mbox is a file; all else are folders. */
static gboolean
is_file (AnserMailTarget *self)
{
  return is_mbox (self) && !(self->flags & ANSER_MAIL_TARGET_TREE);
}

static gboolean
set_error (GError     **error,
           const char  *path)
{
  g_autofree char *name = g_filename_display_name (path);

  anser_fault_set_from_errno (error, errno, name);
  return FALSE;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

/* files */

static gboolean
open_file (AnserMailTarget  *self,
           const char       *path,
           GError          **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    return set_error (error, path);
  self->file = fdopen (fd, "w");
  setvbuf (self->file, NULL, _IOFBF, is_mbox (self) ? BUFFER_SIZE : 0);
  g_free (self->file_path);
  self->file_path = g_strdup (path);
  return TRUE;
}

static gboolean
close_file (AnserMailTarget  *self,
            GError          **error)
{
  FILE *file = g_steal_pointer (&self->file);
  gboolean failed;

  if (file == NULL)
    return TRUE;
  failed = fflush (file) != 0 || ferror (file);
  if (!failed && self->date > 0 && !is_mbox (self))
    {
      struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = self->date } };

      futimens (fileno (file), times);
    }
  /* Both are wanted: a full disk may show only here. */
  failed |= fclose (file) != 0;
  return !failed || set_error (error, self->file_path);
}

/* MH */

static void
add_number (GString  *line,
            unsigned  number)
{
  g_string_append_printf (line, " %u", number);
}

static gboolean
write_sequences (AnserMailTarget  *self,
                 GError          **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->format != ANSER_MAIL_MH || self->folder_path == NULL)
    return TRUE;
  path = g_build_filename (self->folder_path, ".mh_sequences", NULL);
  g_string_append_printf (text, "unseen:%s\n", self->unseen->str);
  if (self->flagged->len > 0)
    g_string_append_printf (text, "flagged:%s\n", self->flagged->str);
  if (self->replied->len > 0)
    g_string_append_printf (text, "replied:%s\n", self->replied->str);
  g_string_truncate (self->unseen, 0);
  g_string_truncate (self->flagged, 0);
  g_string_truncate (self->replied, 0);
  if (!open_file (self, path, error))
    return FALSE;
  self->date = 0;
  fwrite (text->str, 1, text->len, self->file);
  return close_file (self, error);
}

static void
note_sequences (AnserMailTarget  *self,
                AnserLetterFlags  flags)
{
  if (!(flags & ANSER_LETTER_SEEN))
    add_number (self->unseen, self->n_letters);
  if (flags & ANSER_LETTER_FLAGGED)
    add_number (self->flagged, self->n_letters);
  if (flags & ANSER_LETTER_REPLIED)
    add_number (self->replied, self->n_letters);
}

/* names */

/* The file of the letter in its folder. A Maildir's comes into tmp first, as all others do. */
static char *
dup_letter_path (AnserMailTarget           *self,
                 const AnserCarriedLetter  *letter,
                 const char                *base)
{
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;
  char *path;

  switch (self->format)
    {
    case ANSER_MAIL_MAILDIR:
      return g_build_filename (self->folder_path, "tmp", base, NULL);
    case ANSER_MAIL_MH:
      name = g_strdup_printf ("%u", self->n_letters);
      return g_build_filename (self->folder_path, name, NULL);
    default:
      title = anser_letter_title_new (letter->date, letter->subject);
      name = g_strconcat (title, ".eml", NULL);
      path = g_build_filename (self->folder_path, name, NULL);
      for (unsigned i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
        {
          g_free (name);
          g_free (path);
          name = g_strdup_printf ("%s (%u).eml", title, i);
          path = g_build_filename (self->folder_path, name, NULL);
        }
      return path;
    }
}

/* folders */

static gboolean
enter_mbox (AnserMailTarget  *self,
            const char       *folder,
            GError          **error)
{
  g_autofree char *file = g_strconcat (folder, ".mbox", NULL);
  g_autofree char *path = is_file (self) ? g_strdup (self->place)
                                         : g_build_filename (self->place, file, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_mkdir_with_parents (parent, 0700) != 0)
    return set_error (error, parent);
  if (!open_file (self, path, error))
    return FALSE;
  self->mbox = anser_mbox_writer_new (self->file, self->format == ANSER_MAIL_MBOXO ? ANSER_MBOX_O
                                                                                  : ANSER_MBOX_RD);
  return TRUE;
}

static gboolean
leave_folder (AnserMailTarget  *self,
              GError          **error)
{
  g_clear_pointer (&self->mbox, anser_mbox_writer_free);
  return close_file (self, error) && write_sequences (self, error);
}

gboolean
anser_mail_target_enter (AnserMailTarget  *self,
                         const char       *folder,
                         GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!leave_folder (self, error))
    return FALSE;
  self->n_letters = 0;
  if (is_mbox (self))
    return enter_mbox (self, folder, error);
  g_free (self->folder_path);
  self->folder_path = g_build_filename (self->place, folder, NULL);
  if (self->format == ANSER_MAIL_MAILDIR)
    return anser_maildir_create (self->folder_path, error);
  return g_mkdir_with_parents (self->folder_path, 0700) == 0 ||
         set_error (error, self->folder_path);
}

/* letters */

gboolean
anser_mail_target_begin (AnserMailTarget           *self,
                         const AnserCarriedLetter  *letter,
                         const char                *base,
                         GError                   **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  self->n_letters++;
  self->date = letter->date;
  self->marks = letter->flags;
  self->in_header = TRUE;
  self->last = '\n';
  if (is_mbox (self))
    {
      anser_mbox_writer_begin (self->mbox, letter->sender, letter->date);
      return TRUE;
    }
  if (self->format == ANSER_MAIL_MH)
    note_sequences (self, letter->flags);
  g_clear_pointer (&self->final_path, g_free);
  if (self->format == ANSER_MAIL_MAILDIR)
    {
      g_autofree char *info = anser_maildir_build_info (letter->info, letter->flags);
      g_autofree char *name = g_strconcat (base, info, NULL);

      self->final_path = g_build_filename (self->folder_path, "cur", name, NULL);
    }
  path = dup_letter_path (self, letter, base);
  return open_file (self, path, error);
}

/* The fields go before the empty line that ends the header. */
static void
write_marked (AnserMailTarget *self,
              const char      *data,
              gsize            length)
{
  gsize at = 0;

  while (self->in_header && at < length)
    {
      const char *lf;

      if (self->last == '\n' && data[at] == '\n')
        {
          g_autofree char *fields = anser_letter_marks_dup_fields (self->marks);

          anser_mbox_writer_write (self->mbox, data, at);
          anser_mbox_writer_write (self->mbox, fields, strlen (fields));
          self->in_header = FALSE;
          data += at;
          length -= at;
          break;
        }
      lf = memchr (data + at, '\n', length - at);
      at = lf != NULL ? (gsize) (lf + 1 - data) : length;
      self->last = data[at - 1];
    }
  anser_mbox_writer_write (self->mbox, data, length);
}

static void
write_crlf (AnserMailTarget *self,
            const char      *data,
            gsize            length)
{
  while (length > 0)
    {
      const char *lf = memchr (data, '\n', length);
      gsize n = lf != NULL ? (gsize) (lf - data) : length;

      fwrite (data, 1, n, self->file);
      if (lf != NULL)
        fwrite ("\r\n", 1, 2, self->file);
      n += lf != NULL;
      data += n;
      length -= n;
    }
}

gboolean
anser_mail_target_write (AnserMailTarget  *self,
                         const char       *data,
                         gsize             length,
                         GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (is_mbox (self) && (self->flags & ANSER_MAIL_TARGET_MARKS))
    write_marked (self, data, length);
  else if (is_mbox (self))
    anser_mbox_writer_write (self->mbox, data, length);
  else if (self->flags & ANSER_MAIL_TARGET_CRLF)
    write_crlf (self, data, length);
  else
    fwrite (data, 1, length, self->file);
  return !ferror (self->file) || set_error (error, self->file_path);
}

gboolean
anser_mail_target_end (AnserMailTarget  *self,
                       gboolean         *is_exact,
                       GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  *is_exact = TRUE;
  if (is_mbox (self))
    {
      *is_exact = anser_mbox_writer_end (self->mbox) && !(self->flags & ANSER_MAIL_TARGET_MARKS);
      return !ferror (self->file) || set_error (error, self->file_path);
    }
  if (!close_file (self, error))
    return FALSE;
  return self->final_path == NULL ||
         anser_maildir_rename (self->file_path, self->final_path) == 0 ||
         set_error (error, self->final_path);
}

/* the whole */

static gboolean
is_free (AnserMailTarget *self)
{
  g_autoptr (GDir) dir = NULL;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;
  dir = is_file (self) ? NULL : g_dir_open (self->path, 0, NULL);
  return dir != NULL && g_dir_read_name (dir) == NULL;
}

AnserMailTarget *
anser_mail_target_new (const char            *path,
                       AnserMailFormat        format,
                       AnserMailTargetFlags   flags,
                       GError               **error)
{
  g_autoptr (AnserMailTarget) self = g_new0 (AnserMailTarget, 1);

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  for (gsize n = strlen (self->path); n > 1 && self->path[n - 1] == '/'; n--)
    self->path[n - 1] = '\0';
  self->format = format;
  self->flags = flags;
  self->unseen = g_string_new (NULL);
  self->flagged = g_string_new (NULL);
  self->replied = g_string_new (NULL);
  if (!is_free (self))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("There is something at “%s” already. Choose another name."), name);
      return NULL;
    }
  self->place = g_strdup_printf ("%s.part-%d", self->path, (int) getpid ());
  if (!is_file (self) && g_mkdir (self->place, 0700) != 0)
    {
      g_clear_pointer (&self->place, g_free);
      set_error (error, self->path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
anser_mail_target_free (AnserMailTarget *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->mbox, anser_mbox_writer_free);
  if (self->file != NULL)
    fclose (self->file);
  if (self->place != NULL)
    remove_tree (self->place);
  g_string_free (self->unseen, TRUE);
  g_string_free (self->flagged, TRUE);
  g_string_free (self->replied, TRUE);
  g_free (self->path);
  g_free (self->place);
  g_free (self->folder_path);
  g_free (self->file_path);
  g_free (self->final_path);
  g_free (self);
}

const char *
anser_mail_target_close (AnserMailTarget  *self,
                         GError          **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return leave_folder (self, error) && anser_letter_file_sync_all (self->place, error) ? self->place
                                                                                       : NULL;
}

gboolean
anser_mail_target_finish (AnserMailTarget  *self,
                          GError          **error)
{
  g_autofree char *parent = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  parent = g_path_get_dirname (self->path);
  /* The empty folder that may be there makes way; what came there meanwhile does not. */
  if (!is_file (self))
    g_rmdir (self->path);
  if (anser_maildir_rename (self->place, self->path) != 0)
    return set_error (error, self->path);
  g_clear_pointer (&self->place, g_free);
  return anser_maildir_sync (parent, error);
}
