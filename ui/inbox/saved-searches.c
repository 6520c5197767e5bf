/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/saved-searches.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define KEY "saved-searches"
#define TYPE "a(sss)"

struct _AnserSavedSearches
{
  GtkWidget parent_instance;

  GSettings *settings;
  GMenuModel *search_menu;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (AnserSavedSearches, anser_saved_searches, GTK_TYPE_WIDGET)

/* Writes all searches again, with @name as @new_name, or without it if that is NULL; and at the end
 * one more if @text is not NULL. */
static void
write_all (GSettings  *settings,
           const char *name,
           const char *new_name,
           const char *text,
           const char *place)
{
  g_autoptr(GVariant) before = g_settings_get_value (settings, KEY);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *old_name, *old_text, *old_place;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &old_name, &old_text, &old_place))
    {
      gboolean is_it = g_str_equal (old_name, name);

      if (!is_it || new_name != NULL)
        g_variant_builder_add (&builder, "(sss)", is_it ? new_name : old_name, old_text, old_place);
    }
  if (text != NULL)
    g_variant_builder_add (&builder, "(sss)", name, text, place);
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

static GVariant *
get_search (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "anser-search");
}

static const char *
get_name (GtkWidget *row)
{
  const char *name;

  g_variant_get_child (get_search (row), 0, "&s", &name);
  return name;
}

static void
on_row_activated (AnserSavedSearches *self,
                  GtkListBoxRow      *row)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (self), "inbox.show-search",
                                      get_search (GTK_WIDGET (row)));
}

static void
on_rename_response (AdwMessageDialog   *dialog,
                    const char         *response,
                    AnserSavedSearches *self)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "anser-entry");
  const char *name = g_object_get_data (G_OBJECT (dialog), "anser-name");
  g_autofree char *new_name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (g_str_equal (response, "save") && new_name[0] != '\0')
    write_all (self->settings, name, new_name, NULL, NULL);
}

static void
on_rename (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  GtkWidget *row = user_data;
  GtkWidget *self = gtk_widget_get_ancestor (row, ANSER_TYPE_SAVED_SEARCHES);
  GtkWidget *dialog =
    anser_saved_searches_ask_name (GTK_WINDOW (gtk_widget_get_root (row)), _("Rename Search"),
                                   _("_Rename"), get_name (row));

  g_object_set_data_full (G_OBJECT (dialog), "anser-name", g_strdup (get_name (row)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_rename_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_delete (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  GtkWidget *row = user_data;
  GtkWidget *self = gtk_widget_get_ancestor (row, ANSER_TYPE_SAVED_SEARCHES);

  write_all (ANSER_SAVED_SEARCHES (self)->settings, get_name (row), NULL, NULL, NULL);
}

static GtkWidget *
make_menu_button (AnserSavedSearches *self,
                  const char         *name)
{
  GtkWidget *button = gtk_menu_button_new ();
  /* Translators: the menu of a saved search. */
  g_autofree char *label = g_strdup_printf (_("Options of “%s”"), name);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), self->search_menu);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "dim-label");
  return button;
}

/* @search: (sss) */
static GtkWidget *
make_row (AnserSavedSearches *self,
          GVariant           *search)
{
  static const GActionEntry entries[] = {
    { .name = "rename", .activate = on_rename },
    { .name = "delete", .activate = on_delete },
  };
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (NULL);

  g_object_set_data_full (G_OBJECT (row), "anser-search", g_variant_ref (search),
                          (GDestroyNotify) g_variant_unref);
  gtk_label_set_label (GTK_LABEL (label), get_name (row));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("edit-find-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), make_menu_button (self, get_name (row)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_add_css_class (row, "saved-search");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_name (row), -1);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), row);
  gtk_widget_insert_action_group (row, "saved", G_ACTION_GROUP (actions));
  return row;
}

static void
fill (AnserSavedSearches *self)
{
  g_autoptr(GVariant) searches = g_settings_get_value (self->settings, KEY);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);
  for (gsize i = 0; i < g_variant_n_children (searches); i++)
    {
      g_autoptr(GVariant) search = g_variant_get_child_value (searches, i);

      gtk_list_box_append (self->list_box, make_row (self, search));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), g_variant_n_children (searches) > 0);
}

static void
anser_saved_searches_dispose (GObject *object)
{
  AnserSavedSearches *self = ANSER_SAVED_SEARCHES (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->settings);
  g_clear_object (&self->search_menu);

  G_OBJECT_CLASS (anser_saved_searches_parent_class)->dispose (object);
}

static void
anser_saved_searches_class_init (AnserSavedSearchesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_saved_searches_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/saved-searches.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserSavedSearches, list_box);
  gtk_widget_class_bind_template_child (widget_class, AnserSavedSearches, search_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
anser_saved_searches_init (AnserSavedSearches *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_ref (self->search_menu);
  self->settings = g_settings_new (ANSER_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::" KEY, G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  fill (self);
}

void
anser_saved_searches_add (GSettings  *settings,
                          const char *name,
                          const char *text,
                          const char *place)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (name != NULL && text != NULL && place != NULL);

  write_all (settings, name, NULL, text, place);
}

GtkWidget *
anser_saved_searches_ask_name (GtkWindow  *parent,
                               const char *heading,
                               const char *button,
                               const char *name)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name"), -1);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "save", button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  g_object_set_data (G_OBJECT (dialog), "anser-entry", entry);
  return dialog;
}
