/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "advice.h"
#include "engine/server.h"

G_BEGIN_DECLS

/* What the engine needs to know of one side of an account. @password (nullable). Main context.
 * NULL when the account names no such server. */
AnserServer *anser_account_server_new     (AnserAccount  *account,
                                           AnserProtocol  protocol,
                                           const char    *password);

/* Whether the server is entered with a password at all. */
gboolean     anser_account_needs_password (AnserAccount  *account,
                                           AnserProtocol  protocol);

/* What @error means for this account, one of whose servers gave cause for it. */
AnserAdvice *anser_account_advise         (AnserAccount  *account,
                                           const GError  *error);

/* Which of its servers gave cause for @error: only SMTP's replies have a number, and a certificate
 * was shown by a host at a port. */
AnserProtocol anser_account_guess_protocol (AnserAccount *account,
                                            const GError *error);

G_END_DECLS
