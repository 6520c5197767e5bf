/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "letter-header.h"

#include <string.h>

#define RESENT "Resent-"

/* A field with its folded lines, or one line that is no field: then @name_length is 0. */
typedef struct
{
  gsize start;
  gsize end;
  gsize name_length;
} Field;

struct _CliLetterHeader
{
  GBytes     *bytes;
  const char *data;
  gsize       end;
  GArray     *fields;           /* (element-type Field) */
};

static gsize
next_line (const char *data,
           gsize       length,
           gsize       at)
{
  const char *newline = at < length ? memchr (data + at, '\n', length - at) : NULL;

  return newline ? (gsize) (newline - data) + 1 : length;
}

static gboolean
is_empty_line (const char *line,
               gsize       length)
{
  return (length == 1 && line[0] == '\n') || (length == 2 && line[0] == '\r' && line[1] == '\n');
}

/* How long the name of the field is that this line begins, 0 if it begins none. White space may
 * stand before the colon (RFC 5322 section 4.5). */
static gsize
measure_name (const char *line,
              gsize       length)
{
  gsize name = 0;
  gsize colon;

  while (name < length && line[name] > ' ' && line[name] < 0x7f && line[name] != ':')
    name++;
  colon = name;
  while (colon < length && (line[colon] == ' ' || line[colon] == '\t'))
    colon++;
  return colon < length && line[colon] == ':' ? name : 0;
}

static void
add_line (CliLetterHeader *self,
          gsize            start,
          gsize            end)
{
  const char *line = self->data + start;
  Field field = { start, end, measure_name (line, end - start) };

  if ((*line == ' ' || *line == '\t') && self->fields->len > 0)
    g_array_index (self->fields, Field, self->fields->len - 1).end = end;
  else
    g_array_append_val (self->fields, field);
}

/* Does the text begin with this line, although no empty line came? */
static gboolean
begins_text (CliLetterHeader *self,
             const char      *line,
             gsize            length)
{
  if ((*line == ' ' || *line == '\t') && self->fields->len > 0)
    return FALSE;
  return measure_name (line, length) == 0;
}

CliLetterHeader *
cli_letter_header_new (GBytes   *bytes,
                       gboolean  loose)
{
  CliLetterHeader *self = g_new0 (CliLetterHeader, 1);
  gsize length;
  gsize at = 0;

  self->bytes = g_bytes_ref (bytes);
  self->data = g_bytes_get_data (bytes, &length);
  self->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  if (length > 5 && memcmp (self->data, "From ", 5) == 0)
    at = next_line (self->data, length, 0);
  while (at < length)
    {
      gsize next = next_line (self->data, length, at);
      const char *line = self->data + at;

      if (is_empty_line (line, next - at) || (!loose && begins_text (self, line, next - at)))
        break;
      add_line (self, at, next);
      at = next;
    }
  self->end = at;
  return self;
}

void
cli_letter_header_free (CliLetterHeader *self)
{
  g_bytes_unref (self->bytes);
  g_array_unref (self->fields);
  g_free (self);
}

gsize
cli_letter_header_get_end (CliLetterHeader *self)
{
  return self->end;
}

static gboolean
is_named (CliLetterHeader *self,
          const Field     *field,
          const char      *name)
{
  return field->name_length == strlen (name) &&
         g_ascii_strncasecmp (self->data + field->start, name, field->name_length) == 0;
}

static gboolean
is_resent (CliLetterHeader *self,
           const Field     *field)
{
  return field->name_length > strlen (RESENT) &&
         g_ascii_strncasecmp (self->data + field->start, RESENT, strlen (RESENT)) == 0;
}

gboolean
cli_letter_header_has (CliLetterHeader *self,
                       const char      *name)
{
  for (unsigned i = 0; i < self->fields->len; i++)
    if (is_named (self, &g_array_index (self->fields, Field, i), name))
      return TRUE;
  return FALSE;
}

static void
append_field (CliLetterHeader *self,
              const Field     *field,
              gsize            skipped,
              GString         *out)
{
  g_string_append_len (out, self->data + field->start + skipped,
                       field->end - field->start - skipped);
}

/* The fields of the last resending, as if they were the letter's own. A block ends with a field of
 * another kind, or with a name that it has already: there an older one begins. */
static GString *
read_resent (CliLetterHeader *self)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < self->fields->len; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);
      g_autofree char *name = g_ascii_strdown (self->data + field->start, field->name_length);

      if (!is_resent (self, field) && out->len > 0)
        break;
      if (!is_resent (self, field))
        continue;
      if (!g_hash_table_add (names, g_steal_pointer (&name)))
        break;
      append_field (self, field, strlen (RESENT), out);
    }
  return out;
}

AnserLetter *
cli_letter_header_read_envelope (CliLetterHeader *self)
{
  GString *out = read_resent (self);
  gboolean was_resent = out->len > 0;
  g_autoptr(GBytes) bytes = NULL;

  for (unsigned i = 0; !was_resent && i < self->fields->len; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);

      /* A line that is no field would end the header for the reader. */
      if (field->name_length > 0)
        append_field (self, field, 0, out);
    }
  g_string_append (out, "\n");
  bytes = g_string_free_to_bytes (out);
  return anser_letter_new_for_bytes (bytes);
}

void
cli_letter_header_append_public (CliLetterHeader *self,
                                 GString         *out)
{
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);

      if (!is_named (self, field, "Bcc") && !is_named (self, field, "Resent-Bcc"))
        append_field (self, field, 0, out);
    }
}
