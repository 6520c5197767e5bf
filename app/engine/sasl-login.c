/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "sasl.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * S: Username:                        any words, or none: what counts is the turn (S6)
 * C: user
 * S: Password:
 * C: password
 */
static GBytes *
anser_sasl_login_step (AnserSasl  *self,
                       unsigned    turn,
                       GBytes     *challenge,
                       GError    **error)
{
  const char *answers[] = { self->server->user, anser_sasl_get_password (self) };
  const char *answer;

  if (turn >= G_N_ELEMENTS (answers))
    {
      g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
                           _("The server asked for more than a user name and a password. Choose "
                             "another way of logging in in the account's settings."));
      return NULL;
    }

  if (!anser_sasl_check (self, error))
    return NULL;

  answer = answers[turn] != NULL ? answers[turn] : "";

  return anser_sasl_secret (answer, strlen (answer));
}

const AnserSaslMechanism anser_sasl_login = {
  .name = "LOGIN",
  .secure = FALSE,
  .initial_response = FALSE,
  .step = anser_sasl_login_step,
};
