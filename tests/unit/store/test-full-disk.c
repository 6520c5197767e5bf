/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

/* A disk of sixteen megabytes, if this user may mount one. */
typedef struct
{
  Fixture  store;
  char    *folder;
  gboolean is_mounted;
} Disk;

static void
disk_set_up (Disk          *self,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  self->is_mounted = mount ("none", self->folder, "tmpfs", 0, "size=16m") == 0;
  if (!self->is_mounted)
    return;
  self->store.root = g_build_filename (self->folder, "anser", NULL);
  self->store.store = anser_store_open (self->store.root, describe_simply, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (anser_store_add_account (self->store.store, "anna", NULL));
  deliver (self->store.store, "a", "one", 1);
  settle ();
}

static void
disk_tear_down (Disk          *self,
                gconstpointer  data)
{
  fixture_close (&self->store);
  if (self->is_mounted)
    g_assert_cmpint (umount (self->folder), ==, 0);
  remove_tree (self->folder);
  g_free (self->store.root);
  g_free (self->folder);
}

/* Takes all room but @left bytes, or gives it back. */
static void
fill (Disk *self,
      gsize left)
{
  g_autofree char *path = g_build_filename (self->folder, "ballast", NULL);
  g_autofree char *block = g_malloc0 (4096);
  FILE *file = fopen (path, "w");

  setvbuf (file, NULL, _IONBF, 0);
  while (fwrite (block, 1, 4096, file) == 4096)
    ;
  if (left > 0)
    g_assert_cmpint (ftruncate (fileno (file), MAX (ftell (file) - (long) left, 0)), ==, 0);
  fclose (file);
}

static void
make_room (Disk *self)
{
  g_autofree char *path = g_build_filename (self->folder, "ballast", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_no_space (const GError *error,
                 Disk         *self)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, self->store.root));
}

static gboolean
try_letter (AnserDelivery  *delivery,
            const char     *uid,
            const char     *text,
            GError        **error)
{
  return anser_delivery_begin (delivery, uid, error) &&
         anser_delivery_write (delivery, text, strlen (text), error) &&
         anser_delivery_end (delivery, error) && anser_delivery_commit (delivery, error);
}

/* With every amount of room left: the letter is all there and remembered, or not at all; then there
 * is room again, and all goes on. */
static void
test_delivery (Disk          *self,
               gconstpointer  data)
{
  unsigned n_letters = 1, n_failed = 0;

  if (!self->is_mounted)
    {
      g_test_skip ("this user may not mount a small disk");
      return;
    }
  for (unsigned i = 0; i < 24; i += 2)
    {
      g_autoptr (AnserDelivery) delivery =
        anser_delivery_new (self->store.store, "anna", ANSER_FOLDER_INBOX);
      g_autofree char *uid = g_strdup_printf ("full-%u", i);
      g_autofree char *subject = g_strnfill (9000, 's');
      g_autofree char *text = make_letter (subject, 50 + i);
      g_autoptr (GError) error = NULL;

      fill (self, i * 4096);
      if (try_letter (delivery, uid, text, &error))
        n_letters++;
      else
        {
          assert_no_space (error, self);
          n_failed++;
        }
      make_room (self);
      g_assert_cmpint (get_uid_state (self->store.store, uid), ==,
                       error == NULL ? ANSER_UID_RECEIVED : ANSER_UID_UNKNOWN);
      g_assert_cmpuint (count_files (self->store.root, "Inbox", "cur"), ==, n_letters);
      g_clear_object (&delivery);
      g_assert_cmpuint (count_files (self->store.root, "Inbox", "tmp"), ==, 0);
      wait_for (count_letters (self->store.store, ANSER_FOLDER_INBOX) == n_letters);
    }
  g_assert_cmpuint (n_failed, >, 2);
  g_assert_cmpuint (n_letters, >, 1);
  fixture_reopen (&self->store);
  g_assert_cmpuint (count_letters (self->store.store, ANSER_FOLDER_INBOX), ==, n_letters);
}

static void
test_outbox (Disk          *self,
             gconstpointer  data)
{
  unsigned n_queued = 0, n_failed = 0;

  if (!self->is_mounted)
    {
      g_test_skip ("this user may not mount a small disk");
      return;
    }
  for (unsigned i = 0; i < 16; i++)
    {
      g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
      g_autoptr (GPtrArray) items = NULL;
      g_autoptr (GError) error = NULL;

      fill (self, i * 16384);
      if (anser_outbox_add (self->store.store, "anna", "a@example.org", recipients, 0, write_text,
                            (char *) "Subject: x\r\n\r\n", NULL, &error) != 0)
        n_queued++;
      else
        {
          assert_no_space (error, self);
          n_failed++;
        }
      make_room (self);
      items = anser_outbox_list (self->store.store, "anna", NULL);
      g_assert_cmpuint (items->len, ==, n_queued);
      g_assert_cmpuint (count_files (self->store.root, "Outbox", "cur"), ==, n_queued);
    }
  g_assert_cmpuint (n_failed, >, 2);
  g_assert_cmpuint (n_queued, >, 1);
}

/* A full disk at opening says so, and harms nothing. */
static void
test_opening (Disk          *self,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *index = NULL;

  if (!self->is_mounted)
    {
      g_test_skip ("this user may not mount a small disk");
      return;
    }
  fixture_close (&self->store);
  index = g_build_filename (self->store.root, "index.db", NULL);
  g_unlink (index);
  fill (self, 0);
  self->store.store = anser_store_open (self->store.root, describe_simply, NULL, &error);
  g_assert_null (self->store.store);
  assert_no_space (error, self);
  make_room (self);
  fixture_reopen (&self->store);
  g_assert_cmpuint (count_letters (self->store.store, ANSER_FOLDER_INBOX), ==, 1);
  g_assert_cmpint (get_uid_state (self->store.store, "a"), ==, ANSER_UID_RECEIVED);
}

/* For users who may not mount: a limit on the size of files is no room, too. */
static void
test_limit (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (AnserDelivery) delivery =
    anser_delivery_new (self->store, "anna", ANSER_FOLDER_INBOX);
  g_autofree char *subject = g_strnfill (3000000, 's');
  g_autofree char *text = make_letter (subject, 50);
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = (struct rlimit) { 2000000, before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (try_letter (delivery, "a", text, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_cmpint (get_uid_state (self->store, "a"), ==, ANSER_UID_UNKNOWN);
  g_assert_true (try_letter (delivery, "a", text, &error));
  g_assert_cmpuint (count_letters (self->store, ANSER_FOLDER_INBOX), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/full-disk/" name, Disk, NULL, disk_set_up, function, disk_tear_down)
  ADD ("delivery", test_delivery);
  ADD ("outbox", test_outbox);
  ADD ("opening", test_opening);
  g_test_add ("/store/full-disk/limit", Fixture, NULL, fixture_set_up, test_limit,
              fixture_tear_down);

  return g_test_run ();
}
