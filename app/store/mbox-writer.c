/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mbox-writer.h"

#include <string.h>

#define FROM "From "

/* @signs, @matched: how many ">" and how many bytes of "From " began the line, not written yet */
struct _AnserMboxWriter
{
  FILE             *file;
  AnserMboxVariant  variant;
  gboolean          at_start;
  gsize             signs;
  unsigned          matched;
  char              last;
  gboolean          is_altered;
};

static void
put_signs (AnserMboxWriter *self,
           gsize            n)
{
  for (gsize i = 0; i < n; i++)
    putc_unlocked ('>', self->file);
}

/* The beginning of the line is known: writes it, with a ">" before it if it could be taken for the
 * line before a letter, or for one that has such a ">". */
static void
settle_line (AnserMboxWriter *self)
{
  gboolean matches = self->matched == strlen (FROM);

  if (matches && (self->variant == ANSER_MBOX_RD || self->signs == 0))
    put_signs (self, 1);
  else if (matches && self->signs == 1)
    self->is_altered = TRUE;
  put_signs (self, self->signs);
  fwrite (FROM, 1, self->matched, self->file);
  if (self->signs + self->matched > 0)
    self->last = self->matched > 0 ? FROM[self->matched - 1] : '>';
  self->signs = 0;
  self->matched = 0;
  self->at_start = FALSE;
}

/* One byte of the beginning of a line; FALSE if it does not belong to it any more. */
static gboolean
match (AnserMboxWriter *self,
       char             c)
{
  if (self->matched == 0 && c == '>')
    self->signs++;
  else if (c == FROM[self->matched])
    self->matched++;
  else
    return FALSE;
  return self->matched < strlen (FROM);
}

static gsize
write_start (AnserMboxWriter *self,
             const char      *data,
             gsize            length)
{
  gsize n = 0;

  while (n < length)
    {
      unsigned before = self->matched;

      if (match (self, data[n]))
        {
          n++;
          continue;
        }
      n += self->matched > before;
      settle_line (self);
      break;
    }
  return n;
}

static gsize
write_rest (AnserMboxWriter *self,
            const char      *data,
            gsize            length)
{
  const char *lf = memchr (data, '\n', length);
  gsize n = lf != NULL ? (gsize) (lf + 1 - data) : length;

  fwrite (data, 1, n, self->file);
  self->last = data[n - 1];
  self->at_start = lf != NULL;
  return n;
}

AnserMboxWriter *
anser_mbox_writer_new (FILE             *file,
                       AnserMboxVariant  variant)
{
  AnserMboxWriter *self;

  g_return_val_if_fail (file != NULL, NULL);

  self = g_new0 (AnserMboxWriter, 1);
  self->file = file;
  self->variant = variant;
  return self;
}

void
anser_mbox_writer_free (AnserMboxWriter *self)
{
  g_free (self);
}

void
anser_mbox_writer_begin (AnserMboxWriter *self,
                         const char      *sender,
                         gint64           date)
{
  static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (date);
  g_autofree char *address = g_strdup (sender != NULL && *sender != '\0' ? sender : "MAILER-DAEMON");

  g_return_if_fail (self != NULL);

  if (when == NULL || g_date_time_get_year (when) < 1900)
    {
      g_clear_pointer (&when, g_date_time_unref);
      when = g_date_time_new_from_unix_utc (0);
    }
  for (char *c = address; *c != '\0'; c++)
    if (g_ascii_isspace (*c) || g_ascii_iscntrl (*c))
      *c = '_';
  /* C's names, whatever the language of the user: this is a format. */
  fprintf (self->file, "From %s %.3s %.3s %2d %02d:%02d:%02d %04d\n", address,
           days + 3 * (g_date_time_get_day_of_week (when) - 1),
           months + 3 * (g_date_time_get_month (when) - 1),
           g_date_time_get_day_of_month (when), g_date_time_get_hour (when),
           g_date_time_get_minute (when), g_date_time_get_second (when),
           g_date_time_get_year (when));
  self->at_start = TRUE;
  self->last = '\n';
  self->is_altered = FALSE;
}

void
anser_mbox_writer_write (AnserMboxWriter *self,
                         const char      *data,
                         gsize            length)
{
  g_return_if_fail (self != NULL);

  while (length > 0)
    {
      gsize n = self->at_start ? write_start (self, data, length) : write_rest (self, data, length);

      data += n;
      length -= n;
    }
}

gboolean
anser_mbox_writer_end (AnserMboxWriter *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  settle_line (self);
  if (self->last != '\n')
    {
      putc_unlocked ('\n', self->file);
      self->is_altered = TRUE;
    }
  putc_unlocked ('\n', self->file);
  return !self->is_altered;
}
