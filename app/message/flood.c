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

static void
take (Count *self,
      char   c)
{
  if (c == '\n')
    {
      end_line (self);
    }
  else if (c != '\r')
    {
      if (self->n_column < 2)
        self->line[self->n_column] = c;
      self->n_column++;
      if (self->name && c == ':' && self->n_name > 0)
        self->n_fields++;
      self->name = self->name && c > ' ' && c < 0x7f && c != ':';
      self->n_name += self->name ? 1 : 0;
    }

  if (self->last == '=' && c == '?')
    self->n_words++;
  else if (self->last == '?' && c == '=')
    self->n_ends++;
  self->last = c;
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
      for (gsize i = 0; i < length; i++)
        take (&count, buffer[i]);
      offset += length;
    }
  return TRUE;
}
