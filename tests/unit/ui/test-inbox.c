/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "inbox/folder-sidebar.h"
#include "inbox/letter-list-view.h"
#include "reader/card-view.h"
#include "reader/letter-card.h"
#include "reader/reader.h"
#include "store/delivery.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

typedef struct
{
  char *root;
  AnserAccounts *accounts;
  AnserSecrets *secrets;
  AnserPostOffice *office;
  AnserAccount *account;
} Fixture;

static const char * const letters[] = {
  "From: Maria <maria@anser.example>\r\nTo: demo@anser.example\r\nSubject: First\r\n"
  "Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nThe oldest.\r\n",
  "From: =?UTF-8?B?5p2O5Lyf?= <li@anser.example>\r\nTo: demo@anser.example\r\n"
  "Subject: =?UTF-8?B?5p+/5a2Q?=\r\nDate: Tue, 3 Nov 2026 10:00:00 +0000\r\n"
  "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
  "见 https://anser.example/ 。\r\n> 引用\r\n",
  "From: Maria <maria@anser.example>\r\nTo: demo@anser.example\r\nSubject: Third\r\n"
  "Date: Wed, 4 Nov 2026 10:00:00 +0000\r\n\r\nThe newest.\r\n",
};

static gboolean
on_timeout (gpointer user_data)
{
  gboolean *passed = user_data;

  *passed = TRUE;

  return G_SOURCE_REMOVE;
}

/* Turns the main loop until @condition holds. */
#define wait_for(condition)                                             \
  G_STMT_START {                                                        \
    gboolean passed_ = FALSE;                                           \
    guint source_ = g_timeout_add_seconds (20, on_timeout, &passed_);   \
    while (!(condition) && !passed_)                                    \
      g_main_context_iteration (NULL, TRUE);                            \
    g_assert_false (passed_);                                           \
    g_source_remove (source_);                                          \
  } G_STMT_END

static gpointer
deliver (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(AnserDelivery) delivery =
    anser_delivery_new (anser_post_office_get_store (fixture->office),
                        anser_account_get_id (fixture->account), ANSER_FOLDER_INBOX);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *uid = g_strdup_printf ("uid-%zu", i);

      anser_delivery_begin (delivery, uid, &error);
      g_assert_no_error (error);
      anser_delivery_write (delivery, letters[i], strlen (letters[i]), &error);
      g_assert_no_error (error);
      anser_delivery_end (delivery, &error);
      g_assert_no_error (error);
    }
  anser_delivery_commit (delivery, &error);
  g_assert_no_error (error);

  return NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserAccount) unsaved = anser_account_new_unsaved ();

  fixture->root = g_dir_make_tmp ("anser-ui-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->accounts = anser_accounts_new ();
  fixture->secrets = anser_secrets_new_in_memory ();
  fixture->office = anser_post_office_new (fixture->root, fixture->accounts, fixture->secrets,
                                           &error);
  g_assert_no_error (error);

  g_object_set (unsaved, "address", "demo@anser.example", "label", "Demo",
                "check-interval", 0u, NULL);
  fixture->account = anser_accounts_add (fixture->accounts, unsaved);
  g_thread_join (g_thread_new ("deliver", deliver, fixture));
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  anser_accounts_remove (fixture->accounts, fixture->account);
  anser_post_office_stop (fixture->office);
  g_clear_object (&fixture->office);
  g_clear_object (&fixture->accounts);
  g_clear_object (&fixture->secrets);
  remove_tree (fixture->root);
  g_free (fixture->root);
}

static AnserFolderSidebar *
new_sidebar (Fixture *fixture)
{
  AnserFolderSidebar *sidebar = g_object_new (ANSER_TYPE_FOLDER_SIDEBAR, NULL);

  g_object_ref_sink (sidebar);
  anser_folder_sidebar_set_office (sidebar, fixture->office);

  return sidebar;
}

static unsigned
get_count (AnserFolderItem *item)
{
  unsigned count;

  g_object_get (item, "count", &count, NULL);

  return count;
}

