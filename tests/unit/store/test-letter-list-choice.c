/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "list-mirror.h"

/* An unread letter that is read stays while it is read, and goes when another is. */
static void
test_kept (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *before = NULL, *while_read = NULL, *after = NULL;
  gint64 first, second;

  deliver_many (self, "a", 3, 1, 1);
  list = list_sorted (self->store, ANSER_LETTER_SORT_DATE, FALSE, ANSER_LETTER_SHOW_UNREAD);
  before = dup_subjects (list);
  g_assert_cmpstr (before, ==, "a2 a1 a0");
  first = anser_letter_list_get_id (list, 0);
  second = anser_letter_list_get_id (list, 1);
  anser_letter_list_set_kept (list, first);
  g_assert_true (flag_letter (self->store, first, ANSER_LETTER_SEEN, 0, NULL));
  settle ();
  while_read = dup_subjects (list);
  g_assert_cmpstr (while_read, ==, "a2 a1 a0");
  anser_letter_list_set_kept (list, second);
  g_assert_true (flag_letter (self->store, second, ANSER_LETTER_SEEN, 0, NULL));
  settle ();
  after = dup_subjects (list);
  g_assert_cmpstr (after, ==, "a1 a0");
  anser_letter_list_set_show (list, ANSER_LETTER_SHOW_ALL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
}

/* The newest letter of each, with their number; unread as long as one of them is. */
static void
test_conversations (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserLetterRow) row = NULL;
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *all = NULL, *gathered = NULL, *later = NULL;

  deliver (self->store, "1", "Lunch", 1);
  deliver (self->store, "2", "Other", 2);
  deliver (self->store, "3", "Re: Lunch", 3);
  settle ();
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  all = dup_subjects (list);
  g_assert_cmpstr (all, ==, "Re: Lunch Other Lunch");
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpuint (anser_letter_row_get_count (row), ==, 1);
  anser_letter_list_set_show (list, ANSER_LETTER_SHOW_CONVERSATIONS);
  gathered = dup_subjects (list);
  g_assert_cmpstr (gathered, ==, "Re: Lunch Other");
  g_assert_cmpuint (anser_letter_row_get_count (row), ==, 2);
  anser_letter_list_add_letters (list, 0, letters);
  g_assert_cmpuint (letters->len, ==, 2);
  g_assert_cmpint (anser_letter_list_get_head (list, g_array_index (letters, gint64, 0)), ==,
                   anser_letter_row_get_id (row));
  g_assert_true (flag_letter (self->store, anser_letter_row_get_id (row), ANSER_LETTER_SEEN, 0,
                              NULL));
  settle ();
  g_assert_false (anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN);
  g_assert_true (flag_letter (self->store, g_array_index (letters, gint64, 0), ANSER_LETTER_SEEN, 0,
                              NULL));
  settle ();
  g_assert_true (anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN);
  deliver (self->store, "4", "Re: Lunch", 4);
  settle ();
  later = dup_subjects (list);
  g_assert_cmpstr (later, ==, "Re: Lunch Other");
  g_assert_cmpint (anser_letter_list_get_id (list, 0), !=, anser_letter_row_get_id (row));
}

/* By sender and subject, whatever stands before the words. */
static void
test_sort_keys (Fixture       *self,
                gconstpointer  data)
{
  static const char * const subjects[] = {
    "Re: Zebra", "apple", "Fwd: Re: Ápfel", "[list] 回复：banana", "“cherry”", "中文", "",
  };
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *found = NULL, *reversed = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (subjects); i++)
    deliver (self->store, subjects[i], subjects[i], i + 1);
  list = list_sorted (self->store, ANSER_LETTER_SORT_SUBJECT, FALSE, ANSER_LETTER_SHOW_ALL);
  found = dup_subjects (list);
  g_assert_cmpstr (found, ==, " Fwd: Re: Ápfel apple [list] 回复：banana “cherry” Re: Zebra 中文");
  anser_letter_list_set_order (list, ANSER_LETTER_SORT_SUBJECT, TRUE);
  reversed = dup_subjects (list);
  g_assert_cmpstr (reversed, ==, "中文 Re: Zebra “cherry” [list] 回复：banana apple Fwd: Re: Ápfel ");
}

static void
test_filter (Fixture       *self,
             gconstpointer  data)
{
  static const struct { const char *filter; const char *subjects; } cases[] = {
    { "pear", "pear apple-pear" },
    { "PEAR apple", "apple-pear" },
    { "text berta apple", "apple-pear apple" },
    { "100%", "100%" },
    { "_", "a_b" },
    { "\\", "c\\d" },
    { "'; DROP TABLE letter; --", "" },
    { "蘋果", "蘋果" },
    { "  ", "蘋果 c\\d a_b 100% pear apple-pear apple" },
    { "", "蘋果 c\\d a_b 100% pear apple-pear apple" },
  };
  static const char * const subjects[] = {
    "apple", "apple-pear", "pear", "100%", "a_b", "c\\d", "蘋果",
  };
  g_autoptr (AnserLetterList) list = NULL;
  g_autofree char *later = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (subjects); i++)
    deliver (self->store, subjects[i], subjects[i], i + 1);
  list = list_folder (self->store, ANSER_FOLDER_INBOX);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = NULL;

      g_object_set (list, "filter", cases[i].filter, NULL);
      found = dup_subjects (list);
      g_assert_cmpstr (found, ==, cases[i].subjects);
    }
  settle ();
  anser_letter_list_set_filter (list, "pear");
  deliver (self->store, "x", "peach", 50);
  deliver (self->store, "y", "big-pear", 51);
  settle ();
  later = dup_subjects (list);
  g_assert_cmpstr (later, ==, "big-pear pear apple-pear");
  anser_letter_list_set_filter (list, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 9);
}

static void
test_two_folders (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (AnserDelivery) delivery = NULL;
  g_autofree char *subjects = NULL;
  g_autofree char *later = NULL;
  g_autoptr (AnserLetterRow) row = NULL;

  g_assert_true (anser_store_add_account (self->store, "bert", NULL));
  g_ptr_array_add (folders, anser_store_get_folder (self->store, "anna", ANSER_FOLDER_INBOX));
  g_ptr_array_add (folders, anser_store_get_folder (self->store, "bert", ANSER_FOLDER_INBOX));
  deliver (self->store, "1", "a1", 1);
  deliver (self->store, "2", "a2", 3);
  delivery = anser_delivery_new (self->store, "bert", ANSER_FOLDER_INBOX);
  begin_letter (delivery, "1", "b1", 2);
  g_assert_true (anser_delivery_commit (delivery, NULL));
  list = anser_letter_list_new (self->store, folders);
  subjects = dup_subjects (list);
  g_assert_cmpstr (subjects, ==, "a2 b1 a1");
  begin_letter (delivery, "2", "b2", 9);
  g_assert_true (anser_delivery_commit (delivery, NULL));
  settle ();
  later = dup_subjects (list);
  g_assert_cmpstr (later, ==, "b2 a2 b1 a1");
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (anser_letter_row_get_account (row), ==, "bert");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/letter-list-choice/" name, Fixture, NULL, fixture_set_up, function, \
              fixture_tear_down)
  ADD ("kept", test_kept);
  ADD ("conversations", test_conversations);
  ADD ("sort-keys", test_sort_keys);
  ADD ("filter", test_filter);
  ADD ("two-folders", test_two_folders);

  return g_test_run ();
}
