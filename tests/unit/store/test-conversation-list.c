/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/conversation-list.h"

static char *
dup_dates (AnserConversationList *list)
{
  GString *dates = g_string_new (NULL);

  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_cmpint (anser_letter_row_get_id (row), ==, anser_conversation_list_get_id (list, i));
      g_string_append_printf (dates, "%" G_GINT64_FORMAT " ", anser_letter_row_get_date (row));
    }
  return g_string_free (dates, FALSE);
}

static void
on_items_changed (AnserConversationList *list,
                  unsigned               position,
                  unsigned               removed,
                  unsigned               added,
                  GString               *log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

#define check_dates(list, expected) \
  G_STMT_START { \
    g_autofree char *dates_ = dup_dates (list); \
    g_assert_cmpstr (dates_, ==, expected); \
  } G_STMT_END

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  fixture_set_up (self, data);
  deliver (self->store, "1", "Lunch", 1);
  deliver (self->store, "2", "Other", 2);
  deliver (self->store, "3", "Re: Lunch", 3);
  settle ();
}

/* All of it or one letter, oldest first; what is in the trash does not belong to it. */
static void
test_letters (Fixture       *self,
              gconstpointer  data)
{
  gint64 newest = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_autoptr (AnserConversationList) list = anser_conversation_list_new (self->store, newest, TRUE);
  g_autoptr (AnserConversationList) one = anser_conversation_list_new (self->store, newest, FALSE);
  gint64 oldest = anser_conversation_list_get_id (list, 0);
  g_autoptr (GError) error = NULL;

  check_dates (list, "1 3 ");
  check_dates (one, "3 ");
  g_assert_cmpuint (anser_conversation_list_find (list, newest), ==, 1);
  g_assert_cmpuint (anser_conversation_list_find (one, oldest), ==, G_MAXUINT);
  g_assert_true (anser_store_move (self->store, oldest, ANSER_FOLDER_ARCHIVE, &error));
  settle ();
  check_dates (list, "1 3 ");
  g_assert_true (anser_store_move (self->store, oldest, ANSER_FOLDER_TRASH, &error));
  settle ();
  check_dates (list, "3 ");
}

/* What comes is added, what is gone is taken out, and the rows of the others stay. */
static void
test_follow (Fixture       *self,
             gconstpointer  data)
{
  gint64 newest = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_autoptr (AnserConversationList) list = anser_conversation_list_new (self->store, newest, TRUE);
  g_autoptr (AnserLetterRow) row = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_autoptr (AnserLetterRow) later = NULL;
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), log);
  g_assert_true (flag_letter (self->store, newest, ANSER_LETTER_SEEN, 0, NULL));
  settle ();
  g_assert_true (anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN);
  g_assert_true (anser_conversation_list_get_flags (list, 1) & ANSER_LETTER_SEEN);
  g_assert_cmpstr (log->str, ==, "");
  deliver (self->store, "4", "Re: Lunch", 2);
  settle ();
  check_dates (list, "1 2 3 ");
  /* That by which it was chosen goes for good. */
  g_assert_true (erase_letter (self->store, newest, NULL));
  deliver (self->store, "5", "Re: Lunch", 5);
  settle ();
  check_dates (list, "1 2 5 ");
  g_assert_cmpstr (log->str, ==, "1-0+1 2-1+0 2-0+1 ");
  later = g_list_model_get_item (G_LIST_MODEL (list), 2);
  g_assert_true (row != later);
}

static void
send_to_oneself (AnserStore      *store,
                 AnserFolderRole  folder,
                 const char      *sender,
                 int              date)
{
  g_autoptr (AnserDelivery) delivery = anser_delivery_new (store, "anna", folder);
  g_autofree char *uid = g_strdup_printf ("%d", date);
  g_autofree char *text = g_strdup_printf ("From: %s\r\nTo: Anna\r\nSubject: Re: Lunch\r\nDate: %d\r\n"
                                           "Message-ID: <me@b>\r\n\r\nText\r\n", sender, date);
  g_autoptr (GError) error = NULL;

  anser_delivery_begin (delivery, uid, &error);
  anser_delivery_write (delivery, text, strlen (text), &error);
  anser_delivery_end (delivery, &error);
  anser_delivery_commit (delivery, &error);
  g_assert_no_error (error);
  settle ();
}

static void
check_count (AnserStore      *store,
             AnserFolderRole  folder,
             unsigned         expected)
{
  g_autoptr (AnserLetterList) list = list_folder (store, folder);
  g_autoptr (AnserLetterRow) row = NULL;

  anser_letter_list_set_show (list, ANSER_LETTER_SHOW_CONVERSATIONS);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpuint (anser_letter_row_get_count (row), ==, expected);
}

/* It is there twice, and shown once; what a stranger sends with the Message-ID of a letter that one
 * has sent hides nothing. */
static void
test_sent_to_oneself (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (AnserConversationList) received = NULL;
  g_autoptr (AnserConversationList) sent = NULL;
  gint64 newest;

  send_to_oneself (self->store, ANSER_FOLDER_SENT, "Anna", 4);
  send_to_oneself (self->store, ANSER_FOLDER_INBOX, "Anna", 5);
  newest = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  received = anser_conversation_list_new (self->store, newest, TRUE);
  sent = anser_conversation_list_new (self->store,
                                      get_letter (self->store, ANSER_FOLDER_SENT, 0), TRUE);
  check_dates (received, "1 3 5 ");
  check_dates (sent, "1 3 4 ");
  check_count (self->store, ANSER_FOLDER_INBOX, 3);
  check_count (self->store, ANSER_FOLDER_SENT, 3);

  /* That which is left is shown. */
  g_assert_true (anser_store_move (self->store, newest, ANSER_FOLDER_TRASH, NULL));
  settle ();
  check_dates (received, "1 3 4 ");
  send_to_oneself (self->store, ANSER_FOLDER_INBOX, "Mallory", 6);
  check_dates (received, "1 3 4 6 ");
  check_count (self->store, ANSER_FOLDER_INBOX, 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/conversation-list/" name, Fixture, NULL, set_up, function, fixture_tear_down)
  ADD ("letters", test_letters);
  ADD ("follow", test_follow);
  ADD ("sent-to-oneself", test_sent_to_oneself);
  return g_test_run ();
}
