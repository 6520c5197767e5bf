/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/folder-choice.h"

#include "store/folder-name.h"

struct _AnserFolderChoice
{
  GtkStringList *labels;
  GPtrArray     *names;
};

static gboolean
has (AnserFolderChoice *self,
     const char        *name)
{
  return g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, NULL);
}

static void
add (AnserFolderChoice *self,
     const char        *name)
{
  g_autofree char *label = anser_folder_name_to_label (name);

  g_ptr_array_add (self->names, g_strdup (name));
  gtk_string_list_append (self->labels, label);
}

/* What one writes stays where it is; Junk and Trash are actions of their own. */
static gboolean
is_offered (AnserFolderRole role)
{
  return role == ANSER_FOLDER_INBOX || role == ANSER_FOLDER_ARCHIVE || role == ANSER_FOLDER_OTHER;
}

static void
add_account (AnserFolderChoice *self,
             AnserPostOffice   *office,
             AnserAccount      *account)
{
  g_autoptr(GListModel) folders =
    anser_store_get_folders (anser_post_office_get_store (office), anser_account_get_id (account));

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr(AnserFolder) folder = g_list_model_get_item (folders, i);

      if (is_offered (anser_folder_get_role (folder)) &&
          !has (self, anser_folder_get_name (folder)))
        add (self, anser_folder_get_name (folder));
    }
}

AnserFolderChoice *
anser_folder_choice_new (AnserPostOffice *office)
{
  AnserFolderChoice *self;
  GListModel *accounts;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_new0 (AnserFolderChoice, 1);
  self->labels = gtk_string_list_new (NULL);
  self->names = g_ptr_array_new_with_free_func (g_free);
  add (self, anser_folder_role_get_name (ANSER_FOLDER_ARCHIVE));
  accounts = G_LIST_MODEL (anser_post_office_get_accounts (office));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);

      add_account (self, office, account);
    }
  return self;
}

void
anser_folder_choice_free (AnserFolderChoice *self)
{
  g_object_unref (self->labels);
  g_ptr_array_unref (self->names);
  g_free (self);
}

GListModel *
anser_folder_choice_get_labels (AnserFolderChoice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return G_LIST_MODEL (self->labels);
}

const char *
anser_folder_choice_get_name (AnserFolderChoice *self,
                              guint              position)
{
  g_return_val_if_fail (self != NULL, NULL);

  return position < self->names->len ? self->names->pdata[position] : NULL;
}

guint
anser_folder_choice_find (AnserFolderChoice *self,
                          const char        *name)
{
  guint position;

  g_return_val_if_fail (self != NULL, 0);

  if (name == NULL || *name == '\0')
    return 0;
  if (!has (self, name))
    add (self, name);
  g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &position);
  return position;
}