static void
test_sidebar (Fixture       *fixture,
              gconstpointer  data)
{
  AnserFolderSidebar *sidebar = new_sidebar (fixture);
  AnserFolderItem *inbox = anser_folder_sidebar_get_selected (sidebar);
  g_autoptr(AnserAccount) unsaved = anser_account_new_unsaved ();
  AnserAccount *second;

  g_assert_nonnull (inbox);
  g_assert_cmpstr (anser_folder_item_get_title (inbox), ==, "Inbox");
  g_assert_true (anser_folder_item_get_account (inbox) == fixture->account);
  wait_for (get_count (inbox) == 3);

  /* A second account brings "All Inboxes"; the folder that was open stays open. */
  g_object_set (unsaved, "address", "two@anser.example", NULL);
  second = anser_accounts_add (fixture->accounts, unsaved);
  inbox = anser_folder_sidebar_get_selected (sidebar);
  g_assert_cmpstr (anser_folder_item_get_title (inbox), ==, "Inbox");
  g_assert_true (anser_folder_item_get_account (inbox) == fixture->account);
  anser_accounts_remove (fixture->accounts, second);

  g_assert_finalize_object (sidebar);
}

/* It begins with the folder that was open last, if that is still there. */
static void
test_first_folder (Fixture       *fixture,
                   gconstpointer  data)
{
  const char * const folders[][2] = { { "Sent", "Sent" }, { "Gone", "Inbox" } };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      AnserFolderSidebar *sidebar = g_object_new (ANSER_TYPE_FOLDER_SIDEBAR, NULL);
      g_autofree char *place = g_strdup_printf ("%s/%s", anser_account_get_id (fixture->account),
                                                folders[i][0]);

      g_object_ref_sink (sidebar);
      anser_folder_sidebar_set_first (sidebar, place);
      anser_folder_sidebar_set_office (sidebar, fixture->office);
      g_assert_cmpstr (anser_folder_item_get_title (anser_folder_sidebar_get_selected (sidebar)),
                       ==, folders[i][1]);
      g_assert_finalize_object (sidebar);
    }
}

/* A list view in a window, because a list makes rows only where it is seen. */
static AnserLetterListView *
new_list (Fixture             *fixture,
          AnserFolderSidebar  *sidebar,
          GtkWidget          **window)
{
  AnserLetterListView *list = g_object_new (ANSER_TYPE_LETTER_LIST_VIEW, NULL);

  *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (*window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (*window), GTK_WIDGET (list));
  anser_letter_list_view_set_folder (list, anser_post_office_get_store (fixture->office),
                                     anser_folder_sidebar_get_selected (sidebar));
  gtk_window_present (GTK_WINDOW (*window));
  wait_for (gtk_widget_get_mapped (GTK_WIDGET (list)));

  return list;
}

static const char *
selected_subject (AnserLetterListView *list)
{
  AnserLetterRow *row = anser_letter_list_view_get_selected (list);

  return row != NULL ? anser_letter_row_get_subject (row) : NULL;
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  gboolean *done = user_data;

  *done = TRUE;
}

static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  AnserFolderSidebar *sidebar = new_sidebar (fixture);
  AnserStore *store = anser_post_office_get_store (fixture->office);
  GtkWidget *window;
  AnserLetterListView *list = new_list (fixture, sidebar, &window);
  gboolean done = FALSE;
  gint64 id;

  /* Nothing is opened by itself; the way to unread letters goes from the newest to the oldest. */
  g_assert_null (anser_letter_list_view_get_selected (list));
  g_assert_true (anser_letter_list_view_select_unread (list, 1));
  g_assert_cmpstr (selected_subject (list), ==, "Third");
  g_assert_true (anser_letter_list_view_select_unread (list, 1));
  g_assert_cmpstr (selected_subject (list), ==, "柿子");
  g_assert_true (anser_letter_list_view_select_unread (list, -1));
  g_assert_false (anser_letter_list_view_select_unread (list, -1));

  /* The neighbour of a letter that leaves the folder is next. */
  g_object_set (list, "advance", TRUE, NULL);
  id = anser_letter_row_get_id (anser_letter_list_view_get_selected (list));
  anser_store_move_async (store, &id, 1, ANSER_FOLDER_TRASH, NULL, on_done, &done);
  wait_for (done && g_strcmp0 (selected_subject (list), "Third") != 0);
  g_assert_cmpstr (selected_subject (list), ==, "柿子");

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (sidebar);
}

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static char *
reader_text (AnserReader *reader)
{
  GtkTextBuffer *buffer =
    gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_type (GTK_WIDGET (reader), GTK_TYPE_TEXT_VIEW)));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
