/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "application-private.h"

#include "desktop/file-opener.h"
#include "inbox/inbox-window.h"
#include "settings/look.h"
#include "settings/settings-window.h"
#include "transfer/duplicates-window.h"
#include "transfer/transfer-window.h"
#include "widgets/inner-button.h"
#include "widgets/keys.h"
#include "widgets/plain-names.h"

#include <glib/gi18n.h>

static void
on_compose (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  AnserApplication *self = user_data;
  GtkWindow *window = anser_application_get_inbox_window (self);
  AnserAccount *account = NULL;

  if (window != NULL)
    account = anser_inbox_window_get_account (ANSER_INBOX_WINDOW (window));

  anser_application_compose (self, account, NULL, 0, 0, 0);
}

static void
on_check (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  AnserPostOffice *office = anser_application_get_office (user_data);

  /* Asked for from the desktop: what comes of it is to be seen. */
  if (gtk_application_get_windows (user_data) == NULL &&
      !anser_application_has_background (user_data))
    g_application_activate (user_data);
  if (office != NULL)
    anser_post_office_check (office);
}

static void
on_accounts (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  anser_application_show_accounts (user_data, FALSE);
}

static void
on_rules (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  anser_application_show_rules (user_data, NULL);
}

static void
on_add_account (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  anser_application_show_accounts (user_data, TRUE);
}

static void
show_transfer (AnserApplication  *self,
               AnserTransferKind  kind)
{
  AnserPostOffice *office = anser_application_get_office (self);
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (office != NULL)
    gtk_window_present (GTK_WINDOW (anser_transfer_window_new (parent, office, kind)));
}

static void
on_import (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  show_transfer (user_data, ANSER_TRANSFER_IMPORT);
}

static void
on_export (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  show_transfer (user_data, ANSER_TRANSFER_EXPORT);
}

static void
on_back_up (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  show_transfer (user_data, ANSER_TRANSFER_BACKUP);
}

static void
on_restore (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  show_transfer (user_data, ANSER_TRANSFER_RESTORE);
}

static void
on_find_duplicates (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  AnserPostOffice *office = anser_application_get_office (user_data);
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  if (office != NULL)
    gtk_window_present (GTK_WINDOW (anser_duplicates_window_new (parent, office)));
}

static void
on_settings (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  gtk_window_present (GTK_WINDOW (anser_settings_window_new (parent)));
}

static void
on_shortcuts (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  GtkWindow *parent = gtk_application_get_active_window (user_data);
  gboolean letters = g_settings_get_boolean (settings, "single-key-shortcuts");

  gtk_window_present (anser_keys_window_new (parent, letters));
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWidget *window = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                                    "transient-for", gtk_application_get_active_window (user_data),
                                    "application-name", _("Anser"),
                                    "application-icon", ANSER_APPLICATION_ID,
                                    "version", ANSER_VERSION,
                                    "developer-name", _("The Anser developers"),
                                    "copyright", _("© The Anser developers"),
                                    "license-type", GTK_LICENSE_GPL_3_0,
                                    /* Translators: your name, one translator a line. */
                                    "translator-credits", _("translator-credits"),
                                    NULL);

  anser_inner_button_name (window, "go-previous-symbolic", _("Back"));
  anser_inner_button_name (window, "app-version", ANSER_VERSION);
  gtk_window_present (GTK_WINDOW (window));
}

/* For files handed to Anser to be sent: URIs. */
static void
on_compose_with (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  anser_file_opener_compose (user_data, uris);
}

/* Each window closes as if its button had been pressed, so that a letter being written can ask;
 * with the last one Anser ends, also if it would go on without a window otherwise. */
static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (link->data);
  anser_application_end_background (user_data);
}

void
anser_application_add_actions (AnserApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "compose", .activate = on_compose },
    { .name = "compose-with", .activate = on_compose_with, .parameter_type = "as" },
    { .name = "check", .activate = on_check },
    { .name = "accounts", .activate = on_accounts },
    { .name = "add-account", .activate = on_add_account },
    { .name = "rules", .activate = on_rules },
    { .name = "import", .activate = on_import },
    { .name = "export", .activate = on_export },
    { .name = "back-up", .activate = on_back_up },
    { .name = "restore", .activate = on_restore },
    { .name = "find-duplicates", .activate = on_find_duplicates },
    { .name = "settings", .activate = on_settings },
    { .name = "shortcuts", .activate = on_shortcuts },
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
  };

  g_return_if_fail (ANSER_IS_APPLICATION (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  anser_keys_install (GTK_APPLICATION (self));
  anser_look_follow_settings ();
  anser_plain_names_keep ();
}
