/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "export.h"

#include "fault.h"
#include "folder-private.h"
#include "letter-digest.h"
#include "mail-source.h"
#include "maildir.h"
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 200

/* Writing is the first part of the work, reading again the rest. */
#define WRITING 0.6

/* A row of the index. */
typedef struct
{
  gint64  id;
  char   *base;
  char   *info;
  char   *sender;
  char   *subject;
  gint64  date;
} Row;

/* @folders: (element-type AnserFolder)
 * @written, @read: the first 8 bytes of each letter's digest */
struct _AnserExport
{
  AnserWork             parent_instance;
  AnserStore           *store;
  char                 *account;
  char                 *folder;
  gboolean              inner;
  char                 *path;
  AnserMailFormat       format;
  AnserMailTargetFlags  flags;
  AnserExportResult     result;

  GPtrArray            *folders;
  unsigned              total;
  AnserMailTarget      *target;
  AnserMailSource      *source;
  AnserLetterDigest     digest;
  GArray               *written;
  GArray               *read;
  char                 *buffer;
};

G_DEFINE_FINAL_TYPE (AnserExport, anser_export, ANSER_TYPE_WORK)

#define BUFFER_SIZE (256 * 1024)

static void
row_clear (gpointer data)
{
  Row *row = data;

  g_free (row->base);
  g_free (row->info);
  g_free (row->sender);
  g_free (row->subject);
}

/* which */

static gboolean
is_wanted (AnserExport *self,
           AnserFolder *folder)
{
  const char *name = anser_folder_get_name (folder);
  gsize length;

  if (!g_str_equal (anser_folder_get_account (folder), self->account))
    return FALSE;
  if (self->folder == NULL || g_str_equal (name, self->folder))
    return TRUE;
  length = strlen (self->folder);
  return self->inner && strncmp (name, self->folder, length) == 0 && name[length] == '/';
}

static int
compare_folders (gconstpointer a,
                 gconstpointer b)
{
  return g_strcmp0 (anser_folder_get_name (*(AnserFolder * const *) a),
                    anser_folder_get_name (*(AnserFolder * const *) b));
}

static gboolean
choose_folders (AnserExport  *self,
                GError      **error)
{
  g_mutex_lock (&self->store->folder_lock);
  for (unsigned i = 0; i < self->store->folders->len; i++)
    {
      AnserFolder *folder = self->store->folders->pdata[i];

      if (is_wanted (self, folder))
        g_ptr_array_add (self->folders, g_object_ref (folder));
    }
  g_mutex_unlock (&self->store->folder_lock);
  g_ptr_array_sort (self->folders, compare_folders);
  for (unsigned i = 0; i < self->folders->len; i++)
    self->total += anser_folder_get_total (self->folders->pdata[i]);
  if (self->folders->len > 0)
    return TRUE;
  if (self->folder != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("This account has no folder “%s”. Choose one that it has."), self->folder);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("This account has no messages on this computer yet."));
  return FALSE;
}

/* The name outside: what is above the folder that was chosen is left out. */
static char *
dup_outer_name (AnserExport *self,
                const char  *name)
{
  const char *slash = self->folder != NULL ? strrchr (self->folder, '/') : NULL;

  return g_strdup (slash != NULL ? name + (slash + 1 - self->folder) : name);
}

/* letters */

static gboolean
read_page (AnserExport  *self,
           gint64        folder,
           gint64        after,
           GArray       *rows,
           GError      **error)
{
  AnserDatabase *reader = self->store->reader;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  g_autoptr (AnserStatement) found =
    anser_database_query (reader, error, "SELECT id, name, info, sender_address, subject, date"
                          " FROM letter WHERE folder = ? AND id > ? ORDER BY id LIMIT ?", "iii",
                          folder, after, (gint64) PAGE);
  AnserStep step = ANSER_STEP_FAILED;

  while (found != NULL && (step = anser_database_step (reader, found, error)) == ANSER_STEP_ROW)
    {
      Row row = {
        .id = sqlite3_column_int64 (found, 0),
        .base = g_strdup ((const char *) sqlite3_column_text (found, 1)),
        .info = g_strdup ((const char *) sqlite3_column_text (found, 2)),
        .sender = g_strdup ((const char *) sqlite3_column_text (found, 3)),
        .subject = g_strdup ((const char *) sqlite3_column_text (found, 4)),
        .date = sqlite3_column_int64 (found, 5),
      };

      g_array_append_val (rows, row);
    }
  return step == ANSER_STEP_DONE;
}

