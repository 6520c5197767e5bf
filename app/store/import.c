/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "import.h"

#include "delivery.h"
#include "import-folder.h"
#include "known-letters.h"
#include "letter-digest.h"
#include "maildir.h"
#include "mail-source.h"
#include "store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BATCH_LETTERS 500
#define BATCH_BYTES (32 * 1024 * 1024)
/* A letter up to this size waits in memory until it is known whether it is wanted. */
#define SPOOL_SIZE (1024 * 1024)
#define LEFT_OUT_LIMIT 100

/* A letter of the batch: where it will lie, and what its bytes were. */
typedef struct
{
  char *file_name;
  char *digest;
} Arrival;

/* @target: the name of the folder that the letters of the batch come into
 * @spool: the letter at hand, unless it is longer: then it is in @delivery */
struct _AnserImport
{
  AnserWork          parent_instance;
  AnserStore        *store;
  char              *account;
  char              *folder;
  char              *path;
  AnserMailFormat    format;
  gboolean           again;
  AnserImportResult  result;

  AnserMailSource   *source;
  AnserKnownLetters *known;
  char              *target;
  AnserDelivery     *delivery;
  GArray            *arrivals;
  AnserLetterDigest  digest;
  GByteArray        *spool;
  gboolean           is_spilled;
};

G_DEFINE_FINAL_TYPE (AnserImport, anser_import, ANSER_TYPE_WORK)

static void
arrival_clear (gpointer data)
{
  Arrival *arrival = data;

  g_free (arrival->file_name);
  g_free (arrival->digest);
}

/* batches */

