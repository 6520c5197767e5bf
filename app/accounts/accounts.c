/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "accounts.h"

#include "account-private.h"

#include <string.h>

#define MAIN_SCHEMA "io.github.ansermail.Anser"
#define ACCOUNTS_KEY "accounts"

struct _AnserAccounts
{
  GObject    parent_instance;

  GSettings *settings;
  GPtrArray *items;                 /* of AnserAccount, in the key's order */
};

static AnserAccount *
find_by_id (AnserAccounts *self,
            const char    *id)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      AnserAccount *account = g_ptr_array_index (self->items, i);

      if (strcmp (anser_account_get_id (account), id) == 0)
        return account;
    }

  return NULL;
}

static gboolean
holds (GPtrArray    *accounts,
       const char   *id)
{
  for (guint i = 0; i < accounts->len; i++)
    if (strcmp (anser_account_get_id (g_ptr_array_index (accounts, i)), id) == 0)
      return TRUE;

  return FALSE;
}

static GPtrArray *
dup_items (AnserAccounts *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (copy, g_object_ref (self->items->pdata[i]));

  return copy;
}

/* The accounts that the key names; those already here are kept as they are. */
static GPtrArray *
read_accounts (AnserAccounts *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, ACCOUNTS_KEY);
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **id = ids; *id != NULL; id++)
    {
      AnserAccount *known;

      if (!anser_account_id_is_valid (*id) || holds (accounts, *id))
        continue;

      known = find_by_id (self, *id);
      g_ptr_array_add (accounts,
                       known != NULL ? g_object_ref (known) : anser_account_new_saved (*id));
    }

  return accounts;
}

/* Tells the smallest span that changed: what stands the same at both ends is left alone. */
static void
replace_items (AnserAccounts *self,
               GPtrArray     *items)
{
  g_autoptr (GPtrArray) old = self->items;
  guint shared = MIN (old->len, items->len);
  guint head = 0, tail = 0;

  while (head < shared && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < shared - head &&
         old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;

  self->items = items;
  if (old->len - head - tail > 0 || items->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                items->len - head - tail);
}

static void
on_accounts_changed (GSettings     *settings,
                     const char    *key,
                     AnserAccounts *self)
{
  g_autoptr (GPtrArray) old = g_ptr_array_ref (self->items);

  replace_items (self, read_accounts (self));

  for (guint i = 0; i < old->len; i++)
    if (!g_ptr_array_find (self->items, old->pdata[i], NULL))
      anser_account_detach (old->pdata[i], FALSE);
}

static void
write_ids (AnserAccounts *self,
           GPtrArray     *items)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (ids, (gpointer) anser_account_get_id (items->pdata[i]));
  g_ptr_array_add (ids, NULL);

  g_settings_set_strv (self->settings, ACCOUNTS_KEY, (const char * const *) ids->pdata);
}

/* An id that a person recognises in a folder's name, and that no earlier account had. */
static char *
make_id (AnserAccount *account)
{
  g_autofree char *name = g_ascii_strdown (anser_account_get_address (account), 60);

  g_strcanon (name, "abcdefghijklmnopqrstuvwxyz0123456789._", '-');
  for (char *c = name; *c == '.'; c++)
    *c = '-';

  return g_strdup_printf ("%s-%08x", *name != '\0' ? name : "account", g_random_int ());
}

static GType
anser_accounts_get_item_type (GListModel *model)
{
  return ANSER_TYPE_ACCOUNT;
}

static guint
anser_accounts_get_n_items (GListModel *model)
{
  return ANSER_ACCOUNTS (model)->items->len;
}

static gpointer
anser_accounts_get_item (GListModel *model,
                         guint       position)
{
  AnserAccounts *self = ANSER_ACCOUNTS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
anser_accounts_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = anser_accounts_get_item_type;
  iface->get_n_items = anser_accounts_get_n_items;
  iface->get_item = anser_accounts_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserAccounts, anser_accounts, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      anser_accounts_list_model_init))

static void
anser_accounts_finalize (GObject *object)
{
  AnserAccounts *self = ANSER_ACCOUNTS (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (anser_accounts_parent_class)->finalize (object);
}

static void
anser_accounts_class_init (AnserAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_accounts_finalize;
}

static void
anser_accounts_init (AnserAccounts *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->settings = g_settings_new (MAIN_SCHEMA);
  replace_items (self, read_accounts (self));

  g_signal_connect_object (self->settings, "changed::" ACCOUNTS_KEY,
                           G_CALLBACK (on_accounts_changed), self, 0);
}

/**
 * anser_accounts_new:
 *
 * Returns: (transfer full): the accounts that the settings name
 */
AnserAccounts *
anser_accounts_new (void)
{
  return g_object_new (ANSER_TYPE_ACCOUNTS, NULL);
}

/**
 * anser_accounts_add:
 * @unsaved: what to save; it stays as it is
 *
 * Returns: (transfer none): the account, now in the list and bound to its settings
 */
AnserAccount *
anser_accounts_add (AnserAccounts *self,
                    AnserAccount  *unsaved)
{
  g_autoptr (AnserAccount) account = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (ANSER_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (ANSER_IS_ACCOUNT (unsaved), NULL);

  id = make_id (unsaved);
  account = anser_account_new_saved (id);
  anser_account_copy_values (account, unsaved);

  /* The list first: the change of the key then finds the account already here. */
  items = dup_items (self);
  g_ptr_array_add (items, g_object_ref (account));
  replace_items (self, g_ptr_array_ref (items));
  write_ids (self, items);

  return account;
}

/**
 * anser_accounts_remove:
 * @account: one of the list
 */
void
anser_accounts_remove (AnserAccounts *self,
                       AnserAccount  *account)
{
  g_autoptr (AnserAccount) kept = NULL;
  g_autoptr (GPtrArray) items = NULL;

  g_return_if_fail (ANSER_IS_ACCOUNTS (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));

  kept = g_object_ref (account);
  items = dup_items (self);
  if (!g_ptr_array_remove (items, account))
    return;

  replace_items (self, g_ptr_array_ref (items));
  write_ids (self, items);
  anser_account_detach (account, TRUE);
}

/**
 * anser_accounts_find:
 * @name: an id, an address or a label; addresses and labels in any case
 *
 * Returns: (transfer none) (nullable): the account
 */
AnserAccount *
anser_accounts_find (AnserAccounts *self,
                     const char    *name)
{
  g_autofree char *folded = NULL;
  AnserAccount *account;

  g_return_val_if_fail (ANSER_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  account = find_by_id (self, name);
  folded = g_utf8_casefold (name, -1);
  for (guint i = 0; account == NULL && i < self->items->len; i++)
    {
      AnserAccount *candidate = self->items->pdata[i];
      g_autofree char *address = g_utf8_casefold (anser_account_get_address (candidate), -1);
      g_autofree char *label = g_utf8_casefold (anser_account_get_label (candidate), -1);

      if (strcmp (folded, address) == 0 || strcmp (folded, label) == 0)
        account = candidate;
    }

  return account;
}
