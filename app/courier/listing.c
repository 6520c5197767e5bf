/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "listing.h"

#include <string.h>

/* Longer ones are taken for garbage. */
#define MAX_UID_LENGTH 1024

typedef struct
{
  unsigned      number;
  gint64        size;
  char         *uid;
  AnserUidState state;
} Row;

struct _AnserListing
{
  GArray     *rows;                 /* of Row, as LIST names them */
  GHashTable *by_number;            /* number to index in rows, plus 1 */
  GHashTable *n_digests;            /* digest to how often it came */
};

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_clear_pointer (&row->uid, g_free);
}

static Row *
find_row (AnserListing *self,
          unsigned      number)
{
  gpointer place = g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));

  return place != NULL ? &g_array_index (self->rows, Row, GPOINTER_TO_UINT (place) - 1) : NULL;
}

static void
add_row (AnserListing *self,
         unsigned      number,
         gint64        size)
{
  Row row = { number, MAX (size, 0), NULL, ANSER_UID_UNKNOWN };

  if (number == 0 || find_row (self, number) != NULL)
    return;

  g_array_append_val (self->rows, row);
  g_hash_table_insert (self->by_number, GUINT_TO_POINTER (number),
                       GUINT_TO_POINTER (self->rows->len));
}

static gboolean
is_usable (const char *uid)
{
  return uid != NULL && *uid != '\0' && strlen (uid) <= MAX_UID_LENGTH;
}

/* How often each uid is in the listing. */
static GHashTable *
count_uids (GArray *uids)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < uids->len; i++)
    {
      char *uid = g_array_index (uids, AnserPop3Item, i).uid;

      if (uid != NULL)
        g_hash_table_insert (counts, uid,
                             GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, uid))
                                               + 1));
    }

  return counts;
}

static void
take_uids (AnserListing *self,
           GArray       *uids)
{
  g_autoptr (GHashTable) counts = count_uids (uids);

  for (guint i = 0; i < uids->len; i++)
    {
      const AnserPop3Item *item = &g_array_index (uids, AnserPop3Item, i);
      Row *row = find_row (self, item->number);

      if (row != NULL && row->uid == NULL && is_usable (item->uid) &&
          GPOINTER_TO_UINT (g_hash_table_lookup (counts, item->uid)) == 1)
        row->uid = g_strdup (item->uid);
    }
}

/* A number that UIDL leaves out has no uid; one beyond all of UIDL came between the commands. */
static unsigned
highest_number (GArray *items)
{
  unsigned highest = 0;

  for (guint i = 0; i < items->len; i++)
    highest = MAX (highest, g_array_index (items, AnserPop3Item, i).number);

  return highest;
}

/* The header block: up to the first empty line, whatever TOP gave beyond it. */
static gsize
header_length (const char *data,
               gsize       length)
{
  gsize start = 0;

  while (start < length)
    {
      const char *end = memchr (data + start, '\n', length - start);

      if (end == NULL)
        return length;
      if (end == data + start || (end == data + start + 1 && data[start] == '\r'))
        return start;
      start = (gsize) (end - data) + 1;
    }

  return length;
}

AnserListing *
anser_listing_new (GArray *sizes,
                   GArray *uids)
{
  AnserListing *self;
  unsigned highest;

  g_return_val_if_fail (sizes != NULL, NULL);

  self = g_new0 (AnserListing, 1);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  self->by_number = g_hash_table_new (NULL, NULL);
  self->n_digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  highest = uids != NULL ? highest_number (uids) : G_MAXUINT;
  for (guint i = 0; i < sizes->len; i++)
    {
      const AnserPop3Item *item = &g_array_index (sizes, AnserPop3Item, i);

      if (item->number <= highest)
        add_row (self, item->number, item->size);
    }
  if (uids != NULL)
    take_uids (self, uids);

  return self;
}

void
anser_listing_free (AnserListing *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->rows);
  g_hash_table_unref (self->by_number);
  g_hash_table_unref (self->n_digests);
  g_free (self);
}

