/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long it takes until the first page of a search is there: see README.md here. */

#include "store/database.h"
#include "store/search.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#define PAGE 50
#define ROUNDS 11

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

int
main (int   argc,
      char *argv[])
{
  g_autofree char *path = argc > 1 ? g_build_filename (argv[1], "index.db", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserDatabase) index = NULL;

  setlocale (LC_ALL, "");
  if (path == NULL)
    {
      g_printerr ("anser-search-times FOLDER QUERY…\n");
      return 64;
    }
  index = anser_database_open_reader (path, &error);
  g_assert_no_error (error);
  for (int i = 2; i < argc; i++)
    print (index, argv[i]);
  return 0;
}