static void
add_digest (GArray            *digests,
            AnserLetterDigest *digest)
{
  char start[17] = "";
  guint64 value;

  memcpy (start, anser_letter_digest_end (digest), 16);
  value = g_ascii_strtoull (start, NULL, 16);
  g_array_append_val (digests, value);
}

static gboolean
copy_bytes (AnserExport  *self,
            int           fd,
            const char   *path,
            GCancellable *cancellable,
            GError      **error)
{
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      gssize n = read (fd, self->buffer, BUFFER_SIZE);

      if (n == 0)
        return TRUE;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          anser_fault_set_unreadable (error, errno, path);
          return FALSE;
        }
      anser_letter_digest_feed (&self->digest, self->buffer, n);
      self->result.bytes += n;
      if (!anser_mail_target_write (self->target, self->buffer, n, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
write_letter (AnserExport   *self,
              const Row     *row,
              const char    *path,
              int            fd,
              GCancellable  *cancellable,
              GError       **error)
{
  AnserCarriedLetter letter = {
    .date = row->date, .info = row->info, .sender = row->sender, .subject = row->subject,
    .flags = anser_maildir_get_flags (row->info),
  };
  gboolean is_exact;

  anser_letter_digest_begin (&self->digest);
  if (!anser_mail_target_begin (self->target, &letter, row->base, error) ||
      !copy_bytes (self, fd, path, cancellable, error) ||
      !anser_mail_target_end (self->target, &is_exact, error))
    return FALSE;
  add_digest (self->written, &self->digest);
  self->result.n_exported++;
  self->result.n_changed += !is_exact;
  anser_work_report (ANSER_WORK (self),
                     self->total > 0 ? WRITING * self->result.n_exported / self->total : -1,
                     self->result.n_exported);
  return TRUE;
}

/* A letter that went meanwhile is left out: it is in the folder no more. */
static gboolean
export_letter (AnserExport   *self,
               const Row     *row,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *path = anser_store_dup_path (self->store, row->id, NULL);
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  gboolean done;

  if (fd < 0 && path != NULL && errno != ENOENT)
    {
      anser_fault_set_unreadable (error, errno, path);
      return FALSE;
    }
  if (fd < 0)
    return TRUE;
  done = write_letter (self, row, path, fd, cancellable, error);
  close (fd);
  return done;
}

static gboolean
export_folder (AnserExport   *self,
               AnserFolder   *folder,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *name = dup_outer_name (self, anser_folder_get_name (folder));
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));
  gboolean in_tree = (self->flags & ANSER_MAIL_TARGET_TREE) != 0;
  gint64 after = 0;

  g_array_set_clear_func (rows, row_clear);
  if (!anser_mail_target_enter (self->target, in_tree ? name : "", error))
    return FALSE;
  self->result.n_folders++;
  do
    {
      g_array_set_size (rows, 0);
      if (!read_page (self, anser_folder_get_id (folder), after, rows, error))
        return FALSE;
      for (unsigned i = 0; i < rows->len; i++)
        {
          const Row *row = &g_array_index (rows, Row, i);

          if (!export_letter (self, row, cancellable, error))
            return FALSE;
          after = row->id;
        }
    }
  while (rows->len > 0);
  return TRUE;
}

/* reading again */

static gboolean
on_begin (const AnserCarriedLetter  *letter,
          gpointer                   user_data,
          GError                   **error)
{
  anser_letter_digest_begin (&((AnserExport *) user_data)->digest);
  return TRUE;
}

static gboolean
on_write (const char  *data,
          gsize        length,
          gpointer     user_data,
          GError     **error)
{
  anser_letter_digest_feed (&((AnserExport *) user_data)->digest, data, length);
  return TRUE;
}

static gboolean
on_end (const AnserCarriedLetter  *letter,
        gpointer                   user_data,
        GError                   **error)
{
  AnserExport *self = user_data;
  double fraction = anser_mail_source_get_fraction (self->source);

  add_digest (self->read, &self->digest);
  anser_work_report (ANSER_WORK (self), WRITING + (1 - WRITING) * fraction,
                     self->result.n_exported);
  return TRUE;
}

static int
compare_digests (gconstpointer a,
                 gconstpointer b)
{
  guint64 first = *(const guint64 *) a, second = *(const guint64 *) b;

  return (first > second) - (first < second);
}

