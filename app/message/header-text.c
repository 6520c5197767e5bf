/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "header-text.h"

#include "charset.h"

#include <string.h>

/* RFC 2047 allows 75; some senders put a whole subject into one word. */
#define WORD_MAX 2000

/* "=?" charset "?" encoding "?" text "?=" */
typedef struct
{
  const char *charset;
  gsize       charset_length;
  char        encoding;
  const char *text;
  gsize       text_length;
  gsize       length;
} Word;

/* Neighbouring words of one charset are joined before they are converted, for senders that cut
 * inside a character. */
typedef struct
{
  GString    *out;
  GByteArray *bytes;
  char       *charset;
  int         base64_state;
  guint       base64_save;
} Decoder;

static gboolean
find_word (const char *at,
           Word       *word)
{
  const char *encoding;
  const char *end;

  if (at[0] != '=' || at[1] != '?')
    return FALSE;

  word->charset = at + 2;
  word->charset_length = strcspn (word->charset, "? \t\"<>");
  encoding = word->charset + word->charset_length;
  if (word->charset_length == 0 || encoding[0] != '?' || encoding[1] == '\0'
      || encoding[2] != '?' || strchr ("bBqQ", encoding[1]) == NULL)
    return FALSE;

  word->encoding = g_ascii_tolower (encoding[1]);
  word->text = encoding + 3;
  end = memmem (word->text, strnlen (word->text, WORD_MAX), "?=", 2);
  if (end == NULL)
    return FALSE;

  word->text_length = end - word->text;
  word->length = end + 2 - at;
  return TRUE;
}

static void
append_quoted (GByteArray *bytes,
               const char *text,
               gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = text[i];

      if (byte == '_')
        {
          byte = ' ';
        }
      else if (byte == '=' && i + 2 < length
               && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
        {
          byte = g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2]);
          i += 2;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
}

/* The state lives on to the next word: some senders cut base64 between two of its groups. */
static void
append_base64 (Decoder    *self,
               const char *text,
               gsize       length)
{
  g_autofree guchar *buffer = g_malloc (length + 3);
  gsize n = g_base64_decode_step (text, length, buffer, &self->base64_state, &self->base64_save);

  g_byte_array_append (self->bytes, buffer, n);
  if (memchr (text, '=', length) != NULL)
    {
      self->base64_state = 0;
      self->base64_save = 0;
    }
}

static void
flush (Decoder *self)
{
  if (self->charset != NULL)
    {
      g_autofree char *text = anser_charset_to_utf8 (self->charset,
                                                     (const char *) self->bytes->data,
                                                     self->bytes->len, NULL);

      g_string_append (self->out, text);
    }

  g_clear_pointer (&self->charset, g_free);
  g_byte_array_set_size (self->bytes, 0);
  self->base64_state = 0;
  self->base64_save = 0;
}

static void
append_word (Decoder    *self,
             const Word *word)
{
  g_autofree char *charset = g_strndup (word->charset, word->charset_length);

  if (self->charset != NULL && !anser_charset_equal (self->charset, charset))
    flush (self);
  if (self->charset == NULL)
    self->charset = g_steal_pointer (&charset);

  if (word->encoding == 'q')
    append_quoted (self->bytes, word->text, word->text_length);
  else
    append_base64 (self, word->text, word->text_length);
}

/* Controls would break lists and lines; a run of them becomes one space. */
static char *
without_controls (const char *text)
{
  g_autoptr(GString) clean = g_string_new (NULL);
  gboolean skipped = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        {
          skipped = TRUE;
          continue;
        }
      if (skipped && c != ' ' && clean->len > 0)
        g_string_append_c (clean, ' ');
      skipped = FALSE;
      g_string_append_unichar (clean, c);
    }

  return g_strstrip (g_string_free (g_steal_pointer (&clean), FALSE));
}

gsize
anser_header_text_word_length (const char *text)
{
  Word word;

  g_return_val_if_fail (text != NULL, 0);

  return find_word (text, &word) ? word.length : 0;
}

char *
anser_header_text_unfold (const char *raw)
{
  g_autofree char *text = NULL;
  char *to;

  g_return_val_if_fail (raw != NULL, NULL);

  text = anser_charset_to_utf8 (NULL, raw, strlen (raw), NULL);
  to = text;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\r' || *at == '\n')
        continue;
      *to++ = *at == '\t' ? ' ' : *at;
    }
  *to = '\0';

  return g_strstrip (g_steal_pointer (&text));
}

char *
anser_header_text_decode (const char *raw)
{
  g_autofree char *text = anser_header_text_unfold (raw);
  g_autofree char *decoded = NULL;
  Decoder self = { .out = g_string_new (NULL), .bytes = g_byte_array_new () };
  const char *at = text;

  while (*at != '\0')
    {
      gsize n_space = strspn (at, " ");
      Word word;

      if (find_word (at + n_space, &word))
        {
          if (self.charset == NULL)
            g_string_append_len (self.out, at, n_space);
          append_word (&self, &word);
          at += n_space + word.length;
          continue;
        }

      flush (&self);
      g_string_append_len (self.out, at, n_space);
      at += n_space;
      if (*at != '\0')
        g_string_append_c (self.out, *at++);
    }

  flush (&self);
  g_byte_array_unref (self.bytes);
  decoded = g_string_free (self.out, FALSE);
  return without_controls (decoded);
}
