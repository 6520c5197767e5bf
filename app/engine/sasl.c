/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "sasl.h"

#include "errors.h"
#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Best first: tied to the connection before not tied, then the stronger digest. CRAM-MD5 is last among
 * those for a password: its server must keep the password itself, and over TLS it hides nothing more
 * than PLAIN does. */
static const AnserSaslMechanism *const mechanisms[] = {
  &anser_sasl_scram_sha_256_plus_exporter,
  &anser_sasl_scram_sha_256_plus_end_point,
  &anser_sasl_scram_sha_1_plus_exporter,
  &anser_sasl_scram_sha_1_plus_end_point,
  &anser_sasl_scram_sha_256,
  &anser_sasl_scram_sha_1,
  &anser_sasl_plain,
  &anser_sasl_login,
  &anser_sasl_cram_md5,
  &anser_sasl_oauthbearer,
  &anser_sasl_xoauth2,
};

/* Clear text was consented to where security is NONE; where it is not, a mechanism that shows the
 * password waits for encryption, whoever chose it. */
static gboolean
is_allowed (const AnserSaslMechanism *mechanism,
            const AnserServer        *server,
            gboolean                  encrypted,
            const AnserSaslBinding   *binding)
{
  if (mechanism->binding != NULL)
    return anser_sasl_binding_get (binding, mechanism->binding) != NULL;
  return mechanism->secure || encrypted || server->security == ANSER_SECURITY_NONE;
}

static gboolean
is_offered (const char  *name,
            char       **offered)
{
  for (char **word = offered; *word != NULL; word++)
    if (g_ascii_strcasecmp (*word, name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_wanted (const AnserSaslMechanism *mechanism,
           const AnserServer        *server,
           char                    **offered)
{
  if (server->mechanism != NULL)
    return g_ascii_strcasecmp (server->mechanism, mechanism->name) == 0;
  if (mechanism->by_choice)
    return FALSE;

  return is_offered (mechanism->name, offered);
}

static char **
split_offered (const char *offered)
{
  return g_strsplit_set (offered != NULL ? offered : "", " \t", -1);
}

static void
set_none_error (const AnserServer         *server,
                const AnserSaslMechanism  *held_back,
                gboolean                   encrypted,
                GError                   **error)
{
  if (held_back != NULL && encrypted)
    g_set_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
                 _("The encryption of this connection has nothing that a login by “%s” could be "
                   "tied to. Choose another way of logging in in the account's settings."),
                 held_back->name);
  else if (held_back != NULL)
    g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
                         _("Without encryption the password would be sent for all to read, so it "
                           "was not sent. Turn on encryption in the account's settings."));
  else if (server->mechanism != NULL)
    g_set_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
                 _("Anser does not know “%s” as a way of logging in. Choose another one in the "
                   "account's settings."), server->mechanism);
  else
    g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM,
                         _("The server offers no way of logging in that Anser knows. Check the "
                           "server's name, the port and the encryption in the account's settings, "
                           "or choose a way of logging in there."));
}

/**
 * anser_sasl_choose:
 * @server: whom to convince, and perhaps the mechanism that the user chose
 * @offered: (nullable): the parameters of the capability SASL or AUTH
 * @encrypted: whether TLS protects the connection
 * @binding: (nullable): what TLS has to tie a login to
 *
 * Returns: (transfer container) (array zero-terminated=1): mechanisms to try, best first, or %NULL
 *   with %ANSER_ERROR_NO_MECHANISM
 */
const AnserSaslMechanism **
anser_sasl_choose (const AnserServer       *server,
                   const char              *offered,
                   gboolean                 encrypted,
                   const AnserSaslBinding  *binding,
                   GError                 **error)
{
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  g_auto(GStrv) words = NULL;
  const AnserSaslMechanism *held_back = NULL;

  g_return_val_if_fail (server != NULL, NULL);

  words = split_offered (offered);
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      if (!is_wanted (mechanisms[i], server, words))
        continue;

      if (is_allowed (mechanisms[i], server, encrypted, binding))
        g_ptr_array_add (chosen, (gpointer) mechanisms[i]);
      else
        held_back = mechanisms[i];
    }

  if (chosen->len == 0)
    {
      set_none_error (server, held_back, encrypted, error);
      return NULL;
    }

  g_ptr_array_add (chosen, NULL);

  return (const AnserSaslMechanism **) g_ptr_array_free (g_steal_pointer (&chosen), FALSE);
}

/**
 * anser_sasl_new:
 * @mechanism: one of those chosen
 * @server: outlives the exchange
 *
 * Returns: (transfer full): an exchange that has not begun
 */
AnserSasl *
anser_sasl_new (const AnserSaslMechanism *mechanism,
                const AnserServer        *server)
{
  AnserSasl *self;

  g_return_val_if_fail (mechanism != NULL, NULL);
  g_return_val_if_fail (server != NULL, NULL);

  self = g_new0 (AnserSasl, 1);
  self->mechanism = mechanism;
  self->server = server;
  self->gs2_header = g_strdup ("n,,");

  return self;
}

/* Somebody in between may have taken the forms with binding off the list: "y" tells the server that
 * they were not seen (RFC 5802 section 6). Who chose a form without it knows that they are there. */
static gboolean
looks_stripped (AnserSasl              *self,
                const AnserSaslBinding *binding,
                const char             *offered)
{
  g_auto (GStrv) words = split_offered (offered);
  g_autofree char *plus = g_strconcat (self->mechanism->name, "-PLUS", NULL);

  return binding != NULL && (self->server->mechanism == NULL || !is_offered (plus, words));
}

