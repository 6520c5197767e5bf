/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "store-commands.h"

#include "command.h"
#include "store/export.h"
#include "store/import.h"
#include "user-accounts.h"

#include <glib/gi18n-lib.h>

/* anserctl store import, export: mail from and to other programs. */

/* What both are asked. */
typedef struct
{
  char            *account;
  char            *folder;
  const char      *path;
  AnserMailFormat  format;
  gboolean         in_json;
} Request;

static void
request_clear (Request *self)
{
  g_free (self->account);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static void
on_progress (AnserWork *work)
{
  unsigned n = anser_work_get_count (work);
  g_autofree char *sentence =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", n), n);

  cli_progress_bar (anser_work_get_fraction (work), sentence);
}

gboolean
cli_store_run (AnserWork  *work,
               GError    **error)
{
  g_auto(CliWait) wait = { NULL };
  gulong handler = g_signal_connect (work, "notify::count", G_CALLBACK (on_progress), NULL);
  gboolean done;

  anser_work_run_async (work, cli_cancellable (), cli_ready, &wait);
  done = anser_work_run_finish (work, cli_wait (&wait), error);
  g_signal_handler_disconnect (work, handler);
  cli_progress_end ();
  return done;
}

/* "mbox Archive" or "Archive". */
static gboolean
read_words (Request  *self,
            int       argc,
            char    **argv,
            GError  **error)
{
  self->path = argv[argc - 1];
  self->format = argc > 2 ? anser_mail_format_from_name (argv[1]) : ANSER_MAIL_UNKNOWN;
  if (argc == 2 || self->format != ANSER_MAIL_UNKNOWN)
    return TRUE;
  g_set_error (error, CLI_ERROR, EX_USAGE,
               _("“%s” is no format. There are mbox, mboxrd, mboxo, maildir, eml and mh."), argv[1]);
  return FALSE;
}

char *
cli_store_find_account (const char  *name,
                        GError     **error)
{
  g_autoptr(AnserAccounts) accounts = cli_user_accounts_open (error);
  g_autoptr(AnserAccount) only = NULL;
  AnserAccount *account;

  if (!accounts)
    return NULL;
  if (name)
    {
      account = cli_user_accounts_find (accounts, name, error);
      return account ? g_strdup (anser_account_get_id (account)) : NULL;
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (accounts)) == 1)
    only = g_list_model_get_item (G_LIST_MODEL (accounts), 0);
  if (only)
    return g_strdup (anser_account_get_id (only));
  g_set_error_literal (error, CLI_ERROR, EX_USAGE,
                       _("Say whose messages these are, with --account. “anserctl accounts list” "
                         "shows your accounts."));
  return NULL;
}

static AnserStore *
prepare (Request  *self,
         int       argc,
         char    **argv,
         GError  **error)
{
  g_autofree char *name = g_steal_pointer (&self->account);

  if (!read_words (self, argc, argv, error))
    return NULL;
  self->account = cli_store_find_account (name, error);
  return self->account ? cli_user_store_open (error) : NULL;
}

/* import */

static void
print_import_json (AnserImport  *import,
                   const GError *error)
{
  const AnserImportResult *result = anser_import_get_result (import);
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "format", anser_mail_format_get_name (anser_import_get_format (import)));
  cli_json_number (&json, "imported", result->n_imported);
  cli_json_number (&json, "known", result->n_known);
  cli_json_number (&json, "deleted", result->n_gone);
  cli_json_number (&json, "bytes", result->bytes);
  cli_json_open (&json, "skipped", '[');
  for (unsigned i = 0; i < result->left_out->len; i++)
    cli_json_string (&json, NULL, result->left_out->pdata[i]);
  cli_json_close (&json, '[');
  if (error)
    cli_json_error (&json, error);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static void
print_import (AnserImport *import)
{
  const AnserImportResult *result = anser_import_get_result (import);

  g_print (g_dngettext (GETTEXT_PACKAGE, "%u message imported, digests equal",
                        "%u messages imported, digests equal", result->n_imported),
           result->n_imported);
  g_print ("\n");
  if (result->n_known > 0)
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u message is in the account already",
                            "%u messages are in the account already", result->n_known),
               result->n_known);
      g_print ("\n");
    }
  if (result->n_gone > 0)
    {
      g_print (g_dngettext (GETTEXT_PACKAGE, "%u message was deleted by the other program",
                            "%u messages were deleted by the other program", result->n_gone),
               result->n_gone);
      g_print ("\n");
    }
  for (unsigned i = 0; i < result->left_out->len; i++)
    g_printerr ("%s\n", (const char *) result->left_out->pdata[i]);
}

