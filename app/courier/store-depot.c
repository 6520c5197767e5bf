/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "store-depot.h"

#include "rule-clerk.h"
#include "store/delivery.h"
#include "store/erased.h"
#include "store/maildir.h"
#include "store/partial.h"
#include "store/uid-memory.h"

#define BATCH_LETTERS 200
#define BATCH_BYTES (16 * 1024 * 1024)
#define BATCH_TIME (2 * G_USEC_PER_SEC)

struct _AnserStoreDepot
{
  GObject        parent_instance;

  AnserStore    *store;
  char          *account;
  AnserDelivery *delivery;
  GHashTable    *erased;            /* digests of uids to AnserWhereabouts */
  AnserRuleClerk *clerk;            /* (nullable) */
  gint64         first_ended;       /* monotonic microseconds; of what is not committed */
};

/* What an earlier session left to the rules is done first. */
static void
prepare_rules (AnserStoreDepot *self)
{
  if (self->clerk == NULL)
    return;
  anser_delivery_note_newcomers (self->delivery, anser_rule_clerk_prepare (self->clerk));
  anser_rule_clerk_work (self->clerk);
}

static gboolean
anser_store_depot_load (AnserDepot   *depot,
                        AnserMemory  *memory,
                        GError      **error)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *quirks = NULL;

  if (anser_partial_recover (self->store, self->account, error))
    records = anser_uid_memory_load (self->store, self->account, error);
  if (records != NULL)
    quirks = anser_uid_memory_dup_quirks (self->store, self->account, error);
  g_clear_pointer (&self->erased, g_hash_table_unref);
  if (quirks != NULL)
    self->erased = anser_erased_load (self->store, self->account, error);
  if (self->erased == NULL)
    return FALSE;

  prepare_rules (self);
  anser_memory_set_quirks (memory, quirks);
  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    anser_memory_add (memory, records->pdata[i]);

  return TRUE;
}

static gboolean
anser_store_depot_recall (AnserDepot  *depot,
                          const char  *uid,
                          gint64      *received_at,
                          GError     **error)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);

  return anser_uid_memory_recall (self->store, self->account, uid, received_at, error);
}

static gboolean
anser_store_depot_save (AnserDepot   *depot,
                        AnserMemory  *memory,
                        GError      **error)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);
  g_autoptr (GPtrArray) changes = anser_memory_get_changes (memory);

  if (anser_memory_has_new_quirks (memory) &&
      !anser_uid_memory_set_quirks (self->store, self->account, anser_memory_get_quirks (memory),
                                    error))
    return FALSE;

  return anser_uid_memory_save (self->store, self->account, changes, error);
}

static AnserWhereabouts
find_erased (AnserStoreDepot *self,
             const char      *identity)
{
  g_autofree char *digest = anser_maildir_digest (identity);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->erased, digest));
}

static gboolean
anser_store_depot_is_erased (AnserDepot *depot,
                             const char *uid,
                             gboolean    or_moved)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);
  g_autofree char *header = NULL;
  AnserWhereabouts where;

  if (self->erased == NULL || g_hash_table_size (self->erased) == 0)
    return FALSE;

  where = find_erased (self, uid);
  if (where == ANSER_ERASED || (or_moved && where == ANSER_MOVED))
    return TRUE;

  /* Of a message of which only the header is here, that was thrown away. */
  header = anser_partial_dup_identity (uid);
  return find_erased (self, header) == ANSER_ERASED;
}

static gboolean
anser_store_depot_judge (AnserDepot   *depot,
                         GBytes       *header,
                         gint64        size,
                         AnserVerdict *verdict)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);

  return self->clerk == NULL || anser_rule_clerk_judge (self->clerk, header, size, verdict);
}

static gint64
anser_store_depot_get_judged_since (AnserDepot *depot)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);

  return self->clerk != NULL ? anser_rule_clerk_get_judged_since (self->clerk) : 0;
}

