/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "secret-request.h"

#include <glib/gi18n-lib.h>

const SecretSchema anser_secret_schema = {
  "io.github.ansermail.Anser",
  SECRET_SCHEMA_NONE,
  {
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "protocol", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

AnserSecretRequest *
anser_secret_request_new (AnserAccount *account,
                          AnserProtocol protocol,
                          gboolean      is_lookup,
                          const char   *password)
{
  gboolean smtp = protocol == ANSER_PROTOCOL_SMTP && !anser_account_get_same_password (account);
  AnserSecretRequest *request = g_new0 (AnserSecretRequest, 1);

  request->account = g_strdup (anser_account_get_id (account));
  request->protocol = smtp ? "smtp" : "pop3";
  request->label = g_strdup_printf (smtp ? _("Anser: password for sending, %s")
                                         : _("Anser: mail password, %s"),
                                    anser_account_get_address (account));
  request->password = g_strdup (password);
  request->is_lookup = is_lookup;

  return request;
}

void
anser_secret_request_free (AnserSecretRequest *request)
{
  g_free (request->account);
  g_free (request->label);
  secret_password_free (request->password);
  g_free (request);
}

char *
anser_secret_request_key (const AnserSecretRequest *request)
{
  return g_strconcat (request->account, "/", request->protocol, NULL);
}

GHashTable *
anser_secret_request_attributes (const AnserSecretRequest *request)
{
  return secret_attributes_build (&anser_secret_schema,
                                  "account", request->account,
                                  "protocol", request->protocol,
                                  NULL);
}
