/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long it takes until the first page of a search is there: see README.md here. */

#include "store/database.h"
#include "store/search.h"
#include "store/words.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#define PAGE 50
#define ROUNDS 11
#define BATCH 1000

static gint64
get_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static gboolean
count (const AnserFound *entries,
       unsigned          n,
       gpointer          user_data)
{
  *(unsigned *) user_data += n;
  return TRUE;
}

/* Milliseconds of the middle round; @n: how many were found. */
static double
measure (AnserDatabase *index,
         const char    *text,
         unsigned       limit,
         unsigned      *n)
{
  g_autoptr (AnserQuery) query = anser_query_parse (text, 0, NULL);
  AnserSearch search = { .query = query, .limit = limit };
  double times[ROUNDS];

  for (unsigned i = 0; i < ROUNDS; i++)
    {
      gint64 start = get_time ();

      *n = 0;
      g_assert_true (anser_search_run (&search, index, count, n, NULL, NULL));
      times[i] = (get_time () - start) / 1000.0;
    }
  qsort (times, ROUNDS, sizeof *times, compare);
  return times[ROUNDS / 2];
}

static void
print (AnserDatabase *index,
       const char    *text)
{
  unsigned n_page, n_all;
  double page = measure (index, text, PAGE, &n_page);
  double all = measure (index, text, 0, &n_all);

  g_print ("%-28s newest %2u: %8.2f ms   all %7u: %9.2f ms\n", text, n_page, page, n_all, all);
}

static char *
dup_text (AnserStatement *row,
          int             column)
{
  return g_strdup ((const char *) sqlite3_column_text (row, column));
}

/* For an index without files: the words of what the rows show. */
static unsigned
put_batch (AnserDatabase *index)
{
  g_autoptr (GArray) letters = anser_words_get_missing (index, BATCH, NULL);

  g_assert_true (anser_database_begin (index, TRUE, NULL));
  for (unsigned i = 0; i < letters->len; i++)
    {
      gint64 letter = g_array_index (letters, gint64, i);
      g_autoptr (AnserLetterInfo) info = anser_letter_info_new ();
      g_autoptr (AnserStatement) row =
        anser_database_query (index, NULL, "SELECT sender, subject, snippet FROM letter"
                              " WHERE id = ?", "i", letter);

      g_assert_true (anser_database_step (index, row, NULL) == ANSER_STEP_ROW);
      info->sender = dup_text (row, 0);
      info->subject = dup_text (row, 1);
      info->text = dup_text (row, 2);
      g_assert_true (anser_words_put (index, letter, info, NULL));
    }
  g_assert_true (anser_database_commit (index, NULL));
  return letters->len;
}

int
main (int   argc,
      char *argv[])
{
  gboolean rows = argc > 2 && g_str_equal (argv[1], "--from-rows");
  g_autofree char *path = argc > 1 ? g_build_filename (argv[1 + rows], "index.db", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserDatabase) index = NULL;
  gint64 start = get_time ();

  setlocale (LC_ALL, "");
  if (path == NULL)
    {
      g_printerr ("anser-search-times [--from-rows] FOLDER QUERY…\n");
      return 64;
    }
  index = anser_database_open_reader (path, &error);
  g_assert_no_error (error);
  if (rows)
    {
      g_assert_true (anser_database_run (index, NULL, "PRAGMA query_only = OFF", ""));
      g_assert_true (anser_database_run (index, NULL, "PRAGMA synchronous = OFF", ""));
      g_assert_true (anser_database_run (index, NULL, "PRAGMA cache_size = -24576", ""));
      /* The maker of mailboxes fills the index without its triggers. */
      g_assert_true (anser_database_run (index, NULL, "INSERT OR IGNORE INTO unindexed"
                                         " SELECT id FROM letter", ""));
      g_assert_true (anser_database_run (index, NULL, "INSERT OR REPLACE INTO reach"
                                         " SELECT id >> 8, max(date) FROM letter GROUP BY 1", ""));
      while (put_batch (index) > 0)
        ;
      g_print ("words of rows: %.1f s\n", (get_time () - start) / 1e6);
    }
  for (int i = 2 + rows; i < argc; i++)
    print (index, argv[i]);
  return 0;
}
