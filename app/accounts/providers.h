/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account.h"

G_BEGIN_DECLS

/* Servers of known providers, from the data file providers.ini (gresource). */

/* Fills servers, ports, security and user names of @account from its address. Returns the
 * provider's name ("NetEase yeah.net"), or NULL if it is not known; then the usual guesses
 * pop.DOMAIN and smtp.DOMAIN are filled in. @hint (out) (optional) (nullable): a translated
 * sentence about authorisation codes or app passwords. */
const char *anser_providers_fill (AnserAccount  *account,
                                  const char   **hint);

G_END_DECLS