test_reader (Fixture       *fixture,
             gconstpointer  data)
{
  AnserFolderSidebar *sidebar = new_sidebar (fixture);
  AnserFolderItem *inbox = anser_folder_sidebar_get_selected (sidebar);
  GtkWidget *window;
  AnserLetterListView *list = new_list (fixture, sidebar, &window);
  AnserReader *reader = g_object_new (ANSER_TYPE_READER, NULL);
  g_autofree char *text = NULL;

  g_object_ref_sink (reader);
  anser_reader_set_office (reader, fixture->office);
  g_assert_true (anser_letter_list_view_select_unread (list, 1));
  g_assert_true (anser_letter_list_view_select_unread (list, 1));
  wait_for (get_count (inbox) == 3);

  anser_reader_show (reader, anser_letter_list_view_get_selected (list));
  g_assert_null (anser_reader_get_letter (reader));
  wait_for (anser_reader_get_letter (reader) != NULL);
  g_assert_cmpstr (anser_letter_get_subject (anser_reader_get_letter (reader)), ==, "柿子");
  text = reader_text (reader);
  g_assert_cmpstr (g_strstrip (text), ==, "见 https://anser.example/ 。\n> 引用");

  /* Read for a moment, it is seen. */
  wait_for (get_count (inbox) == 2);
  g_assert_true (anser_letter_row_get_flags (anser_letter_list_view_get_selected (list)) &
                 ANSER_LETTER_SEEN);

  /* Shown and left at once, the next one is neither opened nor seen. */
  g_assert_true (anser_letter_list_view_select_unread (list, 1));
  anser_reader_show (reader, anser_letter_list_view_get_selected (list));
  anser_reader_show (reader, NULL);
  g_assert_null (anser_reader_get_letter (reader));

  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (get_count (inbox), ==, 2);
  wait_for (G_OBJECT (reader)->ref_count == 1);
  g_assert_finalize_object (reader);
  g_assert_finalize_object (sidebar);
}

#define MANY 500

static void
deliver_numbers (Fixture  *fixture,
                 unsigned  first,
                 unsigned  n)
{
  g_autoptr(AnserDelivery) delivery =
    anser_delivery_new (anser_post_office_get_store (fixture->office),
                        anser_account_get_id (fixture->account), ANSER_FOLDER_INBOX);
  g_autoptr(GError) error = NULL;

  for (unsigned i = first; i < first + n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("long-%u", i);
      g_autofree char *letter =
        g_strdup_printf ("From: Maria <maria@anser.example>\r\nTo: demo@anser.example\r\n"
                         "Subject: Re: Long\r\nMessage-ID: <%u@x>\r\nReferences: <first@x>\r\n"
                         "Date: Fri, %u Nov 2026 10:%02u:%02u +0000\r\n\r\nThis is number %u.\r\n",
                         i, 5 + i / 100, i % 100 / 2, i % 2, i);

      anser_delivery_begin (delivery, uid, &error);
      anser_delivery_write (delivery, letter, strlen (letter), &error);
      anser_delivery_end (delivery, &error);
      g_assert_no_error (error);
    }
  anser_delivery_commit (delivery, &error);
  g_assert_no_error (error);
}

static gpointer
deliver_conversation (gpointer data)
{
  deliver_numbers (data, 0, MANY);

  return NULL;
}

static gpointer
deliver_answer (gpointer data)
{
  deliver_numbers (data, MANY, 1);

  return NULL;
}

static void
on_selected (AnserLetterListView *list,
             GParamSpec          *pspec,
             unsigned            *n_selected)
{
  g_assert_nonnull (anser_letter_list_view_get_selected (list));
  *n_selected += 1;
}

/* A letter comes to the conversation that is read: what stands for it now is selected, and nothing
 * else was meanwhile. */
static void
test_head (Fixture       *fixture,
           gconstpointer  data)
{
  AnserFolderSidebar *sidebar = new_sidebar (fixture);
  AnserFolderItem *inbox = anser_folder_sidebar_get_selected (sidebar);
  GtkWidget *window;
  AnserLetterListView *list = new_list (fixture, sidebar, &window);
  unsigned n_selected = 0;

  g_thread_join (g_thread_new ("deliver", deliver_conversation, fixture));
  wait_for (get_count (inbox) == 3 + MANY);
  g_object_set (list, "conversations", TRUE, "advance", TRUE, NULL);
  g_assert_true (anser_letter_list_view_select_unread (list, 1));
  g_assert_cmpuint (anser_letter_row_get_count (anser_letter_list_view_get_selected (list)), ==,
                    MANY);
  g_signal_connect (list, "notify::selected", G_CALLBACK (on_selected), &n_selected);
  g_thread_join (g_thread_new ("deliver", deliver_answer, fixture));
  wait_for (anser_letter_row_get_count (anser_letter_list_view_get_selected (list)) == MANY + 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_selected, ==, 1);

  g_signal_handlers_disconnect_by_func (list, on_selected, &n_selected);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (sidebar);
}

