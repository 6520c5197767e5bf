/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrivals.h"
#include "engine/pop3-client.h"

G_BEGIN_DECLS

/**
 * CliFetchPlan:
 * @uids: (element-type utf8): the identity of each message of the listing, by position
 * @numbers: (element-type guint): their numbers, by position
 * @wanted: (element-type guint): numbers of those that have not arrived yet
 * @by_number: number to identity
 *
 * What lies on the server and what of it to fetch.
 */
typedef struct
{
  GPtrArray  *uids;
  GArray     *numbers;
  GArray     *wanted;
  GHashTable *by_number;
} CliFetchPlan;

/* Asks the server (UIDL, and TOP where UIDs cannot be relied on) and the Maildir. */
CliFetchPlan *cli_fetch_plan_new  (AnserPop3Client  *client,
                                   AnserArrivals    *arrivals,
                                   GError          **error);
void          cli_fetch_plan_free (CliFetchPlan     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFetchPlan, cli_fetch_plan_free)

G_END_DECLS
