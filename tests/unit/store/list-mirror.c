/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "list-mirror.h"

AnserLetterList *
list_sorted (AnserStore      *store,
             AnserLetterSort  sort,
             gboolean         reversed,
             AnserLetterShow  show)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (folders, anser_store_get_folder (store, "anna", ANSER_FOLDER_INBOX));
  return anser_letter_list_new_sorted (store, folders, sort, reversed, show);
}

static void
on_items_changed (AnserLetterList *list,
                  unsigned         position,
                  unsigned         removed,
                  unsigned         added,
                  Mirror          *mirror)
{
  g_string_append_printf (mirror->log, "%u-%u+%u ", position, removed, added);
  g_array_remove_range (mirror->ids, position, removed);
  for (unsigned i = 0; i < added; i++)
    {
      gint64 id = anser_letter_list_get_id (list, position + i);

      g_array_insert_val (mirror->ids, position + i, id);
    }
}

Mirror *
mirror_new (AnserLetterList *list)
{
  Mirror *mirror = g_new0 (Mirror, 1);

  mirror->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  mirror->log = g_string_new (NULL);
  on_items_changed (list, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), mirror);
  g_string_truncate (mirror->log, 0);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), mirror);
  return mirror;
}

void
mirror_free (Mirror *mirror)
{
  g_array_unref (mirror->ids);
  g_string_free (mirror->log, TRUE);
  g_free (mirror);
}

static char *
compare_lists (Mirror          *mirror,
               AnserLetterList *fresh,
               AnserLetterList *list)
{
  unsigned n = g_list_model_get_n_items (G_LIST_MODEL (list));
  char *log = g_strdup (mirror->log->str);

  g_string_truncate (mirror->log, 0);
  g_assert_cmpuint (mirror->ids->len, ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fresh)), ==, n);
  for (unsigned i = 0; i < n; i++)
    {
      g_assert_cmpint (g_array_index (mirror->ids, gint64, i), ==,
                       anser_letter_list_get_id (list, i));
      g_assert_cmpint (anser_letter_list_get_id (fresh, i), ==, anser_letter_list_get_id (list, i));
    }
  return log;
}

char *
mirror_check (Mirror          *mirror,
              AnserStore      *store,
              AnserLetterList *list)
{
  g_autoptr (AnserLetterList) fresh =
    list_sorted (store, mirror->sort, mirror->reversed, mirror->show);

  return compare_lists (mirror, fresh, list);
}

char *
mirror_check_loaded (Mirror          *mirror,
                     AnserStore      *store,
                     AnserLetterList *list)
{
  g_autoptr (AnserLetterList) fresh =
    list_sorted (store, mirror->sort, mirror->reversed, mirror->show);
  gboolean complete = FALSE;

  while (!complete)
    {
      wait_a_turn ();
      g_object_get (fresh, "complete", &complete, NULL);
    }
  return compare_lists (mirror, fresh, list);
}

void
deliver_many (Fixture    *self,
              const char *prefix,
              unsigned    n,
              gint64      first_date,
              gint64      step)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%s%u", prefix, i);

      begin_letter (delivery, uid, uid, first_date + i * step);
    }
  g_assert_true (anser_delivery_commit (delivery, NULL));
}
