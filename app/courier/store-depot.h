/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "depot.h"
#include "store/store.h"

G_BEGIN_DECLS

#define ANSER_TYPE_STORE_DEPOT (anser_store_depot_get_type ())
G_DECLARE_FINAL_TYPE (AnserStoreDepot, anser_store_depot, ANSER, STORE_DEPOT, GObject)

/**
 * AnserStoreDepot:
 *
 * The inbox and the UID memory of an account in the store, filled by batches of 200 letters, 16 MB
 * or 2 seconds, whichever is first.
 */
AnserDepot *anser_store_depot_new (AnserStore *store,
                                   const char *account);

/* From now on the user's rules are done to what comes. @addresses: those of the account's owner,
 * ended by NULL. */
void        anser_store_depot_set_owner (AnserStoreDepot    *self,
                                         const char * const *addresses);

/* See anser_delivery_set_arrivals(). */
void        anser_store_depot_set_arrivals (AnserStoreDepot *self,
                                            GArray          *arrivals);

G_END_DECLS
