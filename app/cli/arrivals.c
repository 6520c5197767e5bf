/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "arrivals.h"

#include "store/fault.h"
#include "store/letter-file.h"
#include "store/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define BATCH_LETTERS 500
#define BATCH_BYTES (64 * 1024 * 1024)
#define BATCH_TIME (2 * G_TIME_SPAN_SECOND)
/* Fewer letters than this are synced one by one, which leaves other programs' files alone. */
#define SYNC_ALL_FROM 8
/* UIDs that the server no longer has are worth a new file from here on, and when they are half. */
#define STALE_FROM 1000

struct _AnserArrivals
{
  char            *maildir;
  char            *mailbox;
  char            *uid_path;
  int              uid_fd;
  GHashTable      *uids;             /* set of the UIDs in the file */
  GHashTable      *digests;          /* set of those in names of files in the Maildir */
  AnserLetterFile *letter;           /* being written */
  char            *letter_uid;
  GPtrArray       *batch;            /* of AnserLetterFile, ended */
  GPtrArray       *batch_uids;       /* to be written to the file at the next commit */
  gint64           batch_bytes;
  gint64           batch_start;
};

static gboolean
on_file (const char *file_name,
         gboolean    in_new,
         gpointer    user_data)
{
  AnserArrivals *self = user_data;
  char *digest = anser_maildir_dup_digest (file_name);

  if (digest)
    g_hash_table_add (self->digests, digest);
  return TRUE;
}

/* UIDs are short and the servers' own; one Maildir may take letters of several. */
static char *
dup_identity (AnserArrivals *self,
              const char    *uid)
{
  return g_strconcat (self->mailbox, "\n", uid, NULL);
}

