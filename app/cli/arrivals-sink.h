/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "arrivals.h"
#include "engine/sink.h"
#include "fetch-plan.h"

G_BEGIN_DECLS

#define CLI_TYPE_ARRIVALS_SINK (cli_arrivals_sink_get_type ())
G_DECLARE_FINAL_TYPE (CliArrivalsSink, cli_arrivals_sink, CLI, ARRIVALS_SINK, GObject)

/* Where the bodies of a fetch go: into @arrivals, committed by batches. Both outlive it. */
CliArrivalsSink *cli_arrivals_sink_new         (AnserArrivals   *arrivals,
                                                CliFetchPlan    *plan);
/* Messages that came whole. */
unsigned         cli_arrivals_sink_get_n_ended (CliArrivalsSink *self);

G_END_DECLS
