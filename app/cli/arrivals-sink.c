/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "arrivals-sink.h"

#include "command.h"

#include <glib/gi18n-lib.h>

struct _CliArrivalsSink
{
  GObject        parent_instance;

  AnserArrivals *arrivals;
  CliFetchPlan  *plan;
  unsigned       n_ended;
};

static void sink_iface_init (AnserSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CliArrivalsSink, cli_arrivals_sink, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK, sink_iface_init))

static gboolean
sink_begin (AnserSink  *sink,
            guint       number,
            GError    **error)
{
  CliArrivalsSink *self = CLI_ARRIVALS_SINK (sink);

  return anser_arrivals_begin (self->arrivals,
                               g_hash_table_lookup (self->plan->by_number,
                                                    GUINT_TO_POINTER (number)), error);
}

static gboolean
sink_write (AnserSink   *sink,
            const char  *data,
            gsize        length,
            GError     **error)
{
  return anser_arrivals_write (CLI_ARRIVALS_SINK (sink)->arrivals, data, length, error);
}

static gboolean
sink_end (AnserSink  *sink,
          GError    **error)
{
  CliArrivalsSink *self = CLI_ARRIVALS_SINK (sink);

  if (!anser_arrivals_end (self->arrivals, error))
    return FALSE;
  self->n_ended++;
  cli_progress (_("Getting message %u of %u"), self->n_ended, self->plan->wanted->len);
  return !anser_arrivals_is_batch_full (self->arrivals) ||
         anser_arrivals_commit (self->arrivals, error);
}

static void
sink_iface_init (AnserSinkInterface *iface)
{
  iface->begin = sink_begin;
  iface->write = sink_write;
  iface->end = sink_end;
}

static void
cli_arrivals_sink_class_init (CliArrivalsSinkClass *klass)
{
}

static void
cli_arrivals_sink_init (CliArrivalsSink *self)
{
}

CliArrivalsSink *
cli_arrivals_sink_new (AnserArrivals *arrivals,
                       CliFetchPlan  *plan)
{
  CliArrivalsSink *self = g_object_new (CLI_TYPE_ARRIVALS_SINK, NULL);

  self->arrivals = arrivals;
  self->plan = plan;
  return self;
}

unsigned
cli_arrivals_sink_get_n_ended (CliArrivalsSink *self)
{
  return self->n_ended;
}
