/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "header-digest.h"

#include "engine/digest.h"

#include <string.h>

/* Some servers cut what TOP gives at about this length (P12). */
#define LONGEST_HEAD (64 * 1024)

/* Fields that servers write into messages they keep, and the line that begins a message in a mailbox
 * file: they differ from one session to the next. */
static gboolean
is_volatile (const char *line,
             gsize       length)
{
  static const char * const names[] = {
    "Status:", "X-Status:", "X-UID:", "X-UIDL:", "X-Keywords:", "X-IMAP:", "X-IMAPbase:",
    "Content-Length:", "Lines:", "From ", ">From ",
  };

  /* Nearly all lines differ in the third character already. */
  for (gsize i = 0; length > 3 && i < G_N_ELEMENTS (names); i++)
    if (((line[0] ^ names[i][0]) & 0xdf) == 0 && ((line[2] ^ names[i][2]) & 0xdf) == 0 &&
        length >= strlen (names[i]) && g_ascii_strncasecmp (line, names[i], strlen (names[i])) == 0)
      return TRUE;

  return FALSE;
}

/* Looks for the empty line from @start on, and cuts the head there. */
static void
find_end (AnserHeaderDigest *self,
          gsize              start)
{
  GString *head = self->head;

  while (start < head->len)
    {
      const char *line = head->str + start;
      const char *end = memchr (line, '\n', head->len - start);

      if (end == NULL)
        return;
      if (end == line || (end == line + 1 && *line == '\r'))
        {
          g_string_truncate (head, start);
          self->whole = TRUE;
          return;
        }
      start = (gsize) (end - head->str) + 1;
    }
}

/* The beginning of the last line, which may go on. */
static gsize
last_line (GString *head)
{
  const char *end = memrchr (head->str, '\n', head->len);

  return end != NULL ? (gsize) (end - head->str) + 1 : 0;
}

void
anser_header_digest_begin (AnserHeaderDigest *self)
{
  g_return_if_fail (self != NULL);

  if (self->head == NULL)
    self->head = g_string_sized_new (4096);
  g_string_truncate (self->head, 0);
  self->whole = FALSE;
}

void
anser_header_digest_add (AnserHeaderDigest *self,
                         const char        *data,
                         gsize              length)
{
  gsize start;

  g_return_if_fail (self != NULL && self->head != NULL);

  if (self->whole)
    return;

  start = last_line (self->head);
  while (length > 0 && !self->whole)
    {
      /* Most heads end within the first pieces; the text behind them is not copied. */
      gsize part = MIN (length, MIN ((gsize) 4096, LONGEST_HEAD - self->head->len));

      g_string_append_len (self->head, data, part);
      find_end (self, start);
      data += part;
      length -= part;
      if (!self->whole && self->head->len == LONGEST_HEAD)
        self->whole = TRUE;
      start = last_line (self->head);
    }
}

/* Leaves of the head what counts, lines ended with LF. Writes where it has read already; for the
 * end of a last line that had none there is room, since a GString ends with a NUL. */
static gsize
distil (GString *head)
{
  char *out = head->str;
  const char *line = head->str;
  const char *limit = head->str + head->len;
  gboolean skip = FALSE;

  while (line < limit)
    {
      const char *end = memchr (line, '\n', (gsize) (limit - line));
      const char *next = end != NULL ? end + 1 : limit;
      gsize length = (gsize) ((end != NULL ? end : limit) - line);

      if (length > 0 && line[length - 1] == '\r')
        length--;
      if (length == 0 || (*line != ' ' && *line != '\t'))
        skip = is_volatile (line, length);
      if (!skip)
        {
          memmove (out, line, length);
          out += length;
          *out++ = '\n';
        }
      line = next;
    }

  return (gsize) (out - head->str);
}

gboolean
anser_header_digest_end (AnserHeaderDigest *self,
                         guint8             digest[ANSER_DIGEST_LENGTH])
{
  guint8 whole[ANSER_SHA256_LENGTH];
  gsize length;

  g_return_val_if_fail (self != NULL && self->head != NULL, FALSE);

  memset (digest, 0, ANSER_DIGEST_LENGTH);
  length = distil (self->head);
  if (length == 0)
    return FALSE;

  anser_digest_sha256 (self->head->str, length, whole);
  memcpy (digest, whole, ANSER_DIGEST_LENGTH);

  return TRUE;
}

void
anser_header_digest_clear (AnserHeaderDigest *self)
{
  if (self->head != NULL)
    g_string_free (self->head, TRUE);
  self->head = NULL;
}
