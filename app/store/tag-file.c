/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "tag-file.h"

#include "fault.h"
#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A journal shorter than this is left as it is. */
#define FEW_LINES 1000

#define HEADER "# Tags of the messages beside this file, kept by Anser.\n"

static void
append_field (GString    *lines,
              const char *field)
{
  g_string_append_c (lines, '\t');
  for (const char *c = field; *c != '\0'; c++)
    if (*c == '%' || (unsigned char) *c < ' ' || *c == 0x7f)
      g_string_append_printf (lines, "%%%02X", (unsigned char) *c);
    else
      g_string_append_c (lines, *c);
}

static char *
unescape (const char *field)
{
  char *text = g_uri_unescape_string (field, NULL);

  return text != NULL ? text : g_strdup (field);
}

static char *
mark_key (const char *file,
          const char *tag)
{
  return g_strconcat (file, "\t", tag, NULL);
}

/* A letter may have a tag of which nothing else is known. */
static void
add_mark (AnserTagFile *self,
          const char   *tag,
          const char   *file,
          const char   *message_id)
{
  if (!g_hash_table_contains (self->colours, tag))
    g_hash_table_insert (self->colours, g_strdup (tag), g_strdup (""));
  g_hash_table_insert (self->marks, mark_key (file, tag), g_strdup (message_id));
}

/* @name is that of the tag from now on, NULL if there is none. */
static void
change_marks (AnserTagFile *self,
              const char   *tag,
              const char   *name)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_equal (strchr (key, '\t') + 1, tag))
      g_ptr_array_add (changed, g_strdup (key));
  for (unsigned i = 0; i < changed->len; i++)
    {
      char *old = g_ptr_array_index (changed, i);
      g_autofree char *base = g_strndup (old, strchr (old, '\t') - old);

      if (name != NULL)
        add_mark (self, name, base, g_hash_table_lookup (self->marks, old));
      g_hash_table_remove (self->marks, old);
    }
}

static void
rename_tag (AnserTagFile *self,
            const char   *before,
            const char   *name)
{
  const char *colour = g_hash_table_lookup (self->colours, before);

  if (colour == NULL || g_str_equal (before, name))
    return;
  g_hash_table_insert (self->colours, g_strdup (name), g_strdup (colour));
  change_marks (self, before, name);
  g_hash_table_remove (self->colours, before);
}

/* A word that a newer Anser writes is passed over. */
static void
take_line (AnserTagFile *self,
           char         *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", -1);
  unsigned n_fields = g_strv_length (fields);

  for (unsigned i = 1; i < n_fields; i++)
    {
      char *text = unescape (fields[i]);

      g_free (fields[i]);
      fields[i] = text;
    }
  self->n_lines++;
  if (n_fields == 3 && g_str_equal (fields[0], "tag"))
    g_hash_table_insert (self->colours, g_strdup (fields[1]), g_strdup (fields[2]));
  else if (n_fields == 2 && g_str_equal (fields[0], "untag"))
    {
      change_marks (self, fields[1], NULL);
      g_hash_table_remove (self->colours, fields[1]);
    }
  else if (n_fields == 3 && g_str_equal (fields[0], "name"))
    rename_tag (self, fields[1], fields[2]);
  else if (n_fields == 4 && g_str_equal (fields[0], "+"))
    add_mark (self, fields[1], fields[2], fields[3]);
  else if (n_fields == 3 && g_str_equal (fields[0], "-"))
    {
      g_autofree char *key = mark_key (fields[2], fields[1]);

      g_hash_table_remove (self->marks, key);
    }
}

AnserTagFile *
anser_tag_file_read (const char  *path,
                     GError     **error)
{
  g_autoptr (AnserTagFile) self = g_new0 (AnserTagFile, 1);
  g_autofree char *text = NULL;
  g_autoptr (GError) fault = NULL;
  char *end;

  self->colours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!g_file_get_contents (path, &text, NULL, &fault))
    {
      if (g_error_matches (fault, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&self);
      anser_fault_set_from_errno (error, EIO, path);
      return NULL;
    }
  for (char *line = text; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      *end = '\0';
      if (*line != '\0' && *line != '#' && g_utf8_validate (line, -1, NULL))
        take_line (self, line);
    }
  return g_steal_pointer (&self);
}

void
anser_tag_file_free (AnserTagFile *self)
{
  g_hash_table_unref (self->colours);
  g_hash_table_unref (self->marks);
  g_free (self);
}

