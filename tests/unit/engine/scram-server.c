/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scram-server.h"

#include <string.h>

static void
hmac (const ScramServer *scram,
      const guchar      *key,
      gsize              key_length,
      const guchar      *data,
      gsize              length,
      guchar            *out)
{
  g_autoptr (GHmac) context = g_hmac_new (scram->checksum, key, key_length);
  gsize out_length = scram->length;

  g_hmac_update (context, data, length);
  g_hmac_get_digest (context, out, &out_length);
}

static void
salt_password (const ScramServer *scram,
               guchar            *out)
{
  g_autofree guchar *salt = NULL;
  g_autofree guchar *block = NULL;
  guchar round[32];
  gsize length;

  salt = g_base64_decode (scram->salt, &length);
  block = g_malloc0 (length + 4);
  memcpy (block, salt, length);
  block[length + 3] = 1;
  hmac (scram, (const guchar *) scram->password, strlen (scram->password), block, length + 4, round);
  memcpy (out, round, scram->length);
  for (unsigned i = 1; i < scram->iterations; i++)
    {
      hmac (scram, (const guchar *) scram->password, strlen (scram->password), round, scram->length,
            round);
      for (gsize j = 0; j < scram->length; j++)
        out[j] ^= round[j];
    }
}

void
scram_server_expect (const ScramServer  *scram,
                     const char         *auth_message,
                     char              **proof,
                     char              **signature)
{
  guchar salted[32], key[32], stored[32], out[32];
  gsize length = scram->length;
  g_autoptr (GChecksum) checksum = g_checksum_new (scram->checksum);

  salt_password (scram, salted);
  hmac (scram, salted, scram->length, (const guchar *) "Client Key", 10, key);
  g_checksum_update (checksum, key, scram->length);
  g_checksum_get_digest (checksum, stored, &length);
  hmac (scram, stored, scram->length, (const guchar *) auth_message, strlen (auth_message), out);
  for (gsize i = 0; i < scram->length; i++)
    out[i] ^= key[i];
  *proof = g_base64_encode (out, scram->length);

  hmac (scram, salted, scram->length, (const guchar *) "Server Key", 10, key);
  hmac (scram, key, scram->length, (const guchar *) auth_message, strlen (auth_message), out);
  *signature = g_base64_encode (out, scram->length);
}

char *
scram_server_first (const ScramServer  *scram,
                    const char         *client_first,
                    GBytes             *binding,
                    char              **auth_message)
{
  const char *bare = strstr (client_first, ",,") + 2;
  const char *nonce = strstr (client_first, ",r=") + 3;
  char *message = g_strdup_printf ("r=%sserver,s=%s,i=%u", nonce, scram->salt, scram->iterations);
  g_autoptr (GByteArray) channel = g_byte_array_new ();
  g_autofree char *encoded = NULL;

  g_byte_array_append (channel, (const guint8 *) client_first, (guint) (bare - client_first));
  if (binding != NULL)
    g_byte_array_append (channel, g_bytes_get_data (binding, NULL),
                         (guint) g_bytes_get_size (binding));
  encoded = g_base64_encode (channel->data, channel->len);

  *auth_message = g_strdup_printf ("%s,%s,c=%s,r=%sserver", bare, message, encoded, nonce);
  return message;
}
