/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "known-letters.h"

#include "letter-digest.h"
#include "maildir.h"
#include "reconcile.h"
#include "store-private.h"

#include <string.h>

/* A letter: 24 bytes for each of a million. @digest is of the content, as it stands in the name: its
 * first 8 bytes, 0 for a letter that was not imported. */
typedef struct
{
  gint64  id;
  gint64  size;
  guint64 digest;
} Known;

struct _AnserKnownLetters
{
  AnserStore *store;
  GArray     *letters;   /* (element-type Known): by size */
};

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  const Known *first = a, *second = b;

  if (first->size != second->size)
    return first->size < second->size ? -1 : 1;
  return (first->id > second->id) - (first->id < second->id);
}

/* The first 16 hexadecimal digits. */
static guint64
read_digest (const char *digest)
{
  char start[17] = "";

  memcpy (start, digest, MIN (strlen (digest), 16));
  return g_ascii_strtoull (start, NULL, 16);
}

static void
add_letter (AnserKnownLetters *self,
            AnserStatement    *row)
{
  const char *name = (const char *) sqlite3_column_text (row, 1);
  const char *sign = strstr (name, ",I=");
  Known letter = { .id = sqlite3_column_int64 (row, 0), .size = sqlite3_column_int64 (row, 2) };

  if (sign != NULL)
    letter.digest = read_digest (sign + 3);
  g_array_append_val (self->letters, letter);
}

static gboolean
load (AnserKnownLetters  *self,
      const char         *account,
      GError            **error)
{
  AnserDatabase *reader = self->store->reader;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserStatement) rows =
    anser_database_query (reader, error, "SELECT letter.id, letter.name, size FROM letter"
                          " JOIN folder ON folder.id = letter.folder"
                          " WHERE account = ? AND role <> ?", "ti", account,
                          (gint64) ANSER_FOLDER_TRASH);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (reader, rows, error)) == ANSER_STEP_ROW)
    add_letter (self, rows);
  g_array_sort (self->letters, compare_sizes);
  return step == ANSER_STEP_DONE;
}

/* The first letter of at least this size. */
static unsigned
find_size (AnserKnownLetters *self,
           gint64             size)
{
  unsigned low = 0, high = self->letters->len;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;

      if (g_array_index (self->letters, Known, middle).size < size)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* An imported letter is known by its name; the others are read, once. */
static gboolean
is_same (AnserKnownLetters *self,
         Known             *letter,
         const char        *digest)
{
  guint64 wanted = read_digest (digest);

  if (letter->digest == 0)
    {
      g_autofree char *path = anser_store_dup_path (self->store, letter->id, NULL);
      g_autofree char *found =
        path != NULL ? anser_letter_digest_of_file (path, NULL, NULL) : NULL;

      letter->digest = found != NULL ? read_digest (found) : 0;
    }
  return letter->digest == wanted;
}

AnserKnownLetters *
anser_known_letters_new (AnserStore  *store,
                         const char  *account,
                         GError     **error)
{
  g_autoptr (AnserKnownLetters) self = g_new0 (AnserKnownLetters, 1);

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  /* What came just before a disk was full may not be in the index yet. */
  anser_store_wait_until_whole (store, NULL, NULL);
  if (!anser_reconcile (store, ANSER_RECONCILE_CHANGED, NULL, NULL, error))
    return NULL;
  self->store = g_object_ref (store);
  self->letters = g_array_new (FALSE, FALSE, sizeof (Known));
  return load (self, account, error) ? g_steal_pointer (&self) : NULL;
}

void
anser_known_letters_free (AnserKnownLetters *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->store);
  g_clear_pointer (&self->letters, g_array_unref);
  g_free (self);
}

gboolean
anser_known_letters_take (AnserKnownLetters *self,
                          gint64             size,
                          const char        *digest)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (digest != NULL, FALSE);

  for (unsigned i = find_size (self, size); i < self->letters->len; i++)
    {
      Known *letter = &g_array_index (self->letters, Known, i);

      if (letter->size != size)
        break;
      if (letter->id == 0 || !is_same (self, letter, digest))
        continue;
      /* Taken: no letter has the id 0. */
      letter->id = 0;
      return TRUE;
    }
  return FALSE;
}
