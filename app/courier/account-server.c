/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "account-server.h"

#include "engine/errors.h"

#include <string.h>

static AnserSecurity
security_of (AnserConnectionSecurity security)
{
  switch (security)
    {
    case ANSER_CONNECTION_NONE:
      return ANSER_SECURITY_NONE;

    case ANSER_CONNECTION_STARTTLS:
      return ANSER_SECURITY_STARTTLS;

    case ANSER_CONNECTION_TLS:
    default:
      return ANSER_SECURITY_TLS;
    }
}

static char *
dup_if_any (const char *value)
{
  return *value != '\0' ? g_strdup (value) : NULL;
}

AnserServer *
anser_account_server_new (AnserAccount  *account,
                          AnserProtocol  protocol,
                          const char    *password)
{
  AnserServer *server;

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);

  if (*anser_account_get_host (account, protocol) == '\0')
    return NULL;

  server = anser_server_new (anser_account_get_host (account, protocol),
                             (guint16) anser_account_get_port (account, protocol),
                             security_of (anser_account_get_security (account, protocol)));
  server->user = dup_if_any (anser_account_get_user (account, protocol));
  server->password = g_strdup (password);
  server->mechanism = dup_if_any (anser_account_get_mechanism (account, protocol));
  server->ca_file = dup_if_any (anser_account_get_ca_file (account));
  server->pin = dup_if_any (anser_account_get_pin (account, protocol));

  return server;
}

gboolean
anser_account_needs_password (AnserAccount  *account,
                              AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), FALSE);

  return *anser_account_get_host (account, protocol) != '\0' &&
         *anser_account_get_user (account, protocol) != '\0' &&
         strcmp (anser_account_get_mechanism (account, protocol), "none") != 0;
}

AnserProtocol
anser_account_guess_protocol (AnserAccount *account,
                              const GError *error)
{
  const AnserShownCertificate *shown;

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), ANSER_PROTOCOL_POP3);
  g_return_val_if_fail (error != NULL, ANSER_PROTOCOL_POP3);

  shown = anser_error_get_certificate (error);
  if (shown != NULL)
    return strcmp (shown->host, anser_account_get_host (account, ANSER_PROTOCOL_POP3)) == 0 &&
           shown->port == anser_account_get_port (account, ANSER_PROTOCOL_POP3)
             ? ANSER_PROTOCOL_POP3 : ANSER_PROTOCOL_SMTP;

  return anser_error_get_reply_code (error) > 0 ? ANSER_PROTOCOL_SMTP : ANSER_PROTOCOL_POP3;
}

AnserAdvice *
anser_account_advise (AnserAccount *account,
                      const GError *error)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (error != NULL, NULL);

  return anser_advice_new (error,
                           anser_account_get_host (account,
                                                   anser_account_guess_protocol (account, error)));
}
