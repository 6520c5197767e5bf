/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"
#include "json.h"

G_BEGIN_DECLS

/* An object with "id", "address", "name", "label", "pop3" and "smtp", not closed yet. */
void cli_account_open_object (CliJson       *json,
                              AnserAccount  *account);

int  cli_account_add         (int            argc,
                              char         **argv);
int  cli_account_remove      (int            argc,
                              char         **argv);
int  cli_account_test_login  (int            argc,
                              char         **argv);

G_END_DECLS
