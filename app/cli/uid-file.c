/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "uid-file.h"

#include "store/digits.h"
#include "store/fault.h"
#include "store/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Lines that are out of date are worth a new file from here on, and when they are half. */
#define STALE_FROM 1000

#define QUIRKS "\tquirks\t"

/* By AnserUidState. */
static const char state_letters[] = "-RDGHW";

struct _CliUidFile
{
  char     *path;
  int       fd;
  unsigned  n_lines;
};

static gboolean
fail (CliUidFile  *self,
      GError     **error)
{
  anser_fault_set_from_errno (error, errno, self->path);
  return FALSE;
}

static gboolean
open_file (CliUidFile  *self,
           GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  self->fd = open (self->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return fail (self, error);
  if (flock (self->fd, LOCK_EX | LOCK_NB) == 0)
    return anser_maildir_sync (folder, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               _("Another fetch is using “%s”. Wait until it has ended, then try again."),
               self->path);
  return FALSE;
}

CliUidFile *
cli_uid_file_open (const char  *path,
                   GError     **error)
{
  g_autoptr(CliUidFile) self = g_new0 (CliUidFile, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  return open_file (self, error) ? g_steal_pointer (&self) : NULL;
}

void
cli_uid_file_free (CliUidFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

const char *
cli_uid_file_get_path (CliUidFile *self)
{
  return self->path;
}

/* What is read of a file: there may be a hundred thousand lines, each time, so that nothing is
 * allocated for each, and nothing is looked at twice. */
typedef struct
{
  AnserMemory    *memory;
  AnserUidRecord *records;          /* room for one of each line; lent, as their uids are */
} Reading;

/* The next field of a line that ends with NUL; "" after the last. */
static char *
take_field (char **rest)
{
  char *field = *rest;
  char *end = strchrnul (field, '\t');

  *rest = *end != '\0' ? end + 1 : end;
  *end = '\0';
  return field;
}

/* 0 for what is no number. */
static gint64
take_number (char **rest)
{
  char *digit = *rest;
  gint64 value = 0;

  for (; g_ascii_isdigit (*digit) && value < G_MAXINT64 / 10; digit++)
    value = 10 * value + *digit - '0';
  if (*digit != '\t' && *digit != '\0')
    value = 0;
  *rest = digit;
  take_field (rest);
  return value;
}

/* Of each character, plus 1, what it is as a digit of ours; 0: none. */
static const guint8 digit_values[256] = {
  ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
  ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

static void
take_digest (char           **rest,
             AnserUidRecord  *record)
{
  const guint8 *text = (const guint8 *) take_field (rest);
  guint8 digest[ANSER_DIGEST_LENGTH];

  if (*rest - (const char *) text < (ptrdiff_t) (2 * sizeof digest))
    return;
  for (unsigned i = 0; i < sizeof digest; i++)
    {
      guint8 high = digit_values[text[2 * i]];
      guint8 low = digit_values[text[2 * i + 1]];

      if (high == 0 || low == 0)
        return;
      digest[i] = (high - 1) * 16 + low - 1;
    }
  if (text[2 * sizeof digest] == '\0')
    memcpy (record->digest, digest, sizeof digest);
}

/* FALSE for a line that says that a uid is forgotten. */
static gboolean
read_record (AnserUidRecord *record,
             char           *rest)
{
  char letter = *take_field (&rest);
  const char *place = letter ? strchr (state_letters, letter) : NULL;

  if (place == state_letters)
    return FALSE;
  record->state = place ? place - state_letters : ANSER_UID_RECEIVED;
  record->received_at = take_number (&rest);
  record->size = take_number (&rest);
  take_digest (&rest, record);
  record->missing = take_number (&rest);
  record->missing_since = take_number (&rest);
  return TRUE;
}

static void
read_line (Reading *self,
           char    *line)
{
  AnserUidRecord *record = self->records;
  char *rest = line;

  if (*line == '\t' && g_str_has_prefix (line, QUIRKS))
    {
      anser_memory_set_quirks (self->memory, line + strlen (QUIRKS));
      return;
    }
  line = take_field (&rest);
  if (!read_record (record, rest))
    {
      anser_memory_remove (self->memory, line);
      return;
    }
  record->uid = line;
  record->lent = TRUE;
  record->uid_lent = TRUE;
  anser_memory_add (self->memory, record);
  self->records++;
}

static unsigned
count_lines (const char *text,
             gsize       length)
{
  const char *end = text + length;
  unsigned n = 0;

  while ((text = memchr (text, '\n', end - text)))
    {
      text++;
      n++;
    }
  return n;
}

gboolean
cli_uid_file_load (CliUidFile   *self,
                   AnserMemory  *memory,
                   GError      **error)
{
  Reading reading = { memory, NULL };
  char *text;
  gsize length;
  char *line;
  char *end;

  if (!g_file_get_contents (self->path, &text, &length, NULL))
    return fail (self, error);
  anser_memory_lend (memory, text);
  self->n_lines = count_lines (text, length);
  anser_memory_reserve (memory, self->n_lines);
  reading.records = anser_memory_lend (memory, g_new0 (AnserUidRecord, self->n_lines));
  for (line = text; (end = memchr (line, '\n', text + length - line)); line = end + 1)
    {
      *end = '\0';
      read_line (&reading, line);
    }
  if (line < text + length && ftruncate (self->fd, line - text) != 0)
    return fail (self, error);
  return TRUE;
}

static void
append_digest (GString              *text,
               const AnserUidRecord *record)
{
  static const char digits[] = "0123456789abcdef";
  char hex[2 * ANSER_DIGEST_LENGTH];

  for (unsigned i = 0; i < ANSER_DIGEST_LENGTH; i++)
    {
      hex[2 * i] = digits[record->digest[i] >> 4];
      hex[2 * i + 1] = digits[record->digest[i] & 15];
    }
  g_string_append_len (text, hex, sizeof hex);
}

static void
append_record (GString              *text,
               const AnserUidRecord *record)
{
  char numbers[2 * ANSER_DIGITS_MAX + 8] = { '\t', state_letters[record->state], '\t' };
  char *end = anser_digits_put (numbers + 3, MAX (record->received_at, 0));

  *end++ = '\t';
  end = anser_digits_put (end, MAX (record->size, 0));
  *end++ = '\t';
  g_string_append (text, record->uid);
  g_string_append_len (text, numbers, end - numbers);
  if (anser_uid_record_has_digest (record))
    append_digest (text, record);
  if (record->missing > 0)
    g_string_append_printf (text, "\t%u\t%" G_GINT64_FORMAT, record->missing,
                            record->missing_since);
  g_string_append_c (text, '\n');
}

static gboolean
write_all (CliUidFile  *self,
           GString     *text,
           GError     **error)
{
  gsize done = 0;

  while (done < text->len)
    {
      ssize_t written = write (self->fd, text->str + done, text->len - done);

      if (written < 0 && errno != EINTR)
        return fail (self, error);
      done += MAX (written, 0);
    }
  return fdatasync (self->fd) == 0 || fail (self, error);
}

gboolean
cli_uid_file_add (CliUidFile  *self,
                  GPtrArray   *records,
                  GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < records->len; i++)
    append_record (text, records->pdata[i]);
  self->n_lines += records->len;
  return write_all (self, text, error);
}

/* All records, but not those that are forgotten. */
static GString *
write_anew (CliUidFile  *self,
            AnserMemory *memory)
{
  g_autoptr(GPtrArray) records = anser_memory_get_all (memory);
  GString *text = g_string_new (NULL);

  self->n_lines = 0;
  if (*anser_memory_get_quirks (memory))
    g_string_append_printf (text, QUIRKS "%s\n", anser_memory_get_quirks (memory));
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = records->pdata[i];

      if (record->forgotten)
        continue;
      append_record (text, record);
      self->n_lines++;
    }
  return text;
}

/* The new file takes the place of the old one when it is complete. */
static gboolean
replace (CliUidFile   *self,
         AnserMemory  *memory,
         GError      **error)
{
  g_autofree char *new_path = g_strconcat (self->path, ".new", NULL);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr(CliUidFile) file = cli_uid_file_open (new_path, error);
  g_autoptr(GString) text = NULL;
  int fd;

  if (!file)
    return FALSE;
  text = write_anew (self, memory);
  if (ftruncate (file->fd, 0) != 0 || !write_all (file, text, error) ||
      rename (new_path, self->path) != 0)
    {
      if (error && !*error)
        fail (self, error);
      unlink (new_path);
      return FALSE;
    }
  fd = self->fd;
  self->fd = file->fd;
  file->fd = fd;
  return anser_maildir_sync (folder, error);
}

/* Two messages may have changed uids with each other: all old names go before any new one comes. */
static void
append_forgotten (CliUidFile *self,
                  GString    *text,
                  GPtrArray  *records)
{
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = records->pdata[i];
      const char *name = record->forgotten && !record->old_uid ? record->uid : record->old_uid;

      if (!name)
        continue;
      g_string_append_printf (text, "%s\t-\n", name);
      self->n_lines++;
    }
}

gboolean
cli_uid_file_save (CliUidFile   *self,
                   AnserMemory  *memory,
                   GError      **error)
{
  g_autoptr(GPtrArray) records = anser_memory_get_changes (memory);
  g_autoptr(GString) text = NULL;
  unsigned n_lines = self->n_lines + records->len;
  unsigned n_records = anser_memory_get_n_records (memory);

  if (n_lines > n_records + STALE_FROM && n_lines > 2 * n_records)
    return replace (self, memory, error);
  text = g_string_new (NULL);
  if (anser_memory_has_new_quirks (memory))
    g_string_append_printf (text, QUIRKS "%s\n", anser_memory_get_quirks (memory));
  append_forgotten (self, text, records);
  for (unsigned i = 0; i < records->len; i++)
    {
      const AnserUidRecord *record = records->pdata[i];

      if (record->forgotten)
        continue;
      append_record (text, record);
      self->n_lines++;
    }
  return write_all (self, text, error);
}
