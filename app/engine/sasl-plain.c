/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "sasl.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * C: NUL user NUL password            RFC 4616 section 2, no authorization identity
 */
static GBytes *
anser_sasl_plain_step (AnserSasl  *self,
                       unsigned    turn,
                       GBytes     *challenge,
                       GError    **error)
{
  const char *user = self->server->user != NULL ? self->server->user : "";
  const char *password = anser_sasl_get_password (self);
  g_autofree char *message = NULL;
  gsize length = 1 + strlen (user) + 1 + strlen (password);
  GBytes *response;

  if (turn > 0)
    {
      g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
                           _("The server asked for more than a user name and a password. Choose "
                             "another way of logging in in the account's settings."));
      return NULL;
    }

  if (!anser_sasl_check (self, error))
    return NULL;

  message = g_malloc0 (length + 1);
  strcpy (message + 1, user);
  strcpy (message + 1 + strlen (user) + 1, password);
  response = anser_sasl_secret (message, length);
  explicit_bzero (message, length);

  return response;
}

const AnserSaslMechanism anser_sasl_plain = {
  .name = "PLAIN",
  .secure = FALSE,
  .initial_response = TRUE,
  .step = anser_sasl_plain_step,
};