static gboolean
anser_store_depot_begin (AnserDepot  *depot,
                         const char  *uid,
                         gboolean     header_only,
                         GError     **error)
{
  AnserDelivery *delivery = ANSER_STORE_DEPOT (depot)->delivery;

  return header_only ? anser_delivery_begin_header (delivery, uid, error)
                     : anser_delivery_begin (delivery, uid, error);
}

static gboolean
anser_store_depot_write (AnserDepot  *depot,
                         const char  *data,
                         gsize        length,
                         GError     **error)
{
  return anser_delivery_write (ANSER_STORE_DEPOT (depot)->delivery, data, length, error);
}

static void
anser_store_depot_drop (AnserDepot *depot)
{
  anser_delivery_drop (ANSER_STORE_DEPOT (depot)->delivery);
}

static gboolean
anser_store_depot_end (AnserDepot            *depot,
                       const AnserUidRecord  *record,
                       GError               **error)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);

  if (record != NULL)
    anser_delivery_identify (self->delivery, record);
  if (anser_delivery_get_n_pending (self->delivery) == 0)
    self->first_ended = g_get_monotonic_time ();

  return anser_delivery_end (self->delivery, error);
}

static gboolean
anser_store_depot_is_full (AnserDepot *depot)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);

  return anser_delivery_get_n_pending (self->delivery) >= BATCH_LETTERS ||
         anser_delivery_get_bytes_pending (self->delivery) >= BATCH_BYTES ||
         g_get_monotonic_time () - self->first_ended >= BATCH_TIME;
}

static gboolean
anser_store_depot_commit (AnserDepot  *depot,
                          GError     **error)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (depot);

  if (!anser_delivery_commit (self->delivery, error))
    return FALSE;
  if (self->clerk != NULL)
    anser_rule_clerk_work (self->clerk);
  return TRUE;
}

static void
anser_store_depot_depot_init (AnserDepotInterface *iface)
{
  iface->load = anser_store_depot_load;
  iface->recall = anser_store_depot_recall;
  iface->save = anser_store_depot_save;
  iface->is_erased = anser_store_depot_is_erased;
  iface->judge = anser_store_depot_judge;
  iface->get_judged_since = anser_store_depot_get_judged_since;
  iface->begin = anser_store_depot_begin;
  iface->write = anser_store_depot_write;
  iface->drop = anser_store_depot_drop;
  iface->end = anser_store_depot_end;
  iface->is_full = anser_store_depot_is_full;
  iface->commit = anser_store_depot_commit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserStoreDepot, anser_store_depot, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_DEPOT,
                                                      anser_store_depot_depot_init))

static void
anser_store_depot_finalize (GObject *object)
{
  AnserStoreDepot *self = ANSER_STORE_DEPOT (object);

  g_clear_object (&self->delivery);
  g_clear_pointer (&self->clerk, anser_rule_clerk_free);
  g_clear_pointer (&self->erased, g_hash_table_unref);
  g_clear_object (&self->store);
  g_free (self->account);

  G_OBJECT_CLASS (anser_store_depot_parent_class)->finalize (object);
}

static void
anser_store_depot_class_init (AnserStoreDepotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_store_depot_finalize;
}

static void
anser_store_depot_init (AnserStoreDepot *self)
{
}

AnserDepot *
anser_store_depot_new (AnserStore *store,
                       const char *account)
{
  AnserStoreDepot *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_object_new (ANSER_TYPE_STORE_DEPOT, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->delivery = anser_delivery_new (store, account, ANSER_FOLDER_INBOX);

  return ANSER_DEPOT (self);
}

void
anser_store_depot_set_owner (AnserStoreDepot    *self,
                             const char * const *addresses)
{
  g_return_if_fail (ANSER_IS_STORE_DEPOT (self));
  g_return_if_fail (addresses != NULL);

  g_clear_pointer (&self->clerk, anser_rule_clerk_free);
  self->clerk = anser_rule_clerk_new (self->store, self->account, addresses);
}

void
anser_store_depot_set_arrivals (AnserStoreDepot *self,
                                GArray          *arrivals)
{
  g_return_if_fail (ANSER_IS_STORE_DEPOT (self));

  anser_delivery_set_arrivals (self->delivery, arrivals);
}
