/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "arrivals-depot.h"

struct _CliArrivalsDepot
{
  GObject        parent_instance;

  AnserArrivals *arrivals;
};

static gboolean
depot_load (AnserDepot   *depot,
            AnserMemory  *memory,
            GError      **error)
{
  return cli_uid_file_load (anser_arrivals_get_uids (CLI_ARRIVALS_DEPOT (depot)->arrivals), memory,
                            error);
}

static gboolean
depot_recall (AnserDepot  *depot,
              const char  *uid,
              gint64      *received_at,
              GError     **error)
{
  if (anser_arrivals_has (CLI_ARRIVALS_DEPOT (depot)->arrivals, uid))
    *received_at = g_get_real_time () / G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
depot_save (AnserDepot   *depot,
            AnserMemory  *memory,
            GError      **error)
{
  return cli_uid_file_save (anser_arrivals_get_uids (CLI_ARRIVALS_DEPOT (depot)->arrivals), memory,
                            error);
}

static gboolean
depot_begin (AnserDepot  *depot,
             const char  *uid,
             gboolean     header_only,
             GError     **error)
{
  return anser_arrivals_begin (CLI_ARRIVALS_DEPOT (depot)->arrivals, uid, header_only, error);
}

static gboolean
depot_write (AnserDepot  *depot,
             const char  *data,
             gsize        length,
             GError     **error)
{
  return anser_arrivals_write (CLI_ARRIVALS_DEPOT (depot)->arrivals, data, length, error);
}

static void
depot_drop (AnserDepot *depot)
{
  anser_arrivals_drop (CLI_ARRIVALS_DEPOT (depot)->arrivals);
}

static gboolean
depot_end (AnserDepot            *depot,
           const AnserUidRecord  *record,
           GError               **error)
{
  return anser_arrivals_end (CLI_ARRIVALS_DEPOT (depot)->arrivals, record, error);
}

static gboolean
depot_is_full (AnserDepot *depot)
{
  return anser_arrivals_is_batch_full (CLI_ARRIVALS_DEPOT (depot)->arrivals);
}

static gboolean
depot_commit (AnserDepot  *depot,
              GError     **error)
{
  return anser_arrivals_commit (CLI_ARRIVALS_DEPOT (depot)->arrivals, error);
}

static void
depot_iface_init (AnserDepotInterface *iface)
{
  iface->load = depot_load;
  iface->recall = depot_recall;
  iface->save = depot_save;
  iface->begin = depot_begin;
  iface->write = depot_write;
  iface->drop = depot_drop;
  iface->end = depot_end;
  iface->is_full = depot_is_full;
  iface->commit = depot_commit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CliArrivalsDepot, cli_arrivals_depot, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_DEPOT, depot_iface_init))

static void
cli_arrivals_depot_class_init (CliArrivalsDepotClass *klass)
{
}

static void
cli_arrivals_depot_init (CliArrivalsDepot *self)
{
}

AnserDepot *
cli_arrivals_depot_new (AnserArrivals *arrivals)
{
  CliArrivalsDepot *self = g_object_new (CLI_TYPE_ARRIVALS_DEPOT, NULL);

  self->arrivals = arrivals;
  return ANSER_DEPOT (self);
}
