/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "transfer-result.h"

#include "store/backup.h"
#include "store/export.h"
#include "store/import.h"
#include "store/restore.h"

#include <glib/gi18n.h>

/* So many things that were left out are named. */
#define NAMED 5

static void
add_line (GString    *text,
          const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* Nothing for none. */
G_GNUC_PRINTF (3, 4)
static void
add_count (GString    *text,
           unsigned    n,
           const char *format,
           ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  if (n == 0)
    return;
  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_line (text, line);
}

static void
describe_import (AnserImport *import,
                 GString     *text)
{
  const AnserImportResult *result = anser_import_get_result (import);
  unsigned n = result->n_imported;

  add_count (text, n, ngettext ("%u message came. Its digest is the same as before.",
                                "%u messages came. Their digests are the same as before.", n), n);
  n = result->n_known;
  add_count (text, n, ngettext ("%u message was here already.", "%u messages were here already.",
                                n), n);
  n = result->n_gone;
  add_count (text, n, ngettext ("%u message had been deleted by the other program.",
                                "%u messages had been deleted by the other program.", n), n);
  n = result->n_left_out;
  add_count (text, n, ngettext ("%u file could not be read:", "%u files could not be read:", n), n);
  for (unsigned i = 0; i < MIN (result->left_out->len, NAMED); i++)
    add_line (text, result->left_out->pdata[i]);
}

static void
describe_export (AnserExport *export,
                 GString     *text)
{
  const AnserExportResult *result = anser_export_get_result (export);
  unsigned n = result->n_exported - result->n_changed;

  add_count (text, n,
             ngettext ("%u message was written and read again: its digest is the same.",
                       "%u messages were written and read again: their digests are the same.", n),
             n);
  n = result->n_changed;
  if (anser_export_get_flags (export) & ANSER_MAIL_TARGET_MARKS)
    add_count (text, n,
               ngettext ("%u message says now whether it is read and starred.",
                         "%u messages say now whether they are read and starred.", n), n);
  else
    add_count (text, n,
               ngettext ("%u message changed a little, since an mbox cannot hold it as it is.",
                         "%u messages changed a little, since an mbox cannot hold them as they "
                         "are.", n), n);
}

static void
describe_restore (AnserRestore *restore,
                  GString      *text)
{
  unsigned n = anser_restore_get_n_restored (restore);

  add_count (text, n, ngettext ("%u message came.", "%u messages came.", n), n);
  n = anser_restore_get_n_known (restore);
  add_count (text, n, ngettext ("%u message was here already.", "%u messages were here already.",
                                n), n);
  add_line (text, _("Nothing of it will be fetched from the server again."));
}

static void
describe (AnserWork *work,
          GString   *text)
{
  if (ANSER_IS_IMPORT (work))
    describe_import (ANSER_IMPORT (work), text);
  else if (ANSER_IS_EXPORT (work))
    describe_export (ANSER_EXPORT (work), text);
  else if (ANSER_IS_RESTORE (work))
    describe_restore (ANSER_RESTORE (work), text);
  else
    {
      unsigned n = anser_backup_get_n_letters (ANSER_BACKUP (work));

      add_count (text, n, ngettext ("%u message is in the backup.",
                                    "%u messages are in the backup.", n), n);
      add_line (text, _("Passwords are not in it."));
    }
}

static const char *
get_title (AnserWork    *work,
           const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _("Cancelled");
  if (error != NULL)
    return _("Not Done");
  if (ANSER_IS_IMPORT (work))
    return _("Import Finished");
  if (ANSER_IS_EXPORT (work))
    return _("Export Finished");
  return ANSER_IS_RESTORE (work) ? _("Restored") : _("Backup Finished");
}

char *
anser_transfer_result_new (AnserWork     *work,
                           const GError  *error,
                           char         **details)
{
  GString *text = g_string_new (NULL);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (error != NULL && !cancelled)
    add_line (text, error->message);
  /* What an import brought until then stays. */
  if (error == NULL || ANSER_IS_IMPORT (work))
    describe (work, text);
  if (cancelled && ANSER_IS_IMPORT (work))
    add_line (text, _("Import again to get the rest; nothing comes twice."));
  else if (cancelled)
    add_line (text, _("Nothing was changed."));
  if (error == NULL && text->len == 0)
    add_line (text, _("There was no message in it."));
  *details = g_string_free (text, FALSE);
  return g_strdup (get_title (work, error));
}
