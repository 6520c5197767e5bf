/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "header-encoder.h"

#include "address.h"

#include <string.h>

#define LINE_MAX_COLUMNS 76
#define WORD_MAX         75     /* an encoded-word, RFC 2047 section 2 */
#define WORD_FRAME       12     /* =?UTF-8?B??= */
#define PLAIN_WORD_MAX   300    /* longer ones are encoded: they could not be folded */

/* Appends to a header and knows the column. */
typedef struct
{
  GString *out;
  gsize    column;
} Folder;

static void
folder_begin (Folder     *self,
              GString    *out,
              const char *name)
{
  self->out = out;
  g_string_append_printf (out, "%s:", name);
  self->column = strlen (name) + 1;
}

static void
folder_break (Folder *self)
{
  g_string_append (self->out, "\r\n");
  self->column = 0;
}

/* @token after @n_spaces spaces, on the next line if it does not fit. */
static void
folder_add (Folder     *self,
            gsize       n_spaces,
            const char *token,
            gsize       length)
{
  if (n_spaces > 0 && self->column + n_spaces + length > LINE_MAX_COLUMNS && self->column > 20)
    folder_break (self);
  for (gsize i = 0; i < n_spaces; i++)
    g_string_append_c (self->out, ' ');
  g_string_append_len (self->out, token, length);
  self->column += n_spaces + length;
}

static void
folder_end (Folder *self)
{
  g_string_append (self->out, "\r\n");
}

static char *
make_clean (const char *value)
{
  g_autofree char *clean = g_utf8_make_valid (value != NULL ? value : "", -1);

  for (char *at = clean; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = ' ';
    }
  return g_strstrip (g_steal_pointer (&clean));
}

static gsize
count_8bit (const char *text,
            gsize       length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += (guchar) text[i] >= 0x80 ? 1 : 0;
  return n;
}

/* What may stand in a Q word anywhere, also in a name (RFC 2047 section 5 (3)). */
static gboolean
is_q_safe (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!*+-/", c) != NULL);
}

static gsize
q_length (const char *text,
          gsize       length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += is_q_safe (text[i]) || text[i] == ' ' ? 1 : 3;
  return n;
}

static char *
encode_q (const char *text,
          gsize       length)
{
  g_autoptr(GString) word = g_string_new ("=?UTF-8?Q?");

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == ' ')
        g_string_append_c (word, '_');
      else if (is_q_safe (text[i]))
        g_string_append_c (word, text[i]);
      else
        g_string_append_printf (word, "=%02X", (guchar) text[i]);
    }
  g_string_append (word, "?=");
  return g_string_free (g_steal_pointer (&word), FALSE);
}

static char *
encode_b (const char *text,
          gsize       length)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, length);

  return g_strconcat ("=?UTF-8?B?", encoded, "?=", NULL);
}

/* How much of @text, in whole characters, one encoded-word of @room octets takes. */
static gsize
measure_word (const char *text,
              gsize       length,
              gsize       room,
              gboolean    base64)
{
  gsize n = 0;

  while (n < length)
    {
      gsize next = MIN ((gsize) (g_utf8_next_char (text + n) - text), length);
      gsize encoded = base64 ? (next + 2) / 3 * 4 : q_length (text, next);

      if (n > 0 && encoded + WORD_FRAME > room)
        break;
      n = next;
    }
  return n;
}

static void
folder_add_encoded (Folder     *self,
                    gsize       n_spaces,
                    const char *text,
                    gsize       length)
{
  gboolean base64 = count_8bit (text, length) * 3 > length;

  while (length > 0)
    {
      g_autofree char *word = NULL;
      gsize used = self->column + n_spaces;
      gsize room = used + 32 < LINE_MAX_COLUMNS ? LINE_MAX_COLUMNS - used : WORD_MAX;
      gsize n = measure_word (text, length, MIN (room, WORD_MAX), base64);

      word = base64 ? encode_b (text, n) : encode_q (text, n);
      folder_add (self, n_spaces, word, strlen (word));
      n_spaces = 1;
      text += n;
      length -= n;
    }
}

