/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "batch.h"

#include "store/delivery.h"

#define BATCH_LETTERS 200
#define BATCH_BYTES (16 * 1024 * 1024)
#define BATCH_TIME (2 * G_USEC_PER_SEC)

struct _AnserBatch
{
  GObject        parent_instance;

  AnserDelivery *delivery;
  GHashTable    *uids;              /* number to uid */
  GHashTable    *stored;            /* numbers that are committed */
  GArray        *ended;             /* numbers that are whole and not committed */
  gint64         first_ended;       /* monotonic microseconds */
  unsigned       current;
  unsigned       n_begun;
  gint64         bytes;
};

static gboolean
is_due (AnserBatch *self)
{
  return anser_delivery_get_n_pending (self->delivery) >= BATCH_LETTERS ||
         anser_delivery_get_bytes_pending (self->delivery) >= BATCH_BYTES ||
         g_get_monotonic_time () - self->first_ended >= BATCH_TIME;
}

static gboolean
anser_batch_begin (AnserSink  *sink,
                   guint       number,
                   GError    **error)
{
  AnserBatch *self = ANSER_BATCH (sink);

  self->current = number;
  self->n_begun++;

  return anser_delivery_begin (self->delivery,
                               g_hash_table_lookup (self->uids, GUINT_TO_POINTER (number)),
                               error);
}

static gboolean
anser_batch_write (AnserSink   *sink,
                   const char  *data,
                   gsize        length,
                   GError     **error)
{
  AnserBatch *self = ANSER_BATCH (sink);

  self->bytes += (gint64) length;

  return anser_delivery_write (self->delivery, data, length, error);
}

static gboolean
anser_batch_end (AnserSink  *sink,
                 GError    **error)
{
  AnserBatch *self = ANSER_BATCH (sink);

  if (!anser_delivery_end (self->delivery, error))
    return FALSE;

  if (self->ended->len == 0)
    self->first_ended = g_get_monotonic_time ();
  g_array_append_val (self->ended, self->current);

  return !is_due (self) || anser_batch_commit (self, error);
}

static void
anser_batch_sink_init (AnserSinkInterface *iface)
{
  iface->begin = anser_batch_begin;
  iface->write = anser_batch_write;
  iface->end = anser_batch_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserBatch, anser_batch, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK, anser_batch_sink_init))

static void
anser_batch_finalize (GObject *object)
{
  AnserBatch *self = ANSER_BATCH (object);

  g_clear_object (&self->delivery);
  g_hash_table_unref (self->uids);
  g_hash_table_unref (self->stored);
  g_array_unref (self->ended);

  G_OBJECT_CLASS (anser_batch_parent_class)->finalize (object);
}

static void
anser_batch_class_init (AnserBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_batch_finalize;
}

static void
anser_batch_init (AnserBatch *self)
{
  self->uids = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->stored = g_hash_table_new (NULL, NULL);
  self->ended = g_array_new (FALSE, FALSE, sizeof (unsigned));
}

AnserBatch *
anser_batch_new (AnserStore *store,
                 const char *account)
{
  AnserBatch *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_object_new (ANSER_TYPE_BATCH, NULL);
  self->delivery = anser_delivery_new (store, account, ANSER_FOLDER_INBOX);

  return self;
}

void
anser_batch_expect (AnserBatch *self,
                    unsigned    number,
                    const char *uid)
{
  g_return_if_fail (ANSER_IS_BATCH (self));

  g_hash_table_replace (self->uids, GUINT_TO_POINTER (number), g_strdup (uid));
}

/**
 * anser_batch_commit:
 *
 * Returns: %FALSE with an error when nothing of the batch counts as received
 */
gboolean
anser_batch_commit (AnserBatch  *self,
                    GError     **error)
{
  g_return_val_if_fail (ANSER_IS_BATCH (self), FALSE);

  if (self->ended->len == 0)
    return TRUE;
  if (!anser_delivery_commit (self->delivery, error))
    return FALSE;

  for (guint i = 0; i < self->ended->len; i++)
    g_hash_table_add (self->stored, GUINT_TO_POINTER (g_array_index (self->ended, unsigned, i)));
  g_array_set_size (self->ended, 0);

  return TRUE;
}

gboolean
anser_batch_is_stored (AnserBatch *self,
                       unsigned    number)
{
  g_return_val_if_fail (ANSER_IS_BATCH (self), FALSE);

  return g_hash_table_contains (self->stored, GUINT_TO_POINTER (number));
}

unsigned
anser_batch_get_n_stored (AnserBatch *self)
{
  g_return_val_if_fail (ANSER_IS_BATCH (self), 0);

  return g_hash_table_size (self->stored);
}

unsigned
anser_batch_get_n_begun (AnserBatch *self)
{
  g_return_val_if_fail (ANSER_IS_BATCH (self), 0);

  return self->n_begun;
}

gint64
anser_batch_get_bytes (AnserBatch *self)
{
  g_return_val_if_fail (ANSER_IS_BATCH (self), 0);

  return self->bytes;
}
