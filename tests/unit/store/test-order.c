/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "steps.h"

/* A kill leaves what the kernel has; a power cut does not. So the order of writing and syncing is
 * looked at itself. */

static GStrv steps;

/* The first step from @from on that begins with @what and has @path in it; fails if there is none. */
static int
find_step (int         from,
           const char *what,
           const char *path)
{
  for (int i = from; steps[i] != NULL; i++)
    if (g_str_has_prefix (steps[i], what) && strstr (steps[i], path) != NULL)
      return i;
  g_error ("no step “%s … %s” from %d on", what, path, from);
}

static int
find_last_step (const char *what,
                const char *path)
{
  int last = -1;

  for (int i = 0; steps[i] != NULL; i++)
    if (g_str_has_prefix (steps[i], what) && strstr (steps[i], path) != NULL)
      last = i;
  g_assert_cmpint (last, >=, 0);
  return last;
}

static int
count_steps (const char *what,
             const char *path)
{
  int n = 0;

  for (int i = 0; steps[i] != NULL; i++)
    n += g_str_has_prefix (steps[i], what) && strstr (steps[i], path) != NULL;
  return n;
}

static void
take_log (void)
{
  g_autofree char *text = steps_log (FALSE);

  g_strfreev (steps);
  steps = g_strsplit (text, "\n", -1);
}

static void
deliver_logged (Fixture  *self,
                unsigned  n)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);

  g_free (steps_log (TRUE));
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *uid = g_strdup_printf ("%u", i);

      begin_letter (delivery, uid, uid, i);
    }
  g_assert_true (anser_delivery_commit (delivery, NULL));
  take_log ();
}

/* Renamed only when durable; remembered only when the folder is; indexed last. */
static void
check_rest (int durable)
{
  int first_rename = find_step (0, "rename", "/Inbox/tmp/");
  int last_rename = find_last_step ("rename", "/Inbox/tmp/");
  int folder = find_step (last_rename, "sync", "/Inbox/cur");
  int state = find_step (0, "write", "/state.db");
  int state_sync = find_step (state, "sync", "/state.db-wal");
  int index = find_step (0, "write", "/index.db");

  g_assert_cmpint (durable, <, first_rename);
  g_assert_cmpint (last_rename, <, folder);
  g_assert_cmpint (folder, <, state);
  g_assert_cmpint (find_last_step ("write", "/state.db-wal"), <, state_sync);
  g_assert_cmpint (state_sync, <, index);
}

static void
test_few (Fixture       *self,
          gconstpointer  data)
{
  deliver_logged (self, 3);
  g_assert_cmpint (count_steps ("sync", "/Inbox/tmp/"), ==, 3);
  g_assert_cmpint (find_last_step ("write", "/Inbox/tmp/"), <,
                   find_step (0, "sync", "/Inbox/tmp/"));
  check_rest (find_last_step ("sync", "/Inbox/tmp/"));
}

static void
test_many (Fixture       *self,
           gconstpointer  data)
{
  deliver_logged (self, 30);
  g_assert_cmpint (count_steps ("sync ", "/Inbox/tmp/"), ==, 0);
  g_assert_cmpint (count_steps ("syncfs", "/Inbox"), ==, 1);
  g_assert_cmpint (find_last_step ("write", "/Inbox/tmp/"), <, find_step (0, "syncfs", "/Inbox"));
  check_rest (find_step (0, "syncfs", "/Inbox"));
}

/* A draft that replaces another: the old one goes when the new one is safe. */
static void
test_replace (Fixture       *self,
              gconstpointer  data)
{
  gint64 first = anser_store_put (self->store, "anna", ANSER_FOLDER_DRAFTS, 0, 0, write_text,
                                  (char *) "Subject: a\r\n\r\n", NULL, NULL);

  g_free (steps_log (TRUE));
  anser_store_put (self->store, "anna", ANSER_FOLDER_DRAFTS, 0, first, write_text,
                   (char *) "Subject: b\r\n\r\n", NULL, NULL);
  take_log ();
  g_assert_cmpint (find_step (0, "sync", "/Drafts/tmp/"), <,
                   find_step (0, "rename", "/Drafts/tmp/"));
  g_assert_cmpint (find_step (0, "rename", "/Drafts/tmp/"), <,
                   find_step (0, "sync", "/Drafts/cur"));
  g_assert_cmpint (find_step (0, "sync", "/Drafts/cur"), <,
                   find_step (0, "unlink", "/Drafts/cur/"));
}

/* Each state is on the disk before the network step: update returns after a sync. Sent is on the
 * disk before the letter moves, and the letter has moved before the row goes. */
static void
test_outbox (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (AnserOutboxItem) item = NULL;
  gint64 id = anser_outbox_add (self->store, "anna", "a@example.org", recipients, 0, write_text,
                                (char *) "Subject: a\r\n\r\n", NULL, NULL);
  int sent, moved, dropped;

  item = anser_outbox_get (self->store, id, NULL);
  item->state = ANSER_OUTBOX_SENDING;
  g_free (steps_log (TRUE));
  g_assert_true (anser_outbox_update (self->store, item, NULL));
  take_log ();
  find_step (find_step (0, "write", "/state.db-wal"), "sync", "/state.db-wal");
  g_free (steps_log (TRUE));
  g_assert_true (anser_outbox_finish (self->store, id, NULL));
  take_log ();
  sent = find_step (0, "sync", "/state.db-wal");
  moved = find_step (sent, "rename", "/Sent/cur/");
  dropped = find_step (moved, "write", "/state.db-wal");
  g_assert_cmpint (find_step (0, "rename", "/Sent/cur/"), ==, moved);
  g_assert_cmpint (find_step (moved, "sync", "/Sent/cur"), <, dropped);
  g_assert_cmpint (find_step (moved, "sync", "/Outbox/cur"), <, dropped);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/order/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("few", test_few);
  ADD ("many", test_many);
  ADD ("replace", test_replace);
  ADD ("outbox", test_outbox);

  result = g_test_run ();
  g_strfreev (steps);
  return result;
}