static gboolean
write_all (int            fd,
           const GString *text)
{
  gsize done = 0;

  while (done < text->len)
    {
      gssize written = write (fd, text->str + done, text->len - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      done += written;
    }
  return TRUE;
}

/* Writes @text to the end of the file and syncs it; 0, or the number of what went wrong. What was
 * written of it by then is cut off again. */
static int
write_durably (int            fd,
               const GString *text)
{
  off_t before = lseek (fd, 0, SEEK_END);
  int number;

  if (before >= 0 && write_all (fd, text) && fdatasync (fd) == 0)
    return 0;
  number = errno;
  if (before >= 0 && ftruncate (fd, before) != 0)
    g_debug ("The tags end with half a line.");
  return number;
}

static gboolean
write_file (const char     *path,
            int             flags,
            const GString  *text,
            GError        **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  int number = fd >= 0 ? write_durably (fd, text) : errno;

  if (fd >= 0)
    close (fd);
  if (number == 0)
    return TRUE;
  anser_fault_set_from_errno (error, number, path);
  return FALSE;
}

static gboolean
sync_folder (const char  *path,
             GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return anser_maildir_sync (folder, error);
}

/* What @self says and @here (nullable) does not, but of the letters in @known (nullable). */
static void
add_all (GString      *lines,
         AnserTagFile *self,
         AnserTagFile *here,
         GHashTable   *known)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->colours);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (here == NULL || !g_hash_table_contains (here->colours, key))
      anser_tag_file_add_line (lines, "tag", key, value, NULL);
  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *tab = strchr (key, '\t');
      g_autofree char *file = g_strndup (key, tab - (char *) key);

      if ((here == NULL || !g_hash_table_contains (here->marks, key)) &&
          (known == NULL || !g_hash_table_contains (known, file)))
        anser_tag_file_add_line (lines, "+", tab + 1, file, value);
    }
}

gboolean
anser_tag_file_merge (const char  *path,
                      const char  *other,
                      GHashTable  *known,
                      GError     **error)
{
  g_autoptr (AnserTagFile) here = anser_tag_file_read (path, error);
  g_autoptr (AnserTagFile) there = here != NULL ? anser_tag_file_read (other, error) : NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  if (there == NULL)
    return FALSE;
  add_all (lines, there, here, known);
  return lines->len == 0 || anser_tag_file_append (path, lines, error);
}

gboolean
anser_tag_file_compact (AnserTagFile  *self,
                        const char    *path,
                        GError       **error)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autofree char *beside = g_strconcat (path, ".new", NULL);

  if (self->n_lines < FEW_LINES || self->n_lines / 2 < g_hash_table_size (self->marks))
    return TRUE;
  add_all (text, self, NULL, NULL);
  if (!write_file (beside, O_TRUNC, text, error))
    {
      g_unlink (beside);
      return FALSE;
    }
  if (g_rename (beside, path) == 0)
    return sync_folder (path, error);
  anser_fault_set_from_errno (error, errno, path);
  return FALSE;
}

void
anser_tag_file_add_line (GString    *lines,
                         const char *word,
                         const char *first,
                         const char *second,
                         const char *third)
{
  const char * const fields[] = { first, second, third };

  g_string_append (lines, word);
  for (unsigned i = 0; i < G_N_ELEMENTS (fields) && fields[i] != NULL; i++)
    append_field (lines, fields[i]);
  g_string_append_c (lines, '\n');
}

/* A line that a crash cut off is ended, or the next one would be a part of it. */
static gboolean
ends_with_line (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char last = '\n';

  if (fd >= 0)
    {
      if (lseek (fd, -1, SEEK_END) >= 0 && read (fd, &last, 1) != 1)
        last = '\0';
      close (fd);
    }
  return last == '\n';
}

gboolean
anser_tag_file_append (const char     *path,
                       const GString  *lines,
                       GError        **error)
{
  gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (GString) text = g_string_new (is_new ? HEADER : ends_with_line (path) ? "" : "\n");

  g_string_append_len (text, lines->str, lines->len);
  return write_file (path, O_APPEND, text, error) && (!is_new || sync_folder (path, error));
}

char *
anser_tag_file_dup_stamp (const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return g_strdup ("");
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %" G_GUINT64_FORMAT,
                          (gint64) status.st_size, (gint64) status.st_mtim.tv_sec,
                          status.st_mtim.tv_nsec, (guint64) status.st_ino);
}