GArray *
anser_listing_get_nameless (AnserListing *self)
{
  GArray *numbers;

  g_return_val_if_fail (self != NULL, NULL);

  numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if (row->uid == NULL)
        g_array_append_val (numbers, row->number);
    }

  return numbers;
}

unsigned
anser_listing_get_n_nameless (AnserListing *self)
{
  g_autoptr (GArray) numbers = anser_listing_get_nameless (self);

  return numbers->len;
}

/**
 * anser_listing_set_header:
 * @number: a nameless message
 * @header: what TOP gave
 *
 * Names it "digest:" and the SHA-256 of its header block. Two messages with one header block are
 * numbered, so that neither is taken for the other and both are received.
 */
void
anser_listing_set_header (AnserListing *self,
                          unsigned      number,
                          GBytes       *header)
{
  g_autofree char *digest = NULL;
  const char *data;
  gsize length;
  unsigned n;
  Row *row;

  g_return_if_fail (self != NULL);
  g_return_if_fail (header != NULL);

  row = find_row (self, number);
  if (row == NULL || row->uid != NULL)
    return;

  data = g_bytes_get_data (header, &length);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data,
                                        header_length (data, length));
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_digests, digest)) + 1;
  row->uid = n == 1 ? g_strconcat ("digest:", digest, NULL)
                    : g_strdup_printf ("digest:%s:%u", digest, n);
  g_hash_table_insert (self->n_digests, g_steal_pointer (&digest), GUINT_TO_POINTER (n));
}

/**
 * anser_listing_match:
 * @store: whose memory
 * @account: of which account
 *
 * Returns: %TRUE; the states of all named messages are then known
 */
gboolean
anser_listing_match (AnserListing  *self,
                     AnserStore    *store,
                     const char    *account,
                     GError       **error)
{
  g_autoptr (GPtrArray) uids = g_ptr_array_new ();
  g_autoptr (GArray) records = NULL;
  guint next = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, Row, i).uid != NULL)
      g_ptr_array_add (uids, g_array_index (self->rows, Row, i).uid);

  records = anser_uid_memory_match (store, account, (const char * const *) uids->pdata, uids->len,
                                    error);
  if (records == NULL)
    return FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    if (g_array_index (self->rows, Row, i).uid != NULL)
      g_array_index (self->rows, Row, i).state =
        g_array_index (records, AnserUidRecord, next++).state;

  return TRUE;
}

GArray *
anser_listing_get_unknown (AnserListing *self,
                           gboolean      nameless)
{
  GArray *numbers;

  g_return_val_if_fail (self != NULL, NULL);

  numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if (row->state == ANSER_UID_UNKNOWN && (row->uid != NULL || nameless))
        g_array_append_val (numbers, row->number);
    }

  return numbers;
}

GArray *
anser_listing_get_received (AnserListing *self,
                            gboolean      all)
{
  GArray *numbers;

  g_return_val_if_fail (self != NULL, NULL);

  numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if (row->state == ANSER_UID_DELETE_WANTED || (all && row->state == ANSER_UID_RECEIVED))
        g_array_append_val (numbers, row->number);
    }

  return numbers;
}

GPtrArray *
anser_listing_get_uids (AnserListing *self,
                        GArray       *numbers)
{
  GPtrArray *uids;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (numbers != NULL, NULL);

  uids = g_ptr_array_new ();
  for (guint i = 0; i < numbers->len; i++)
    {
      const char *uid = anser_listing_get_uid (self, g_array_index (numbers, unsigned, i));

      if (uid != NULL)
        g_ptr_array_add (uids, (gpointer) uid);
    }

  return uids;
}

const char *
anser_listing_get_uid (AnserListing *self,
                       unsigned      number)
{
  const Row *row;

  g_return_val_if_fail (self != NULL, NULL);

  row = find_row (self, number);
  return row != NULL ? row->uid : NULL;
}

gint64
anser_listing_get_size (AnserListing *self,
                        unsigned      number)
{
  const Row *row;

  g_return_val_if_fail (self != NULL, 0);

  row = find_row (self, number);
  return row != NULL ? row->size : 0;
}
