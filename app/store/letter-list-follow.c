/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-list-private.h"

/* More single changes than this cost a view more than seeing all rows replaced. */
#define MAX_RUNS 200

/* A view has about so many rows; so many of them are replaced in a few milliseconds. */
#define ROWS_WITH_WIDGETS 256
#define ROWS_AT_ONCE      48

static const AnserLetterEntry *
entry_at (GArray  *entries,
          unsigned i)
{
  return &g_array_index (entries, AnserLetterEntry, i);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      order)
{
  return anser_letter_order_compare (order, a, b);
}

static void
say_changed (AnserLetterList *self,
             unsigned         position,
             unsigned         removed,
             unsigned         added)
{
  self->n_items = anser_letter_order_get_length (self->order);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
refresh_rows (AnserLetterList *self,
              GArray          *entries)
{
  for (unsigned i = 0; i < entries->len; i++)
    anser_letter_rows_refresh (self->rows, entry_at (entries, i)->id);
}

/* Whether @entry is where it stays. */
static gboolean
is_present (AnserLetterList        *self,
            AnserLetterChanges     *changes,
            const AnserLetterEntry *entry)
{
  const AnserLetterEntry *now = g_hash_table_lookup (changes->present, entry);

  return now != NULL && anser_letter_order_compare (self->order, now, entry) == 0;
}

/* Leaves of @changes only what really changes the list, in its order: what is in it and goes, what
 * is not in it and comes. */
static void
reduce (AnserLetterList    *self,
        AnserLetterChanges *changes)
{
  for (unsigned i = changes->left->len; i-- > 0; )
    {
      const AnserLetterEntry *entry = entry_at (changes->left, i);

      if (!anser_letter_order_holds (self->order, entry) || is_present (self, changes, entry))
        g_array_remove_index_fast (changes->left, i);
    }
  for (unsigned i = changes->arrived->len; i-- > 0; )
    if (anser_letter_order_holds (self->order, entry_at (changes->arrived, i)))
      g_array_remove_index_fast (changes->arrived, i);
  g_array_sort_with_data (changes->left, compare, self->order);
  g_array_sort_with_data (changes->arrived, compare, self->order);
}

/* A letter may have left several times since the last look. */
static void
drop_repeated (AnserLetterList *self,
               GArray          *entries)
{
  unsigned n = 0;

  for (unsigned i = 0; i < entries->len; i++)
    if (n == 0 ||
        anser_letter_order_compare (self->order, entry_at (entries, n - 1),
                                    entry_at (entries, i)) != 0)
      g_array_index (entries, AnserLetterEntry, n++) = *entry_at (entries, i);
  g_array_set_size (entries, n);
}

/* How many of @entries, from @i on, are neighbours of each other in the list, or will be. */
static unsigned
count_run (AnserLetterList *self,
           GArray          *entries,
           unsigned         i,
           gboolean         are_there)
{
  unsigned position = anser_letter_order_lower_bound (self->order, entry_at (entries, i));
  unsigned n = 1;

  while (i + n < entries->len &&
         anser_letter_order_lower_bound (self->order, entry_at (entries, i + n)) ==
           position + (are_there ? n : 0))
    n++;
  return n;
}

static unsigned
count_runs (AnserLetterList *self,
            GArray          *entries,
            gboolean         are_there)
{
  unsigned n_runs = 0;

  for (unsigned i = 0; i < entries->len; i += count_run (self, entries, i, are_there))
    n_runs++;
  return n_runs;
}

static void
remove_entries (AnserLetterList *self,
                GArray          *entries)
{
  unsigned n;

  for (unsigned i = 0; i < entries->len; i += n)
    {
      n = count_run (self, entries, i, TRUE);
      anser_letter_order_remove (self->order,
                                 anser_letter_order_lower_bound (self->order,
                                                                 entry_at (entries, i)), n);
    }
}

/* How many of @entries, up to the last one, are neighbours of each other in the list. */
static unsigned
count_last_run (AnserLetterList *self,
                GArray          *entries)
{
  unsigned last = entries->len - 1;
  unsigned position = anser_letter_order_lower_bound (self->order, entry_at (entries, last));
  unsigned n = 1;

  while (n <= last && n <= position &&
         anser_letter_order_lower_bound (self->order, entry_at (entries, last - n)) == position - n)
    n++;
  return n;
}

/* Takes what is last in @entries out of the list: rows that have no widgets, as mostly those after the
 * first of many, at once, the others by a few. */
static void
remove_last (AnserLetterList *self,
             GArray          *entries)
{
  const AnserLetterEntry *last = entry_at (entries, entries->len - 1);
  unsigned n_run, n, position;

  if (!anser_letter_order_holds (self->order, last))
    {
      g_array_set_size (entries, entries->len - 1);
      return;
    }
  n_run = count_last_run (self, entries);
  n = n_run > ROWS_WITH_WIDGETS ? n_run - ROWS_WITH_WIDGETS : MIN (n_run, ROWS_AT_ONCE);
  position = anser_letter_order_lower_bound (self->order, last) + 1 - n;
  anser_letter_order_remove (self->order, position, n);
  g_array_set_size (entries, entries->len - n);
  say_changed (self, position, n, 0);
}

/* @say: a list that is seen is told of each run. */
static void
add_entries (AnserLetterList *self,
             GArray          *entries,
             gboolean         say)
{
  unsigned n;

  for (unsigned i = 0; i < entries->len; i += n)
    {
      unsigned position = anser_letter_order_lower_bound (self->order, entry_at (entries, i));

      n = count_run (self, entries, i, FALSE);
      anser_letter_order_insert (self->order, position, entry_at (entries, i), n);
      if (say)
        say_changed (self, position, 0, n);
    }
}

/* The same as all single changes, at once. */
static void
change_all (AnserLetterList    *self,
            AnserLetterChanges *changes)
{
  AnserLetterOrder *order = g_steal_pointer (&self->order);
  unsigned n_old = self->n_items;

  self->order = anser_letter_query_new_order (self->query);
  say_changed (self, 0, n_old, 0);
  anser_letter_order_free (self->order);
  self->order = order;
  remove_entries (self, changes->left);
  add_entries (self, changes->arrived, FALSE);
  say_changed (self, 0, 0, anser_letter_order_get_length (self->order));
}

void
anser_letter_list_drop_pending (AnserLetterList *self)
{
  if (self->pending_source != NULL)
    g_source_destroy (self->pending_source);
  g_clear_pointer (&self->pending_source, g_source_unref);
  g_clear_pointer (&self->pending, anser_letter_changes_free);
}

/* What is left to do of changes that a view was to be told of. */
static void
work_off (AnserLetterList *self)
{
  g_autoptr (AnserLetterChanges) changes = g_steal_pointer (&self->pending);

  anser_letter_list_drop_pending (self);
  while (changes != NULL && changes->left->len > 0)
    remove_last (self, changes->left);
  if (changes != NULL)
    add_entries (self, changes->arrived, TRUE);
}

static gboolean
on_pending (gpointer user_data)
{
  g_autoptr (AnserLetterList) self = g_object_ref (user_data);

  remove_last (self, self->pending->left);
  if (self->pending != NULL && self->pending->left->len > 0)
    return G_SOURCE_CONTINUE;
  work_off (self);
  return G_SOURCE_REMOVE;
}

/* A view makes a widget anew for each row near what is seen; for very many that is done by the way. */
static void
begin_work (AnserLetterList    *self,
            AnserLetterChanges *changes)
{
  self->pending = changes;
  if (changes->left->len <= ROWS_WITH_WIDGETS)
    {
      work_off (self);
      return;
    }
  self->pending_source = g_idle_source_new ();
  g_source_set_callback (self->pending_source, on_pending, self, NULL);
  g_source_set_static_name (self->pending_source, "anser-letter-list-pending");
  g_source_attach (self->pending_source, self->store->context);
}

void
anser_letter_list_follow (AnserLetterList *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserLetterChanges) changes = NULL;

  work_off (self);
  changes = anser_letter_query_get_changes (self->query, self->version, &error);
  if (changes == NULL)
    {
      g_message ("List not refreshed: %s", error->message);
      return;
    }
  self->version = changes->version;
  refresh_rows (self, changes->arrived);
  refresh_rows (self, changes->left);
  reduce (self, changes);
  drop_repeated (self, changes->left);
  if (count_runs (self, changes->left, TRUE) + count_runs (self, changes->arrived, FALSE) >
        MAX_RUNS)
    {
      change_all (self, changes);
      return;
    }
  begin_work (self, g_steal_pointer (&changes));
}

/* Never old and new in one signal, which costs a view a second or more. */
void
anser_letter_list_replace_all (AnserLetterList  *self,
                               AnserLetterOrder *order)
{
  unsigned n_old = self->n_items;

  anser_letter_list_drop_pending (self);
  g_clear_pointer (&self->order, anser_letter_order_free);
  self->order = anser_letter_query_new_order (self->query);
  if (n_old > 0)
    say_changed (self, 0, n_old, 0);
  anser_letter_order_free (self->order);
  self->order = order;
  if (anser_letter_order_get_length (order) > 0)
    say_changed (self, 0, 0, anser_letter_order_get_length (order));
}

void
anser_letter_list_drop_entry (AnserLetterList        *self,
                              const AnserLetterEntry *entry)
{
  unsigned position;

  if (self->order == NULL || !anser_letter_order_holds (self->order, entry))
    return;
  position = anser_letter_order_lower_bound (self->order, entry);
  anser_letter_order_remove (self->order, position, 1);
  say_changed (self, position, 1, 0);
}
