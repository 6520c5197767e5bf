/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/receipts.h"

static gint64
add (Fixture *self)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autofree char *text = make_letter ("out", 5);
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_ptr_array_add (recipients, (char *) "b@example.org");
  g_ptr_array_add (recipients, (char *) "c@example.org");
  id = anser_outbox_add (self->store, "anna", "a@example.org", recipients, 77, write_text, text,
                         NULL, &error);
  g_assert_no_error (error);
  return id;
}

static void
set_state (Fixture          *self,
           gint64            letter,
           AnserOutboxState  state)
{
  g_autoptr (AnserOutboxItem) item = anser_outbox_get (self->store, letter, NULL);
  g_autoptr (GError) error = NULL;

  item->state = state;
  anser_outbox_update (self->store, item, &error);
  g_assert_no_error (error);
}

/* The only item there is. */
static AnserOutboxItem *
get_item (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = anser_outbox_list (self->store, "anna", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  return anser_outbox_get (self->store, ((AnserOutboxItem *) items->pdata[0])->letter, NULL);
}

static void
assert_empty (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = anser_outbox_list (self->store, "anna", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 0);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_OUTBOX), ==, 0);
}

static void
test_add (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr (AnserOutboxItem) item = NULL;
  g_autofree char *path = NULL;
  gint64 id = add (self);

  for (int opening = 0; opening < 2; opening++)
    {
      g_clear_pointer (&item, anser_outbox_item_free);
      item = get_item (self);
      g_assert_cmpint (item->letter, ==, id);
      g_assert_cmpstr (item->account, ==, "anna");
      g_assert_cmpstr (item->sender, ==, "a@example.org");
      g_assert_cmpuint (item->recipients->len, ==, 2);
      g_assert_cmpstr (item->recipients->pdata[1], ==, "c@example.org");
      g_assert_cmpint (item->state, ==, ANSER_OUTBOX_QUEUED);
      g_assert_cmpint (item->not_before, ==, 77);
      g_assert_cmpuint (item->attempts, ==, 0);
      g_assert_null (item->problem);
      fixture_reopen (self);
    }
  path = anser_store_dup_path (self->store, id, NULL);
  g_assert_nonnull (strstr (path, "/Outbox/cur/"));
  g_assert_true (g_str_has_suffix (path, ":2,S"));
}

static void
test_update (Fixture       *self,
             gconstpointer  data)
{
  gint64 id = add (self);
  g_autoptr (AnserOutboxItem) item = anser_outbox_get (self->store, id, NULL);
  g_autoptr (AnserOutboxItem) read = NULL;

  g_ptr_array_remove_index (item->recipients, 0);
  item->state = ANSER_OUTBOX_HELD;
  item->not_before = 99;
  item->attempts = 3;
  item->problem = g_strdup ("Refused.");
  g_assert_true (anser_outbox_update (self->store, item, NULL));
  fixture_reopen (self);
  read = get_item (self);
  g_assert_cmpuint (read->recipients->len, ==, 1);
  g_assert_cmpstr (read->recipients->pdata[0], ==, "c@example.org");
  g_assert_cmpint (read->state, ==, ANSER_OUTBOX_HELD);
  g_assert_cmpint (read->not_before, ==, 99);
  g_assert_cmpuint (read->attempts, ==, 3);
  g_assert_cmpstr (read->problem, ==, "Refused.");
}