/* Opens the file of UIDs and takes hold of it. */
static gboolean
open_uid_file (AnserArrivals  *self,
               GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (self->uid_path);

  self->uid_fd = open (self->uid_path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (self->uid_fd < 0)
    {
      anser_fault_set_from_errno (error, errno, self->uid_path);
      return FALSE;
    }
  if (flock (self->uid_fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   _("Another fetch is using “%s”. Wait until it has ended, then try again."),
                   self->uid_path);
      return FALSE;
    }
  return anser_maildir_sync (folder, error);
}

/* Reads the UIDs, a line each. A last line without its end was being written at a crash. */
static gboolean
read_uids (AnserArrivals  *self,
           GError        **error)
{
  g_autofree char *text = NULL;
  gsize length;
  char *line;
  char *end;

  if (!g_file_get_contents (self->uid_path, &text, &length, NULL))
    {
      anser_fault_set_from_errno (error, errno, self->uid_path);
      return FALSE;
    }
  for (line = text; (end = strchr (line, '\n')); line = end + 1)
    g_hash_table_add (self->uids, g_strndup (line, end - line));
  if (line < text + length && ftruncate (self->uid_fd, line - text) != 0)
    {
      anser_fault_set_from_errno (error, errno, self->uid_path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_uids (int          fd,
            const char  *path,
            GPtrArray   *uids,
            GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gsize done = 0;

  for (unsigned i = 0; i < uids->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) uids->pdata[i]);
  while (done < text->len)
    {
      ssize_t written = write (fd, text->str + done, text->len - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          anser_fault_set_from_errno (error, errno, path);
          return FALSE;
        }
      done += written;
    }
  if (fdatasync (fd) != 0)
    {
      anser_fault_set_from_errno (error, errno, path);
      return FALSE;
    }
  return TRUE;
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

AnserArrivals *
anser_arrivals_open (const char  *maildir,
                     const char  *mailbox,
                     const char  *uid_file,
                     GError     **error)
{
  g_autoptr(AnserArrivals) self = g_new0 (AnserArrivals, 1);
  g_autofree char *usual = g_strconcat (".anser-uids-", mailbox, NULL);

  g_strdelimit (usual, "/", '_');
  self->maildir = g_strdup (maildir);
  self->mailbox = g_strdup (mailbox);
  self->uid_path = uid_file ? g_strdup (uid_file) : g_build_filename (maildir, usual, NULL);
  self->uid_fd = -1;
  self->uids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_letter_file_free);
  self->batch_uids = g_ptr_array_new_with_free_func (g_free);
  if (!anser_maildir_create (maildir, error) || !open_uid_file (self, error) ||
      !read_uids (self, error))
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
  g_free (self->letter_uid);
  g_ptr_array_unref (self->batch);
  g_ptr_array_unref (self->batch_uids);
  g_hash_table_unref (self->uids);
  g_hash_table_unref (self->digests);
  if (self->uid_fd >= 0)
    close (self->uid_fd);
  g_free (self->uid_path);
  g_free (self->mailbox);
  g_free (self->maildir);
  g_free (self);
}

gboolean
anser_arrivals_has (AnserArrivals *self,
                    const char    *uid)
{
  g_autofree char *identity = NULL;
  g_autofree char *digest = NULL;

  if (g_hash_table_contains (self->uids, uid))
    return TRUE;
  if (g_hash_table_size (self->digests) == 0)
    return FALSE;
  identity = dup_identity (self, uid);
  digest = anser_maildir_digest (identity);
  if (!g_hash_table_contains (self->digests, digest))
    return FALSE;
  /* It was shown, and then the machine or the process died. */
  g_ptr_array_add (self->batch_uids, g_strdup (uid));
  g_hash_table_add (self->uids, g_strdup (uid));
  return TRUE;
}

gboolean
anser_arrivals_begin (AnserArrivals  *self,
                      const char     *uid,
                      GError        **error)
{
  g_autofree char *identity = dup_identity (self, uid);

  g_clear_pointer (&self->letter, anser_letter_file_free);
  g_free (self->letter_uid);
  self->letter_uid = g_strdup (uid);
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

gboolean
anser_arrivals_end (AnserArrivals  *self,
                    GError        **error)
{
  if (!anser_letter_file_end (self->letter, error))
    return FALSE;
  if (self->batch->len == 0)
    self->batch_start = g_get_monotonic_time ();
  self->batch_bytes += anser_letter_file_get_length (self->letter);
  g_ptr_array_add (self->batch, g_steal_pointer (&self->letter));
  g_ptr_array_add (self->batch_uids, g_steal_pointer (&self->letter_uid));
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
  if (self->batch_uids->len == 0)
    return TRUE;
  if (!sync_batch (self, error) || !show_batch (self, error) ||
      !write_uids (self->uid_fd, self->uid_path, self->batch_uids, error))
    return FALSE;
  for (unsigned i = 0; i < self->batch_uids->len; i++)
    g_hash_table_add (self->uids, g_strdup (self->batch_uids->pdata[i]));
  g_ptr_array_set_size (self->batch, 0);
  g_ptr_array_set_size (self->batch_uids, 0);
  self->batch_bytes = 0;
  return TRUE;
}

/* Writes @uids to a new file, which takes the place of the old one. */
static gboolean
replace_uid_file (AnserArrivals  *self,
                  GPtrArray      *uids,
                  GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (self->uid_path);
  g_autofree char *path = g_strconcat (self->uid_path, ".new", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  gboolean replaced;

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      anser_fault_set_from_errno (error, errno, path);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  replaced = write_uids (fd, path, uids, error);
  if (replaced && rename (path, self->uid_path) != 0)
    {
      anser_fault_set_from_errno (error, errno, self->uid_path);
      replaced = FALSE;
    }
  if (!replaced)
    {
      unlink (path);
      close (fd);
      return FALSE;
    }
  close (self->uid_fd);
  self->uid_fd = fd;
  return anser_maildir_sync (folder, error);
}

gboolean
anser_arrivals_keep_only (AnserArrivals  *self,
                          GPtrArray      *uids,
                          GError        **error)
{
  g_autoptr(GPtrArray) kept = g_ptr_array_new ();
  unsigned stale;

  for (unsigned i = 0; i < uids->len; i++)
    if (g_hash_table_contains (self->uids, uids->pdata[i]))
      g_ptr_array_add (kept, uids->pdata[i]);
  stale = g_hash_table_size (self->uids) - kept->len;
  if (stale < STALE_FROM || stale < kept->len)
    return TRUE;
  return replace_uid_file (self, kept, error);
}
