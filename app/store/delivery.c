/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "delivery.h"

#include "newcomers.h"
#include "letter-file.h"
#include "maildir.h"
#include "partial.h"
#include "store-private.h"
#include "uid-memory.h"
#include "words.h"

/* From this many letters on, one syncfs is quicker than an fsync for each. */
#define MANY_LETTERS 8

/* Flags of a letter that has just come: none. */
#define ARRIVAL_INFO ":2,"

typedef struct
{
  AnserLetterFile *file;
  char            *uid;
  char            *info;       /* (nullable): ARRIVAL_INFO */
  AnserUidRecord  *record;     /* (nullable) */
  AnserLetterInfo *described;
  gint64           row;
} Letter;

struct _AnserDelivery
{
  GObject      parent_instance;
  AnserStore  *store;
  char        *account;
  char        *path;
  gint64       folder;
  Letter      *open;        /* begun, not ended */
  GPtrArray   *letters;     /* (element-type Letter): ended */
  GThread     *reader;      /* (nullable): describes them while others come */
  GAsyncQueue *unread;      /* (element-type Letter): what it has still to do; @self is the end */
  gint64       bytes;
  GArray      *arrivals;    /* (nullable) */
  gboolean     notes_newcomers;
  gboolean     completes;   /* the batch has the whole of what was a header only */
};

G_DEFINE_FINAL_TYPE (AnserDelivery, anser_delivery, G_TYPE_OBJECT)

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_clear_pointer (&letter->file, anser_letter_file_free);
  g_clear_pointer (&letter->described, anser_letter_info_free);
  g_clear_pointer (&letter->record, anser_uid_record_free);
  g_free (letter->uid);
  g_free (letter->info);
  g_free (letter);
}

static const char *
get_info (const Letter *letter)
{
  return letter->info != NULL ? letter->info : ARRIVAL_INFO;
}

/* What the index is to know of the letters. */
static gpointer
describe (gpointer data)
{
  AnserDelivery *self = data;
  gpointer next;

  while ((next = g_async_queue_pop (self->unread)) != self)
    {
      Letter *letter = next;

      letter->described = anser_letter_info_new ();
      anser_store_describe (self->store, anser_letter_file_get_path (letter->file),
                            anser_letter_file_get_base (letter->file), letter->described);
    }
  return NULL;
}

static void
begin_describing (AnserDelivery *self,
                  Letter        *letter)
{
  if (self->reader == NULL)
    self->reader = g_thread_new ("anser-describe", describe, self);
  g_async_queue_push (self->unread, letter);
}

static void
end_describing (AnserDelivery *self)
{
  if (self->reader == NULL)
    return;
  g_async_queue_push (self->unread, self);
  g_thread_join (g_steal_pointer (&self->reader));
}

static gboolean
sync_letters (AnserDelivery  *self,
              GError        **error)
{
  if (self->letters->len >= MANY_LETTERS)
    return anser_letter_file_sync_all (self->path, error);
  for (unsigned i = 0; i < self->letters->len; i++)
    {
      Letter *letter = g_ptr_array_index (self->letters, i);

      if (!anser_letter_file_sync (letter->file, error))
        return FALSE;
    }
  return TRUE;
}

/* Step 1: what was written is on the disk; while that is busy, the last are read. */
static gboolean
make_durable (AnserDelivery  *self,
              GError        **error)
{
  gboolean done = sync_letters (self, error);

  end_describing (self);
  return done;
}

static gboolean
is_partial (const Letter *letter)
{
  return letter->uid != NULL && letter->record != NULL &&
         (letter->record->state == ANSER_UID_HEADER_ONLY || letter->record->replaces_header);
}

static gboolean
write_notes (AnserDelivery  *self,
             GError        **error)
{
  for (unsigned i = 0; i < self->letters->len; i++)
    {
      const Letter *letter = g_ptr_array_index (self->letters, i);

      if (self->notes_newcomers &&
          !anser_newcomers_note (self->store, self->account,
                                anser_letter_file_get_base (letter->file), error))
        return FALSE;
      if (is_partial (letter) &&
          !anser_partial_announce (self->store, self->account,
                                   anser_letter_file_get_base (letter->file), letter->uid,
                                   letter->record, error))
        return FALSE;
    }
  return TRUE;
}

