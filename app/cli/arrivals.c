/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "arrivals.h"

#include "store/letter-file.h"
#include "store/maildir.h"

#include <glib/gstdio.h>
#include <string.h>

#define BATCH_LETTERS 500
#define BATCH_BYTES (64 * 1024 * 1024)
#define BATCH_TIME (2 * G_TIME_SPAN_SECOND)
/* Fewer letters than this are synced one by one, which leaves other programs' files alone. */
#define SYNC_ALL_FROM 8

struct _AnserArrivals
{
  char            *maildir;
  char            *mailbox;
  CliUidFile      *uids;
  GHashTable      *digests;          /* set of those in names of files in the Maildir */
  AnserLetterFile *letter;           /* being written */
  GPtrArray       *batch;            /* of AnserLetterFile, ended */
  GPtrArray       *batch_records;    /* of AnserUidRecord, to be remembered at the next commit */
  GPtrArray       *headers;          /* of Header, to be removed at the next commit */
  gint64           batch_bytes;
  gint64           batch_start;
};

/* A header that was fetched alone, and what takes its place: the letter, or the same again. */
typedef struct
{
  char *digest;
  char *base;
} Header;

static void
header_free (gpointer data)
{
  Header *header = data;

  g_free (header->digest);
  g_free (header->base);
  g_free (header);
}

static gboolean
on_file (const char *file_name,
         gboolean    in_new,
         guint64     inode,
         gpointer    user_data)
{
  AnserArrivals *self = user_data;
  char *digest = anser_maildir_dup_digest (file_name);

  if (digest)
    g_hash_table_add (self->digests, digest);
  return TRUE;
}

/* UIDs are short and the servers' own; one Maildir may take letters of several. A header alone has a
 * name of its own: nobody may take it for the letter, and have that deleted. */
static char *
dup_identity (AnserArrivals *self,
              const char    *uid,
              gboolean       header_only)
{
  return g_strconcat (self->mailbox, "\n", uid, header_only ? "\nheader" : NULL, NULL);
}

