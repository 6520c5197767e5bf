/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/export.h"
#include "store/import.h"
#include "store/letter-digest.h"
#include "store/letter-title.h"
#include "store/utf7.h"

#include <sys/stat.h>

/* Mail from and to other programs, through the whole store. */

static char *
dup_outside (Fixture    *self,
             const char *name)
{
  g_autofree char *folder = g_path_get_dirname (self->root);

  return g_build_filename (folder, name, NULL);
}

/* A file outside the store, with the folders above it. */
static void
write_outside (Fixture    *self,
               const char *name,
               const char *text)
{
  g_autofree char *path = dup_outside (self, name);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static AnserImport *
import (Fixture         *self,
        const char      *account,
        const char      *folder,
        const char      *name,
        AnserMailFormat  format)
{
  g_autofree char *path = dup_outside (self, name);
  AnserImport *work = anser_import_new (self->store, account, folder, path, format);
  g_autoptr (GError) error = NULL;

  anser_work_run (ANSER_WORK (work), NULL, &error);
  g_assert_no_error (error);
  settle ();
  return work;
}

static AnserExport *
export (Fixture              *self,
        const char           *account,
        const char           *folder,
        const char           *name,
        AnserMailFormat       format,
        AnserMailTargetFlags  flags)
{
  g_autofree char *path = dup_outside (self, name);
  AnserExport *work = anser_export_new (self->store, account, folder, TRUE, path, format, flags);
  g_autoptr (GError) error = NULL;

  anser_work_run (ANSER_WORK (work), NULL, &error);
  g_assert_no_error (error);
  return work;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* "Inbox :2,S text\n" for each letter of the account, sorted. */
static char *
list_letters (Fixture    *self,
              const char *account,
              gboolean    with_flags)
{
  g_autoptr (GListModel) folders = anser_store_get_folders (self->store, account);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (folders, i);
      const char *name = anser_folder_get_name (folder);
      g_autofree char *cur = g_build_filename (self->root, "mail", account, name, "cur", NULL);
      g_autoptr (GDir) dir = g_dir_open (cur, 0, NULL);
      const char *file;

      while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (cur, file, NULL);
          g_autofree char *text = NULL;

          g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
          g_ptr_array_add (lines, g_strdup_printf ("%s%s %s", name, with_flags ? strchr (file, ':')
                                                                              : "", text));
        }
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("", (char **) lines->pdata);
}

static void
expect_letters (Fixture    *self,
                const char *account,
                const char *expected)
{
  g_autofree char *letters = list_letters (self, account, TRUE);

  g_assert_cmpstr (letters, ==, expected);
}

static void
expect_result (AnserImport *work,
               unsigned     n_imported,
               unsigned     n_known,
               unsigned     n_left_out)
{
  const AnserImportResult *result = anser_import_get_result (work);

  for (unsigned i = 0; i < result->left_out->len; i++)
    g_test_message ("left out: %s", (char *) result->left_out->pdata[i]);
  g_assert_cmpuint (result->n_imported, ==, n_imported);
  g_assert_cmpuint (result->n_known, ==, n_known);
  g_assert_cmpuint (result->n_left_out, ==, n_left_out);
}

/* Folders as directories and as Maildir++, in UTF-7; flags with those of other programs; what is
 * hidden or no file is none of it. */
static void
test_maildir (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *pipe = dup_outside (self, "M/cur/9.pipe:2,");
  g_autofree char *empty = dup_outside (self, "M/new");

  write_outside (self, "M/cur/1.a.b:2,FSab", "Subject: one\n\n");
  write_outside (self, "M/cur/2.c.d", "Subject: two\n\n");
  write_outside (self, "M/cur/.hidden", "Subject: hidden\n\n");
  write_outside (self, "M/tmp/3.e.f", "Subject: unfinished\n\n");
  write_outside (self, "M/.Work.&ZeVnLIqe-/cur/4.g.h:2,RS", "Subject: three\r\n\r\n");
  write_outside (self, "M/.Work.&ZeVnLIqe-/new/.keep", "");
  write_outside (self, "M/Plain/Inner/new/5.i.j", "Subject: four\n\n");
  write_outside (self, "M/Plain/Inner/cur/.keep", "");
  write_outside (self, "M/.cache/x", "Subject: none\n\n");
  g_mkdir (empty, 0700);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  {
    g_autoptr (AnserImport) work = import (self, "berta", "Old", "M", ANSER_MAIL_UNKNOWN);

    g_assert_cmpint (anser_import_get_format (work), ==, ANSER_MAIL_MAILDIR);
    expect_result (work, 4, 0, 1);
  }
  expect_letters (self, "berta",
                  "Old/Plain/Inner:2, Subject: four\n\n"
                  "Old/Work/日本語:2,RS Subject: three\n\n"
                  "Old:2, Subject: two\n\n"
                  "Old:2,FSab Subject: one\n\n");
  {
    g_autoptr (AnserImport) work = import (self, "berta", "Elsewhere", "M", ANSER_MAIL_UNKNOWN);

    expect_result (work, 0, 4, 1);
  }
}

/* As Thunderbird keeps it: "Work" and "Work.sbd"; what it deleted but has still in the file. */
static void
test_mbox_tree (Fixture       *self,
                gconstpointer  data)
{
  write_outside (self, "T/INBOX",
                 "From - Thu Nov 12 10:00:00 2026\nX-Mozilla-Status: 0005\nSubject: a\n\n\n"
                 "From - Thu Nov 12 10:00:00 2026\nX-Mozilla-Status: 0009\nSubject: b\n\n\n"
                 "From - Thu Nov 12 10:00:00 2026\nSubject: unmarked\n\n\n");
  write_outside (self, "T/INBOX.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n");
  write_outside (self, "T/Work.sbd/Inner", "From - Thu Nov 12 10:00:00 2026\nSubject: c\n\n\n");
  write_outside (self, "T/Apple.mbox/mbox", "From a Thu Nov 12 10:00:00 2026\nSubject: d\n\n\n");
  write_outside (self, "T/Apple.mbox/table_of_contents", "x");
  write_outside (self, "T/Outbox", "From a Thu Nov 12 10:00:00 2026\nSubject: e\n\n\n");
  {
    g_autoptr (AnserImport) work = import (self, "berta", NULL, "T", ANSER_MAIL_UNKNOWN);

    expect_result (work, 5, 0, 0);
    g_assert_cmpuint (anser_import_get_result (work)->n_gone, ==, 1);
  }
  expect_letters (self, "berta",
                  "Apple:2,S Subject: d\n\n"
                  "Drafts:2,S Subject: e\n\n"
                  "Inbox:2, Subject: unmarked\n\n"
                  "Inbox:2,FS X-Mozilla-Status: 0005\nSubject: a\n\n"
                  "Work/Inner:2,S Subject: c\n\n");
}

static void
test_mh (Fixture       *self,
         gconstpointer  data)
{
  write_outside (self, "H/1", "Subject: a\n\n");
  write_outside (self, "H/2", "Subject: b\n\n");
  write_outside (self, "H/10", "Subject: c\n\n");
  write_outside (self, "H/,3", "Subject: deleted\n\n");
  write_outside (self, "H/.mh_sequences", "cur: 1\nunseen: 2-5 7\nflagged: 10\nreplied: 1 10\n");
  write_outside (self, "H/inner/1", "Subject: d\n\n");
  {
    g_autoptr (AnserImport) work = import (self, "berta", "Old", "H", ANSER_MAIL_UNKNOWN);

    g_assert_cmpint (anser_import_get_format (work), ==, ANSER_MAIL_MH);
    expect_result (work, 4, 0, 0);
  }
  expect_letters (self, "berta", "Old/inner:2,S Subject: d\n\n"
                                 "Old:2, Subject: b\n\n"
                                 "Old:2,FRS Subject: c\n\n"
                                 "Old:2,RS Subject: a\n\n");
}

static void
test_eml (Fixture       *self,
          gconstpointer  data)
{
  write_outside (self, "E/one.eml", "Subject: a\r\n\r\nx\ry\r\n");
  write_outside (self, "E/two.EML", "Subject: b\n\nx\r\r\nno end");
  write_outside (self, "E/empty.eml", "");
  write_outside (self, "E/readme.txt", "no message\n");
  write_outside (self, "E/..strange name%/three.eml", "Subject: c\n\n");
  {
    g_autoptr (AnserImport) work = import (self, "berta", "Old", "E", ANSER_MAIL_UNKNOWN);

    g_assert_cmpint (anser_import_get_format (work), ==, ANSER_MAIL_EML);
    expect_result (work, 2, 0, 0);
  }
  expect_letters (self, "berta", "Old:2,S Subject: a\n\nx\ry\n"
                                 "Old:2,S Subject: b\n\nx\r\nno end");
  {
    g_autoptr (AnserImport) one = import (self, "berta", "Old", "E/one.eml", ANSER_MAIL_UNKNOWN);
    g_autoptr (AnserImport) two = import (self, "berta", "Old", "E/two.EML", ANSER_MAIL_UNKNOWN);

    expect_result (one, 0, 1, 0);
    expect_result (two, 0, 1, 0);
  }
}

/* What is no mail is named; what is gone, too. */
static void
test_not_mail (Fixture       *self,
               gconstpointer  data)
{
  static const char * const names[] = { "text", "folder", "missing" };

  write_outside (self, "text", "Just some text\nin two lines\n");
  write_outside (self, "folder/picture.png", "x");
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = dup_outside (self, names[i]);
      g_autoptr (AnserImport) work =
        anser_import_new (self->store, "anna", NULL, path, ANSER_MAIL_UNKNOWN);
      g_autoptr (GError) error = NULL;

      g_assert_false (anser_work_run (ANSER_WORK (work), NULL, &error));
      g_assert_cmpint (error->code, ==, i < 2 ? G_IO_ERROR_INVALID_DATA : G_IO_ERROR_NOT_FOUND);
    }
}

