/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/recent-row.h"

#include "accounts/providers.h"

#include <glib/gi18n.h>

struct _AnserRecentRow
{
  AdwActionRow parent_instance;

  AnserAccount *account;
  GtkSwitch    *active;
};

G_DEFINE_FINAL_TYPE (AnserRecentRow, anser_recent_row, ADW_TYPE_ACTION_ROW)

static void
show (AnserRecentRow *self)
{
  const char *host = anser_account_get_host (self->account, ANSER_PROTOCOL_POP3);
  const char *user = anser_account_get_user (self->account, ANSER_PROTOCOL_POP3);

  gtk_widget_set_visible (GTK_WIDGET (self), anser_providers_hides_fetched (host));
  gtk_switch_set_active (self->active, g_str_has_prefix (user, ANSER_RECENT_PREFIX));
}

/* The name in the entry above changes with it. */
static void
on_switched (AnserRecentRow *self)
{
  const char *user = anser_account_get_user (self->account, ANSER_PROTOCOL_POP3);
  gboolean has_prefix = g_str_has_prefix (user, ANSER_RECENT_PREFIX);
  gboolean active = gtk_switch_get_active (self->active);
  g_autofree char *changed = NULL;

  if (active == has_prefix)
    return;

  changed = active ? g_strconcat (ANSER_RECENT_PREFIX, user, NULL)
                   : g_strdup (user + strlen (ANSER_RECENT_PREFIX));
  g_object_set (self->account, "pop3-user", changed, NULL);
}

static void
anser_recent_row_dispose (GObject *object)
{
  AnserRecentRow *self = ANSER_RECENT_ROW (object);

  g_clear_object (&self->account);

  G_OBJECT_CLASS (anser_recent_row_parent_class)->dispose (object);
}

static void
anser_recent_row_class_init (AnserRecentRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_recent_row_dispose;
}

static void
anser_recent_row_init (AnserRecentRow *self)
{
  self->active = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->active), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->active));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->active));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 _("Also what other programs have fetched"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               _("Gmail hides a message once a program has fetched it. With this, "
                                 "Anser gets all of the last 30 days."));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
anser_recent_row_set_account (AnserRecentRow *self,
                              AnserAccount   *account)
{
  g_return_if_fail (ANSER_IS_RECENT_ROW (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  show (self);
  g_signal_connect_object (account, "notify::pop3-host", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::pop3-user", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->active, "notify::active", G_CALLBACK (on_switched), self,
                           G_CONNECT_SWAPPED);
}
