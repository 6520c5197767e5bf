/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "conversation.h"

#include "subject.h"

#include <string.h>

/* References that count: the first, which began it, and so many of the last. */
#define LAST_REFERENCES 31

/* A letter that answers by its subject answers one that is no older. */
#define WINDOW_S (30 * 24 * 60 * 60)

/* So many letters of one subject in that time are looked at: each day's report is no conversation. */
#define MOST_MATES 100

/* To find the larger of two conversations, no more are counted. */
#define MOST_COUNTED 1000

typedef struct
{
  AnserDatabase         *index;
  const AnserLetterInfo *info;
  AnserMembership       *membership;
  gint64                 letter;
  const char            *account;
  GArray                *ids;            /* (element-type gint64): hashes of Message-IDs */
  GArray                *unknown;        /* (element-type gint64): those that are new */
  GArray                *found;          /* (element-type gint64): conversations it belongs to */
} Join;

/* A conversation in one folder. */
typedef struct
{
  gint64 conversation;
  gint64 folder;
} InFolder;

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gint64
hash (const char *account,
      const char *text,
      gsize       length)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize n = sizeof digest;
  gint64 number;

  g_checksum_update (checksum, (const guchar *) account, strlen (account) + 1);
  g_checksum_update (checksum, (const guchar *) text, length);
  g_checksum_get_digest (checksum, digest, &n);
  memcpy (&number, digest, sizeof number);
  return number;
}

static void
add_once (GArray *numbers,
          gint64  number)
{
  for (unsigned i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, gint64, i) == number)
      return;
  g_array_append_val (numbers, number);
}

static void
add_id (Join       *self,
        const char *id,
        gsize       length)
{
  if (length > 0)
    add_once (self->ids, hash (self->account, id, length));
}

static void
add_ids (Join *self)
{
  const char *references = or_empty (self->info->references);
  const char *end = references + strlen (references);
  const char *start = end;

  add_id (self, or_empty (self->info->message_id), strlen (or_empty (self->info->message_id)));
  add_id (self, or_empty (self->info->in_reply_to), strlen (or_empty (self->info->in_reply_to)));
  add_id (self, references, strcspn (references, " "));
  for (unsigned n = 0; n < LAST_REFERENCES && end > references; n++)
    {
      while (start > references && start[-1] != ' ')
        start--;
      add_id (self, start, end - start);
      end = start > references ? start - 1 : references;
      start = end;
    }
}

/* What has become of a conversation that was joined to others. 0 with an error. */
static gint64
find_root (AnserDatabase  *index,
           gint64          conversation,
           GError        **error)
{
  AnserStep step;

  do
    step = anser_database_get (index, &conversation, error,
                               "SELECT target FROM merged WHERE id = ?", "i", conversation);
  while (step == ANSER_STEP_ROW);
  return step == ANSER_STEP_DONE ? conversation : 0;
}

static gboolean
add_found (Join    *self,
           gint64   conversation,
           GError **error)
{
  gint64 root = conversation != 0 ? find_root (self->index, conversation, error) : 0;

  if (root != 0)
    add_once (self->found, root);
  return root != 0 || conversation == 0;
}

static gboolean
find_by_ids (Join    *self,
             GError **error)
{
  for (unsigned i = 0; i < self->ids->len; i++)
    {
      gint64 id = g_array_index (self->ids, gint64, i);
      gint64 conversation = 0;
      AnserStep step = anser_database_get (self->index, &conversation, error,
                                           "SELECT conversation FROM known WHERE id = ?", "i", id);

      if (step == ANSER_STEP_FAILED || !add_found (self, conversation, error))
        return FALSE;
      if (step == ANSER_STEP_DONE)
        g_array_append_val (self->unknown, id);
    }
  return TRUE;
}

/* Whether @name is one of @names, which are separated by ", ". */
static gboolean
has_name (const char *names,
          const char *name)
{
  gsize length = strlen (name);

  for (const char *c = names; length > 0 && (c = strstr (c, name)) != NULL; c += length)
    if ((c == names || c[-1] == ' ') && (c[length] == '\0' || c[length] == ','))
      return TRUE;
  return FALSE;
}