/* The same letter twice stays twice; again on demand it comes again; in Trash it does not count. */
static void
test_known (Fixture       *self,
            gconstpointer  data)
{
  static const char mbox[] = "From a Thu Nov 12 10:00:00 2026\nSubject: a\n\nx\n\n"
                             "From a Thu Nov 12 10:00:00 2026\nSubject: a\n\nx\n\n";
  g_autofree char *path = NULL;

  deliver (self->store, "uid", "received", 1);
  write_outside (self, "one.eml", "From: Berta\nTo: Anna\nSubject: received\nDate: 1\n\n"
                                  "Text of received\n");
  write_outside (self, "two.mbox", mbox);
  {
    g_autoptr (AnserImport) eml = import (self, "anna", "Old", "one.eml", ANSER_MAIL_UNKNOWN);
    g_autoptr (AnserImport) first = import (self, "anna", "Old", "two.mbox", ANSER_MAIL_UNKNOWN);
    g_autoptr (AnserImport) second = import (self, "anna", "Old", "two.mbox", ANSER_MAIL_UNKNOWN);

    expect_result (eml, 0, 1, 0);
    expect_result (first, 2, 0, 0);
    expect_result (second, 0, 2, 0);
  }
  path = dup_outside (self, "two.mbox");
  {
    g_autoptr (AnserImport) again =
      anser_import_new (self->store, "anna", "Old", path, ANSER_MAIL_MBOX);

    anser_import_set_again (again, TRUE);
    g_assert_true (anser_work_run (ANSER_WORK (again), NULL, NULL));
    expect_result (again, 2, 0, 0);
  }
  g_assert_true (anser_store_move (self->store, 1, ANSER_FOLDER_TRASH, NULL));
  {
    g_autoptr (AnserImport) eml = import (self, "anna", "Old", "one.eml", ANSER_MAIL_UNKNOWN);

    expect_result (eml, 1, 0, 0);
  }
}

