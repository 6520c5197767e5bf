/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "flood.h"

#include <string.h>

#define CHUNK_SIZE 65536
/* GMime takes about 1.4 KB for a part and 0.6 KB for a header field; the time for encoded-words
 * that do not end grows with the square of their number. */
#define PARTS_MAX  20000
#define FIELDS_MAX 200000
#define WORDS_MAX  5000

typedef struct
{
  gsize    n_parts;
  gsize    n_fields;
  gsize    n_words;
  gsize    n_ends;
  gsize    n_name;          /* octets of this line that may be a field's name */
  gsize    n_column;
  gboolean name;            /* still inside what may be a field's name */
  gboolean dashes;          /* the line before began with "--" */
  char     line[2];
  char     last;
} Count;

static void
end_line (Count *self)
{
  if (self->n_column == 0 && self->dashes)
    self->n_parts++;
  self->dashes = self->n_column >= 2 && self->line[0] == '-' && self->line[1] == '-';
  self->n_column = 0;
  self->n_name = 0;
  self->name = TRUE;
}

/* Up to the colon of a field, or to what is in no field's name. */
static void
take_name (Count      *self,
           const char *at,
           gsize       length)
{
  for (gsize i = 0; i < length && self->name; i++)
    {
      if (at[i] == '\r')
        continue;
      if (at[i] == ':' && self->n_name > 0)
        self->n_fields++;
      self->name = at[i] > ' ' && at[i] < 0x7f && at[i] != ':';
      self->n_name += self->name ? 1 : 0;
    }
}

/* Octets of one line. Of most, no more is read than whether there is a colon: then a name is told
 * from the beginning, or where the rest of the line is not at hand. */
static void
take_line (Count      *self,
           const char *at,
           gsize       length,
           gboolean    is_whole)
{
  for (gsize i = 0; i < length && self->n_column < 2; i++)
    if (at[i] != '\r')
      self->line[self->n_column++] = at[i];
  if (self->name && (!is_whole || memchr (at, ':', length) != NULL))
    take_name (self, at, length);
}

/* "=?" and "?=". */
static void
take_marks (Count      *self,
            const char *at,
            gsize       length)
{
  const char *end = at + length;

  self->n_words += self->last == '=' && *at == '?';
  self->n_ends += self->last == '?' && *at == '=';
  for (const char *mark = memchr (at, '?', length); mark != NULL;
       mark = memchr (mark + 1, '?', end - mark - 1))
    {
      self->n_words += mark > at && mark[-1] == '=';
      self->n_ends += mark + 1 < end && mark[1] == '=';
    }
  self->last = end[-1];
}

static void
take (Count      *self,
      const char *at,
      gsize       length)
{
  const char *end = at + length;

  take_marks (self, at, length);
  while (at < end)
    {
      const char *lf = memchr (at, '\n', end - at);

      take_line (self, at, (lf != NULL ? lf : end) - at, lf != NULL);
      if (lf != NULL)
        end_line (self);
      at = lf != NULL ? lf + 1 : end;
    }
}

static gboolean
is_flood (const Count *self)
{
  return self->n_parts > PARTS_MAX || self->n_fields > FIELDS_MAX
         || self->n_words > self->n_ends + WORDS_MAX;
}

gboolean
anser_flood_is_in (AnserSource *source)
{
  g_autofree char *buffer = g_malloc (CHUNK_SIZE);
  Count count = { .name = TRUE };
  gint64 offset = 0;

  g_return_val_if_fail (source != NULL, FALSE);

  while (!is_flood (&count))
    {
      gsize length = anser_source_read (source, offset, buffer, CHUNK_SIZE);

      if (length == 0)
        return FALSE;
      take (&count, buffer, length);
      offset += length;
    }
  return TRUE;
}
