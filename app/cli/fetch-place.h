/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"
#include "arrivals.h"
#include "courier/receive.h"

G_BEGIN_DECLS

/**
 * CliFetchPlace:
 * @depot: where fetched letters go
 * @lock: (nullable): to be held while fetching
 *
 * Where anserctl pop fetch puts letters and what it remembers: a Maildir with a file of UIDs, or
 * the store of the windows. Zero it, open it, clear it.
 */
typedef struct
{
  AnserDepot       *depot;
  AnserSessionLock *lock;

  /*< private >*/
  AnserArrivals    *arrivals;
  AnserStore       *store;
} CliFetchPlace;

/* @mailbox tells mailboxes apart; @uid_file (nullable): see anser_arrivals_open(). */
gboolean cli_fetch_place_open_maildir (CliFetchPlace  *self,
                                       const char     *maildir,
                                       const char     *mailbox,
                                       const char     *uid_file,
                                       GError        **error);
/* With the user's rules. */
gboolean cli_fetch_place_open_store   (CliFetchPlace  *self,
                                       AnserAccount   *account,
                                       GError        **error);
void     cli_fetch_place_clear        (CliFetchPlace  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliFetchPlace, cli_fetch_place_clear)

G_END_DECLS