typedef struct
{
  const char           *name;
  AnserMailFormat       format;
  AnserMailTargetFlags  flags;
  gboolean              keeps_flags;
  unsigned              n_changed;
} RoundTrip;

static const RoundTrip round_trips[] = {
  { "mboxrd", ANSER_MAIL_MBOXRD, 0, FALSE, 1 },
  { "mboxrd-marks", ANSER_MAIL_MBOXRD, ANSER_MAIL_TARGET_MARKS, FALSE, 7 },
  { "mboxo", ANSER_MAIL_MBOXO, 0, FALSE, 2 },
  { "maildir", ANSER_MAIL_MAILDIR, 0, TRUE, 0 },
  { "eml", ANSER_MAIL_EML, 0, FALSE, 0 },
  { "eml-crlf", ANSER_MAIL_EML, ANSER_MAIL_TARGET_CRLF, FALSE, 0 },
  { "mh", ANSER_MAIL_MH, 0, TRUE, 0 },
};

static void
prepare_letters (Fixture *self)
{
  static const char * const letters[] = {
    "Subject: plain\n\nFrom here\n>>From there\n",
    "Subject: quoted\n\n>From here\n",
    "Subject: no end\n\nx",
    "\n\nno header\n",
    "Subject: one / two: \"three\"\n\n\n\n",
    "Subject: one / two: \"three\"\n\n\n\nother\n",
    "From x Thu Nov 12 10:00:00 2026\nSubject: strange\n\nx\ry\n",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *name =
        g_strdup_printf ("src/%s/cur/%u.x.y:2,%s", i < 3 ? "Inbox" : "Work/Inner", i + 1,
                         i % 2 == 1 ? "FS" : "S");

      write_outside (self, name, letters[i]);
    }
  write_outside (self, "src/Inbox/new/.keep", "");
  write_outside (self, "src/Work/Inner/new/.keep", "");
  g_object_unref (import (self, "anna", NULL, "src", ANSER_MAIL_UNKNOWN));
}