static void
test_finish (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gint64 id = add (self);

  g_assert_true (anser_outbox_finish (self->store, id, &error));
  assert_empty (self);
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_SENT, 0), ==, id);
  path = anser_store_dup_path (self->store, id, NULL);
  g_assert_true (g_str_has_suffix (path, ":2,S"));
  g_assert_false (anser_outbox_finish (self->store, id, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_take_back (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnserOutboxItem) item = NULL;
  g_autofree char *path = NULL;
  gint64 id = add (self);

  item = anser_outbox_get (self->store, id, NULL);
  set_state (self, id, ANSER_OUTBOX_SENDING);
  g_assert_false (anser_outbox_take_back (self->store, id, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  set_state (self, id, ANSER_OUTBOX_HELD);
  g_assert_true (anser_outbox_take_back (self->store, id, &error));
  assert_empty (self);
  path = anser_store_dup_path (self->store, get_letter (self->store, ANSER_FOLDER_DRAFTS, 0), NULL);
  g_assert_true (g_str_has_suffix (path, ":2,DS"));
  /* The courier that read it before learns that it must not be sent. */
  item->state = ANSER_OUTBOX_SENDING;
  g_assert_false (anser_outbox_update (self->store, item, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_interrupted (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (AnserOutboxItem) item = NULL;
  gint64 id = add (self);

  set_state (self, id, ANSER_OUTBOX_SENDING);
  fixture_reopen (self);
  item = get_item (self);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_NOT_SURE);
  g_assert_nonnull (item->problem);
}

/* Another program opens the store while this one sends: the letter is none of its business. */
static void
test_sending_elsewhere (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr (AnserAccountLock) lock G_GNUC_UNUSED =
    anser_store_lock_account (self->store, "anna", NULL);
  g_autoptr (AnserOutboxItem) item = NULL;
  gint64 id = add (self);
  AnserStore *other;

  set_state (self, id, ANSER_OUTBOX_SENDING);
  other = anser_store_open (self->root, describe_simply, NULL, NULL);
  item = get_item (self);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_SENDING);
  close_store (other);
}

static void
test_sent_not_moved (Fixture       *self,
                     gconstpointer  data)
{
  gint64 id = add (self);

  set_state (self, id, ANSER_OUTBOX_SENT);
  fixture_reopen (self);
  assert_empty (self);
  g_assert_cmpint (get_letter (self->store, ANSER_FOLDER_SENT, 0), ==, id);
}

/* A lost index gives letters new row ids; a lost state.db leaves files nobody may send. */
static void
test_index_lost (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *index = g_build_filename (self->root, "index.db", NULL);
  g_autoptr (AnserOutboxItem) item = NULL;

  deliver (self->store, "a", "one", 1);
  add (self);
  fixture_close (self);
  g_unlink (index);
  fixture_reopen (self);
  item = get_item (self);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_QUEUED);
  g_assert_cmpint (item->letter, ==, get_letter (self->store, ANSER_FOLDER_OUTBOX, 0));
}

static void
test_state_lost (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *state = g_build_filename (self->root, "state.db", NULL);
  g_autoptr (AnserOutboxItem) item = NULL;
  gint64 id = add (self);

  fixture_close (self);
  g_unlink (state);
  fixture_reopen (self);
  item = get_item (self);
  g_assert_cmpint (item->letter, ==, id);
  g_assert_cmpint (item->state, ==, ANSER_OUTBOX_HELD);
  g_assert_nonnull (item->problem);
  g_assert_true (anser_outbox_take_back (self->store, id, NULL));
  assert_empty (self);
}

static void
test_line_break (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (recipients, (char *) "a@example.org\nRCPT TO:<b@example.org>");
  g_assert_cmpint (anser_outbox_add (self->store, "anna", "a@example.org", recipients, 0,
                                     write_text, (char *) "x", NULL, &error), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_empty (self);
}

static void
test_order (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GPtrArray) items = NULL;
  gint64 first = add (self);
  gint64 second = add (self);

  items = anser_outbox_list (self->store, "anna", NULL);
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpint (((AnserOutboxItem *) items->pdata[0])->letter, ==, first);
  g_assert_cmpint (((AnserOutboxItem *) items->pdata[1])->letter, ==, second);
}

static void
test_recent_receipts (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (GPtrArray) receipts = NULL;
  g_autoptr (GError) error = NULL;
  const AnserReceipt *receipt;
  gint64 first = add (self);
  gint64 second = add (self);

  anser_receipts_add (self->store, first, "2.0.0 queued as 1", 2, 77, &error);
  g_assert_no_error (error);
  g_assert_true (anser_outbox_finish (self->store, first, &error));
  anser_receipts_add (self->store, second, "谢谢", 1, 78, &error);
  g_assert_no_error (error);
  fixture_reopen (self);

  receipts = anser_receipts_list_recent (self->store, "anna", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (receipts->len, ==, 2);
  receipt = receipts->pdata[1];
  g_assert_cmpint (receipt->letter, ==, first);
  g_assert_cmpstr (receipt->words, ==, "2.0.0 queued as 1");
  g_assert_cmpuint (receipt->recipients, ==, 2);
  g_assert_cmpint (receipt->taken_at, ==, 77);

  g_ptr_array_unref (receipts);
  receipts = anser_receipts_list_recent (self->store, "anna", 1, &error);
  g_assert_cmpuint (receipts->len, ==, 1);
  g_assert_cmpstr (((AnserReceipt *) receipts->pdata[0])->words, ==, "谢谢");

  g_ptr_array_unref (receipts);
  g_assert_true (anser_store_remove_account (self->store, "anna", &error));
  receipts = anser_receipts_list_recent (self->store, "anna", 10, &error);
  g_assert_cmpuint (receipts->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/outbox/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("add", test_add);
  ADD ("update", test_update);
  ADD ("finish", test_finish);
  ADD ("take-back", test_take_back);
  ADD ("interrupted", test_interrupted);
  ADD ("sending-elsewhere", test_sending_elsewhere);
  ADD ("sent-not-moved", test_sent_not_moved);
  ADD ("index-lost", test_index_lost);
  ADD ("state-lost", test_state_lost);
  ADD ("line-break", test_line_break);
  ADD ("order", test_order);
  ADD ("recent-receipts", test_recent_receipts);

  return g_test_run ();
}
