/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ANSER_TYPE_PECULIARITIES_ROW (anser_peculiarities_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserPeculiaritiesRow, anser_peculiarities_row, ANSER, PECULIARITIES_ROW,
                      AdwActionRow)

/**
 * AnserPeculiaritiesRow:
 *
 * What Anser has learnt to be wrong with an account's receiving server; not to be seen while that is
 * nothing.
 */

void anser_peculiarities_row_show (AnserPeculiaritiesRow *self,
                                   AnserStore            *store,
                                   const char            *account);

G_END_DECLS