/* How many letters are there and here. */
static unsigned
count_equal (AnserExport *self)
{
  unsigned i = 0, j = 0, n = 0;

  g_array_sort (self->written, compare_digests);
  g_array_sort (self->read, compare_digests);
  while (i < self->written->len && j < self->read->len)
    {
      guint64 written = g_array_index (self->written, guint64, i);
      guint64 read = g_array_index (self->read, guint64, j);

      n += written == read;
      i += written <= read;
      j += read <= written;
    }
  return n;
}

static gboolean
verify (AnserExport   *self,
        const char    *place,
        GCancellable  *cancellable,
        GError       **error)
{
  static const AnserCarriedFuncs funcs = { NULL, on_begin, on_write, on_end, NULL };
  unsigned n_equal;

  if (self->result.n_exported == 0)
    return TRUE;
  self->source = anser_mail_source_new (place, self->format, error);
  if (self->source == NULL ||
      !anser_mail_source_read (self->source, &funcs, self, cancellable, error))
    return FALSE;
  n_equal = count_equal (self);
  if (self->read->len == self->result.n_exported &&
      n_equal + self->result.n_changed >= self->result.n_exported)
    {
      self->result.n_changed = self->result.n_exported - n_equal;
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _("What was written to “%s” reads back otherwise: the disk may be damaged. Check it, "
                 "or export to another disk."), self->path);
  return FALSE;
}

static gboolean
export_all (AnserExport   *self,
            GCancellable  *cancellable,
            GError       **error)
{
  const char *place;

  for (unsigned i = 0; i < self->folders->len; i++)
    if (!export_folder (self, self->folders->pdata[i], cancellable, error))
      return FALSE;
  place = anser_mail_target_close (self->target, error);
  return place != NULL && verify (self, place, cancellable, error) &&
         anser_mail_target_finish (self->target, error);
}

static gboolean
anser_export_run (AnserWork     *work,
                  GCancellable  *cancellable,
                  GError       **error)
{
  AnserExport *self = ANSER_EXPORT (work);
  gboolean done;

  if (!choose_folders (self, error))
    return FALSE;
  if (self->folders->len > 1)
    self->flags |= ANSER_MAIL_TARGET_TREE;
  self->target = anser_mail_target_new (self->path, self->format, self->flags, error);
  if (self->target == NULL)
    return FALSE;
  self->buffer = g_malloc (BUFFER_SIZE);
  done = export_all (self, cancellable, error);
  g_clear_pointer (&self->target, anser_mail_target_free);
  g_clear_pointer (&self->source, anser_mail_source_free);
  return done;
}

static void
anser_export_finalize (GObject *object)
{
  AnserExport *self = ANSER_EXPORT (object);

  g_clear_pointer (&self->target, anser_mail_target_free);
  g_clear_pointer (&self->source, anser_mail_source_free);
  anser_letter_digest_clear (&self->digest);
  g_ptr_array_unref (self->folders);
  g_array_unref (self->written);
  g_array_unref (self->read);
  g_clear_object (&self->store);
  g_free (self->account);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->buffer);
  G_OBJECT_CLASS (anser_export_parent_class)->finalize (object);
}

static void
anser_export_class_init (AnserExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_export_finalize;
  ANSER_WORK_CLASS (klass)->run = anser_export_run;
}

static void
anser_export_init (AnserExport *self)
{
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  self->written = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->read = g_array_new (FALSE, FALSE, sizeof (guint64));
}

AnserExport *
anser_export_new (AnserStore           *store,
                  const char           *account,
                  const char           *folder,
                  gboolean              inner,
                  const char           *path,
                  AnserMailFormat       format,
                  AnserMailTargetFlags  flags)
{
  AnserExport *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (format < ANSER_MAIL_UNKNOWN, NULL);

  self = g_object_new (ANSER_TYPE_EXPORT, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->folder = g_strdup (folder);
  self->inner = inner;
  self->path = g_strdup (path);
  self->format = format == ANSER_MAIL_MBOX ? ANSER_MAIL_MBOXRD : format;
  self->flags = flags;
  return self;
}

const AnserExportResult *
anser_export_get_result (AnserExport *self)
{
  g_return_val_if_fail (ANSER_IS_EXPORT (self), NULL);

  return &self->result;
}

AnserMailTargetFlags
anser_export_get_flags (AnserExport *self)
{
  g_return_val_if_fail (ANSER_IS_EXPORT (self), ANSER_MAIL_TARGET_NONE);

  return self->flags;
}