/* Between 1 and 2, where there are rules, or headers alone or what replaces them are among the
 * letters: see newcomers.h and partial.h. A commit more. */
static gboolean
announce (AnserDelivery  *self,
          GError        **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  AnserDatabase *state = self->store->state;
  gboolean has_notes = self->notes_newcomers;

  for (unsigned i = 0; i < self->letters->len; i++)
    has_notes |= is_partial (g_ptr_array_index (self->letters, i));
  if (!has_notes)
    return TRUE;

  locker = g_mutex_locker_new (&self->store->write_lock);
  if (!anser_database_begin (state, TRUE, error))
    return FALSE;
  if (write_notes (self, error))
    return anser_database_commit (state, error);
  anser_database_roll_back (state);
  return FALSE;
}

/* Step 2: the letters are in their folder, and the folder is on the disk. */
static gboolean
make_visible (AnserDelivery  *self,
              GError        **error)
{
  g_autofree char *cur = g_build_filename (self->path, "cur", NULL);

  for (unsigned i = 0; i < self->letters->len; i++)
    {
      Letter *letter = g_ptr_array_index (self->letters, i);

      if (!anser_letter_file_put (letter->file, get_info (letter), error))
        return FALSE;
    }
  return anser_maildir_sync (cur, error);
}

static gboolean
insert_uid (AnserDelivery  *self,
            const Letter   *letter,
            GError        **error)
{
  static const char sql[] =
    "INSERT OR REPLACE INTO uid (account, uid, state, received_at, size, digest)"
    " VALUES (?, ?, ?, ?, ?, ?)";
  const AnserUidRecord *record = letter->record;
  gint64 length = anser_letter_file_get_length (letter->file);

  return anser_database_run (self->store->state, error, sql, "tbiiid", self->account, letter->uid,
                             (gint64) (record != NULL ? record->state : ANSER_UID_RECEIVED),
                             g_get_real_time () / G_USEC_PER_SEC,
                             record != NULL && record->size > 0 ? record->size : length,
                             record != NULL && anser_uid_record_has_digest (record)
                               ? record->digest : NULL);
}

/* A header alone is written down as such; the whole message takes its place. */
static gboolean
note_header (AnserDelivery  *self,
             const Letter   *letter,
             GError        **error)
{
  const AnserUidRecord *record = letter->record;

  if (record != NULL && record->state == ANSER_UID_HEADER_ONLY)
    return anser_partial_add (self->store, self->account, anser_letter_file_get_base (letter->file),
                              letter->uid, record->size, error);
  if (record == NULL || !record->replaces_header)
    return TRUE;
  self->completes = TRUE;
  return anser_partial_complete (self->store, self->account, letter->uid, error);
}

static gboolean
insert_uids (AnserDelivery  *self,
             GError        **error)
{
  for (unsigned i = 0; i < self->letters->len; i++)
    {
      const Letter *letter = g_ptr_array_index (self->letters, i);

      if (letter->uid != NULL &&
          (!insert_uid (self, letter, error) || !note_header (self, letter, error)))
        return FALSE;
    }
  return TRUE;
}

/* Step 3: state.db knows the UIDs; its commits are durable. @unsure: it may be on the disk although
 * it failed. */
static gboolean
remember (AnserDelivery  *self,
          gboolean       *unsure,
          GError        **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *state = self->store->state;

  *unsure = FALSE;
  if (!anser_database_begin (state, TRUE, error))
    return FALSE;
  if (!insert_uids (self, error))
    {
      anser_database_roll_back (state);
      return FALSE;
    }
  if (anser_database_commit (state, error))
    return TRUE;
  *unsure = anser_database_is_unsure (state);
  return FALSE;
}

static gboolean
insert_rows (AnserDelivery  *self,
             GError        **error)
{
  for (unsigned i = 0; i < self->letters->len; i++)
    {
      Letter *letter = g_ptr_array_index (self->letters, i);
      AnserPlace place = {
        .folder = self->folder,
        .name = (char *) anser_letter_file_get_base (letter->file),
        .info = (char *) get_info (letter),
      };
      gint64 row = anser_index_put (self->store->index, &place, letter->described, error);

      if (row == 0)
        return FALSE;
      letter->row = row;
      if (self->arrivals != NULL && (letter->record == NULL || !letter->record->replaces_header))
        g_array_append_val (self->arrivals, row);
    }
  return TRUE;
}

