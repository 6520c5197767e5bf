/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account.h"

G_BEGIN_DECLS

/* For the account's own files. */
typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_ADDRESS,
  PROP_LABEL,
  PROP_SIGNATURE,
  PROP_POP3_HOST,
  PROP_POP3_PORT,
  PROP_POP3_SECURITY,
  PROP_POP3_USER,
  PROP_POP3_MECHANISM,
  PROP_POP3_PIN,
  PROP_SMTP_HOST,
  PROP_SMTP_PORT,
  PROP_SMTP_SECURITY,
  PROP_SMTP_USER,
  PROP_SMTP_MECHANISM,
  PROP_SMTP_PIN,
  PROP_SAME_PASSWORD,
  PROP_LEAVE_ON_SERVER,
  PROP_LEAVE_DAYS,
  PROP_TRASH_DAYS,
  PROP_JUNK_DAYS,
  PROP_FOLLOW_DELETION,
  PROP_FOLLOW_MOVES,
  PROP_MAX_SIZE,
  PROP_HEADERS_ONLY,
  PROP_CHECK_INTERVAL,
  PROP_CA_FILE,
  PROP_LAST_CHECK,
  N_PROPERTIES,
} AnserAccountProperty;

/* Makes all of them: names, types, bounds and usual values, as in the schema. */
void anser_account_describe_properties (GParamSpec *properties[N_PROPERTIES]);

G_END_DECLS
