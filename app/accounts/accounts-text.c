/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts-text.h"

#include "account-private.h"

#define MAIN_SCHEMA "io.github.ansermail.Anser"
#define ACCOUNT_SCHEMA "io.github.ansermail.Anser.Account"
#define ACCOUNTS_KEY "accounts"

static GSettings *
open_settings (const char *id)
{
  g_autofree char *path = g_strdup_printf ("/io/github/ansermail/Anser/accounts/%s/", id);

  return g_settings_new_with_path (ACCOUNT_SCHEMA, path);
}

static GSettingsSchema *
get_schema (GSettings *settings)
{
  GSettingsSchema *schema = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  return schema;
}

static void
write_account (GKeyFile   *file,
               const char *id)
{
  g_autoptr (GSettings) settings = open_settings (id);
  g_autoptr (GSettingsSchema) schema = get_schema (settings);
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);

  for (char **key = keys; *key != NULL; key++)
    {
      g_autoptr (GVariant) value = g_settings_get_user_value (settings, *key);
      g_autofree char *text = value != NULL ? g_variant_print (value, TRUE) : NULL;

      if (text != NULL)
        g_key_file_set_string (file, id, *key, text);
    }
  /* One with nothing but defaults is an account, too. */
  g_key_file_set_comment (file, id, NULL, " Anser", NULL);
}

static void
read_key (GSettings       *settings,
          GSettingsSchema *schema,
          GKeyFile        *file,
          const char      *id,
          const char      *name)
{
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autofree char *text = g_key_file_get_string (file, id, name, NULL);
  g_autoptr (GVariant) value = NULL;

  if (text == NULL || !g_settings_schema_has_key (schema, name))
    return;
  key = g_settings_schema_get_key (schema, name);
  value = g_variant_parse (g_settings_schema_key_get_value_type (key), text, NULL, NULL, NULL);
  if (value != NULL && g_settings_schema_key_range_check (key, value))
    g_settings_set_value (settings, name, value);
}

static void
read_account (GKeyFile   *file,
              const char *id)
{
  g_autoptr (GSettings) settings = open_settings (id);
  g_autoptr (GSettingsSchema) schema = get_schema (settings);
  g_auto (GStrv) keys = g_key_file_get_keys (file, id, NULL, NULL);

  for (char **key = keys; key != NULL && *key != NULL; key++)
    read_key (settings, schema, file, id, *key);
}

char *
anser_accounts_dup_text (AnserAccounts *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  unsigned n;

  g_return_val_if_fail (ANSER_IS_ACCOUNTS (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self));
  for (unsigned i = 0; i < n; i++)
    {
      g_autoptr (AnserAccount) account = g_list_model_get_item (G_LIST_MODEL (self), i);
      const char *id = anser_account_get_id (account);

      /* The group is there before its comment. */
      g_key_file_set_string (file, id, "id", "");
      g_key_file_remove_key (file, id, "id", NULL);
      write_account (file, id);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

unsigned
anser_accounts_add_text (AnserAccounts *self,
                         const char    *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GStrvBuilder) ids = NULL;
  g_auto (GStrv) groups = NULL;
  g_auto (GStrv) old = NULL;
  g_auto (GStrv) all = NULL;
  unsigned n = 0;

  g_return_val_if_fail (ANSER_IS_ACCOUNTS (self), 0);
  g_return_val_if_fail (text != NULL, 0);

  if (!g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL))
    return 0;
  settings = g_settings_new (MAIN_SCHEMA);
  ids = g_strv_builder_new ();
  old = g_settings_get_strv (settings, ACCOUNTS_KEY);
  g_strv_builder_addv (ids, (const char **) old);
  groups = g_key_file_get_groups (file, NULL);
  for (char **id = groups; *id != NULL; id++)
    {
      if (!anser_account_id_is_valid (*id) || g_strv_contains ((const char * const *) old, *id))
        continue;
      read_account (file, *id);
      g_strv_builder_add (ids, *id);
      n++;
    }
  all = g_strv_builder_end (ids);
  if (n > 0)
    g_settings_set_strv (settings, ACCOUNTS_KEY, (const char * const *) all);
  g_settings_sync ();
  return n;
}
