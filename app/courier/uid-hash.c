/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "uid-hash.h"

#include <string.h>

guint64
anser_uid_hash_new_key (void)
{
  return (guint64) g_random_int () << 32 | g_random_int () | 1;
}

/* The second multiplication keeps what the first one makes of two uids that differ in their highest
 * bit alone from being the same for every key. */
static guint64
mix (guint64 value,
     guint64 bytes,
     guint64 key)
{
  value = (value ^ bytes) * key;

  return (value ^ value >> 32) * key;
}

/* Eight bytes at a time, the last ones filled up with zeros. */
guint
anser_uid_hash (const char *uid,
                guint64     key)
{
  gsize length = strlen (uid);
  guint64 value = length;
  guint64 bytes;

  for (; length >= sizeof bytes; uid += sizeof bytes, length -= sizeof bytes)
    {
      memcpy (&bytes, uid, sizeof bytes);
      value = mix (value, bytes, key);
    }
  bytes = 0;
  memcpy (&bytes, uid, length);

  return (guint) (mix (value, bytes, key) >> 32);
}
