/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-digest.h"

#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
update (AnserLetterDigest *self,
        const char        *data,
        gsize              length)
{
  if (length == 0)
    return;
  g_checksum_update (self->checksum, (const guchar *) data, length);
  self->size += length;
}

void
anser_letter_digest_begin (AnserLetterDigest *self)
{
  g_return_if_fail (self != NULL);

  if (self->checksum == NULL)
    self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  else
    g_checksum_reset (self->checksum);
  self->size = 0;
  self->has_cr = FALSE;
}

void
anser_letter_digest_feed (AnserLetterDigest *self,
                          const char        *data,
                          gsize              length)
{
  g_return_if_fail (self != NULL);

  while (length > 0)
    {
      const char *cr;
      gsize n;

      if (self->has_cr && data[0] != '\n')
        update (self, "\r", 1);
      cr = memchr (data, '\r', length);
      n = cr != NULL ? (gsize) (cr - data) : length;
      update (self, data, n);
      self->has_cr = cr != NULL;
      n += self->has_cr;
      data += n;
      length -= n;
    }
}

const char *
anser_letter_digest_end (AnserLetterDigest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->has_cr)
    update (self, "\r", 1);
  self->has_cr = FALSE;
  return g_checksum_get_string (self->checksum);
}

void
anser_letter_digest_clear (AnserLetterDigest *self)
{
  g_clear_pointer (&self->checksum, g_checksum_free);
}

char *
anser_letter_digest_of_file (const char    *path,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_auto (AnserLetterDigest) digest = { NULL };
  char buffer[32 * 1024];
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize n = fd;

  anser_letter_digest_begin (&digest);
  while (fd >= 0 && !g_cancellable_is_cancelled (cancellable) &&
         ((n = read (fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)))
    update (&digest, buffer, MAX (n, 0));
  if (n < 0)
    anser_fault_set_unreadable (error, errno, path);
  if (fd >= 0)
    close (fd);
  if (n < 0 || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_strdup (anser_letter_digest_end (&digest));
}
