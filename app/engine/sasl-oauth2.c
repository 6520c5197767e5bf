/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* XOAUTH2 (Google's and Microsoft's) and OAUTHBEARER (RFC 7628). The password of the account is the
 * access token:
 *
 *   C: user=me@example.org^Aauth=Bearer TOKEN^A^A            (XOAUTH2)
 *   C: n,a=me@example.org,^Aauth=Bearer TOKEN^A^A            (OAUTHBEARER)
 *
 * A refusal comes as a challenge of JSON; it is answered by an empty line, or by ^A, so that the
 * server can end the exchange (P23, S10). A token that is too old is refused with the status 400
 * (Google) or invalid_token (RFC 7628), or without a word that can be read; a new one may do then.
 * With every other status it will not.
 */

#include "sasl.h"

#include <string.h>

#define STATUS_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* Takes @text. */
static GBytes *
answer (char *text)
{
  GBytes *response = anser_sasl_secret (text, strlen (text));

  explicit_bzero (text, strlen (text));
  g_free (text);
  return response;
}

/* The value of "status" in the server's JSON, which is as flat as can be; NULL without any. */
static char *
find_status (GBytes *challenge)
{
  gsize length;
  const char *data = g_bytes_get_data (challenge, &length);
  g_autofree char *text = g_strndup (data, length);
  const char *value = strstr (text, "\"status\"");

  if (value == NULL)
    return NULL;

  value += strlen ("\"status\"");
  value += strspn (value, " \t\r\n:\"");
  return g_strndup (value, strspn (value, STATUS_LETTERS));
}

static void
learn_refusal (AnserSasl  *self,
               GBytes     *challenge,
               const char *too_old)
{
  g_autofree char *status = find_status (challenge);

  self->stale_token = status == NULL || status[0] == '\0' || strcmp (status, too_old) == 0;
}

static GBytes *
step_xoauth2 (AnserSasl  *self,
              unsigned    turn,
              GBytes     *challenge,
              GError    **error)
{
  if (turn > 0)
    {
      learn_refusal (self, challenge, "400");
      return g_bytes_new_static ("", 0);
    }
  if (!anser_sasl_check (self, error))
    return NULL;

  self->stale_token = TRUE;
  return answer (g_strdup_printf ("user=%s\001auth=Bearer %s\001\001",
                                  self->server->user, anser_sasl_get_password (self)));
}

static GBytes *
step_oauthbearer (AnserSasl  *self,
                  unsigned    turn,
                  GBytes     *challenge,
                  GError    **error)
{
  g_autofree char *name = NULL;

  if (turn > 0)
    {
      learn_refusal (self, challenge, "invalid_token");
      return g_bytes_new_static ("\001", 1);
    }
  if (!anser_sasl_check (self, error))
    return NULL;

  self->stale_token = TRUE;

  name = anser_sasl_escape_name (self->server->user);
  return answer (g_strdup_printf ("n,a=%s,\001auth=Bearer %s\001\001", name,
                                  anser_sasl_get_password (self)));
}

const AnserSaslMechanism anser_sasl_xoauth2 = {
  .name = "XOAUTH2",
  .secure = FALSE,
  .by_choice = TRUE,
  .initial_response = TRUE,
  .step = step_xoauth2,
};
const AnserSaslMechanism anser_sasl_oauthbearer = {
  .name = "OAUTHBEARER",
  .secure = FALSE,
  .by_choice = TRUE,
  .initial_response = TRUE,
  .step = step_oauthbearer,
};