/* What is in the store now is what was read outside. */
static gboolean
verify_batch (AnserImport  *self,
              GError      **error)
{
  g_autofree char *folder = anser_store_dup_folder_path (self->store, self->account, self->target);

  for (unsigned i = 0; i < self->arrivals->len; i++)
    {
      const Arrival *arrival = &g_array_index (self->arrivals, Arrival, i);
      g_autofree char *path = g_build_filename (folder, "cur", arrival->file_name, NULL);
      g_autofree char *digest = anser_letter_digest_of_file (path, NULL, NULL);

      /* Gone, or renamed: somebody reads them already. */
      if (digest == NULL || g_str_equal (digest, arrival->digest))
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _("The message in “%s” is not what was read: the disk may be damaged. Check it, "
                     "delete this message, then import again."), path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
commit (AnserImport  *self,
        GError      **error)
{
  gint64 bytes;
  gboolean done;

  if (self->delivery == NULL || self->arrivals->len == 0)
    return TRUE;
  bytes = anser_delivery_get_bytes_pending (self->delivery);
  done = anser_delivery_commit (self->delivery, error) && verify_batch (self, error);
  if (done)
    {
      self->result.n_imported += self->arrivals->len;
      self->result.bytes += bytes;
    }
  g_array_set_size (self->arrivals, 0);
  return done;
}

/* The folder of the next letters. */
static gboolean
aim (AnserImport  *self,
     const char   *folder,
     GError      **error)
{
  g_autofree char *target = anser_import_dup_folder (self->folder, folder);

  if (g_strcmp0 (target, self->target) == 0)
    return TRUE;
  if (!commit (self, error))
    return FALSE;
  g_clear_object (&self->delivery);
  g_free (self->target);
  self->target = g_steal_pointer (&target);
  if (!anser_store_make_folder (self->store, self->account, self->target, error))
    return FALSE;
  self->delivery = anser_delivery_new_for_name (self->store, self->account, self->target);
  return TRUE;
}

/* letters */

static gboolean
on_folder (const char  *name,
           gpointer     user_data,
           GError     **error)
{
  AnserImport *self = user_data;

  /* What is in no folder makes none unless it is there. */
  return *name == '\0' || aim (self, name, error);
}

static gboolean
on_begin (const AnserCarriedLetter  *letter,
          gpointer                   user_data,
          GError                   **error)
{
  AnserImport *self = user_data;

  anser_letter_digest_begin (&self->digest);
  g_byte_array_set_size (self->spool, 0);
  self->is_spilled = FALSE;
  return aim (self, letter->folder, error);
}

static gboolean
spill (AnserImport  *self,
       GError      **error)
{
  if (!anser_delivery_begin (self->delivery, NULL, error) ||
      !anser_delivery_write (self->delivery, (const char *) self->spool->data, self->spool->len,
                             error))
    return FALSE;
  g_byte_array_set_size (self->spool, 0);
  self->is_spilled = TRUE;
  return TRUE;
}

static gboolean
on_write (const char  *data,
          gsize        length,
          gpointer     user_data,
          GError     **error)
{
  AnserImport *self = user_data;

  anser_letter_digest_feed (&self->digest, data, length);
  if (!self->is_spilled && self->spool->len + length > SPOOL_SIZE && !spill (self, error))
    return FALSE;
  if (self->is_spilled)
    return anser_delivery_write (self->delivery, data, length, error);
  g_byte_array_append (self->spool, (const guint8 *) data, length);
  return TRUE;
}

static void
drop_letter (AnserImport *self)
{
  if (self->is_spilled)
    anser_delivery_drop (self->delivery);
  self->is_spilled = FALSE;
  g_byte_array_set_size (self->spool, 0);
}

static gboolean
keep_letter (AnserImport               *self,
             const AnserCarriedLetter  *letter,
             const char                *digest,
             GError                   **error)
{
  gint64 date = letter->date > 0 && letter->date <= G_MAXUINT32 ? letter->date : 0;
  g_autofree char *base = anser_maildir_new_base_for_content (date, digest);
  g_autofree char *info = anser_maildir_build_info (letter->info, letter->flags);
  Arrival arrival = { g_strconcat (base, info, NULL), g_strdup (digest) };

  g_array_append_val (self->arrivals, arrival);
  if (!self->is_spilled && !spill (self, error))
    return FALSE;
  anser_delivery_place (self->delivery, base, info, date);
  self->is_spilled = FALSE;
  return anser_delivery_end (self->delivery, error);
}

static void
report (AnserImport *self)
{
  anser_work_report (ANSER_WORK (self), anser_mail_source_get_fraction (self->source),
                     self->result.n_imported + self->result.n_known + self->arrivals->len);
}

static gboolean
on_end (const AnserCarriedLetter  *letter,
        gpointer                   user_data,
        GError                   **error)
{
  AnserImport *self = user_data;
  const char *digest = anser_letter_digest_end (&self->digest);

  report (self);
  if (self->digest.size == 0 ||
      (!self->again && anser_known_letters_take (self->known, self->digest.size, digest)))
    {
      self->result.n_known += self->digest.size > 0;
      drop_letter (self);
      return TRUE;
    }
  if (!keep_letter (self, letter, digest, error))
    return FALSE;
  if (self->arrivals->len < BATCH_LETTERS &&
      anser_delivery_get_bytes_pending (self->delivery) < BATCH_BYTES)
    return TRUE;
  return commit (self, error);
}

static void
on_leave_out (const char *path,
              const char *reason,
              gpointer    user_data)
{
  AnserImport *self = user_data;
  g_autofree char *name = g_filename_display_name (path);

  drop_letter (self);
  if (reason == NULL)
    {
      self->result.n_gone++;
      return;
    }
  self->result.n_left_out++;
  if (self->result.left_out->len < LEFT_OUT_LIMIT)
    g_ptr_array_add (self->result.left_out, g_strdup_printf ("%s: %s", name, reason));
}

static gboolean
prepare (AnserImport  *self,
         GError      **error)
{
  self->source = anser_mail_source_new (self->path, self->format, error);
  if (self->source == NULL || !anser_store_add_account (self->store, self->account, error))
    return FALSE;
  self->format = anser_mail_source_get_format (self->source);
  self->known = anser_known_letters_new (self->store, self->account, error);
  return self->known != NULL;
}

static gboolean
anser_import_run (AnserWork     *work,
                  GCancellable  *cancellable,
                  GError       **error)
{
  static const AnserCarriedFuncs funcs = { on_folder, on_begin, on_write, on_end, on_leave_out };
  AnserImport *self = ANSER_IMPORT (work);
  gboolean done;

  if (!prepare (self, error))
    return FALSE;
  done = anser_mail_source_read (self->source, &funcs, self, cancellable, error);
  drop_letter (self);
  /* What was read whole stays, however it ended. */
  if (!commit (self, done ? error : NULL))
    done = FALSE;
  report (self);
  g_clear_object (&self->delivery);
  g_clear_pointer (&self->known, anser_known_letters_free);
  return done;
}

static void
anser_import_finalize (GObject *object)
{
  AnserImport *self = ANSER_IMPORT (object);

  g_clear_object (&self->delivery);
  g_clear_pointer (&self->known, anser_known_letters_free);
  g_clear_pointer (&self->source, anser_mail_source_free);
  anser_letter_digest_clear (&self->digest);
  g_array_unref (self->arrivals);
  g_byte_array_unref (self->spool);
  g_ptr_array_unref (self->result.left_out);
  g_clear_object (&self->store);
  g_free (self->account);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->target);
  G_OBJECT_CLASS (anser_import_parent_class)->finalize (object);
}

static void
anser_import_class_init (AnserImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_import_finalize;
  ANSER_WORK_CLASS (klass)->run = anser_import_run;
}

static void
anser_import_init (AnserImport *self)
{
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  g_array_set_clear_func (self->arrivals, arrival_clear);
  self->spool = g_byte_array_new ();
  self->result.left_out = g_ptr_array_new_with_free_func (g_free);
}

AnserImport *
anser_import_new (AnserStore      *store,
                  const char      *account,
                  const char      *folder,
                  const char      *path,
                  AnserMailFormat  format)
{
  AnserImport *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (ANSER_TYPE_IMPORT, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->folder = g_strdup (folder);
  self->path = g_strdup (path);
  self->format = format;
  return self;
}

void
anser_import_set_again (AnserImport *self,
                        gboolean     again)
{
  g_return_if_fail (ANSER_IS_IMPORT (self));

  self->again = again;
}

const AnserImportResult *
anser_import_get_result (AnserImport *self)
{
  g_return_val_if_fail (ANSER_IS_IMPORT (self), NULL);

  return &self->result;
}

AnserMailFormat
anser_import_get_format (AnserImport *self)
{
  g_return_val_if_fail (ANSER_IS_IMPORT (self), ANSER_MAIL_UNKNOWN);

  return self->format;
}
