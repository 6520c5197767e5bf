/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "digest.h"

#include <gnutls/crypto.h>

void
anser_digest_sha256 (const void *data,
                     gsize       length,
                     guint8      digest[ANSER_SHA256_LENGTH])
{
  int result = gnutls_hash_fast (GNUTLS_DIG_SHA256, data, length, digest);

  g_assert (result == GNUTLS_E_SUCCESS);
}