static void
count_cards (GtkWidget *widget,
             unsigned  *n_cards,
             unsigned  *n_read)
{
  if (ANSER_IS_LETTER_CARD (widget))
    {
      *n_cards += 1;
      *n_read += anser_letter_card_get_letter (ANSER_LETTER_CARD (widget)) != NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count_cards (child, n_cards, n_read);
}

static void
on_flagged (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = anser_store_flag_finish (ANSER_STORE (source), result, NULL);
}

static AnserLetterList *
new_conversations (Fixture *fixture)
{
  AnserStore *store = anser_post_office_get_store (fixture->office);
  g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (folders, anser_store_get_folder (store, anser_account_get_id (fixture->account),
                                                    ANSER_FOLDER_INBOX));

  return anser_letter_list_new_sorted (store, folders, ANSER_LETTER_SORT_DATE, FALSE,
                                       ANSER_LETTER_SHOW_CONVERSATIONS);
}

/* Of a long conversation only what is in view is made, and of that only what is open is read. */
static void
test_conversation (Fixture       *fixture,
                   gconstpointer  data)
{
  AnserReader *reader = g_object_new (ANSER_TYPE_READER, "conversations", TRUE, NULL);
  GtkWidget *window = gtk_window_new ();
  g_autoptr(AnserLetterList) list = NULL;
  g_autoptr(AnserLetterRow) row = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean flagged = FALSE;
  unsigned n_cards = 0;
  unsigned n_read = 0;
  clock_t before;

  g_object_ref_sink (reader);
  anser_reader_set_office (reader, fixture->office);
  g_thread_join (g_thread_new ("deliver", deliver_conversation, fixture));
  list = new_conversations (fixture);
  wait_for (g_list_model_get_n_items (G_LIST_MODEL (list)) == 4);
  anser_letter_list_add_letters (list, 0, ids);
  g_assert_cmpuint (ids->len, ==, MANY);
  anser_store_flag_async (anser_post_office_get_store (fixture->office),
                          (const gint64 *) ids->data, MANY - 1, ANSER_LETTER_SEEN, 0, NULL,
                          on_flagged, &flagged);
  wait_for (flagged);

  gtk_window_set_default_size (GTK_WINDOW (window), 600, 500);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (reader));
  gtk_window_present (GTK_WINDOW (window));
  wait_for (gtk_widget_get_height (GTK_WIDGET (reader)) > 0);
  before = clock ();
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  anser_reader_show (reader, row);
  wait_for (anser_reader_get_letter (reader) != NULL);
  wait_for (gtk_widget_get_mapped (find_type (GTK_WIDGET (reader), ANSER_TYPE_LETTER_CARD)));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_message ("Shown after %ld ms of work", (clock () - before) * 1000 / CLOCKS_PER_SEC);
  count_cards (GTK_WIDGET (reader), &n_cards, &n_read);
  g_test_message ("%u cards, %u letters read", n_cards, n_read);
  g_assert_cmpuint (n_cards, >, 3);
  g_assert_cmpuint (n_cards, <, 100);
  g_assert_cmpuint (n_read, ==, 1);

  gtk_window_destroy (GTK_WINDOW (window));
  wait_for (G_OBJECT (reader)->ref_count == 1);
  g_assert_finalize_object (reader);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/inbox/sidebar", Fixture, NULL, set_up, test_sidebar, tear_down);
  g_test_add ("/inbox/first-folder", Fixture, NULL, set_up, test_first_folder, tear_down);
  g_test_add ("/inbox/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/inbox/reader", Fixture, NULL, set_up, test_reader, tear_down);
  g_test_add ("/inbox/head", Fixture, NULL, set_up, test_head, tear_down);
  g_test_add ("/inbox/conversation", Fixture, NULL, set_up, test_conversation, tear_down);

  return g_test_run ();
}
