/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-settings"

#include "config.h"

#include "settings/look.h"

#include <gtk/gtk.h>

typedef enum
{
  COMFORTABLE,
  COMPACT,
} Density;

/* By the enumeration of "text-size". */
static const int percents[] = { 100, 120, 150, 200 };

#define COMPACT_RULES \
  ".letter-row { min-height: 52px; padding-top: 1px; padding-bottom: 1px; }" \
  ".letter-card { padding: 6px; }"

static void
update_style (GSettings      *settings,
              const char     *key,
              GtkCssProvider *provider)
{
  int percent = percents[g_settings_get_enum (settings, "text-size")];
  g_autofree char *rules =
    g_strdup_printf (".letter-row, .letter-card, .compose textview { font-size: %d%%; } %s", percent,
                     g_settings_get_enum (settings, "density") == COMPACT ? COMPACT_RULES : "");

  gtk_css_provider_load_from_data (provider, rules, -1);
}

void
anser_look_follow_settings (void)
{
  static GSettings *settings;
  g_autoptr (GtkCssProvider) provider = NULL;

  if (settings != NULL)
    return;

  settings = g_settings_new (ANSER_APPLICATION_ID);
  provider = gtk_css_provider_new ();
  update_style (settings, NULL, provider);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  g_signal_connect_object (settings, "changed::text-size", G_CALLBACK (update_style), provider, 0);
  g_signal_connect_object (settings, "changed::density", G_CALLBACK (update_style), provider, 0);
}
