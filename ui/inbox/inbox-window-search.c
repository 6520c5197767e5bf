/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* The list of what is found lies over that of the folder, which stays as it is: to end the search
 * is to be back where one was. */

static void
show (AnserInboxWindow *self,
      gboolean          results)
{
  AnserLetterListView *view = results ? self->result_letters : self->folder_letters;

  if (self->letters == view)
    return;
  self->letters = view;
  gtk_stack_set_visible_child_name (self->letters_stack, results ? "results" : "folder");
  anser_inbox_window_follow_selection (self);
}

/* What the search cannot say by what it shows. */
static void
update_problem (AnserInboxWindow *self)
{
  AnserStore *store = anser_post_office_get_store (self->office);
  const char *problem = anser_search_list_get_problem (self->results);
  g_autofree char *sentence = NULL;
  gint64 n;

  if (problem == NULL && anser_inbox_window_get_query (self) != NULL &&
      (n = anser_store_count_unindexed (store)) > 0)
    sentence = g_strdup_printf (ngettext ("%u older message cannot be found yet. Anser is "
                                          "preparing it.",
                                          "%u older messages cannot be found yet. Anser is "
                                          "preparing them.", n), (unsigned) n);
  anser_search_bar_set_problem (self->search_bar, sentence != NULL ? sentence : problem);
}

static void
on_results_changed (AnserInboxWindow *self)
{
  anser_inbox_window_update_title (self);
}

static void
on_searching (AnserInboxWindow *self)
{
  anser_inbox_window_update_title (self);
  update_problem (self);
}

static void
ensure_results (AnserInboxWindow *self)
{
  if (self->results != NULL)
    return;
  self->results = anser_search_list_new (anser_post_office_get_store (self->office));
  g_signal_connect_swapped (self->results, "items-changed", G_CALLBACK (on_results_changed), self);
  g_signal_connect_swapped (self->results, "notify::searching", G_CALLBACK (on_searching), self);
  g_signal_connect_swapped (self->results, "notify::problem", G_CALLBACK (update_problem), self);
  anser_letter_list_view_set_results (self->result_letters, self->results);
}

static void
look_for (AnserInboxWindow *self,
          AnserQuery       *query)
{
  AnserFolderItem *folder = anser_folder_sidebar_get_selected (self->sidebar);
  gboolean everywhere;
  gboolean by_relevance;

  g_object_get (self->search_bar, "everywhere", &everywhere, "by-relevance", &by_relevance, NULL);
  ensure_results (self);
  anser_search_list_search (self->results, query,
                            everywhere || folder == NULL ? NULL
                                                         : anser_folder_item_get_folders (folder),
                            by_relevance ? ANSER_SEARCH_BY_RELEVANCE : ANSER_SEARCH_BY_DATE,
                            g_settings_get_boolean (self->settings, "search-variants"));
  show (self, TRUE);
  update_problem (self);
  anser_inbox_window_update_title (self);
}

static void
look_for_nothing (AnserInboxWindow *self)
{
  g_clear_pointer (&self->search_name, g_free);
  anser_search_bar_set_problem (self->search_bar, NULL);
  if (self->results != NULL)
    anser_search_list_search (self->results, NULL, NULL, ANSER_SEARCH_BY_DATE, FALSE);
  show (self, FALSE);
  anser_inbox_window_update_title (self);
}

void
anser_inbox_window_search (AnserInboxWindow *self)
{
  g_autofree char *text = anser_search_bar_dup_text (self->search_bar);
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserQuery) query = NULL;

  if (self->office == NULL)
    return;
  query = anser_query_parse (text, 0, &error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "search.save",
                                 query != NULL && !anser_query_is_empty (query));
  if (query == NULL)
    anser_search_bar_set_problem (self->search_bar, error->message);
  else if (anser_query_is_empty (query))
    look_for_nothing (self);
  else
    look_for (self, g_steal_pointer (&query));
}

void
anser_inbox_window_end_search (AnserInboxWindow *self)
{
  gboolean search_mode;

  g_object_get (self->search_bar, "search-mode", &search_mode, NULL);
  if (search_mode)
    g_object_set (self->search_bar, "search-mode", FALSE, NULL);
}

const AnserQuery *
anser_inbox_window_get_query (AnserInboxWindow *self)
{
  return self->results != NULL ? anser_search_list_get_query (self->results) : NULL;
}

/* Closed, the keyboard is in the list again. */
static void
on_search_mode (AnserInboxWindow *self)
{
  gboolean search_mode;

  g_object_get (self->search_bar, "search-mode", &search_mode, NULL);
  if (!search_mode)
    anser_letter_list_view_focus (self->folder_letters);
}

/* Saved searches */

static char *
dup_place (AnserInboxWindow *self)
{
  AnserFolderItem *folder = anser_folder_sidebar_get_selected (self->sidebar);
  gboolean everywhere;

  g_object_get (self->search_bar, "everywhere", &everywhere, NULL);
  return everywhere || folder == NULL ? g_strdup ("") : anser_folder_item_dup_place (folder);
}

static void
on_save_response (AdwMessageDialog *dialog,
                  const char       *response,
                  AnserInboxWindow *self)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "anser-entry");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autofree char *text = anser_search_bar_dup_text (self->search_bar);
  g_autofree char *place = dup_place (self);

  if (!g_str_equal (response, "save") || text[0] == '\0')
    return;
  anser_saved_searches_add (self->settings, name[0] != '\0' ? name : text, text, place);
  g_free (self->search_name);
  self->search_name = g_strdup (name[0] != '\0' ? name : text);
  anser_inbox_window_update_title (self);
}

static void
on_save (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  g_autofree char *text = anser_search_bar_dup_text (self->search_bar);
  GtkWidget *dialog = anser_saved_searches_ask_name (GTK_WINDOW (self), _("Save Search"),
                                                     _("_Save"), text);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* (sss): name, what is looked for, and where. */
static void
on_show_search (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  const char *name, *text, *place;

  g_variant_get (parameter, "(&s&s&s)", &name, &text, &place);
  if (place[0] != '\0')
    anser_folder_sidebar_select_place (self->sidebar, place);
  adw_leaflet_set_visible_child_name (self->outer, "mail");
  adw_leaflet_set_visible_child_name (self->inner, "letters");
  g_object_set (self->search_bar, "search-mode", TRUE, "everywhere", place[0] == '\0', NULL);
  anser_search_bar_set_text (self->search_bar, text);
  g_free (self->search_name);
  self->search_name = g_strdup (name);
  anser_inbox_window_update_title (self);
}

void
anser_inbox_window_install_search_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "search.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "inbox.show-search", "(sss)", on_show_search);
}

void
anser_inbox_window_set_up_search (AnserInboxWindow *self)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GAction) variants = g_settings_create_action (self->settings, "search-variants");

  g_action_map_add_action (G_ACTION_MAP (actions), variants);
  gtk_widget_insert_action_group (GTK_WIDGET (self->search_bar), "setting",
                                  G_ACTION_GROUP (actions));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "search.save", FALSE);
  g_signal_connect_object (self->settings, "changed::search-variants",
                           G_CALLBACK (anser_inbox_window_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode", G_CALLBACK (on_search_mode),
                           self, G_CONNECT_SWAPPED);
}
