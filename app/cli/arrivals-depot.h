/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrivals.h"
#include "courier/depot.h"

G_BEGIN_DECLS

#define CLI_TYPE_ARRIVALS_DEPOT (cli_arrivals_depot_get_type ())
G_DECLARE_FINAL_TYPE (CliArrivalsDepot, cli_arrivals_depot, CLI, ARRIVALS_DEPOT, GObject)

/* A bare Maildir and its file of UIDs as a depot. @arrivals outlives it. */
AnserDepot *cli_arrivals_depot_new (AnserArrivals *arrivals);

G_END_DECLS
