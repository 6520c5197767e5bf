/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier/rule-book.h"

G_BEGIN_DECLS

/* The rules of the user, or those in the file @path (nullable). */
AnserRuleBook *cli_rules_open (const char  *path,
                               GError     **error);

/* anserctl rules run */
int            cli_rules_run  (int          argc,
                               char       **argv);

G_END_DECLS