static gboolean
insert_words (AnserDelivery  *self,
              GError        **error)
{
  for (unsigned i = 0; i < self->letters->len; i++)
    {
      const Letter *letter = g_ptr_array_index (self->letters, i);

      if (!anser_words_put (self->store->index, letter->row, letter->described, error))
        return FALSE;
    }
  return TRUE;
}

/* Step 4: the index. The letters are safe already: if it fails, the index is compared with the
 * folder later. */
static void
index_letters (AnserDelivery *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->write_lock);
  AnserDatabase *index = self->store->index;
  guint n_arrived = self->arrivals != NULL ? self->arrivals->len : 0;
  g_autoptr (GError) error = NULL;

  if (anser_index_begin (index, &error))
    {
      if (!insert_rows (self, &error) || !insert_words (self, &error))
        anser_database_roll_back (index);
      else if (anser_database_commit (index, &error))
        return;
    }
  g_message ("Letters not indexed yet: %s", error->message);
  if (self->arrivals != NULL)
    g_array_set_size (self->arrivals, n_arrived);
  anser_store_mark_stale (self->store);
}

/* What is left is swept at the next opening. */
static void
sweep_headers (AnserDelivery *self)
{
  g_autoptr (GError) error = NULL;

  if (self->completes && !anser_partial_sweep (self->store, &error))
    g_message ("Headers of messages that are here are still there: %s", error->message);
  self->completes = FALSE;
}

static void
forget_batch (AnserDelivery *self)
{
  g_ptr_array_set_size (self->letters, 0);
  self->bytes = 0;
}

static void
take_back (AnserDelivery *self)
{
  for (unsigned i = 0; i < self->letters->len; i++)
    anser_letter_file_take_back (((Letter *) g_ptr_array_index (self->letters, i))->file);
}

static void
anser_delivery_finalize (GObject *object)
{
  AnserDelivery *self = ANSER_DELIVERY (object);

  end_describing (self);
  g_async_queue_unref (self->unread);
  g_clear_pointer (&self->open, letter_free);
  g_ptr_array_unref (self->letters);
  g_clear_pointer (&self->arrivals, g_array_unref);
  g_clear_object (&self->store);
  g_free (self->account);
  g_free (self->path);
  G_OBJECT_CLASS (anser_delivery_parent_class)->finalize (object);
}

static void
anser_delivery_class_init (AnserDeliveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_delivery_finalize;
}

static void
anser_delivery_init (AnserDelivery *self)
{
  self->letters = g_ptr_array_new_with_free_func (letter_free);
  self->unread = g_async_queue_new ();
}

AnserDelivery *
anser_delivery_new (AnserStore      *store,
                    const char      *account,
                    AnserFolderRole  folder)
{
  g_return_val_if_fail (folder < ANSER_FOLDER_OTHER, NULL);

  return anser_delivery_new_for_name (store, account, anser_folder_role_get_name (folder));
}

