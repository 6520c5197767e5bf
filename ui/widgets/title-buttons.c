/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/title-buttons.h"

#include <string.h>

char *
anser_title_buttons_dup_short (GtkWidget *widget)
{
  g_autofree char *layout = NULL;
  const char *colon;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  g_object_get (gtk_widget_get_settings (widget), "gtk-decoration-layout", &layout, NULL);
  colon = layout != NULL ? strchr (layout, ':') : NULL;
  if (colon != NULL && g_strstr_len (layout, colon - layout, "close") != NULL)
    return g_strdup ("close:");

  return g_strdup (":close");
}

static void
on_narrow (AnserPane    *pane,
           GParamSpec   *pspec,
           AdwHeaderBar *header)
{
  g_autofree char *layout = anser_title_buttons_dup_short (GTK_WIDGET (header));
  gboolean narrow;

  g_object_get (pane, "narrow", &narrow, NULL);
  adw_header_bar_set_decoration_layout (header, narrow ? layout : NULL);
}

void
anser_title_buttons_follow (AdwHeaderBar *header,
                            AnserPane    *pane)
{
  g_return_if_fail (ADW_IS_HEADER_BAR (header));
  g_return_if_fail (ANSER_IS_PANE (pane));

  on_narrow (pane, NULL, header);
  g_signal_connect_object (pane, "notify::narrow", G_CALLBACK (on_narrow), header, 0);
}
