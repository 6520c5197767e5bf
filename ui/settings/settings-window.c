/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-settings"

#include "config.h"

#include "settings/settings-window.h"

#include "widgets/inner-button.h"
#include "widgets/keys.h"

#include <glib/gi18n.h>

struct _AnserSettingsWindow
{
  AdwPreferencesWindow parent_instance;

  GtkSwitch *check_at_start;
  GtkSwitch *run_in_background;
  GtkSwitch *start_at_login;
  GtkSwitch *pause_on_battery_saver;
  GtkSwitch *pause_on_metered;
  GtkSwitch *notify;
  GtkSwitch *conversations;
  AdwComboRow *density;
  AdwComboRow *text_size;
  AdwComboRow *date_style;
  GtkSwitch *search_variants;
  AdwComboRow *answer_place;
  GtkSwitch *warn_attachment;
  GtkSwitch *single_key_shortcuts;
  GtkSwitch *notify_details;
  AdwActionRow *notify_details_row;
};

G_DEFINE_FINAL_TYPE (AnserSettingsWindow, anser_settings_window, ADW_TYPE_PREFERENCES_WINDOW)

/* The rows of a combo stand for the values of an enumeration, in its order. */

static GStrv
dup_values (GSettings  *settings,
            const char *key)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) schema_key = NULL;
  g_autoptr (GVariant) range = NULL;
  g_autoptr (GVariant) values = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  schema_key = g_settings_schema_get_key (schema, key);
  range = g_settings_schema_key_get_range (schema_key);
  g_variant_get_child (range, 1, "v", &values);

  return g_variant_dup_strv (values, NULL);
}

static gboolean
get_choice (GValue   *value,
            GVariant *variant,
            gpointer  user_data)
{
  const char *nick = g_variant_get_string (variant, NULL);
  char **values = user_data;

  for (guint i = 0; values[i] != NULL; i++)
    if (strcmp (values[i], nick) == 0)
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
set_choice (const GValue       *value,
            const GVariantType *type,
            gpointer            user_data)
{
  guint choice = g_value_get_uint (value);
  char **values = user_data;

  return choice < g_strv_length (values) ? g_variant_new_string (values[choice]) : NULL;
}

static void
bind_choice (GSettings   *settings,
             const char  *key,
             AdwComboRow *row)
{
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                get_choice, set_choice, dup_values (settings, key),
                                (GDestroyNotify) g_strfreev);
}

static void
bind (AnserSettingsWindow *self)
{
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  const struct
  {
    const char *key;
    GtkSwitch *button;
  } switches[] = {
    { "check-at-start", self->check_at_start },
    { "run-in-background", self->run_in_background },
    { "start-at-login", self->start_at_login },
    { "pause-on-battery-saver", self->pause_on_battery_saver },
    { "pause-on-metered", self->pause_on_metered },
    { "notify", self->notify },
    { "notify-details", self->notify_details },
    { "conversations", self->conversations },
    { "search-variants", self->search_variants },
    { "warn-attachment", self->warn_attachment },
    { "single-key-shortcuts", self->single_key_shortcuts },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    g_settings_bind (settings, switches[i].key, switches[i].button, "active",
                     G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify", self->notify_details_row, "sensitive", G_SETTINGS_BIND_GET);

  bind_choice (settings, "density", self->density);
  bind_choice (settings, "text-size", self->text_size);
  bind_choice (settings, "date-style", self->date_style);
  bind_choice (settings, "answer-place", self->answer_place);
}

static void
anser_settings_window_class_init (AnserSettingsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/settings/settings-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, check_at_start);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, run_in_background);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, start_at_login);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, pause_on_battery_saver);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, pause_on_metered);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, notify);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, conversations);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, density);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, text_size);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, date_style);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, search_variants);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, answer_place);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, warn_attachment);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, single_key_shortcuts);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, notify_details);
  gtk_widget_class_bind_template_child (widget_class, AnserSettingsWindow, notify_details_row);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
anser_settings_window_init (AnserSettingsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_inner_button_name (GTK_WIDGET (self), "edit-find-symbolic", _("Search"));
  anser_keys_add_close (GTK_WINDOW (self));
  bind (self);
}

GtkWidget *
anser_settings_window_new (GtkWindow *parent)
{
  return g_object_new (ANSER_TYPE_SETTINGS_WINDOW, "transient-for", parent,
                       "application", g_application_get_default (), NULL);
}