static gboolean
needs_encoding (const char *word,
                gsize       length)
{
  return length > PLAIN_WORD_MAX || count_8bit (word, length) > 0
         || g_strstr_len (word, length, "=?") != NULL;
}

/* The stretch from the first to the last word that cannot stand as it is. */
static gboolean
find_stretch (const char  *text,
              const char **start,
              const char **end)
{
  *start = NULL;
  for (const char *at = text; *at != '\0';)
    {
      gsize length;

      at += strspn (at, " ");
      length = strcspn (at, " ");
      if (length > 0 && needs_encoding (at, length))
        {
          if (*start == NULL)
            *start = at;
          *end = at + length;
        }
      at += length;
    }
  return *start != NULL;
}

static void
folder_add_plain (Folder     *self,
                  gsize       n_spaces,
                  const char *text,
                  const char *end)
{
  for (const char *at = text; at < end;)
    {
      gsize n = strspn (at, " ");
      gsize length = MIN (strcspn (at + n, " "), (gsize) (end - at - MIN (n, (gsize) (end - at))));

      if (length == 0)
        break;
      folder_add (self, n_spaces + n, at + n, length);
      n_spaces = 0;
      at += n + length;
    }
}

static gsize
count_spaces_before (const char *text,
                     const char *at)
{
  const char *from = at;

  while (from > text && from[-1] == ' ')
    from--;
  return at - from;
}

static void
folder_add_text (Folder     *self,
                 const char *text)
{
  const char *start;
  const char *end;

  if (!find_stretch (text, &start, &end))
    {
      folder_add_plain (self, 1, text, text + strlen (text));
      return;
    }

  folder_add_plain (self, 1, text, start);
  folder_add_encoded (self, start > text ? MAX (count_spaces_before (text, start), 1) : 1, start,
                      end - start);
  folder_add_plain (self, 0, end, end + strlen (end));
}

static void
folder_add_name (Folder     *self,
                 const char *name)
{
  g_autofree char *clean = make_clean (name);
  g_autoptr(GString) quoted = NULL;

  if (needs_encoding (clean, strlen (clean)) || strlen (clean) > LINE_MAX_COLUMNS)
    {
      folder_add_encoded (self, 1, clean, strlen (clean));
      return;
    }
  if (strpbrk (clean, "()<>[]:;@\\,.\"") == NULL)
    {
      folder_add_text (self, clean);
      return;
    }

  quoted = g_string_new ("\"");
  for (const char *at = clean; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *at);
    }
  g_string_append_c (quoted, '"');
  folder_add (self, 1, quoted->str, quoted->len);
}

static char *
encode_address (const char *address)
{
  g_autofree char *clean = g_utf8_make_valid (address, -1);
  g_autofree char *domain = NULL;
  char *to = clean;
  char *at;

  for (const char *from = clean; *from != '\0'; from++)
    {
      if (!g_ascii_iscntrl (*from) && *from != '<' && *from != '>')
        *to++ = *from;
    }
  *to = '\0';

  at = strrchr (clean, '@');
  if (at == NULL || g_str_is_ascii (at + 1) || count_8bit (clean, at - clean) > 0)
    return g_steal_pointer (&clean);
  domain = g_hostname_to_ascii (at + 1);
  if (domain == NULL)
    return g_steal_pointer (&clean);
  *at = '\0';
  return g_strconcat (clean, "@", domain, NULL);
}

static void
folder_add_address (Folder             *self,
                    const AnserAddress *address,
                    gboolean            last)
{
  g_autofree char *spec = encode_address (address->address);
  g_autofree char *token = NULL;

  if (address->name == NULL)
    {
      token = g_strconcat (spec, last ? "" : ",", NULL);
    }
  else
    {
      folder_add_name (self, address->name);
      token = g_strconcat ("<", spec, ">", last ? "" : ",", NULL);
    }
  folder_add (self, 1, token, strlen (token));
}

