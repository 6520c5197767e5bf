/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "letter-header.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Most header blocks are shorter than a piece. */
#define PIECE (8 * 1024)

/* Where the body begins; NULL if that is not in @text. */
static const char *
find_body (GString *text)
{
  const char *blank = memmem (text->str, text->len, "\n\n", 2);
  const char *wide = memmem (text->str, text->len, "\n\r\n", 3);

  if (wide != NULL && (blank == NULL || wide < blank))
    return wide + 3;
  return blank != NULL ? blank + 2 : NULL;
}

/* The beginning of the file as far as the body; FALSE if it cannot be read. */
static gboolean
read_header (int      fd,
             GString *text)
{
  const char *body = NULL;

  while (body == NULL)
    {
      gsize before = text->len;
      gssize length;

      g_string_set_size (text, before + PIECE);
      length = TEMP_FAILURE_RETRY (read (fd, text->str + before, PIECE));
      g_string_truncate (text, before + (gsize) MAX (length, 0));
      if (length <= 0)
        return length == 0;
      body = find_body (text);
    }
  g_string_truncate (text, (gsize) (body - text->str));
  return TRUE;
}

AnserLetter *
anser_letter_header_read (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean read;

  if (fd < 0)
    return NULL;
  text = g_string_new (NULL);
  read = read_header (fd, text);
  close (fd);
  if (!read)
    return NULL;
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  return anser_letter_new_for_bytes (bytes);
}
