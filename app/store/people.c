/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "people.h"

#include "store-search.h"

/* Among so many of the newest letters are those whom one means. */
#define LETTERS 200

void
anser_person_free (AnserPerson *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

static gboolean
on_found (const AnserFound *entries,
          unsigned          n,
          gpointer          user_data)
{
  GArray *letters = user_data;

  for (unsigned i = 0; i < n; i++)
    g_array_append_val (letters, entries[i].id);
  return TRUE;
}

static gboolean
add_writer (GPtrArray      *people,
            GHashTable     *known,
            AnserDatabase  *index,
            gint64          letter,
            GError        **error)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (index, error, "SELECT sender, sender_address FROM letter WHERE id = ?",
                          "i", letter);
  AnserStep step = row != NULL ? anser_database_step (index, row, error) : ANSER_STEP_FAILED;
  const char *name, *address;
  AnserPerson *person;

  if (step != ANSER_STEP_ROW)
    return step == ANSER_STEP_DONE;

  name = (const char *) sqlite3_column_text (row, 0);
  address = (const char *) sqlite3_column_text (row, 1);
  if (*address == '\0' || !g_hash_table_add (known, g_ascii_strdown (address, -1)))
    return TRUE;

  person = g_new (AnserPerson, 1);
  person->name = g_strdup (g_str_equal (name, address) ? "" : name);
  person->address = g_strdup (address);
  g_ptr_array_add (people, person);
  return TRUE;
}

GPtrArray *
anser_people_find (AnserStore        *store,
                   const AnserQuery  *query,
                   unsigned           limit,
                   GCancellable      *cancellable,
                   GError           **error)
{
  AnserSearch search = { .query = query, .limit = LETTERS };
  g_autoptr (AnserDatabase) index = NULL;
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) people =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_person_free);

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  index = anser_store_open_index (store, error);
  if (index == NULL || !anser_search_run (&search, index, on_found, letters, cancellable, error))
    return NULL;

  for (guint i = 0; i < letters->len && people->len < limit; i++)
    if (!add_writer (people, known, index, g_array_index (letters, gint64, i), error))
      return NULL;
  return g_steal_pointer (&people);
}
