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

/* In front of a user name, it makes a server that hides what was fetched once, as Gmail's does, show
 * the messages of the last 30 days (P13). */
#define ANSER_RECENT_PREFIX "recent:"

/* Whether the receiving server @host is such a one. */
gboolean    anser_providers_hides_fetched (const char *host);

G_END_DECLS
