/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "depot.h"

G_DEFINE_INTERFACE (AnserDepot, anser_depot, G_TYPE_OBJECT)

static void
anser_depot_default_init (AnserDepotInterface *iface)
{
}

gboolean
anser_depot_load (AnserDepot   *self,
                  AnserMemory  *memory,
                  GError      **error)
{
  return ANSER_DEPOT_GET_IFACE (self)->load (self, memory, error);
}

gboolean
anser_depot_recall (AnserDepot  *self,
                    const char  *uid,
                    gint64      *received_at,
                    GError     **error)
{
  return ANSER_DEPOT_GET_IFACE (self)->recall (self, uid, received_at, error);
}

/* Nothing to save costs no look at the disk. */
gboolean
anser_depot_save (AnserDepot   *self,
                  AnserMemory  *memory,
                  GError      **error)
{
  if (!anser_memory_is_changed (memory))
    return TRUE;
  if (!ANSER_DEPOT_GET_IFACE (self)->save (self, memory, error))
    return FALSE;

  anser_memory_settle (memory);
  return TRUE;
}

gboolean
anser_depot_is_erased (AnserDepot *self,
                       const char *uid,
                       gboolean    or_moved)
{
  AnserDepotInterface *iface = ANSER_DEPOT_GET_IFACE (self);

  return iface->is_erased != NULL && iface->is_erased (self, uid, or_moved);
}

gboolean
anser_depot_judge (AnserDepot   *self,
                   GBytes       *header,
                   gint64        size,
                   AnserVerdict *verdict)
{
  AnserDepotInterface *iface = ANSER_DEPOT_GET_IFACE (self);

  *verdict = ANSER_VERDICT_FETCH;
  return iface->judge == NULL || iface->judge (self, header, size, verdict);
}

gint64
anser_depot_get_judged_since (AnserDepot *self)
{
  AnserDepotInterface *iface = ANSER_DEPOT_GET_IFACE (self);

  return iface->get_judged_since != NULL ? iface->get_judged_since (self) : 0;
}

gboolean
anser_depot_begin (AnserDepot  *self,
                   const char  *uid,
                   gboolean     header_only,
                   GError     **error)
{
  return ANSER_DEPOT_GET_IFACE (self)->begin (self, uid, header_only, error);
}

gboolean
anser_depot_write (AnserDepot  *self,
                   const char  *data,
                   gsize        length,
                   GError     **error)
{
  return ANSER_DEPOT_GET_IFACE (self)->write (self, data, length, error);
}

void
anser_depot_drop (AnserDepot *self)
{
  ANSER_DEPOT_GET_IFACE (self)->drop (self);
}

gboolean
anser_depot_end (AnserDepot            *self,
                 const AnserUidRecord  *record,
                 GError               **error)
{
  return ANSER_DEPOT_GET_IFACE (self)->end (self, record, error);
}

gboolean
anser_depot_is_full (AnserDepot *self)
{
  return ANSER_DEPOT_GET_IFACE (self)->is_full (self);
}

gboolean
anser_depot_commit (AnserDepot  *self,
                    GError     **error)
{
  return ANSER_DEPOT_GET_IFACE (self)->commit (self, error);
}