static gboolean
is_attribute_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$&+-.^_`{|}~", c) != NULL);
}

static void
append_percent (GString    *out,
                const char *text,
                gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (is_attribute_char (text[i]))
        g_string_append_c (out, text[i]);
      else
        g_string_append_printf (out, "%%%02X", (guchar) text[i]);
    }
}

/* One parameter on one line if it fits, else in numbered pieces, cut between characters. */
static void
append_extended (GString    *out,
                 const char *name,
                 const char *value)
{
  g_autoptr(GString) whole = g_string_new (NULL);
  unsigned number = 0;

  append_percent (whole, value, strlen (value));
  if (whole->len + strlen (name) + strlen (" *=UTF-8''") <= LINE_MAX_COLUMNS)
    {
      g_string_append_printf (out, ";\r\n %s*=UTF-8''%s", name, whole->str);
      return;
    }

  for (const char *at = value; *at != '\0'; number++)
    {
      g_autoptr(GString) piece = g_string_new (number == 0 ? "UTF-8''" : NULL);

      while (*at != '\0' && piece->len + strlen (name) + 20 < LINE_MAX_COLUMNS)
        {
          const char *next = g_utf8_next_char (at);

          append_percent (piece, at, next - at);
          at = next;
        }
      g_string_append_printf (out, ";\r\n %s*%u*=%s", name, number, piece->str);
    }
}

void
anser_header_append_text (GString    *out,
                          const char *name,
                          const char *value)
{
  g_autofree char *clean = NULL;
  Folder folder;

  g_return_if_fail (out != NULL && name != NULL);

  clean = make_clean (value);
  folder_begin (&folder, out, name);
  folder_add_text (&folder, clean);
  folder_end (&folder);
}

void
anser_header_append_addresses (GString    *out,
                               const char *name,
                               GPtrArray  *addresses)
{
  Folder folder;

  g_return_if_fail (out != NULL && name != NULL && addresses != NULL);

  if (addresses->len == 0)
    return;
  folder_begin (&folder, out, name);
  for (guint i = 0; i < addresses->len; i++)
    folder_add_address (&folder, g_ptr_array_index (addresses, i), i + 1 == addresses->len);
  folder_end (&folder);
}

void
anser_header_append_ids (GString     *out,
                         const char  *name,
                         const char **ids)
{
  Folder folder;

  g_return_if_fail (out != NULL && name != NULL && ids != NULL);

  if (ids[0] == NULL)
    return;
  folder_begin (&folder, out, name);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *clean = encode_address (ids[i]);
      g_autofree char *token = g_strconcat ("<", clean, ">", NULL);

      if (strlen (token) < 900)
        folder_add (&folder, 1, token, strlen (token));
    }
  folder_end (&folder);
}

/* In English whatever the locale, RFC 5322 section 3.3. */
void
anser_header_append_date (GString   *out,
                          GDateTime *date)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int offset;

  g_return_if_fail (out != NULL && date != NULL);

  offset = g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE;
  g_string_append_printf (out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n",
                          days[g_date_time_get_day_of_week (date) - 1],
                          g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1],
                          g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date),
                          g_date_time_get_second (date),
                          offset < 0 ? '-' : '+', ABS (offset) / 60, ABS (offset) % 60);
}

void
anser_header_append_attachment (GString    *out,
                                const char *content_type,
                                const char *disposition,
                                const char *name)
{
  g_return_if_fail (out != NULL && content_type != NULL && disposition != NULL && name != NULL);

  g_string_append_printf (out, "Content-Type: %s;\r\n name=\"", content_type);
  if (g_str_is_ascii (name))
    {
      g_string_append_printf (out, "%s\"\r\nContent-Disposition: %s;\r\n filename=\"%s\"", name,
                              disposition, name);
    }
  else
    {
      Folder folder = { .out = out, .column = strlen (" name=\"") };

      folder_add_encoded (&folder, 0, name, strlen (name));
      g_string_append_printf (out, "\"\r\nContent-Disposition: %s", disposition);
      append_extended (out, "filename", name);
    }
  g_string_append (out, "\r\n");
}
