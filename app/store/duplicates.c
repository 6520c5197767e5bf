/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "duplicates.h"

#include "letter-digest.h"
#include "letter-work.h"
#include "maildir.h"
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is kept of a letter while all are looked through: 40 bytes for each of a million.
 * @key: of Message-ID and of whether it is in Sent; letters with different ones are different
 * @content: of all bytes, @body: of those behind the header; once the file was read
 * @worth: the greater stays */
typedef struct
{
  gint64  id;
  guint64 key;
  guint64 content;
  guint64 body;
  gint64  worth;
} Candidate;

struct _AnserDuplicates
{
  AnserWork   parent_instance;
  AnserStore *store;
  char       *account;
  GArray     *candidates;
  GPtrArray  *found;
};

G_DEFINE_FINAL_TYPE (AnserDuplicates, anser_duplicates, ANSER_TYPE_WORK)

static void
duplicate_free (gpointer data)
{
  AnserDuplicate *duplicate = data;

  g_free (duplicate->folder);
  g_free (duplicate->sender);
  g_free (duplicate->subject);
  g_free (duplicate);
}

static guint64
read_number (const char *hex)
{
  char start[17] = "";

  memcpy (start, hex, MIN (strlen (hex), 16));
  return g_ascii_strtoull (start, NULL, 16);
}

static guint64
hash (const char *text)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return read_number (digest);
}

/* which may be the same */

/* A letter without Message-ID is the same as one of the same size, date and subject, if any. */
static guint64
get_key (AnserStatement *row)
{
  const char *message_id = (const char *) sqlite3_column_text (row, 1);
  gboolean is_sent = sqlite3_column_int (row, 2) == ANSER_FOLDER_SENT;
  g_autofree char *text = NULL;

  if (message_id != NULL && *message_id != '\0')
    text = g_strdup_printf ("%d <%s>", is_sent, message_id);
  else
    text = g_strdup_printf ("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", is_sent,
                            (gint64) sqlite3_column_int64 (row, 5),
                            (gint64) sqlite3_column_int64 (row, 6),
                            (const char *) sqlite3_column_text (row, 7));
  return hash (text);
}

/* From the server, then by what the user did with it; what came first wins at last. */
static gint64
get_worth (AnserStatement *row)
{
  const char *name = (const char *) sqlite3_column_text (row, 3);
  AnserLetterFlags flags = sqlite3_column_int (row, 4);
  gint64 worth = 0;

  if (strstr (name, ",U=") != NULL)
    worth += 16;
  if (flags & ANSER_LETTER_FLAGGED)
    worth += 8;
  if (flags & (ANSER_LETTER_REPLIED | ANSER_LETTER_PASSED))
    worth += 4;
  if (flags & ANSER_LETTER_SEEN)
    worth += 2;
  return worth;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const Candidate *first = a, *second = b;

  if (first->key != second->key)
    return first->key < second->key ? -1 : 1;
  return (first->id > second->id) - (first->id < second->id);
}

static gboolean
load (AnserDuplicates  *self,
      GError          **error)
{
  static const char sql[] =
    "SELECT letter.id, message_id, role, letter.name, flags, size, date, subject FROM letter"
    " JOIN folder ON folder.id = letter.folder WHERE account = ? AND role NOT IN (?, ?, ?, ?)";
  AnserDatabase *reader = self->store->reader;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserStatement) rows =
    anser_database_query (reader, error, sql, "tiiii", self->account,
                          (gint64) ANSER_FOLDER_DRAFTS, (gint64) ANSER_FOLDER_OUTBOX,
                          (gint64) ANSER_FOLDER_TRASH, (gint64) ANSER_FOLDER_JUNK);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (reader, rows, error)) == ANSER_STEP_ROW)
    {
      Candidate candidate = { .id = sqlite3_column_int64 (rows, 0), .key = get_key (rows),
                              .worth = get_worth (rows) };

      g_array_append_val (self->candidates, candidate);
    }
  g_array_sort (self->candidates, compare_keys);
  return step == ANSER_STEP_DONE;
}

/* which are the same */

/* Feeds what lies behind the empty line that ends the header; @state: 0 in a line, 1 at its begin,
 * 2 in the body. */
static void
feed_body (AnserLetterDigest *body,
           const char        *data,
           gsize              length,
           unsigned          *state)
{
  gsize i = 0;

  for (; i < length && *state < 2; i++)
    if (data[i] == '\n')
      (*state)++;
    else
      *state = 0;
  if (*state == 2)
    anser_letter_digest_feed (body, data + i, length - i);
}

