/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "repeated-uids.h"

#include "uid-hash.h"

#include <string.h>

/* The uids by their hash, with open addressing: 4 bytes a slot, where a hash table of strings has
 * more than thirty. */
typedef struct
{
  AnserPop3Items *uids;
  guint32        *slots;            /* place in uids, plus 1; 0: free */
  guint           mask;
  guint64         key;
} Seen;

static void
seen_init (Seen           *self,
           AnserPop3Items *uids)
{
  gsize n_slots = 16;

  while (n_slots < 2 * (gsize) anser_pop3_items_get_length (uids))
    n_slots *= 2;

  self->uids = uids;
  self->slots = g_new0 (guint32, n_slots);
  self->mask = n_slots - 1;
  self->key = anser_uid_hash_new_key ();
}

/* FALSE if the same is there already. */
static gboolean
seen_add (Seen       *self,
          guint       place,
          const char *uid)
{
  guint slot = anser_uid_hash (uid, self->key) & self->mask;

  for (; self->slots[slot] != 0; slot = (slot + 1) & self->mask)
    if (strcmp (anser_pop3_items_get (self->uids, self->slots[slot] - 1).uid, uid) == 0)
      return FALSE;

  self->slots[slot] = place + 1;
  return TRUE;
}

GHashTable *
anser_repeated_uids_find (AnserPop3Items *uids)
{
  GHashTable *repeated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint length = anser_pop3_items_get_length (uids);
  Seen seen;

  seen_init (&seen, uids);
  for (guint i = 0; i < length; i++)
    {
      const char *uid = anser_pop3_items_get (uids, i).uid;

      if (uid != NULL && !seen_add (&seen, i, uid))
        g_hash_table_add (repeated, g_strdup (uid));
    }
  g_free (seen.slots);

  return repeated;
}
