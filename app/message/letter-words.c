/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "letter-words.h"

#include "charset.h"
#include "html-text.h"
#include "part-private.h"

#include <string.h>

/* A letter within a letter within a letter … */
#define DEPTH_MAX 3

typedef struct
{
  GString *text;
  gsize    limit;
  unsigned depth;
} Reader;

static void read_letter (Reader      *self,
                         AnserLetter *letter);

static gsize
get_room (const Reader *self)
{
  return self->text->len < self->limit ? self->limit - self->text->len : 0;
}

static void
append (Reader     *self,
        const char *text)
{
  gsize length = MIN (strlen (text), get_room (self));

  /* Not in the middle of a character. */
  while (length > 0 && (text[length] & 0xc0) == 0x80)
    length--;
  g_string_append_len (self->text, text, length);
  g_string_append_c (self->text, '\n');
}

static gboolean
has_ending (const char         *name,
            const char * const *endings)
{
  const char *dot = strrchr (name, '.');

  for (gsize i = 0; dot != NULL && endings[i] != NULL; i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Many programs send every file as application/octet-stream: then its name tells. */
static gboolean
is_html (AnserPart *part)
{
  static const char * const endings[] = { "htm", "html", "xhtml", NULL };
  const char *type = anser_part_get_content_type (part);

  return g_str_equal (type, "text/html") || g_str_equal (type, "application/xhtml+xml") ||
         (g_str_equal (type, "application/octet-stream") &&
          has_ending (anser_part_get_name (part), endings));
}

static gboolean
is_text (AnserPart *part)
{
  static const char * const types[] = { "application/json", "application/xml", "application/ics",
                                        "application/rtf", NULL };
  static const char * const endings[] = { "txt", "text", "md", "csv", "tsv", "log", "ics", "vcf",
                                          "json", "xml", "yaml", "yml", "tex", "org", "rst",
                                          "patch", "diff", NULL };
  const char *type = anser_part_get_content_type (part);

  return g_str_has_prefix (type, "text/") || g_strv_contains (types, type) ||
         (g_str_equal (type, "application/octet-stream") &&
          has_ending (anser_part_get_name (part), endings));
}

static void
read_text (Reader    *self,
           AnserPart *part)
{
  g_autofree char *charset = anser_part_dup_parameter (part, "charset");
  g_autoptr(GByteArray) bytes = anser_part_load (part, get_room (self), NULL);
  g_autofree char *text = NULL;
  g_autofree char *page = NULL;

  /* UTF-16 has NULs of right; in anything else they are no text. */
  if (bytes->len == 0 || (charset == NULL && memchr (bytes->data, 0, bytes->len) != NULL &&
                          (bytes->data[0] < 0xfe || bytes->len < 2)))
    return;
  text = anser_charset_to_utf8 (charset, (const char *) bytes->data, bytes->len, NULL);
  if (is_html (part))
    page = anser_html_text_make (text);
  append (self, page != NULL ? page : text);
}

static void
read_addresses (Reader    *self,
                GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len && get_room (self) > 0; i++)
    {
      const AnserAddress *address = g_ptr_array_index (addresses, i);

      if (address->name != NULL)
        append (self, address->name);
      append (self, address->address);
    }
}

static void
read_attachments (Reader      *self,
                  AnserLetter *letter)
{
  GPtrArray *parts = anser_letter_get_attachments (letter);

  for (guint i = 0; i < parts->len && get_room (self) > 0; i++)
    {
      AnserPart *part = g_ptr_array_index (parts, i);

      if (self->depth > 0)
        append (self, anser_part_get_name (part));
      if (g_str_equal (anser_part_get_content_type (part), "message/rfc822") ||
          g_str_equal (anser_part_get_content_type (part), "message/global"))
        {
          g_autoptr(GByteArray) content = NULL;
          g_autoptr(GBytes) bytes = NULL;
          g_autoptr(AnserLetter) inner = NULL;

          if (self->depth >= DEPTH_MAX)
            continue;
          /* Encoded, and with what else lies in it, it is larger than its text. */
          content = anser_part_load (part, self->limit * 8, NULL);
          bytes = g_byte_array_free_to_bytes (g_steal_pointer (&content));
          inner = anser_letter_new_for_bytes (bytes);
          read_letter (self, inner);
        }
      else if (is_html (part) || is_text (part))
        read_text (self, part);
    }
}

static void
read_letter (Reader      *self,
             AnserLetter *letter)
{
  self->depth++;
  append (self, anser_letter_get_subject (letter));
  read_addresses (self, anser_letter_get_from (letter));
  read_addresses (self, anser_letter_get_to (letter));
  read_addresses (self, anser_letter_get_cc (letter));
  append (self, anser_letter_get_text (letter));
  read_attachments (self, letter);
  self->depth--;
}

char *
anser_letter_dup_attached_text (AnserLetter *self,
                                gsize        limit)
{
  Reader reader = { .limit = limit };

  g_return_val_if_fail (ANSER_IS_LETTER (self), NULL);

  reader.text = g_string_new (NULL);
  read_attachments (&reader, self);
  return g_string_free (reader.text, FALSE);
}
