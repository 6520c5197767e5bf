/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include "store/store-search.h"

#include <glib/gi18n.h>

/* "All inboxes" show it as well as the inbox in which it is. */
static gboolean
is_in_view (AnserInboxWindow *self,
            AnserFolder      *folder)
{
  AnserFolderItem *item = anser_folder_sidebar_get_selected (self->sidebar);
  GPtrArray *folders = item != NULL && anser_folder_item_get_tag (item) == NULL
                         ? anser_folder_item_get_folders (item) : NULL;

  return folders != NULL && g_ptr_array_find (folders, folder, NULL);
}

void
anser_inbox_window_open_letter (AnserInboxWindow *self,
                                gint64            letter)
{
  g_autoptr(AnserFolder) folder = NULL;

  g_return_if_fail (ANSER_IS_INBOX_WINDOW (self));

  folder = anser_store_find_letter_folder (anser_inbox_window_get_store (self), letter);
  if (folder == NULL)
    {
      anser_application_toast (self->application, _("That message is no longer here."));
      return;
    }

  anser_inbox_window_end_search (self);
  if (!is_in_view (self, folder))
    anser_folder_sidebar_select (self->sidebar, folder);

  /* What is left out of the list could not be shown. */
  g_object_set (self->folder_letters, "show", "all", NULL);
  anser_letter_list_view_select_letter (self->folder_letters, letter);
  adw_leaflet_set_visible_child_name (self->outer, "mail");
  if (adw_leaflet_get_folded (self->inner) && self->row != NULL)
    {
      anser_reader_show (self->reader, self->row);
      adw_leaflet_set_visible_child_name (self->inner, "reader");
    }
}
