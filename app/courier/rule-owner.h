/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"

G_BEGIN_DECLS

/* (transfer full): the addresses under which the owner of @account is written to, for the test
 * "to-me". In the context of the account. */
GStrv anser_rule_owner_addresses (AnserAccount *account);

G_END_DECLS
