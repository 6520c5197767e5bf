/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account.h"

G_BEGIN_DECLS

/* What AnserAccounts does with the accounts that it lists. */

/* Letters, digits, dots, dashes and underscores: what may stand in a settings path and be the name
 * of a folder. */
gboolean      anser_account_id_is_valid   (const char    *id);

/* An account bound to its settings. */
AnserAccount *anser_account_new_saved     (const char    *id);

/* Takes over all of @other's values but its id. */
void          anser_account_copy_values   (AnserAccount  *self,
                                           AnserAccount  *other);

/* Lets go of the settings: from now on the object holds values only, and its id. With @forget the
 * keys are reset. */
void          anser_account_detach        (AnserAccount  *self,
                                           gboolean       forget);

G_END_DECLS
