/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "courier/uid-table.h"

#define N 1000

static AnserUidRecord *
put_new (AnserUidTable *table,
         unsigned       number)
{
  g_autofree char *uid = g_strdup_printf ("uid-%u", number);
  AnserUidRecord *record = anser_uid_record_new (uid, ANSER_UID_RECEIVED, number);
  AnserUidRecord *old = anser_uid_table_put (table, record);

  if (old != NULL)
    anser_uid_record_free (old);
  return record;
}

static AnserUidTable *
new_full (void)
{
  AnserUidTable *table = anser_uid_table_new ();

  for (unsigned i = 0; i < N; i++)
    {
      if (i == N / 2)
        anser_uid_table_reserve (table, N);
      put_new (table, i);
    }
  return table;
}

static void
free_full (AnserUidTable *table)
{
  AnserUidRecord *record;
  guint place = 0;

  while ((record = anser_uid_table_next (table, &place)) != NULL)
    anser_uid_record_free (record);
  anser_uid_table_free (table);
}

static AnserUidRecord *
find (AnserUidTable *table,
      unsigned       number)
{
  g_autofree char *uid = g_strdup_printf ("uid-%u", number);

  return anser_uid_table_find (table, uid);
}

/* In the order in which they came, backwards, and with steps. */
static void
test_find (void)
{
  AnserUidTable *table = new_full ();

  g_assert_cmpuint (anser_uid_table_get_length (table), ==, N);
  for (unsigned i = 0; i < N; i++)
    g_assert_cmpint (find (table, i)->received_at, ==, i);
  for (unsigned i = N; i > 0; i--)
    g_assert_cmpint (find (table, i - 1)->received_at, ==, i - 1);
  for (unsigned i = 0; i < N; i++)
    g_assert_cmpint (find (table, i * 7 % N)->received_at, ==, i * 7 % N);
  g_assert_null (find (table, N));
  g_assert_null (anser_uid_table_find (table, ""));
  free_full (table);
}

static void
test_replace (void)
{
  AnserUidTable *table = new_full ();
  AnserUidRecord *record = put_new (table, 500);

  g_assert_cmpuint (anser_uid_table_get_length (table), ==, N);
  find (table, 499);
  g_assert_true (find (table, 500) == record);
  g_assert_true (find (table, 500) == record);
  free_full (table);
}

/* Whatever is taken, all others are still found, and what was taken can be put again. */
static void
test_take (void)
{
  AnserUidTable *table = new_full ();
  AnserUidRecord *record;
  unsigned n = 0;
  guint place = 0;

  for (unsigned i = 0; i < N; i += 3)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%u", i);

      record = anser_uid_table_take (table, uid);
      g_assert_cmpstr (record->uid, ==, uid);
      anser_uid_record_free (record);
      g_assert_null (anser_uid_table_take (table, uid));
    }
  for (unsigned i = 0; i < N; i++)
    g_assert_true ((find (table, i) == NULL) == (i % 3 == 0));
  while (anser_uid_table_next (table, &place) != NULL)
    n++;
  g_assert_cmpuint (n, ==, anser_uid_table_get_length (table));
  g_assert_cmpuint (n, ==, N - (N + 2) / 3);

  record = put_new (table, 0);
  g_assert_true (find (table, 0) == record);
  free_full (table);
}

/* The name of a lent record may change, and both may be freed. */
static void
test_lent (void)
{
  char uid[] = "abc";
  AnserUidRecord record = { .uid = uid, .lent = TRUE, .uid_lent = TRUE };
  g_autoptr (AnserUidRecord) copy = anser_uid_record_copy (&record);

  anser_uid_record_rename (&record, "def");
  g_assert_cmpstr (record.old_uid, ==, "abc");
  anser_uid_record_rename (&record, "ghi");
  g_assert_cmpstr (record.uid, ==, "ghi");
  g_assert_cmpstr (record.old_uid, ==, "abc");
  anser_uid_record_rename (&record, "abc");
  g_assert_null (record.old_uid);
  anser_uid_record_free (&record);
  g_assert_cmpstr (copy->uid, ==, "abc");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uid-table/find", test_find);
  g_test_add_func ("/uid-table/replace", test_replace);
  g_test_add_func ("/uid-table/take", test_take);
  g_test_add_func ("/uid-table/lent", test_lent);

  return g_test_run ();
}
