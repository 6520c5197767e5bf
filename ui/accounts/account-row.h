/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/courier.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ACCOUNT_ROW (anser_account_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserAccountRow, anser_account_row, ANSER, ACCOUNT_ROW, AdwActionRow)

/**
 * AnserAccountRow:
 *
 * An account in the list of them: label, address, and what its courier does.
 */

/* @courier (nullable) reports. */
GtkWidget    *anser_account_row_new         (AnserAccount    *account,
                                             AnserCourier    *courier);
AnserAccount *anser_account_row_get_account (AnserAccountRow *self);

G_END_DECLS
