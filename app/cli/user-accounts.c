/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "user-accounts.h"

#include "command.h"
#include "courier/describe.h"
#include "store/uid-memory.h"

#include <glib/gi18n-lib.h>

AnserAccounts *
cli_user_accounts_open (GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source)
    schema = g_settings_schema_source_lookup (source, ANSER_APPLICATION_ID, TRUE);
  if (!schema)
    {
      g_set_error_literal (error, CLI_ERROR, EX_CONFIG,
                           _("Anser's settings are not installed on this machine. Install Anser, "
                             "or say where they are in the variable GSETTINGS_SCHEMA_DIR."));
      return NULL;
    }
  return anser_accounts_new ();
}

AnserAccount *
cli_user_accounts_find (AnserAccounts  *accounts,
                        const char     *name,
                        GError        **error)
{
  AnserAccount *account = anser_accounts_find (accounts, name);

  if (!account)
    g_set_error (error, CLI_ERROR, EX_CONFIG,
                 _("There is no account “%s”. “anserctl accounts list” shows yours."), name);
  return account;
}

gboolean
cli_user_accounts_check_new (AnserAccounts  *accounts,
                             AnserAccount   *unsaved,
                             GError        **error)
{
  const char *address = anser_account_get_address (unsaved);

  if (!anser_accounts_find (accounts, address))
    return TRUE;
  g_set_error (error, CLI_ERROR, EX_CONFIG,
               _("There is an account %s already. “anserctl accounts remove” takes it away."),
               address);
  return FALSE;
}

static char *
dup_root (void)
{
  return g_build_filename (g_get_user_data_dir (), "anser", NULL);
}

char *
cli_user_store_peek_quirks (AnserAccount *account)
{
  g_autofree char *root = dup_root ();

  return anser_uid_memory_peek_quirks (root, anser_account_get_id (account));
}

static void
on_catching_up (unsigned n_done,
                unsigned n_total,
                gpointer user_data)
{
  cli_progress (_("Making the list of messages again: %'u of %'u"), n_done, n_total);
}

AnserStore *
cli_user_store_open_anew (AnserStoreRebuildFunc   progress,
                          GError                **error)
{
  g_autofree char *root = dup_root ();

  return anser_store_open_anew (root, anser_describe_letter, NULL, progress, NULL, error);
}

AnserStore *
cli_user_store_open (GError **error)
{
  g_autofree char *root = dup_root ();
  AnserStore *store = anser_store_open_early (root, anser_describe_letter, NULL, error);

  if (store == NULL)
    return NULL;
  anser_store_wait_until_whole (store, on_catching_up, NULL);
  cli_progress_end ();
  return store;
}
