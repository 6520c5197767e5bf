/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operations.h"
#include "steps.h"
#include "truth.h"

#include <sys/wait.h>
#include <unistd.h>

/* Each operation that writes to a store is cut off at each of its steps in turn: by a kill, and by a
 * disk that is full from there on. Then every letter is in one of its two places, the index is what
 * a new one would be, and the operation can be done again.
 *
 * This process has no threads and opens no store, so that it can fork: each piece of work is done
 * in a child. Under a sanitizer some steps will do. */
#ifdef __SANITIZE_ADDRESS__
#define STRIDE 5
#else
#define STRIDE 1
#endif

/* Where one operation is tried. */
typedef struct
{
  const Operation *operation;
  char            *folder;
  char            *start;     /* a store to begin with, never changed */
  char            *root;      /* the store at hand */
  char            *before;
  char            *after;
  GHashTable      *indexes;   /* what lies on the disk -> what an index says that was made of it */
  unsigned         n;
} Trial;

typedef void (*TrialFunc) (Trial *self);

/* Runs @func in a child: FALSE if it was killed. */
static gboolean
run (Trial     *self,
     TrialFunc  func)
{
  pid_t child = fork ();
  int status = 0;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      func (self);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    return FALSE;
  if (status != 0)
    g_error ("%s failed at step %u", self->operation->name, self->n);
  return TRUE;
}

static AnserStore *
open_store (const char *root)
{
  g_autoptr (GError) error = NULL;
  AnserStore *store = anser_store_open (root, describe_simply, NULL, &error);

  g_assert_no_error (error);
  settle ();
  return store;
}

static void
make_start (Trial *self)
{
  AnserStore *store = open_store (self->start);

  operations_prepare (store);
  if (self->operation->prepare != NULL)
    self->operation->prepare (store);
  close_store (store);
}

static void
write_truth (Trial      *self,
             const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *text = truth_read (self->root);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static AnserStore *
get_ready (Trial *self)
{
  AnserStore *store = open_store (self->root);

  if (self->operation->ready != NULL)
    self->operation->ready (store);
  return store;
}

static void
act_undisturbed (Trial *self)
{
  AnserStore *store = get_ready (self);
  g_autoptr (GError) error = NULL;

  write_truth (self, "before");
  self->operation->act (store, &error);
  g_assert_no_error (error);
  close_store (store);
  write_truth (self, "after");
}

static void
act_until_killed (Trial *self)
{
  AnserStore *store = get_ready (self);

  steps_kill_at (self->n);
  self->operation->act (store, NULL);
  close_store (store);
}

static void
open_and_close (Trial *self)
{
  close_store (open_store (self->root));
}

/* The index is what a new one would be, which is made once for the same letters. */
static void
check_index (Trial *self)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);
  g_autofree char *truth = truth_read (self->root);
  g_autofree char *index = truth_dump_index (self->root);

  if (!g_hash_table_contains (self->indexes, truth))
    {
      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_true (run (self, open_and_close));
      g_hash_table_insert (self->indexes, g_strdup (truth), truth_dump_index (self->root));
    }
  g_assert_cmpstr (index, ==, g_hash_table_lookup (self->indexes, truth));
}

static void
check_truth (Trial *self)
{
  g_autofree char *now = truth_read (self->root);

  truth_check (self->before, self->after, now);
}

/* The next start; the operation again, if it is one that goes on. */
static void
check_after_kill (Trial *self)
{
  AnserStore *store;
  g_autofree char *now = NULL;
  g_autoptr (GError) error = NULL;

  check_truth (self);
  store = open_store (self->root);
  check_truth (self);
  if (self->operation->check != NULL)
    self->operation->check (store);
  if (self->operation->goes_on)
    {
      self->operation->act (store, &error);
      g_assert_no_error (error);
    }
  close_store (store);
  now = truth_read (self->root);
  if (self->operation->goes_on)
    g_assert_cmpstr (now, ==, self->after);
}