/* Whether the letter and the one of @row are between the same people. */
static gboolean
is_among_same (Join           *self,
               AnserStatement *row)
{
  const char *sender = (const char *) sqlite3_column_text (row, 3);
  const char *address = (const char *) sqlite3_column_text (row, 4);
  const char *recipients = (const char *) sqlite3_column_text (row, 5);
  const char *own_address = or_empty (self->info->sender_address);

  return (*own_address != '\0' && g_ascii_strcasecmp (own_address, address) == 0) ||
         has_name (or_empty (self->info->recipients), sender) ||
         has_name (recipients, or_empty (self->info->sender));
}

/* One of the two answers the other by its subject. */
static gboolean
is_mate (Join           *self,
         AnserStatement *row)
{
  gint64 date = sqlite3_column_int64 (row, 1);
  gboolean is_bare = sqlite3_column_int (row, 2);

  return ((self->membership->is_bare && date <= self->info->date) || (is_bare && date >= self->info->date)) &&
         is_among_same (self, row);
}

/* A letter that has the headers of an answer looks only for those that have not. */
static gboolean
find_by_title (Join    *self,
               GError **error)
{
  g_autoptr (AnserStatement) rows = NULL;
  AnserStep step = ANSER_STEP_FAILED;

  if (self->membership->title == 0)
    return TRUE;
  rows = anser_database_query (self->index, error,
                               "SELECT conversation, date, is_bare, sender, sender_address,"
                               " recipients FROM letter WHERE title = ? AND is_bare IN (1, ?)"
                               " AND date BETWEEN ? AND ? AND id <> ? LIMIT ?", "iiiiii",
                               self->membership->title, (gint64) !self->membership->is_bare,
                               self->info->date - WINDOW_S, self->info->date + WINDOW_S,
                               self->letter, (gint64) MOST_MATES);
  while (rows != NULL &&
         (step = anser_database_step (self->index, rows, error)) == ANSER_STEP_ROW)
    if (is_mate (self, rows) && !add_found (self, sqlite3_column_int64 (rows, 0), error))
      return FALSE;
  return step == ANSER_STEP_DONE;
}

static gboolean
count (AnserDatabase  *index,
       gint64          conversation,
       gint64         *n,
       GError        **error)
{
  return anser_database_get (index, n, error, "SELECT count(*) FROM (SELECT 1 FROM letter"
                             " WHERE conversation = ? LIMIT ?)", "ii", conversation,
                             (gint64) MOST_COUNTED) == ANSER_STEP_ROW;
}

/* The largest that was found; a new one is named by its first letter. 0 with an error. */
static gint64
choose (Join    *self,
        GError **error)
{
  gint64 chosen = self->letter;
  gint64 most = -1;

  if (self->found->len == 1)
    return g_array_index (self->found, gint64, 0);
  for (unsigned i = 0; i < self->found->len; i++)
    {
      gint64 conversation = g_array_index (self->found, gint64, i);
      gint64 n = 0;

      if (!count (self->index, conversation, &n, error))
        return 0;
      if (n > most)
        chosen = conversation;
      most = MAX (most, n);
    }
  return chosen;
}

/* What stands for a conversation in a folder. */
typedef struct
{
  gint64 letter;
  gint64 folder;
  gint64 date;
} Head;

static GArray *
get_heads (AnserDatabase  *index,
           gint64          conversation,
           GError        **error)
{
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (Head));
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT id, folder, date FROM letter INDEXED BY letter_head"
                          " WHERE conversation = ? AND head = 1", "i", conversation);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      Head head = { sqlite3_column_int64 (rows, 0), sqlite3_column_int64 (rows, 1),
                    sqlite3_column_int64 (rows, 2) };

      g_array_append_val (heads, head);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&heads) : NULL;
}

