/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/letter-order.h"
#include "store/sort-key.h"
#include "store/subject.h"

#include <string.h>

typedef struct
{
  AnserLetterSort  sort;
  gboolean         reversed;
} Order;

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      order)
{
  return anser_letter_order_compare (order, a, b);
}

static void
check_equal (AnserLetterOrder *order,
             GArray           *plain)
{
  g_assert_cmpuint (anser_letter_order_get_length (order), ==, plain->len);
  for (unsigned i = 0; i < plain->len; i++)
    {
      const AnserLetterEntry *entry = &g_array_index (plain, AnserLetterEntry, i);

      g_assert_cmpint (anser_letter_order_get_id (order, i), ==, entry->id);
      if (i % 97 == 0)
        {
          g_assert_cmpuint (anser_letter_order_lower_bound (order, entry), ==, i);
          g_assert_true (anser_letter_order_holds (order, entry));
          g_assert_cmpuint (anser_letter_order_find_id (order, entry->id), ==, i);
        }
    }
}

static AnserLetterEntry
invent (gint64 id)
{
  AnserLetterEntry entry = { .id = id, .number = g_test_rand_int_range (0, 500) };

  entry.key[0] = g_test_rand_int_range ('a', 'z');
  return entry;
}

/* The plain array is changed in the same way, and stays the same. */
static void
test_random (gconstpointer data)
{
  const Order *wanted = data;
  AnserLetterOrder *order = anser_letter_order_new (wanted->sort, wanted->reversed);
  g_autoptr (GArray) plain = g_array_new (FALSE, FALSE, sizeof (AnserLetterEntry));
  gint64 id = 0;

  for (unsigned i = 0; i < 5000; i++)
    {
      AnserLetterEntry entry = invent (++id);

      g_array_append_val (plain, entry);
    }
  g_array_sort_with_data (plain, compare, order);
  for (unsigned i = 0; i < plain->len; i++)
    anser_letter_order_append (order, &g_array_index (plain, AnserLetterEntry, i));
  check_equal (order, plain);
  for (unsigned round = 0; round < 300; round++)
    {
      AnserLetterEntry entry = invent (++id);
      unsigned position = anser_letter_order_lower_bound (order, &entry);
      unsigned from = g_test_rand_int_range (0, plain->len);
      unsigned most = g_test_rand_int_range (0, round % 50 == 0 ? 3000 : 9);
      unsigned n = MIN (most, plain->len - from);

      g_assert_false (anser_letter_order_holds (order, &entry));
      anser_letter_order_insert (order, position, &entry, 1);
      g_array_insert_val (plain, position, entry);
      anser_letter_order_remove (order, from, n);
      g_array_remove_range (plain, from, n);
      if (round % 20 == 0)
        check_equal (order, plain);
    }
  check_equal (order, plain);
  anser_letter_order_remove (order, 0, plain->len);
  g_assert_cmpuint (anser_letter_order_get_length (order), ==, 0);
  anser_letter_order_insert (order, 0, (gpointer) plain->data, plain->len);
  check_equal (order, plain);
  anser_letter_order_free (order);
}

static void
test_sort_key (void)
{
  static const struct { const char *text; const char *key; } cases[] = {
    { NULL, "" }, { "", "" }, { "Anna Berg", "anna berg" }, { "\"Émile\" Zola", "emile zola" },
    { "  - Ｗｉｄｅ", "wide" }, { "李伟", "李伟" }, { "...", "" },
    { "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwx" },
    { "a一二三四五六七八九", "a一二三四五六七" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = anser_sort_key (cases[i].text);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

static void
test_subject (void)
{
  static const struct { const char *subject; const char *rest; gboolean is_answer; } cases[] = {
    { "", "", FALSE },
    { "Lunch", "Lunch", FALSE },
    { "Re: Lunch", "Lunch", TRUE },
    { "RE : Lunch", "Lunch", TRUE },
    { "Re[2]: AW: Fwd: Lunch", "Lunch", TRUE },
    { "Re^3: Re (4): Lunch", "Lunch", TRUE },
    { "[anser-devel] Lunch", "Lunch", FALSE },
    { "Re: [anser-devel] SV: Lunch", "Lunch", TRUE },
    { "[a] [b] Re: Lunch", "Lunch", TRUE },
    { "回复: 答复：转发：午饭", "午饭", TRUE },
    { "自动回复: 午饭", "午饭", TRUE },
    { "Reply: Lunch", "Reply: Lunch", FALSE },
    { "Research: Lunch", "Research: Lunch", FALSE },
    { "Re Lunch", "Re Lunch", FALSE },
    { "Re:", "Re:", TRUE },
    { "[only a list]", "[only a list]", FALSE },
    { "[open Lunch", "[open Lunch", FALSE },
    { "Re[12345]: Lunch", "Re[12345]: Lunch", FALSE },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean is_answer = 2;

      g_assert_cmpstr (anser_subject_skip_marks (cases[i].subject, &is_answer), ==, cases[i].rest);
      g_assert_cmpint (is_answer, ==, cases[i].is_answer);
    }
}

int
main (int    argc,
      char **argv)
{
  static const Order orders[] = {
    { ANSER_LETTER_SORT_DATE, FALSE }, { ANSER_LETTER_SORT_SIZE, TRUE },
    { ANSER_LETTER_SORT_SENDER, FALSE }, { ANSER_LETTER_SORT_SUBJECT, TRUE },
  };

  g_test_init (&argc, &argv, NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/letter-order/random/%u", i);

      g_test_add_data_func (path, &orders[i], test_random);
    }
  g_test_add_func ("/store/letter-order/sort-key", test_sort_key);
  g_test_add_func ("/store/letter-order/subject", test_subject);

  return g_test_run ();
}
