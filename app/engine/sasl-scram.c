/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677):
 *
 *   C: n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL
 *   S: r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096
 *   C: c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=
 *   S: v=rmF9pqV8S7suAoZWja4dJRkFsKQ=
 *   C: (empty)
 *
 * The password is never shown, and a server that does not know it is found out: until it has
 * proved that, its word of success is not believed. The forms with -PLUS begin with
 * "p=tls-exporter,," and prove in "c=" that both ends see the same TLS connection.
 */

#include "sasl.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

/* A server that asks for more rounds than this wants to keep us busy. */
#define MAXIMUM_ITERATIONS 1000000
#define DIGEST_MAXIMUM 32

typedef struct
{
  gnutls_mac_algorithm_t mac;
  gsize                  digest_length;
  char                  *nonce;
  char                  *client_first;   /* without the gs2 header */
  guchar                 server_signature[DIGEST_MAXIMUM];
  gboolean               verified;
} Scram;

static void
scram_free (gpointer data)
{
  Scram *scram = data;

  g_free (scram->nonce);
  g_free (scram->client_first);
  gnutls_memset (scram, 0, sizeof *scram);
  g_free (scram);
}

static gboolean
refuse (GError **error)
{
  g_set_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
               _("The server's answer to the secure login makes no sense. Check the server's name, "
                 "or choose another way of logging in."));
  return FALSE;
}

static char *
make_nonce (void)
{
  guchar random[18];

  gnutls_rnd (GNUTLS_RND_NONCE, random, sizeof random);
  return g_base64_encode (random, sizeof random);
}

/* The value of attribute @letter in a comma-separated message, or NULL. */
static char *
get_attribute (char **fields,
               char   letter)
{
  for (gsize i = 0; fields[i] != NULL; i++)
    if (fields[i][0] == letter && fields[i][1] == '=')
      return fields[i] + 2;
  return NULL;
}

static void
hmac (const Scram  *scram,
      const guchar *key,
      const char   *text,
      gsize         length,
      guchar       *out)
{
  gnutls_hmac_fast (scram->mac, key, scram->digest_length, text, length, out);
}

/* SaltedPassword := PBKDF2 (Normalize (password), salt, i). */
static gboolean
salt_password (const Scram *scram,
               const char  *password,
               GBytes      *salt,
               unsigned     iterations,
               guchar      *out)
{
  gnutls_datum_t prepared = { NULL, 0 };
  gnutls_datum_t plain = { (guchar *) password, strlen (password) };
  gnutls_datum_t salt_datum = { (guchar *) g_bytes_get_data (salt, NULL), g_bytes_get_size (salt) };
  gboolean normalized;
  int result;

  normalized = gnutls_utf8_password_normalize ((const guchar *) password, plain.size,
                                               &prepared, 0) >= 0;
  result = gnutls_pbkdf2 (scram->mac, normalized ? &prepared : &plain, &salt_datum, iterations,
                          out, scram->digest_length);
  if (normalized)
    {
      gnutls_memset (prepared.data, 0, prepared.size);
      gnutls_free (prepared.data);
    }
  return result >= 0;
}

/* ClientProof, and the ServerSignature to expect: RFC 5802 section 3. */
static void
prove (Scram        *scram,
       const guchar *salted,
       const char   *auth_message,
       guchar       *proof)
{
  guchar client_key[DIGEST_MAXIMUM], stored_key[DIGEST_MAXIMUM], server_key[DIGEST_MAXIMUM];
  guchar signature[DIGEST_MAXIMUM];

  hmac (scram, salted, "Client Key", 10, client_key);
  gnutls_hash_fast ((gnutls_digest_algorithm_t) scram->mac, client_key, scram->digest_length,
                    stored_key);
  hmac (scram, stored_key, auth_message, strlen (auth_message), signature);
  for (gsize i = 0; i < scram->digest_length; i++)
    proof[i] = client_key[i] ^ signature[i];

  hmac (scram, salted, "Server Key", 10, server_key);
  hmac (scram, server_key, auth_message, strlen (auth_message), scram->server_signature);
  gnutls_memset (client_key, 0, sizeof client_key);
}

static GBytes *
step_first (AnserSasl *self)
{
  Scram *scram = self->state;
  g_autofree char *name = anser_sasl_escape_name (self->server->user);
  char *message;

  scram->nonce = make_nonce ();
  scram->client_first = g_strdup_printf ("n=%s,r=%s", name, scram->nonce);
  message = g_strconcat (self->gs2_header, scram->client_first, NULL);
  return g_bytes_new_take (message, strlen (message));
}

/* c=: the header and the bytes of the binding, so that nobody in between changed either. */
static char *
get_channel (AnserSasl *self)
{
  g_autoptr (GByteArray) channel = g_byte_array_new ();

  g_byte_array_append (channel, (const guint8 *) self->gs2_header,
                       (guint) strlen (self->gs2_header));
  if (self->binding != NULL)
    g_byte_array_append (channel, g_bytes_get_data (self->binding, NULL),
                         (guint) g_bytes_get_size (self->binding));

  return g_base64_encode (channel->data, channel->len);
}

