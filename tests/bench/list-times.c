/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the list of a big inbox takes, without a window: see README.md here. */

#include "courier/describe.h"
#include "store/letter-list.h"

#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

/* Rows that a view makes at once, and random places looked at. */
#define VIEW 205
#define PLACES 200

static AnserStore *store;
static GPtrArray *folders;

/* Microseconds of this thread's processor time: others on this computer do not count. */
static gint64
get_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static double
since (gint64 start)
{
  return (get_time () - start) / 1000.0;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
look (AnserLetterList *list,
      unsigned         from,
      unsigned         n)
{
  for (unsigned i = from; i < MIN (from + n, g_list_model_get_n_items (G_LIST_MODEL (list))); i++)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), i));
}

/* Milliseconds for a screen of rows at random places: the middle one and the longest. */
static void
look_around (AnserLetterList *list,
             double          *median,
             double          *longest)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  unsigned n = MAX (g_list_model_get_n_items (G_LIST_MODEL (list)), 1);

  for (unsigned i = 0; i < PLACES; i++)
    {
      gint64 start = get_time ();
      double time;

      look (list, g_rand_int_range (random, 0, n), VIEW);
      time = since (start);
      g_array_append_val (times, time);
    }
  g_array_sort (times, compare);
  *median = g_array_index (times, double, PLACES / 2);
  *longest = g_array_index (times, double, PLACES - 1);
}

static void
wait_until_loaded (AnserLetterList *list,
                   GMainContext    *context)
{
  gboolean done;

  do
    {
      g_main_context_iteration (context, FALSE);
      g_object_get (list, "complete", &done, NULL);
      if (!done)
        g_usleep (500);
    }
  while (!done);
}

static void
measure (const char      *name,
         AnserLetterSort  sort,
         gboolean         reversed,
         AnserLetterShow  show)
{
  struct mallinfo2 before = mallinfo2 ();
  gint64 begun = g_get_monotonic_time ();
  gint64 start = get_time ();
  g_autoptr (AnserLetterList) list = anser_letter_list_new_sorted (store, folders, sort, reversed, show);
  double ready, first, early, complete, median, longest;

  ready = since (start);
  look (list, 0, VIEW);
  first = since (start);
  start = get_time ();
  look (list, g_list_model_get_n_items (G_LIST_MODEL (list)) / 2, VIEW);
  early = since (start);
  wait_until_loaded (list, NULL);
  complete = (g_get_monotonic_time () - begun) / 1000.0;
  look_around (list, &median, &longest);
  g_print ("%-24s %8u %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f\n", name,
           g_list_model_get_n_items (G_LIST_MODEL (list)), ready, first, early, complete, median,
           longest, (mallinfo2 ().uordblks + mallinfo2 ().hblkhd -
                     before.uordblks - before.hblkhd) / 1e6);
}

int
main (int    argc,
      char **argv)
{
  GError *error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  if (argc != 2)
    return g_printerr ("Give the folder that anser-make-mailbox filled.\n"), 64;
  store = anser_store_open (argv[1], anser_describe_letter, NULL, &error);
  if (store == NULL)
    return g_printerr ("%s\n", error->message), 1;
  folders = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (folders, anser_store_get_folder (store, "bench", ANSER_FOLDER_INBOX));
  g_print ("%-24s %8s %8s %8s %8s %8s %8s %8s %8s\n", "", "rows", "ready", "first", "middle",
           "complete", "median", "longest", "MB");
  measure ("newest first", ANSER_LETTER_SORT_DATE, FALSE, ANSER_LETTER_SHOW_ALL);
  measure ("oldest first", ANSER_LETTER_SORT_DATE, TRUE, ANSER_LETTER_SHOW_ALL);
  measure ("by sender", ANSER_LETTER_SORT_SENDER, FALSE, ANSER_LETTER_SHOW_ALL);
  measure ("by subject, from Z", ANSER_LETTER_SORT_SUBJECT, TRUE, ANSER_LETTER_SHOW_ALL);
  measure ("largest first", ANSER_LETTER_SORT_SIZE, FALSE, ANSER_LETTER_SHOW_ALL);
  measure ("unread", ANSER_LETTER_SORT_DATE, FALSE, ANSER_LETTER_SHOW_UNREAD);
  measure ("unread by sender", ANSER_LETTER_SORT_SENDER, FALSE, ANSER_LETTER_SHOW_UNREAD);
  measure ("starred by size", ANSER_LETTER_SORT_SIZE, FALSE, ANSER_LETTER_SHOW_STARRED);
  measure ("with attachments", ANSER_LETTER_SORT_DATE, FALSE, ANSER_LETTER_SHOW_ATTACHED);
  g_ptr_array_unref (folders);
  g_object_unref (store);
  return 0;
}