static gboolean
set_head (AnserDatabase  *index,
          gint64          letter,
          gboolean        is_head,
          GError        **error)
{
  return anser_database_run (index, error, "UPDATE letter SET head = ?, version ="
                             " (SELECT version FROM clock) WHERE id = ?", "ii", (gint64) is_head,
                             letter);
}

/* What stands for a conversation anywhere shows how long that is. */
static gboolean
touch_head (AnserDatabase  *index,
            gint64          letter,
            GError        **error)
{
  return anser_database_run (index, error, "UPDATE letter SET version = (SELECT version FROM clock)"
                             " WHERE id = ? AND version <> (SELECT version FROM clock)", "i",
                             letter);
}

static GArray *
get_folders (AnserDatabase  *index,
             gint64          conversation,
             GError        **error)
{
  g_autoptr (GArray) folders = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AnserStatement) rows =
    anser_database_query (index, error, "SELECT DISTINCT folder FROM letter"
                          " WHERE conversation = ?", "i", conversation);
  AnserStep step = ANSER_STEP_FAILED;

  while (rows != NULL && (step = anser_database_step (index, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 folder = sqlite3_column_int64 (rows, 0);

      g_array_append_val (folders, folder);
    }
  return step == ANSER_STEP_DONE ? g_steal_pointer (&folders) : NULL;
}

static gboolean
merge (AnserDatabase  *index,
       gint64          from,
       gint64          into,
       GError        **error)
{
  g_autoptr (GArray) folders = get_folders (index, from, error);

  if (folders == NULL ||
      !anser_database_run (index, error, "UPDATE letter SET conversation = ?"
                           " WHERE conversation = ?", "ii", into, from) ||
      !anser_database_run (index, error, "INSERT INTO merged VALUES (?, ?)", "ii", from, into))
    return FALSE;
  for (unsigned i = 0; i < folders->len; i++)
    if (!anser_conversation_settle (index, into, g_array_index (folders, gint64, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
merge_found (Join    *self,
             gint64   into,
             GError **error)
{
  for (unsigned i = 0; i < self->found->len; i++)
    {
      gint64 from = g_array_index (self->found, gint64, i);

      if (from != into && !merge (self->index, from, into, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
remember_ids (Join    *self,
              gint64   conversation,
              GError **error)
{
  for (unsigned i = 0; i < self->unknown->len; i++)
    if (!anser_database_run (self->index, error, "INSERT INTO known VALUES (?, ?)", "ii",
                             g_array_index (self->unknown, gint64, i), conversation))
      return FALSE;
  return TRUE;
}

static gboolean
join (Join    *self,
      GError **error)
{
  AnserMembership *membership = self->membership;
  gint64 own = membership->conversation;

  membership->title = anser_conversation_title (self->account, self->info, &membership->is_bare);
  add_ids (self);
  if (!add_found (self, own, error) || !find_by_ids (self, error) || !find_by_title (self, error))
    return FALSE;
  membership->is_alone = self->found->len == 0;
  membership->conversation = choose (self, error);
  return membership->conversation != 0 && merge_found (self, membership->conversation, error) &&
         remember_ids (self, membership->conversation, error);
}

gint64
anser_conversation_title (const char            *account,
                          const AnserLetterInfo *info,
                          gboolean              *is_bare)
{
  const char *subject = or_empty (info->subject);
  gboolean is_answer = FALSE;
  const char *rest = anser_subject_skip_marks (subject, &is_answer);
  g_autofree char *folded = g_utf8_casefold (rest, -1);

  *is_bare = is_answer && rest != subject && info->references == NULL && info->in_reply_to == NULL;
  g_strchomp (folded);
  return *folded != '\0' ? hash (account, folded, strlen (folded)) : 0;
}

gboolean
anser_conversation_join (AnserDatabase          *index,
                         const char             *account,
                         gint64                  letter,
                         const AnserLetterInfo  *info,
                         AnserMembership        *membership,
                         GError                **error)
{
  Join self = { .index = index, .info = info, .membership = membership, .letter = letter,
                .account = account };
  gboolean done;

  self.ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.unknown = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.found = g_array_new (FALSE, FALSE, sizeof (gint64));
  done = join (&self, error);
  g_array_unref (self.ids);
  g_array_unref (self.unknown);
  g_array_unref (self.found);
  return done;
}

gboolean
anser_conversation_expect (AnserDatabase  *index,
                           gint64          conversation,
                           gint64          folder,
                           gint64          date,
                           gboolean       *is_head,
                           GError        **error)
{
  g_autoptr (GArray) heads = get_heads (index, conversation, error);

  *is_head = TRUE;
  for (unsigned i = 0; heads != NULL && i < heads->len; i++)
    {
      const Head *head = &g_array_index (heads, Head, i);
      gboolean stays = head->folder != folder || head->date > date;

      if (head->folder == folder)
        *is_head = !stays;
      if (!(stays ? touch_head (index, head->letter, error)
                  : set_head (index, head->letter, FALSE, error)))
        return FALSE;
    }
  return heads != NULL;
}

gboolean
anser_conversation_settle (AnserDatabase  *index,
                           gint64          conversation,
                           gint64          folder,
                           GError        **error)
{
  g_autoptr (GArray) heads = get_heads (index, conversation, error);
  gint64 newest = 0;

  if (heads == NULL ||
      anser_database_get (index, &newest, error,
                          "SELECT id FROM letter INDEXED BY letter_by_conversation"
                          " WHERE conversation = ? AND folder = ?"
                          " ORDER BY date DESC, id DESC LIMIT 1", "ii", conversation,
                          folder) == ANSER_STEP_FAILED)
    return FALSE;
  for (unsigned i = 0; i < heads->len; i++)
    {
      const Head *head = &g_array_index (heads, Head, i);
      gboolean stays = head->folder != folder || head->letter == newest;

      if (!(stays ? touch_head (index, head->letter, error)
                  : set_head (index, head->letter, FALSE, error)))
        return FALSE;
      if (head->letter == newest)
        newest = 0;
    }
  return newest == 0 || set_head (index, newest, TRUE, error);
}

static guint
hash_in_folder (gconstpointer data)
{
  const InFolder *key = data;

  return g_int64_hash (&key->conversation) ^ g_int64_hash (&key->folder) * 31;
}

static gboolean
is_same_in_folder (gconstpointer a,
                   gconstpointer b)
{
  const InFolder *first = a, *second = b;

  return first->conversation == second->conversation && first->folder == second->folder;
}

GHashTable *
anser_unsettled_new (void)
{
  return g_hash_table_new_full (hash_in_folder, is_same_in_folder, g_free, NULL);
}

void
anser_unsettled_add (GHashTable *unsettled,
                     gint64      conversation,
                     gint64      folder)
{
  InFolder key = { conversation, folder };

  if (!g_hash_table_contains (unsettled, &key))
    g_hash_table_add (unsettled, g_memdup2 (&key, sizeof key));
}

gboolean
anser_unsettled_settle (GHashTable     *unsettled,
                        AnserDatabase  *index,
                        GError        **error)
{
  GHashTableIter iter;
  gpointer data;
  gboolean done = TRUE;

  g_hash_table_iter_init (&iter, unsettled);
  while (done && g_hash_table_iter_next (&iter, &data, NULL))
    {
      const InFolder *key = data;

      done = anser_conversation_settle (index, key->conversation, key->folder, error);
    }
  g_hash_table_remove_all (unsettled);
  return done;
}

gboolean
anser_conversation_touch (AnserDatabase  *index,
                          gint64          letter,
                          GError        **error)
{
  return anser_database_run (index, error, "UPDATE letter INDEXED BY letter_head SET version ="
                             " (SELECT version FROM clock) WHERE head = 1 AND (conversation, folder)"
                             " = (SELECT conversation, folder FROM letter WHERE id = ?1)"
                             " AND id <> ?1", "i", letter);
}