/* What was exported and imported again is the same, in the same folders; the export says itself how
 * many letters its format could not hold. */
static void
test_round_trip (Fixture       *self,
                 gconstpointer  data)
{
  const RoundTrip *this = data;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (AnserExport) out = NULL;
  g_autoptr (AnserImport) in = NULL;

  prepare_letters (self);
  out = export (self, "anna", NULL, "out", this->format, this->flags);
  g_assert_cmpuint (anser_export_get_result (out)->n_exported, ==, 7);
  g_assert_cmpuint (anser_export_get_result (out)->n_changed, ==, this->n_changed);
  in = import (self, "berta", NULL, "out", ANSER_MAIL_UNKNOWN);
  expect_result (in, 7, 0, 0);
  before = list_letters (self, "anna", this->keeps_flags);
  after = list_letters (self, "berta", this->keeps_flags);
  if (this->n_changed == 0)
    g_assert_cmpstr (before, ==, after);
  else
    g_assert_cmpstr (before, !=, after);
}

/* Marks in the header come back as flags. */
static void
test_marks (Fixture       *self,
            gconstpointer  data)
{
  write_outside (self, "M/cur/1.a:2,FS", "Subject: a\n\nx\n");
  write_outside (self, "M/new/2.b", "Subject: b\n\nx\n");
  g_object_unref (import (self, "anna", "Old", "M", ANSER_MAIL_UNKNOWN));
  g_object_unref (export (self, "anna", "Old", "old.mbox", ANSER_MAIL_MBOX, ANSER_MAIL_TARGET_MARKS));
  g_object_unref (import (self, "berta", "Old", "old.mbox", ANSER_MAIL_UNKNOWN));
  expect_letters (self, "berta", "Old:2, Subject: b\nStatus: O\nX-Status: \n\nx\n"
                                 "Old:2,FS Subject: a\nStatus: RO\nX-Status: F\n\nx\n");
}