/* What came before it went wrong is told, too. */
static int
end_import (AnserImport  *import,
            gboolean      in_json,
            const GError *error)
{
  if (in_json)
    print_import_json (import, error);
  else
    print_import (import);
  if (!error)
    return anser_import_get_result (import)->n_left_out > 0 ? EX_DATAERR : 0;
  cli_use_json (FALSE);
  return cli_fail (error);
}

int
cli_store_import (int    argc,
                  char **argv)
{
  g_auto(Request) request = { NULL };
  gboolean again = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &request.account, N_("The account they come into"),
      N_("ACCOUNT") },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &request.folder, N_("The folder they come into"),
      N_("NAME") },
    { "again", 0, 0, G_OPTION_ARG_NONE, &again, N_("Import also what is there already"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[FORMAT] PATH"));
  g_autoptr(AnserStore) store = NULL;
  g_autoptr(AnserImport) import = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 2, &argc, &argv, &error) ||
      !(store = prepare (&request, argc, argv, &error)))
    return cli_fail (error);
  import = anser_import_new (store, request.account, request.folder, request.path, request.format);
  anser_import_set_again (import, again);
  cli_store_run (ANSER_WORK (import), &error);
  return end_import (import, request.in_json, error);
}

/* export */

static void
print_export_json (AnserExport     *export,
                   AnserMailFormat  format)
{
  const AnserExportResult *result = anser_export_get_result (export);
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "format", anser_mail_format_get_name (format));
  cli_json_number (&json, "exported", result->n_exported);
  cli_json_number (&json, "changed", result->n_changed);
  cli_json_number (&json, "folders", result->n_folders);
  cli_json_number (&json, "bytes", result->bytes);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

static void
print_export (AnserExport          *export,
              AnserMailFormat       format,
              AnserMailTargetFlags  flags)
{
  const AnserExportResult *result = anser_export_get_result (export);
  unsigned n = result->n_exported - result->n_changed;

  g_print (g_dngettext (GETTEXT_PACKAGE, "%u message exported, digests equal",
                        "%u messages exported, digests equal", n), n);
  g_print ("\n");
  if (result->n_changed == 0)
    return;
  n = result->n_changed;
  if (flags & ANSER_MAIL_TARGET_MARKS)
    g_print (g_dngettext (GETTEXT_PACKAGE,
                          "%u message has fields for its marks now, which it had not before",
                          "%u messages have fields for their marks now, which they had not before",
                          n), n);
  else if (format == ANSER_MAIL_MBOXO)
    g_print (g_dngettext (GETTEXT_PACKAGE,
                          "%u message exported with a line that mboxo cannot hold: “>From” will "
                          "read “From”, or a line end was added; mboxrd holds the first",
                          "%u messages exported with lines that mboxo cannot hold: “>From” will "
                          "read “From”, or a line end was added; mboxrd holds the first", n), n);
  else
    g_print (g_dngettext (GETTEXT_PACKAGE,
                          "%u message exported with a line end added, since an mbox needs one",
                          "%u messages exported with a line end added, since an mbox needs one",
                          n), n);
  g_print ("\n");
}

int
cli_store_export (int    argc,
                  char **argv)
{
  g_auto(Request) request = { NULL };
  gboolean crlf = FALSE, marks = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &request.account, N_("The account whose they are"),
      N_("ACCOUNT") },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &request.folder,
      N_("This folder with those in it, not all"), N_("NAME") },
    { "crlf", 0, 0, G_OPTION_ARG_NONE, &crlf, N_("End the lines of .eml files with CR LF"), NULL },
    { "marks", 0, 0, G_OPTION_ARG_NONE, &marks,
      N_("Write into an mbox what is read, answered and starred"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.in_json, N_("Answer in JSON"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[FORMAT] PATH"));
  g_autoptr(AnserStore) store = NULL;
  g_autoptr(AnserExport) export = NULL;
  g_autoptr(GError) error = NULL;
  AnserMailTargetFlags flags;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_parse (context, 1, 2, &argc, &argv, &error) ||
      !(store = prepare (&request, argc, argv, &error)))
    return cli_fail (error);
  if (request.format == ANSER_MAIL_UNKNOWN)
    request.format = g_str_has_suffix (request.path, ".mbox") ? ANSER_MAIL_MBOXRD
                                                              : ANSER_MAIL_MAILDIR;
  flags = (crlf && request.format == ANSER_MAIL_EML ? ANSER_MAIL_TARGET_CRLF : 0) |
          (marks && request.format <= ANSER_MAIL_MBOXO ? ANSER_MAIL_TARGET_MARKS : 0);
  export = anser_export_new (store, request.account, request.folder, TRUE, request.path,
                             request.format, flags);
  if (!cli_store_run (ANSER_WORK (export), &error))
    return cli_fail (error);
  if (request.in_json)
    print_export_json (export, request.format);
  else
    print_export (export, request.format, flags);
  return 0;
}
