/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the list of a big inbox takes in a window: see README.md here. */

#include "courier/describe.h"
#include "inbox/letter-list-view.h"

#include <adwaita.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FRAMES 300
#define MANY 10000

typedef struct
{
  AnserStore *store;
  AnserLetterListView *view;
  GtkWidget *window;
  GMainLoop *loop;
  double beat;          /* processor time at the last turn of the main loop */
  double longest;       /* the most that passed between two of them */
  gboolean painted;
  GArray *frames;
  unsigned n_frames;
} Bench;

static double
now (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static gboolean
on_beat (gpointer user_data)
{
  Bench *self = user_data;
  double time = now (CLOCK_THREAD_CPUTIME_ID);

  self->longest = MAX (self->longest, time - self->beat);
  self->beat = time;
  return G_SOURCE_CONTINUE;
}

static void
begin_beats (Bench *self)
{
  self->beat = now (CLOCK_THREAD_CPUTIME_ID);
  self->longest = 0;
}

static void
turn_until (gboolean *condition)
{
  while (!*condition)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_painted (GdkFrameClock *clock,
            Bench         *self)
{
  self->painted = TRUE;
}

/* What @path's status says in MB. */
static double
get_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, "VmRSS:") : NULL;
  return line != NULL ? strtol (line + 6, NULL, 10) / 1024.0 : 0;
}

static void
choose (Bench *self)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AnserFolderItem) item = NULL;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
  double wall = now (CLOCK_MONOTONIC);
  double cpu = now (CLOCK_THREAD_CPUTIME_ID);

  g_ptr_array_add (folders, anser_store_get_folder (self->store, "bench", ANSER_FOLDER_INBOX));
  item = anser_folder_item_new_all (folders);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), self);
  self->painted = FALSE;
  anser_letter_list_view_set_folder (self->view, self->store, item);
  turn_until (&self->painted);
  g_print ("first rows painted      %8.1f ms (%.1f ms of the processor), %.0f MB\n",
           now (CLOCK_MONOTONIC) - wall, now (CLOCK_THREAD_CPUTIME_ID) - cpu, get_memory ());
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A page further for each frame, over the whole list. */
static void
scroll (Bench *self)
{
  GtkWidget *list = find (GTK_WIDGET (self->view), GTK_TYPE_LIST_VIEW);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  double step = (gtk_adjustment_get_upper (adjustment) -
                 gtk_adjustment_get_page_size (adjustment)) / FRAMES;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (unsigned pass = 0; pass < 2; pass++)
    {
      double page = pass == 0 ? gtk_adjustment_get_page_size (adjustment) : step;

      g_array_set_size (times, 0);
      gtk_adjustment_set_value (adjustment, 0);
      for (unsigned i = 0; i < FRAMES; i++)
        {
          double cpu = now (CLOCK_THREAD_CPUTIME_ID);
          double time;

          self->painted = FALSE;
          gtk_adjustment_set_value (adjustment, i * page);
          gtk_widget_queue_draw (list);
          turn_until (&self->painted);
          time = now (CLOCK_THREAD_CPUTIME_ID) - cpu;
          g_array_append_val (times, time);
        }
      g_array_sort (times, compare);
      g_print ("%s %8.1f ms median, %.1f ms p95 a frame, %.0f MB\n",
               pass == 0 ? "scrolling by pages     " : "scrolling over all     ",
               g_array_index (times, double, FRAMES / 2),
               g_array_index (times, double, FRAMES * 95 / 100), get_memory ());
    }
  gtk_adjustment_set_value (adjustment, 0);
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      done)
{
  *(gboolean *) done = TRUE;
}

typedef enum
{
  MARK_READ,
  MARK_UNREAD,
  TRASH,
  ERASE,
} Change;

static void
begin (Bench    *self,
       Change    what,
       GArray   *letters,
       gboolean *done)
{
  const gint64 *ids = (const gint64 *) letters->data;

  if (what == TRASH)
    anser_store_move_async (self->store, ids, letters->len, ANSER_FOLDER_TRASH, NULL, on_done, done);
  else if (what == ERASE)
    anser_store_erase_async (self->store, ids, letters->len, NULL, on_done, done);
  else
    anser_store_flag_async (self->store, ids, letters->len,
                            what == MARK_READ ? ANSER_LETTER_SEEN : 0,
                            what == MARK_READ ? 0 : ANSER_LETTER_SEEN, NULL, on_done, done);
}

/* The newest of the inbox; erases what is in Trash. */
static void
change (Bench      *self,
        const char *name,
        Change      what)
{
  g_autoptr (AnserFolder) inbox =
    anser_store_get_folder (self->store, "bench",
                            what == ERASE ? ANSER_FOLDER_TRASH : ANSER_FOLDER_INBOX);
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  g_autoptr (AnserLetterList) list = NULL;
  g_autoptr (GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean done = FALSE;
  double wall, cpu;

  g_ptr_array_add (folders, inbox);
  list = anser_letter_list_new (self->store, folders);
  for (unsigned i = 0; i < MANY; i++)
    anser_letter_list_add_letters (list, i, letters);
  g_clear_object (&list);
  wall = now (CLOCK_MONOTONIC);
  cpu = now (CLOCK_PROCESS_CPUTIME_ID);
  begin_beats (self);
  begin (self, what, letters, &done);
  turn_until (&done);
  g_print ("%s %8.0f ms (%.0f ms of the processor), window blocked for %.1f ms at most\n", name,
           now (CLOCK_MONOTONIC) - wall, now (CLOCK_PROCESS_CPUTIME_ID) - cpu, self->longest);
}

static gboolean
wait_a_while (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
rest (unsigned ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, wait_a_while, &done);
  turn_until (&done);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { 0 };
  GError *error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  if (argc != 2)
    return g_printerr ("Give the folder that anser-make-mailbox filled.\n"), 64;
  self.store = anser_store_open (argv[1], anser_describe_letter, NULL, &error);
  if (self.store == NULL)
    return g_printerr ("%s\n", error->message), 1;
  self.window = adw_window_new ();
  self.view = g_object_new (ANSER_TYPE_LETTER_LIST_VIEW, NULL);
  adw_window_set_content (ADW_WINDOW (self.window), GTK_WIDGET (self.view));
  gtk_window_set_default_size (GTK_WINDOW (self.window), 400, 760);
  gtk_window_present (GTK_WINDOW (self.window));
  rest (1500);
  choose (&self);
  rest (3000);
  g_timeout_add (1, on_beat, &self);
  scroll (&self);
  rest (500);
  change (&self, "mark 10,000 as read    ", MARK_READ);
  rest (3000);
  change (&self, "mark 10,000 as unread  ", MARK_UNREAD);
  rest (3000);
  change (&self, "move 10,000 to Trash   ", TRASH);
  rest (3000);
  change (&self, "erase 10,000 in Trash  ", ERASE);
  rest (3000);
  begin_beats (&self);
  rest (3000);
  g_print ("afterwards              the window blocked for %.1f ms at most, %.0f MB\n",
           self.longest, get_memory ());
  return 0;
}
