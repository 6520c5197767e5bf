/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/search-list.h"

/* What a search finds as a list, while letters come, change and go. Each items-changed is checked
 * against what it says. */

typedef struct
{
  Fixture          fixture;
  AnserSearchList *list;
  GPtrArray       *mirror;      /* (element-type AnserLetterRow): what a view would show */
  unsigned         n_changes;
} Found;

static void
on_items_changed (GListModel *model,
                  unsigned    position,
                  unsigned    removed,
                  unsigned    added,
                  Found      *self)
{
  self->n_changes++;
  g_ptr_array_remove_range (self->mirror, position, removed);
  for (unsigned i = 0; i < added; i++)
    g_ptr_array_insert (self->mirror, position + i, g_list_model_get_item (model, position + i));
}

static void
set_up (Found         *self,
        gconstpointer  data)
{
  fixture_set_up (&self->fixture, NULL);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%d", i);

      deliver (self->fixture.store, uid, i % 2 == 0 ? "even" : "odd", 100 + i);
    }
  settle ();
  self->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  self->list = anser_search_list_new (self->fixture.store);
  g_signal_connect (self->list, "items-changed", G_CALLBACK (on_items_changed), self);
}

static void
tear_down (Found         *self,
           gconstpointer  data)
{
  g_ptr_array_unref (self->mirror);
  g_signal_handlers_disconnect_by_data (self->list, self);
  g_assert_finalize_object (self->list);
  fixture_tear_down (&self->fixture, NULL);
}

static void
search (Found      *self,
        const char *text,
        GPtrArray  *folders)
{
  anser_search_list_search (self->list, anser_query_parse (text, 0, NULL), folders,
                            ANSER_SEARCH_BY_DATE, FALSE);
  g_assert_true (anser_search_list_is_searching (self->list));
  wait_for (!anser_search_list_is_searching (self->list));
}

/* The list shows @n letters, and every view of it does. */
static void
check (Found    *self,
       unsigned  n)
{
  GListModel *model = G_LIST_MODEL (self->list);

  wait_for (g_list_model_get_n_items (model) == n &&
            !anser_search_list_is_searching (self->list));
  g_assert_cmpuint (self->mirror->len, ==, n);
  for (unsigned i = 0; i < n; i++)
    {
      g_autoptr (AnserLetterRow) row = g_list_model_get_item (model, i);
      gint64 id = anser_letter_row_get_id (row);

      g_assert_true (row == self->mirror->pdata[i]);
      g_assert_cmpint (anser_search_list_get_id (self->list, i), ==, id);
      g_assert_cmpuint (anser_search_list_find (self->list, id), ==, i);
      if (i > 0)
        g_assert_cmpint (anser_letter_row_get_date (self->mirror->pdata[i - 1]), >=,
                         anser_letter_row_get_date (row));
    }
}

static void
test_finding (Found         *self,
              gconstpointer  data)
{
  search (self, "even", NULL);
  check (self, 10);
  g_assert_cmpstr (anser_letter_row_get_subject (self->mirror->pdata[0]), ==, "even");
  search (self, "odd berta", NULL);
  check (self, 10);
  search (self, "nothing", NULL);
  check (self, 0);
  search (self, "anna", NULL);
  check (self, 20);
  anser_search_list_search (self->list, NULL, NULL, ANSER_SEARCH_BY_DATE, FALSE);
  check (self, 0);
  g_assert_cmpuint (anser_search_list_find (self->list, 1), ==, G_MAXUINT);
}

/* A new question before the old one is answered: only the new one's letters. */
static void
test_haste (Found         *self,
            gconstpointer  data)
{
  for (int i = 0; i < 50; i++)
    anser_search_list_search (self->list, anser_query_parse (i % 2 == 0 ? "anna" : "odd", 0, NULL),
                              NULL, ANSER_SEARCH_BY_DATE, FALSE);
  check (self, 10);
  g_assert_cmpstr (anser_letter_row_get_subject (self->mirror->pdata[0]), ==, "odd");
}

static void
test_arrivals (Found         *self,
               gconstpointer  data)
{
  search (self, "even", NULL);
  check (self, 10);
  self->n_changes = 0;
  deliver (self->fixture.store, "new", "even", 500);
  check (self, 11);
  deliver (self->fixture.store, "old", "even", 50);
  check (self, 12);
  deliver (self->fixture.store, "middle", "even", 105);
  check (self, 13);
  g_assert_cmpuint (self->n_changes, ==, 3);
  deliver (self->fixture.store, "other", "odd", 600);
  settle ();
  check (self, 13);
}

static void
test_departures (Found         *self,
                 gconstpointer  data)
{
  g_autoptr (AnserFolder) inbox =
    anser_store_get_folder (self->fixture.store, "anna", ANSER_FOLDER_INBOX);
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  search (self, "even", NULL);
  check (self, 10);
  g_assert_true (erase_letter (self->fixture.store, anser_search_list_get_id (self->list, 3), NULL));
  check (self, 9);
  /* Everywhere is the trash, too; a folder is not. */
  g_assert_true (anser_store_move (self->fixture.store, anser_search_list_get_id (self->list, 0),
                                   ANSER_FOLDER_TRASH, NULL));
  settle ();
  check (self, 9);
  g_ptr_array_add (folders, inbox);
  search (self, "even", folders);
  check (self, 8);
  g_assert_true (anser_store_move (self->fixture.store, anser_search_list_get_id (self->list, 0),
                                   ANSER_FOLDER_TRASH, NULL));
  check (self, 7);
}

/* A letter that is read while one looks at the unread stays, and its row tells. */
static void
test_reading (Found         *self,
              gconstpointer  data)
{
  AnserLetterRow *row;

  search (self, "is:unread odd", NULL);
  check (self, 10);
  row = self->mirror->pdata[2];
  g_assert_true (flag_letter (self->fixture.store, anser_letter_row_get_id (row),
                              ANSER_LETTER_SEEN, 0, NULL));
  wait_for ((anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN) != 0);
  check (self, 10);
  deliver (self->fixture.store, "new", "odd", 500);
  check (self, 11);
  search (self, "is:unread odd", NULL);
  check (self, 10);
}

static void
test_problem (Found         *self,
              gconstpointer  data)
{
  search (self, "in:nowhere", NULL);
  g_assert_nonnull (strstr (anser_search_list_get_problem (self->list), "nowhere"));
  search (self, "even", NULL);
  g_assert_null (anser_search_list_get_problem (self->list));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/search-list/" name, Found, NULL, set_up, function, tear_down)
  ADD ("finding", test_finding);
  ADD ("haste", test_haste);
  ADD ("arrivals", test_arrivals);
  ADD ("departures", test_departures);
  ADD ("reading", test_reading);
  ADD ("problem", test_problem);

  return g_test_run ();
}