/**
 * anser_sasl_bind:
 * @binding: (nullable): what TLS has to tie the login to
 * @offered: (nullable): the parameters of the capability SASL or AUTH
 */
void
anser_sasl_bind (AnserSasl              *self,
                 const AnserSaslBinding *binding,
                 const char             *offered)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->gs2_header, g_free);
  g_clear_pointer (&self->binding, g_bytes_unref);

  if (self->mechanism->binding == NULL)
    {
      self->gs2_header = g_strdup (looks_stripped (self, binding, offered) ? "y,," : "n,,");
      return;
    }

  self->gs2_header = g_strdup_printf ("p=%s,,", self->mechanism->binding);
  self->binding = anser_sasl_binding_get (binding, self->mechanism->binding);
  if (self->binding != NULL)
    g_bytes_ref (self->binding);
}

void
anser_sasl_free (AnserSasl *self)
{
  g_return_if_fail (self != NULL);

  if (self->free_state != NULL && self->state != NULL)
    self->free_state (self->state);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_free (self->gs2_header);
  g_free (self);
}

/* What a server may say instead of base64 is no challenge. */
static GBytes *
decode_challenge (const char *challenge)
{
  const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const char *text = challenge != NULL ? challenge : "";
  const char *end = text + strspn (text, letters);
  gsize length = 0;
  guchar *data;

  if (end == text || end[strspn (end, " ")] != '\0')
    return g_bytes_new_static ("", 0);

  data = g_base64_decode (text, &length);

  return g_bytes_new_take (data, length);
}

/**
 * anser_sasl_step:
 * @challenge: (nullable): the server's challenge in base64, or %NULL for the initial response
 *
 * Returns: (transfer full): the response in base64, which holds secrets: wipe it after use; or
 *   %NULL with an error
 */
char *
anser_sasl_step (AnserSasl   *self,
                 const char  *challenge,
                 GError     **error)
{
  g_autoptr(GBytes) decoded = NULL;
  g_autoptr(GBytes) response = NULL;
  const guchar *data;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  decoded = decode_challenge (challenge);
  response = self->mechanism->step (self, self->turn, decoded, error);
  if (response == NULL)
    return NULL;

  self->turn++;
  data = g_bytes_get_data (response, &length);

  return g_base64_encode (data, length);
}

/**
 * anser_sasl_is_complete:
 *
 * Returns: whether the server's word that the login succeeded may be believed
 */
gboolean
anser_sasl_is_complete (AnserSasl *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->mechanism->is_complete == NULL || self->mechanism->is_complete (self);
}

/**
 * anser_sasl_explain:
 * @error: (nullable): what came of the server's refusal
 *
 * An access token that is only too old is told from one that is not wanted at all.
 */
void
anser_sasl_explain (AnserSasl *self,
                    GError    *error)
{
  g_return_if_fail (self != NULL);

  if (self->stale_token && g_error_matches (error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED))
    anser_error_set_wants_new_token (error);
}

gboolean
anser_sasl_is_variant (const AnserSaslMechanism *mechanism,
                       const AnserSaslMechanism *next)
{
  g_return_val_if_fail (mechanism != NULL, FALSE);

  return next != NULL && strcmp (mechanism->name, next->name) == 0;
}

GError *
anser_sasl_unproven_error (const AnserServer *server)
{
  g_return_val_if_fail (server != NULL, NULL);

  return g_error_new (ANSER_ERROR, ANSER_ERROR_PROTOCOL,
                      _("The mail server %s did not prove that it knows your password, so it may "
                        "not be yours. Anser ended the connection. Check the server's name and "
                        "the network, then try again."), server->host);
}

/* Secret bytes */

typedef struct
{
  gsize length;
  char  data[];
} Secret;

static void
secret_free (gpointer data)
{
  Secret *secret = data;

  explicit_bzero (secret->data, secret->length);
  g_free (secret);
}

/**
 * anser_sasl_secret:
 * @data: bytes to copy
 * @length: how many
 *
 * Returns: (transfer full): a copy that is wiped when it is freed
 */
GBytes *
anser_sasl_secret (const char *data,
                   gsize       length)
{
  Secret *secret;

  g_return_val_if_fail (data != NULL, NULL);

  secret = g_malloc (sizeof (Secret) + length);
  secret->length = length;
  memcpy (secret->data, data, length);

  return g_bytes_new_with_free_func (secret->data, length, secret_free, secret);
}

const char *
anser_sasl_get_password (AnserSasl *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->server->password != NULL ? self->server->password : "";
}

char *
anser_sasl_escape_name (const char *name)
{
  GString *escaped;

  g_return_val_if_fail (name != NULL, NULL);

  escaped = g_string_new (name);
  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);

  return g_string_free (escaped, FALSE);
}

/**
 * anser_sasl_check:
 *
 * Returns: whether user name and password can be sent; if not, %ANSER_ERROR_INVALID_INPUT
 */
gboolean
anser_sasl_check (AnserSasl  *self,
                  GError    **error)
{
  const AnserServer *server;

  g_return_val_if_fail (self != NULL, FALSE);

  server = self->server;

  return anser_text_check (server->user != NULL ? server->user : "", _("user name"), error) &&
         anser_text_check (server->password != NULL ? server->password : "", _("password"), error);
}
