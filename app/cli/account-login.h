/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/secrets.h"
#include "password.h"

G_BEGIN_DECLS

/* Passwords of accounts, and what they open. */

/* Gives the password of one side of @account from @sources, from @secrets (nullable) or from the
 * terminal. NULL without an error if that server wants none. Free it with
 * anser_secrets_password_free(). */
char     *cli_account_find_password  (AnserAccount              *account,
                                      AnserProtocol              protocol,
                                      const CliPasswordSources  *sources,
                                      AnserSecrets              *secrets,
                                      GError                   **error);

/* NULL @password forgets it. */
gboolean  cli_account_keep_password  (AnserAccount              *account,
                                      AnserProtocol              protocol,
                                      AnserSecrets              *secrets,
                                      const char                *password,
                                      GError                   **error);

/* Logs in to both servers and out again, and tells each step. With @in_json as one object: "account",
 * "ok", "steps" with "step" and "ok", and "error". */
gboolean  cli_account_test           (AnserAccount              *account,
                                      const char                *pop3_password,
                                      const char                *smtp_password,
                                      gboolean                   in_json,
                                      GError                   **error);

G_END_DECLS