AnserDelivery *
anser_delivery_new_for_name (AnserStore *store,
                             const char *account,
                             const char *folder)
{
  AnserDelivery *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (ANSER_TYPE_DELIVERY, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->path = anser_store_dup_folder_path (store, account, folder);
  self->folder = anser_store_find_folder_id (store, account, folder);
  return self;
}

void
anser_delivery_note_newcomers (AnserDelivery *self,
                              gboolean       note)
{
  g_return_if_fail (ANSER_IS_DELIVERY (self));

  self->notes_newcomers = note;
}

void
anser_delivery_set_arrivals (AnserDelivery *self,
                             GArray        *arrivals)
{
  g_return_if_fail (ANSER_IS_DELIVERY (self));
  g_return_if_fail (arrivals != NULL);
  g_return_if_fail (self->arrivals == NULL);

  self->arrivals = g_array_ref (arrivals);
}

/* @identity: (nullable): whose digest goes into the name of the file */
static gboolean
begin (AnserDelivery  *self,
       const char     *uid,
       const char     *identity,
       GError        **error)
{
  AnserLetterFile *file;

  /* One that was begun and never ended was cut off on its way. */
  g_clear_pointer (&self->open, letter_free);
  file = anser_letter_file_new (self->path, identity, error);
  if (file == NULL)
    return FALSE;
  self->open = g_new0 (Letter, 1);
  self->open->file = file;
  self->open->uid = g_strdup (uid);
  return TRUE;
}

gboolean
anser_delivery_begin (AnserDelivery  *self,
                      const char     *uid,
                      GError        **error)
{
  g_return_val_if_fail (ANSER_IS_DELIVERY (self), FALSE);

  return begin (self, uid, uid, error);
}

gboolean
anser_delivery_begin_header (AnserDelivery  *self,
                             const char     *uid,
                             GError        **error)
{
  g_autofree char *identity = uid != NULL ? anser_partial_dup_identity (uid) : NULL;

  g_return_val_if_fail (ANSER_IS_DELIVERY (self), FALSE);

  return begin (self, uid, identity, error);
}

gboolean
anser_delivery_write (AnserDelivery  *self,
                      const char     *data,
                      gsize           length,
                      GError        **error)
{
  g_return_val_if_fail (ANSER_IS_DELIVERY (self), FALSE);
  g_return_val_if_fail (self->open != NULL, FALSE);

  return anser_letter_file_write (self->open->file, data, length, error);
}

void
anser_delivery_identify (AnserDelivery         *self,
                         const AnserUidRecord  *record)
{
  g_return_if_fail (ANSER_IS_DELIVERY (self));
  g_return_if_fail (self->open != NULL);

  g_clear_pointer (&self->open->record, anser_uid_record_free);
  self->open->record = anser_uid_record_copy (record);
}

void
anser_delivery_place (AnserDelivery *self,
                      const char    *base,
                      const char    *info,
                      gint64         date)
{
  g_return_if_fail (ANSER_IS_DELIVERY (self));
  g_return_if_fail (self->open != NULL);

  anser_letter_file_rename (self->open->file, base, date);
  g_free (self->open->info);
  self->open->info = g_strdup (info);
}

void
anser_delivery_drop (AnserDelivery *self)
{
  g_return_if_fail (ANSER_IS_DELIVERY (self));

  g_clear_pointer (&self->open, letter_free);
}

gboolean
anser_delivery_end (AnserDelivery  *self,
                    GError        **error)
{
  g_return_val_if_fail (ANSER_IS_DELIVERY (self), FALSE);
  g_return_val_if_fail (self->open != NULL, FALSE);

  if (!anser_letter_file_end (self->open->file, error))
    {
      g_clear_pointer (&self->open, letter_free);
      return FALSE;
    }
  self->bytes += anser_letter_file_get_length (self->open->file);
  begin_describing (self, self->open);
  g_ptr_array_add (self->letters, g_steal_pointer (&self->open));
  return TRUE;
}

unsigned
anser_delivery_get_n_pending (AnserDelivery *self)
{
  g_return_val_if_fail (ANSER_IS_DELIVERY (self), 0);

  return self->letters->len;
}

gint64
anser_delivery_get_bytes_pending (AnserDelivery *self)
{
  g_return_val_if_fail (ANSER_IS_DELIVERY (self), 0);

  return self->bytes;
}

gboolean
anser_delivery_commit (AnserDelivery  *self,
                       GError        **error)
{
  gboolean unsure = FALSE;
  gboolean done;

  g_return_val_if_fail (ANSER_IS_DELIVERY (self), FALSE);

  if (self->letters->len == 0)
    return TRUE;
  done = make_durable (self, error) && announce (self, error) && make_visible (self, error) &&
         remember (self, &unsure, error);
  if (done)
    {
      index_letters (self);
      sweep_headers (self);
      anser_store_queue_refresh (self->store);
    }
  else if (unsure)
    /* If the UIDs did get to the disk, a letter taken back would be lost: it stays, and the digest
     * in its name keeps it from being fetched twice. */
    anser_store_mark_stale (self->store);
  else
    take_back (self);
  forget_batch (self);
  return done;
}
