/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes a mailbox of a size that is not to be had otherwise: see README.md here. */

#include "letter-maker.h"

#include "courier/describe.h"
#include "store/maildir.h"
#include "store/store-private.h"
#include "store/words.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Letters per transaction. */
#define BATCH 20000

/* A folder's stamp counts only when nothing has happened for a while. */
#define REST_S 3600

/* A letter with a row, whose words come at the end of the transaction. */
typedef struct
{
  gint64           row;
  AnserLetterInfo *words;
} Waiting;

typedef struct
{
  const char    *root;
  const char    *account;
  int            n_letters;
  int            n_files;
  gint64         seed;
  gboolean       no_index;
  gboolean       texts;
  AnserDatabase *index;
  gint64         folder;
  int            cur;           /* the Inbox's folder of files */
  gint64         text_bytes;
  GArray        *waiting;       /* (element-type Waiting) */
} Options;

static void
check (gboolean  done,
       GError   *error)
{
  if (done)
    return;
  g_printerr ("%s\n", error != NULL ? error->message : "It did not work.");
  exit (1);
}

static void
run (Options    *self,
     const char *sql)
{
  GError *error = NULL;

  check (anser_database_run (self->index, &error, sql, ""), error);
}

static void
prepare (Options *self)
{
  GError *error = NULL;
  AnserStore *store = anser_store_open (self->root, anser_describe_letter, NULL, &error);
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autofree char *cur =
    g_build_filename (self->root, "mail", self->account, "Inbox", "cur", NULL);

  check (store != NULL && anser_store_add_account (store, self->account, &error), error);
  self->folder = anser_store_get_folder_id (store, self->account, ANSER_FOLDER_INBOX);
  g_object_unref (store);
  self->cur = open (cur, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  check (self->cur >= 0, NULL);
  self->index = anser_database_open (path, anser_index_migrations, FALSE, &error);
  check (self->index != NULL, error);
  run (self, "PRAGMA synchronous = OFF");
  run (self, "PRAGMA journal_mode = OFF");
  run (self, "PRAGMA cache_size = -400000");
}

static void
write_file (Options     *self,
            LetterMaker *maker,
            const char  *base,
            const char  *info,
            gint64      *size)
{
  g_autofree char *name = g_strconcat (base, info, NULL);
  const GString *file = letter_maker_write (maker);
  int fd = openat (self->cur, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  check (fd >= 0 && write (fd, file->str, file->len) == (gssize) file->len && close (fd) == 0,
         NULL);
  *size = file->len;
}

static AnserLetterInfo *
dup_words (const AnserLetterInfo *info)
{
  AnserLetterInfo *words = anser_letter_info_new ();

  words->sender = g_strdup (info->sender);
  words->recipients = g_strdup (info->recipients);
  words->subject = g_strdup (info->subject);
  words->writers = g_strdup (info->writers);
  words->to = g_strdup (info->to);
  words->cc = g_strdup (info->cc);
  words->text = g_strdup (info->text);
  words->attachment_names = g_strdup (info->attachment_names);
  words->attached_text = g_strdup (info->attached_text);
  return words;
}

static void
make_letter (Options     *self,
             LetterMaker *maker,
             int          i)
{
  gboolean with_file = i >= self->n_letters - self->n_files;
  const MadeLetter *letter = letter_maker_next (maker, with_file || self->texts);
  g_autofree char *info = anser_maildir_build_info (NULL, letter->info->flags);
  AnserPlace place = { .folder = self->folder, .name = (char *) letter->base, .info = info };
  GError *error = NULL;
  Waiting waiting;

  if (with_file)
    write_file (self, maker, letter->base, info, &letter->info->size);
  self->text_bytes += letter->text_length;
  if (self->no_index)
    return;
  waiting.row = anser_index_put (self->index, &place, letter->info, &error);
  check (waiting.row != 0, error);
  waiting.words = dup_words (letter->info);
  g_array_append_val (self->waiting, waiting);
}

static void
commit (Options *self)
{
  GError *error = NULL;

  for (unsigned i = 0; i < self->waiting->len; i++)
    {
      const Waiting *waiting = &g_array_index (self->waiting, Waiting, i);

      check (anser_words_put (self->index, waiting->row, waiting->words, &error), error);
      anser_letter_info_free (waiting->words);
    }
  g_array_set_size (self->waiting, 0);
  check (anser_database_commit (self->index, &error), error);
}

static void
make_letters (Options *self)
{
  g_autoptr (LetterMaker) maker = letter_maker_new (self->seed, self->n_letters);
  GError *error = NULL;

  for (int i = 0; i < self->n_letters; i++)
    {
      if (!self->no_index && i > 0 && i % BATCH == 0)
        commit (self);
      if (!self->no_index && i % BATCH == 0)
        check (anser_index_begin (self->index, &error), error);
      make_letter (self, maker, i);
    }
  if (!self->no_index && self->n_letters > 0)
    commit (self);
}

static void
make_old (const char *folder,
          const char *subfolder)
{
  g_autofree char *path = g_build_filename (folder, subfolder, NULL);
  struct timespec time = { .tv_sec = g_get_real_time () / G_USEC_PER_SEC - REST_S };
  const struct timespec times[] = { time, time };

  utimensat (AT_FDCWD, path, times, 0);
}

/* The index has seen the folders: Anser opens without comparing them. */
static void
stamp_folders (Options *self)
{
  for (int role = ANSER_FOLDER_INBOX; role < ANSER_FOLDER_OTHER; role++)
    {
      const char *name = anser_folder_role_get_name (role);
      g_autofree char *folder =
        g_build_filename (self->root, "mail", self->account, name, NULL);
      GError *error = NULL;

      make_old (folder, "new");
      make_old (folder, "cur");
      check (anser_database_run (self->index, &error, "UPDATE folder SET stamp = ?"
                                 " WHERE account = ? AND name = ?", "itt",
                                 anser_maildir_get_stamp (folder), self->account, name), error);
    }
}

static int
report (Options *self,
        double   seconds)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  GStatBuf status = { 0 };

  g_stat (path, &status);
  g_print ("%d letters, %d of them with a file, %.1f MB of text, index.db %.1f MB: %.1f s"
           " (%.1f s of the processor)\n", self->n_letters, self->n_files, self->text_bytes / 1e6,
           self->no_index ? 0 : status.st_size / 1e6, seconds, clock () / (double) CLOCKS_PER_SEC);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  Options self = { .account = "bench", .n_letters = 100000, .n_files = -1, .seed = 1 };
  const GOptionEntry entries[] = {
    { "letters", 0, 0, G_OPTION_ARG_INT, &self.n_letters, "How many (100000)", "N" },
    { "files", 0, 0, G_OPTION_ARG_INT, &self.n_files,
      "How many of the newest have a file (all)", "N" },
    { "texts", 0, 0, G_OPTION_ARG_NONE, &self.texts,
      "The index has the whole text of those without a file, too", NULL },
    { "no-index", 0, 0, G_OPTION_ARG_NONE, &self.no_index, "Files alone", NULL },
    { "account", 0, 0, G_OPTION_ARG_STRING, &self.account, "The account's id (bench)", "ID" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self.seed, "Other letters (1)", "N" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER");
  GError *error = NULL;
  gint64 start = g_get_monotonic_time ();

  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_add_main_entries (context, entries, NULL);
  check (g_option_context_parse (context, &argc, &argv, &error) && argc == 2, error);
  self.root = argv[1];
  self.waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  self.n_files = self.n_files < 0 ? self.n_letters : MIN (self.n_files, self.n_letters);
  prepare (&self);
  make_letters (&self);
  if (!self.no_index)
    stamp_folders (&self);
  run (&self, "PRAGMA journal_mode = WAL");
  anser_database_free (self.index);
  return report (&self, (g_get_monotonic_time () - start) / 1e6);
}
