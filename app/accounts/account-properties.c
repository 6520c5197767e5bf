/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "account-properties.h"

#define MAX_LEAVE_DAYS 36500
#define MAX_CHECK_INTERVAL (7 * 24 * 60)

static GParamSpec *
string_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, "",
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                              G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
unsigned_property (const char *name,
                   unsigned    maximum,
                   unsigned    value)
{
  return g_param_spec_uint (name, NULL, NULL, 0, maximum, value,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                            G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
boolean_property (const char *name,
                  gboolean    usual)
{
  return g_param_spec_boolean (name, NULL, NULL, usual,
                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                               G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
number_property (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, 0, G_MAXINT64, 0,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                             G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
security_property (const char *name)
{
  return g_param_spec_enum (name, NULL, NULL, ANSER_TYPE_CONNECTION_SECURITY,
                            ANSER_CONNECTION_TLS,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                            G_PARAM_STATIC_STRINGS);
}

void
anser_account_describe_properties (GParamSpec *properties[N_PROPERTIES])
{
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = string_property ("name");
  properties[PROP_ADDRESS] = string_property ("address");
  properties[PROP_LABEL] = string_property ("label");
  properties[PROP_SIGNATURE] = string_property ("signature");
  properties[PROP_POP3_HOST] = string_property ("pop3-host");
  properties[PROP_POP3_PORT] = unsigned_property ("pop3-port", G_MAXUINT16, 0);
  properties[PROP_POP3_SECURITY] = security_property ("pop3-security");
  properties[PROP_POP3_USER] = string_property ("pop3-user");
  properties[PROP_POP3_MECHANISM] = string_property ("pop3-mechanism");
  properties[PROP_POP3_PIN] = string_property ("pop3-pin");
  properties[PROP_SMTP_HOST] = string_property ("smtp-host");
  properties[PROP_SMTP_PORT] = unsigned_property ("smtp-port", G_MAXUINT16, 0);
  properties[PROP_SMTP_SECURITY] = security_property ("smtp-security");
  properties[PROP_SMTP_USER] = string_property ("smtp-user");
  properties[PROP_SMTP_MECHANISM] = string_property ("smtp-mechanism");
  properties[PROP_SMTP_PIN] = string_property ("smtp-pin");
  properties[PROP_SAME_PASSWORD] = boolean_property ("same-password", TRUE);
  properties[PROP_LEAVE_ON_SERVER] = boolean_property ("leave-on-server", TRUE);
  properties[PROP_LEAVE_DAYS] = unsigned_property ("leave-days", MAX_LEAVE_DAYS, 0);
  properties[PROP_TRASH_DAYS] = unsigned_property ("trash-days", MAX_LEAVE_DAYS, 30);
  properties[PROP_JUNK_DAYS] = unsigned_property ("junk-days", MAX_LEAVE_DAYS, 0);
  properties[PROP_FOLLOW_DELETION] = boolean_property ("follow-deletion", FALSE);
  properties[PROP_FOLLOW_MOVES] = boolean_property ("follow-moves", FALSE);
  properties[PROP_MAX_SIZE] = number_property ("max-size");
  properties[PROP_HEADERS_ONLY] = boolean_property ("headers-only", FALSE);
  properties[PROP_CHECK_INTERVAL] = unsigned_property ("check-interval", MAX_CHECK_INTERVAL, 10);
  properties[PROP_CA_FILE] = string_property ("ca-file");
  properties[PROP_LAST_CHECK] = number_property ("last-check");
}