/* Nothing is written over, and nothing stays of what was cancelled. */
static void
test_place (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (self->root);
  g_autofree char *path = dup_outside (self, "there");
  g_autofree char *fresh = dup_outside (self, "fresh");
  g_autoptr (AnserExport) over =
    anser_export_new (self->store, "anna", NULL, TRUE, path, ANSER_MAIL_MAILDIR, 0);
  g_autoptr (AnserExport) cut =
    anser_export_new (self->store, "anna", NULL, TRUE, fresh, ANSER_MAIL_MAILDIR, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  deliver (self->store, "a", "one", 1);
  settle ();
  write_outside (self, "there/x", "x");
  g_assert_false (anser_work_run (ANSER_WORK (over), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (anser_work_run (ANSER_WORK (cut), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (g_str_equal (name, "there") || g_str_equal (name, "anser"));
}

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* In a thread, watched from here; cancelled it keeps what was whole. */
static void
test_thread (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GString) mbox = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = dup_outside (self, "many.mbox");
  g_autoptr (AnserImport) work =
    anser_import_new (self->store, "anna", "Old", path, ANSER_MAIL_UNKNOWN);

  for (unsigned i = 0; i < 300; i++)
    g_string_append_printf (mbox, "From a Thu Nov 12 10:00:00 2026\nSubject: %u\n\n", i);
  write_outside (self, "many.mbox", mbox->str);
  anser_work_run_async (ANSER_WORK (work), NULL, on_done, &result);
  wait_for (result != NULL);
  g_assert_true (anser_work_run_finish (ANSER_WORK (work), result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (anser_work_get_count (ANSER_WORK (work)), ==, 300);
  g_assert_cmpfloat (anser_work_get_fraction (ANSER_WORK (work)), ==, 1);
  expect_result (work, 300, 0, 0);
}

static void
test_names (void)
{
  g_autofree char *plain = anser_utf7_decode ("Sent Items");
  g_autofree char *chinese = anser_utf7_decode ("&U,BTFw-/&ZeVnLIqe-&-x");
  g_autofree char *wrong = anser_utf7_decode ("&ZeV");
  g_autofree char *title = anser_letter_title_new (0, "a/b\\c:*?\"<>|\n\u202e... ");

  g_assert_cmpstr (plain, ==, "Sent Items");
  g_assert_cmpstr (chinese, ==, "台北/日本語&x");
  g_assert_null (wrong);
  g_assert_true (g_str_has_suffix (title, " a b c"));
}

static void
test_digest (void)
{
  static const char text[] = "a\r\n\r\r\nb\rc\n\r";
  static const char kept[] = "a\n\r\nb\rc\n\r";
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, kept, -1);

  for (gsize size = 1; size < sizeof text; size++)
    {
      g_auto (AnserLetterDigest) digest = { NULL };

      anser_letter_digest_begin (&digest);
      for (gsize i = 0; i < sizeof text - 1; i += size)
        anser_letter_digest_feed (&digest, text + i, MIN (size, sizeof text - 1 - i));
      g_assert_cmpstr (anser_letter_digest_end (&digest), ==, expected);
      g_assert_cmpint (digest.size, ==, strlen (kept));
    }
}

#define ADD(path, data, func) \
  g_test_add ("/store/import/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("maildir", NULL, test_maildir);
  ADD ("mbox-tree", NULL, test_mbox_tree);
  ADD ("mh", NULL, test_mh);
  ADD ("eml", NULL, test_eml);
  ADD ("not-mail", NULL, test_not_mail);
  ADD ("known", NULL, test_known);
  for (unsigned i = 0; i < G_N_ELEMENTS (round_trips); i++)
    {
      g_autofree char *path = g_strconcat ("/store/import/round-trip/", round_trips[i].name, NULL);

      g_test_add (path, Fixture, &round_trips[i], fixture_set_up, test_round_trip,
                  fixture_tear_down);
    }
  ADD ("marks", NULL, test_marks);
  ADD ("place", NULL, test_place);
  ADD ("thread", NULL, test_thread);
  g_test_add_func ("/store/import/names", test_names);
  g_test_add_func ("/store/import/digest", test_digest);
  return g_test_run ();
}