/* A whole sentence for the user, no more and no less. */
static void
check_sentence (const GError *error)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
act_on_full_disk (Trial *self)
{
  AnserStore *store = get_ready (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *now = NULL;
  gboolean done, was_full;

  steps_fill_at (self->n);
  done = self->operation->act (store, &error);
  was_full = steps_make_room ();
  if (!done)
    check_sentence (error);
  check_truth (self);
  g_clear_error (&error);
  if (!done && self->operation->goes_on)
    {
      done = self->operation->act (store, &error);
      g_assert_no_error (error);
    }
  close_store (store);
  now = truth_read (self->root);
  if (done)
    g_assert_cmpstr (now, ==, self->after);
  store = open_store (self->root);
  if (self->operation->check != NULL)
    self->operation->check (store);
  close_store (store);
  check_truth (self);
  if (!was_full)
    kill (getpid (), SIGKILL);
}

static void
begin (Trial           *self,
       const Operation *operation)
{
  self->operation = operation;
  self->indexes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->folder = g_dir_make_tmp ("anser-survival-XXXXXX", NULL);
  self->start = g_build_filename (self->folder, "start", NULL);
  self->root = g_build_filename (self->folder, "anser", NULL);
  g_assert_true (run (self, make_start));
}

/* The store as it was at the start. */
static void
renew (Trial *self)
{
  g_autofree char *start = g_strconcat (self->start, ".backup", NULL);
  g_autofree char *backup = g_strconcat (self->root, ".backup", NULL);

  remove_tree (self->root);
  remove_tree (backup);
  truth_copy (self->start, self->root);
  if (g_file_test (start, G_FILE_TEST_EXISTS))
    truth_copy (start, backup);
}

static void
read_truths (Trial *self)
{
  g_autofree char *before = g_build_filename (self->folder, "before", NULL);
  g_autofree char *after = g_build_filename (self->folder, "after", NULL);

  renew (self);
  g_assert_true (run (self, act_undisturbed));
  g_assert_true (g_file_get_contents (before, &self->before, NULL, NULL));
  g_assert_true (g_file_get_contents (after, &self->after, NULL, NULL));
}

static void
end (Trial *self)
{
  g_hash_table_unref (self->indexes);
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->start);
  g_free (self->root);
  g_free (self->before);
  g_free (self->after);
}

static void
test_kill (gconstpointer data)
{
  Trial self = { NULL };
  gboolean killed = TRUE;

  begin (&self, data);
  read_truths (&self);
  for (self.n = 1; killed; self.n += STRIDE)
    {
      renew (&self);
      killed = !run (&self, act_until_killed);
      g_assert_true (run (&self, check_after_kill));
      check_index (&self);
    }
  g_test_message ("%s has about %u steps", self.operation->name, self.n);
  g_assert_cmpuint (self.n, >, 5);
  end (&self);
}

static void
test_full (gconstpointer data)
{
  Trial self = { NULL };
  gboolean was_full = TRUE;

  begin (&self, data);
  read_truths (&self);
  for (self.n = 1; was_full; self.n += STRIDE)
    {
      renew (&self);
      was_full = run (&self, act_on_full_disk);
      check_index (&self);
    }
  g_test_message ("%s wants room %u times", self.operation->name, self.n);
  g_assert_cmpuint (self.n, >, 3);
  end (&self);
}

/* What the store says of cut-off work is for the log. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  return level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)
           ? g_log_writer_default (level, fields, n_fields, user_data)
           : G_LOG_WRITER_HANDLED;
}

int
main (int    argc,
      char **argv)
{
  /* A kill loses nothing of what was written, so memory will do for a disk, and is quick. */
  if (access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  for (unsigned i = 0; operations[i].name != NULL; i++)
    {
      g_autofree char *kill_path = g_strconcat ("/store/survival/kill/", operations[i].name, NULL);
      g_autofree char *full_path = g_strconcat ("/store/survival/full/", operations[i].name, NULL);

      g_test_add_data_func (kill_path, &operations[i], test_kill);
      g_test_add_data_func (full_path, &operations[i], test_full);
    }
  return g_test_run ();
}