/* FALSE for a letter that cannot be read: it is no duplicate of anything. */
static gboolean
read_letter (AnserDuplicates *self,
             Candidate       *candidate)
{
  g_autofree char *path = anser_store_dup_path (self->store, candidate->id, NULL);
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  g_auto (AnserLetterDigest) content = { NULL };
  g_auto (AnserLetterDigest) body = { NULL };
  char buffer[32 * 1024];
  unsigned state = 1;
  gssize n = fd;

  anser_letter_digest_begin (&content);
  anser_letter_digest_begin (&body);
  while (fd >= 0 && ((n = read (fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)))
    {
      anser_letter_digest_feed (&content, buffer, MAX (n, 0));
      feed_body (&body, buffer, MAX (n, 0), &state);
    }
  if (fd >= 0)
    close (fd);
  if (n < 0)
    return FALSE;
  candidate->content = read_number (anser_letter_digest_end (&content));
  candidate->body = read_number (anser_letter_digest_end (&body));
  return TRUE;
}

static int
compare_worth (gconstpointer a,
               gconstpointer b)
{
  const Candidate *first = a, *second = b;

  if (first->body != second->body)
    return first->body < second->body ? -1 : 1;
  if (first->worth != second->worth)
    return first->worth > second->worth ? -1 : 1;
  return (first->id > second->id) - (first->id < second->id);
}

static void
describe (AnserDuplicates *self,
          AnserDuplicate  *duplicate)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserStatement) row =
    anser_database_query (self->store->reader, NULL, "SELECT folder.name, sender, subject, date,"
                          " size, flags FROM letter JOIN folder ON folder.id = letter.folder"
                          " WHERE letter.id = ?", "i", duplicate->letter);

  if (row == NULL || anser_database_step (self->store->reader, row, NULL) != ANSER_STEP_ROW)
    return;
  duplicate->folder = g_strdup ((const char *) sqlite3_column_text (row, 0));
  duplicate->sender = g_strdup ((const char *) sqlite3_column_text (row, 1));
  duplicate->subject = g_strdup ((const char *) sqlite3_column_text (row, 2));
  duplicate->date = sqlite3_column_int64 (row, 3);
  duplicate->size = sqlite3_column_int64 (row, 4);
  duplicate->flags = sqlite3_column_int (row, 5);
}

/* Letters with the same body, the one to keep first. */
static void
add_group (AnserDuplicates *self,
           const Candidate *letters,
           unsigned         n)
{
  unsigned group = self->found->len > 0
                     ? ((AnserDuplicate *) self->found->pdata[self->found->len - 1])->group + 1 : 0;

  for (unsigned i = 0; i < n; i++)
    {
      AnserDuplicate *duplicate = g_new0 (AnserDuplicate, 1);

      duplicate->letter = letters[i].id;
      duplicate->group = group;
      duplicate->is_kept = i == 0;
      duplicate->is_exact = letters[i].content == letters[0].content;
      describe (self, duplicate);
      g_ptr_array_add (self->found, duplicate);
    }
}

/* Letters with the same key, read now. */
static void
compare (AnserDuplicates *self,
         Candidate       *letters,
         unsigned         n)
{
  unsigned n_read = 0;

  for (unsigned i = 0; i < n; i++)
    if (read_letter (self, &letters[i]))
      letters[n_read++] = letters[i];
  qsort (letters, n_read, sizeof *letters, compare_worth);
  for (unsigned i = 0, j; i < n_read; i = j)
    {
      for (j = i + 1; j < n_read && letters[j].body == letters[i].body; j++)
        ;
      if (j - i > 1)
        add_group (self, letters + i, j - i);
    }
}

static gboolean
anser_duplicates_run (AnserWork     *work,
                      GCancellable  *cancellable,
                      GError       **error)
{
  AnserDuplicates *self = ANSER_DUPLICATES (work);
  Candidate *letters;
  unsigned n;

  if (!load (self, error))
    return FALSE;
  letters = (Candidate *) self->candidates->data;
  n = self->candidates->len;
  for (unsigned i = 0, j; i < n; i = j)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (j = i + 1; j < n && letters[j].key == letters[i].key; j++)
        ;
      if (j - i > 1)
        compare (self, letters + i, j - i);
      anser_work_report (work, (double) j / n, j);
    }
  g_array_set_size (self->candidates, 0);
  return TRUE;
}

static void
anser_duplicates_finalize (GObject *object)
{
  AnserDuplicates *self = ANSER_DUPLICATES (object);

  g_array_unref (self->candidates);
  g_ptr_array_unref (self->found);
  g_clear_object (&self->store);
  g_free (self->account);
  G_OBJECT_CLASS (anser_duplicates_parent_class)->finalize (object);
}

static void
anser_duplicates_class_init (AnserDuplicatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_duplicates_finalize;
  ANSER_WORK_CLASS (klass)->run = anser_duplicates_run;
}

static void
anser_duplicates_init (AnserDuplicates *self)
{
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self->found = g_ptr_array_new_with_free_func (duplicate_free);
}

AnserDuplicates *
anser_duplicates_new (AnserStore *store,
                      const char *account)
{
  AnserDuplicates *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_object_new (ANSER_TYPE_DUPLICATES, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  return self;
}

GPtrArray *
anser_duplicates_get_found (AnserDuplicates *self)
{
  g_return_val_if_fail (ANSER_IS_DUPLICATES (self), NULL);

  return self->found;
}

GArray *
anser_duplicates_dup_spare (AnserDuplicates *self,
                            gboolean         only_exact)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (ANSER_IS_DUPLICATES (self), letters);

  for (unsigned i = 0; i < self->found->len; i++)
    {
      const AnserDuplicate *duplicate = self->found->pdata[i];

      if (!duplicate->is_kept && (duplicate->is_exact || !only_exact))
        g_array_append_val (letters, duplicate->letter);
    }
  return letters;
}

void
anser_store_put_away_async (AnserStore          *self,
                            const gint64        *letters,
                            gsize                n_letters,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  AnserLetterWork *work;

  g_return_if_fail (ANSER_IS_STORE (self));

  work = anser_letter_work_new (anser_letter_move, letters, n_letters);
  work->role = ANSER_FOLDER_TRASH;
  work->undo = anser_undo_new ();
  anser_letter_work_start (self, work, anser_store_put_away_async, cancellable, callback,
                           user_data);
}