static gboolean
sync_batch (AnserArrivals  *self,
            GError        **error)
{
  if (self->batch->len >= SYNC_ALL_FROM)
    return anser_letter_file_sync_all (self->maildir, error);
  for (unsigned i = 0; i < self->batch->len; i++)
    if (!anser_letter_file_sync (self->batch->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* What is put stays when the letter is freed. */
static gboolean
show_batch (AnserArrivals  *self,
            GError        **error)
{
  g_autofree char *folder = g_build_filename (self->maildir, "new", NULL);

  for (unsigned i = 0; i < self->batch->len; i++)
    if (!anser_letter_file_put_new (self->batch->pdata[i], error))
      return FALSE;
  return self->batch->len == 0 || anser_maildir_sync (folder, error);
}

/* The digest alone would not do: a UID that the server used twice has two letters. */
static gboolean
is_beginning_of (const char *path,
                 const char *whole_path)
{
  g_autoptr(GMappedFile) part = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr(GMappedFile) whole = g_mapped_file_new (whole_path, FALSE, NULL);
  gsize length = part ? g_mapped_file_get_length (part) : 0;

  return length > 0 && whole && g_mapped_file_get_length (whole) >= length &&
         memcmp (g_mapped_file_get_contents (part), g_mapped_file_get_contents (whole),
                 length) == 0;
}

typedef struct
{
  AnserArrivals *self;
  const Header  *header;
} Removal;

static gboolean
remove_header (const char *file_name,
               gboolean    in_new,
               guint64     inode,
               gpointer    user_data)
{
  Removal *removal = user_data;
  const char *maildir = removal->self->maildir;
  g_autofree char *digest = anser_maildir_dup_digest (file_name);
  g_autofree char *path = NULL;
  g_autofree char *whole = NULL;

  if (g_strcmp0 (digest, removal->header->digest) != 0 ||
      g_str_has_prefix (file_name, removal->header->base))
    return TRUE;
  path = g_build_filename (maildir, in_new ? "new" : "cur", file_name, NULL);
  whole = g_build_filename (maildir, "new", removal->header->base, NULL);
  if (is_beginning_of (path, whole))
    g_unlink (path);
  return TRUE;
}

/* What replaces them is safe. That is not remembered yet: killed now, the letter comes again, and
 * takes its own place. */
static void
remove_headers (AnserArrivals *self)
{
  for (unsigned i = 0; i < self->headers->len; i++)
    {
      Removal removal = { self, self->headers->pdata[i] };

      anser_maildir_scan (self->maildir, remove_header, &removal, NULL);
    }
}

/* What lies in the Maildir under @uid goes when the present letter is there. */
static void
note_header (AnserArrivals *self,
             const char    *uid,
             gboolean       header_only)
{
  g_autofree char *identity = dup_identity (self, uid, header_only);
  g_autofree char *digest = anser_maildir_digest (identity);
  Header *header;

  if (!g_hash_table_contains (self->digests, digest))
    return;
  header = g_new0 (Header, 1);
  header->base = g_strdup (anser_letter_file_get_base (self->letter));
  header->digest = g_steal_pointer (&digest);
  g_ptr_array_add (self->headers, header);
}

/* A letter with the name of a whole one: a header of an older Anser, or the letter itself when the
 * program was killed. */
static void
note_headers (AnserArrivals        *self,
              const AnserUidRecord *record)
{
  if (record->state == ANSER_UID_HEADER_ONLY || record->replaces_header)
    note_header (self, record->uid, TRUE);
  if (record->replaces_header)
    note_header (self, record->uid, FALSE);
}

AnserArrivals *
anser_arrivals_open (const char  *maildir,
                     const char  *mailbox,
                     const char  *uid_file,
                     GError     **error)
{
  g_autoptr(AnserArrivals) self = g_new0 (AnserArrivals, 1);
  g_autofree char *usual = g_strconcat (".anser-uids-", mailbox, NULL);
  g_autofree char *uid_path = NULL;

  g_strdelimit (usual, "/", '_');
  uid_path = uid_file ? g_strdup (uid_file) : g_build_filename (maildir, usual, NULL);
  self->maildir = g_strdup (maildir);
  self->mailbox = g_strdup (mailbox);
  self->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_letter_file_free);
  self->batch_records = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_uid_record_free);
  self->headers = g_ptr_array_new_with_free_func (header_free);
  if (!anser_maildir_create (maildir, error))
    return NULL;
  self->uids = cli_uid_file_open (uid_path, error);
  if (!self->uids)
    return NULL;
  /* Others may be delivering into the same Maildir. */
  anser_maildir_sweep (maildir, FALSE);
  if (!anser_maildir_scan (maildir, on_file, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
anser_arrivals_free (AnserArrivals *self)
{
  g_clear_pointer (&self->letter, anser_letter_file_free);
  g_ptr_array_unref (self->batch);
  g_ptr_array_unref (self->batch_records);
  g_ptr_array_unref (self->headers);
  g_hash_table_unref (self->digests);
  g_clear_pointer (&self->uids, cli_uid_file_free);
  g_free (self->mailbox);
  g_free (self->maildir);
  g_free (self);
}

CliUidFile *
anser_arrivals_get_uids (AnserArrivals *self)
{
  return self->uids;
}

gboolean
anser_arrivals_has (AnserArrivals *self,
                    const char    *uid)
{
  g_autofree char *identity = NULL;
  g_autofree char *digest = NULL;

  if (g_hash_table_size (self->digests) == 0)
    return FALSE;
  identity = dup_identity (self, uid, FALSE);
  digest = anser_maildir_digest (identity);
  return g_hash_table_contains (self->digests, digest);
}

gboolean
anser_arrivals_begin (AnserArrivals  *self,
                      const char     *uid,
                      gboolean        header_only,
                      GError        **error)
{
  g_autofree char *identity = uid ? dup_identity (self, uid, header_only) : NULL;

  g_clear_pointer (&self->letter, anser_letter_file_free);
  self->letter = anser_letter_file_new (self->maildir, identity, error);
  return self->letter != NULL;
}

gboolean
anser_arrivals_write (AnserArrivals  *self,
                      const char     *data,
                      gsize           length,
                      GError        **error)
{
  return anser_letter_file_write (self->letter, data, length, error);
}

void
anser_arrivals_drop (AnserArrivals *self)
{
  g_clear_pointer (&self->letter, anser_letter_file_free);
}

gboolean
anser_arrivals_end (AnserArrivals         *self,
                    const AnserUidRecord  *record,
                    GError               **error)
{
  if (!anser_letter_file_end (self->letter, error))
    return FALSE;
  if (self->batch->len == 0)
    self->batch_start = g_get_monotonic_time ();
  self->batch_bytes += anser_letter_file_get_length (self->letter);
  if (record)
    note_headers (self, record);
  g_ptr_array_add (self->batch, g_steal_pointer (&self->letter));
  if (record)
    g_ptr_array_add (self->batch_records, anser_uid_record_copy (record));
  return TRUE;
}

gboolean
anser_arrivals_is_batch_full (AnserArrivals *self)
{
  return self->batch->len >= BATCH_LETTERS || self->batch_bytes >= BATCH_BYTES ||
         (self->batch->len > 0 && g_get_monotonic_time () - self->batch_start >= BATCH_TIME);
}

gboolean
anser_arrivals_commit (AnserArrivals  *self,
                       GError        **error)
{
  gboolean committed = self->batch->len == 0;

  if (!committed && sync_batch (self, error) && show_batch (self, error))
    {
      remove_headers (self);
      committed = cli_uid_file_add (self->uids, self->batch_records, error);
    }
  g_ptr_array_set_size (self->headers, 0);
  g_ptr_array_set_size (self->batch, 0);
  g_ptr_array_set_size (self->batch_records, 0);
  self->batch_bytes = 0;
  return committed;
}
