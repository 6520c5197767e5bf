/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-owner.h"

#include <string.h>

/* Many log in by their address, which may be another one than that under which they write. */
GStrv
anser_rule_owner_addresses (AnserAccount *account)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  const char *user;

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);

  user = anser_account_get_user (account, ANSER_PROTOCOL_POP3);
  if (*anser_account_get_address (account) != '\0')
    g_strv_builder_add (addresses, anser_account_get_address (account));
  if (strchr (user, '@') != NULL)
    g_strv_builder_add (addresses, user);
  return g_strv_builder_end (addresses);
}