static GBytes *
step_proof (AnserSasl   *self,
            const char  *server_first,
            GError     **error)
{
  Scram *scram = self->state;
  g_auto (GStrv) fields = g_strsplit (server_first, ",", 16);
  const char *nonce = get_attribute (fields, 'r');
  const char *salt_text = get_attribute (fields, 's');
  const char *count_text = get_attribute (fields, 'i');
  guchar salted[DIGEST_MAXIMUM], proof[DIGEST_MAXIMUM];
  g_autoptr (GBytes) salt = NULL;
  g_autofree char *channel = get_channel (self);
  g_autofree char *without_proof = NULL;
  g_autofree char *auth_message = NULL;
  g_autofree char *proof_text = NULL;
  const char *password = anser_sasl_get_password (self);
  guint64 iterations;
  gsize length = 0;
  guchar *salt_data;
  char *message;

  /* A mandatory extension (m=) that is not known ends it: RFC 5802 section 5.1. */
  if (nonce == NULL || salt_text == NULL || count_text == NULL || fields[0][0] == 'm' ||
      !g_str_has_prefix (nonce, scram->nonce) || strlen (nonce) == strlen (scram->nonce) ||
      !g_ascii_string_to_unsigned (count_text, 10, 1, MAXIMUM_ITERATIONS, &iterations, NULL))
    {
      refuse (error);
      return NULL;
    }
  salt_data = g_base64_decode (salt_text, &length);
  salt = g_bytes_new_take (salt_data, length);
  if (!salt_password (scram, password, salt, iterations, salted))
    {
      refuse (error);
      return NULL;
    }

  without_proof = g_strdup_printf ("c=%s,r=%s", channel, nonce);
  auth_message = g_strjoin (",", scram->client_first, server_first, without_proof, NULL);
  prove (scram, salted, auth_message, proof);
  gnutls_memset (salted, 0, sizeof salted);

  proof_text = g_base64_encode (proof, scram->digest_length);
  message = g_strdup_printf ("%s,p=%s", without_proof, proof_text);
  return g_bytes_new_take (message, strlen (message));
}

/* The server proves that it knows the password too. */
static GBytes *
step_verify (AnserSasl   *self,
             const char  *server_final,
             GError     **error)
{
  Scram *scram = self->state;
  g_autofree guchar *signature = NULL;
  gsize length = 0;

  if (g_str_has_prefix (server_final, "v="))
    {
      g_auto (GStrv) fields = g_strsplit (server_final, ",", 2);

      signature = g_base64_decode (fields[0] + 2, &length);
    }
  if (length != scram->digest_length ||
      gnutls_memcmp (signature, scram->server_signature, length) != 0)
    {
      refuse (error);
      return NULL;
    }
  scram->verified = TRUE;
  return g_bytes_new_static ("", 0);
}

static gboolean
is_verified (AnserSasl *self)
{
  Scram *scram = self->state;

  return scram != NULL && scram->verified;
}

static GBytes *
step (AnserSasl              *self,
      unsigned                turn,
      GBytes                 *challenge,
      GChecksumType           checksum,
      gnutls_mac_algorithm_t  mac,
      GError                **error)
{
  g_autofree char *text = NULL;

  if (self->state == NULL)
    {
      Scram *scram = g_new0 (Scram, 1);

      scram->mac = mac;
      scram->digest_length = g_checksum_type_get_length (checksum);
      self->state = scram;
      self->free_state = scram_free;
    }
  text = g_strndup (g_bytes_get_data (challenge, NULL), g_bytes_get_size (challenge));

  /* A refusal: once it is answered, the server says no in its own words (RFC 5802 section 7). */
  if (turn > 0 && turn < 3 && g_str_has_prefix (text, "e="))
    return g_bytes_new_static ("", 0);

  switch (turn)
    {
    case 0:
      return anser_sasl_check (self, error) ? step_first (self) : NULL;
    case 1:
      return step_proof (self, text, error);
    case 2:
      return step_verify (self, text, error);
    default:
      refuse (error);
      return NULL;
    }
}

static GBytes *
step_sha1 (AnserSasl  *self,
           unsigned    turn,
           GBytes     *challenge,
           GError    **error)
{
  return step (self, turn, challenge, G_CHECKSUM_SHA1, GNUTLS_MAC_SHA1, error);
}

static GBytes *
step_sha256 (AnserSasl  *self,
             unsigned    turn,
             GBytes     *challenge,
             GError    **error)
{
  return step (self, turn, challenge, G_CHECKSUM_SHA256, GNUTLS_MAC_SHA256, error);
}

#define SCRAM(name_, step_, binding_) { \
  .name = name_, \
  .binding = binding_, \
  .secure = TRUE, \
  .initial_response = TRUE, \
  .step = step_, \
  .is_complete = is_verified, \
}

const AnserSaslMechanism anser_sasl_scram_sha_1 = SCRAM ("SCRAM-SHA-1", step_sha1, NULL);
const AnserSaslMechanism anser_sasl_scram_sha_1_plus_exporter =
  SCRAM ("SCRAM-SHA-1-PLUS", step_sha1, "tls-exporter");
const AnserSaslMechanism anser_sasl_scram_sha_1_plus_end_point =
  SCRAM ("SCRAM-SHA-1-PLUS", step_sha1, "tls-server-end-point");

const AnserSaslMechanism anser_sasl_scram_sha_256 = SCRAM ("SCRAM-SHA-256", step_sha256, NULL);
const AnserSaslMechanism anser_sasl_scram_sha_256_plus_exporter =
  SCRAM ("SCRAM-SHA-256-PLUS", step_sha256, "tls-exporter");
const AnserSaslMechanism anser_sasl_scram_sha_256_plus_end_point =
  SCRAM ("SCRAM-SHA-256-PLUS", step_sha256, "tls-server-end-point");
