/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/database.h"
#include "store/erased.h"
#include "store/maildir.h"
#include "store/shelf-life.h"
#include "store/store-private.h"

#define DAY (24 * 60 * 60)

/* Lets time pass for what is there. */
static void
age (Fixture *self,
     int      days)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->store->write_lock);
  anser_database_run (self->store->state, &error, "UPDATE put_away SET since = since - ?", "i",
                      (gint64) days * DAY);
  g_mutex_unlock (&self->store->write_lock);
  g_assert_no_error (error);
}

static gssize
expire (Fixture  *self,
        unsigned  trash_days,
        unsigned  junk_days)
{
  g_autoptr (GError) error = NULL;
  gssize n = anser_store_expire (self->store, "anna", trash_days, junk_days, &error);

  g_assert_no_error (error);
  return n;
}

/* The time counts from the move, whatever the letter's date. */
static void
test_trash (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GHashTable) digests = NULL;
  g_autofree char *digest = anser_maildir_digest ("a");
  gint64 id;

  deliver (self->store, "a", "old", 1);
  deliver (self->store, "b", "kept", 2);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 1);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  g_assert_cmpint (expire (self, 30, 0), ==, 0);
  age (self, 29);
  g_assert_cmpint (expire (self, 30, 0), ==, 0);
  fixture_reopen (self);
  age (self, 1);
  g_assert_cmpint (expire (self, 0, 30), ==, 0);
  g_assert_cmpint (expire (self, 30, 0), ==, 1);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_TRASH), ==, 0);
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
  digests = anser_erased_load (self->store, "anna", NULL);
  g_assert_true (g_hash_table_contains (digests, digest));
}

/* Taken out and thrown away again it begins anew; Junk has its own time. */
static void
test_again (Fixture       *self,
            gconstpointer  data)
{
  gint64 id;

  deliver (self->store, "a", "one", 1);
  id = get_letter (self->store, ANSER_FOLDER_INBOX, 0);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  age (self, 40);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_INBOX, NULL));
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_JUNK, NULL));
  g_assert_cmpint (expire (self, 30, 30), ==, 0);
  age (self, 40);
  g_assert_true (anser_store_move (self->store, id, ANSER_FOLDER_TRASH, NULL));
  g_assert_cmpint (expire (self, 30, 30), ==, 0);
  age (self, 30);
  g_assert_cmpint (expire (self, 30, 30), ==, 1);
}

/* What others put there counts from when it is first seen. */
static void
test_others (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->root, "mail", "anna", "Junk", "cur", "1.a:2,",
                                            NULL);

  fixture_close (self);
  g_assert_true (g_file_set_contents (path, "Subject: x\n\n", -1, NULL));
  fixture_reopen (self);
  age (self, 100);
  g_assert_cmpint (expire (self, 7, 7), ==, 0);
  age (self, 7);
  g_assert_cmpint (expire (self, 7, 7), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/store/shelf-life/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("trash", test_trash);
  ADD ("again", test_again);
  ADD ("others", test_others);
  return g_test_run ();
}
