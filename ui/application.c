/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "application.h"

#include "accounts/accounts-window.h"
#include "application-demo.h"
#include "application-private.h"
#include "application-problem.h"
#include "compose/compose-window.h"
#include "desktop/background.h"
#include "desktop/file-opener.h"
#include "desktop/arrival-actions.h"
#include "desktop/notifier.h"
#include "desktop/search-provider.h"
#include "desktop/settings-damage.h"
#include "inbox/inbox-window.h"
#include "rules/rules-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

/* A sentence that is said once is to be read. */
#define PROBLEM_SECONDS 20

struct _AnserApplication
{
  AdwApplication parent_instance;

  AnserPostOffice *office;
  AnserDemonstration *demonstration;
  AnserBackground *background;
  AnserNotifier *notifier;
  AnserSearchProvider *search_provider;
  GCancellable *cancellable;
  char *problem;
  GPtrArray *untold;      /* sentences for the inbox window that is to come */
  gboolean demo;
  gboolean demo_starts;   /* no window yet: its first frame shows the account already */
  guint terminate_source;
  guint interrupt_source;

  GtkWidget *inbox_window;
  GtkWidget *accounts_window;
  GtkWidget *rules_window;
};

G_DEFINE_FINAL_TYPE (AnserApplication, anser_application, ADW_TYPE_APPLICATION)

typedef struct
{
  AnserApplication *application;   /* weak */
  AnserToastFunc function;
  gpointer user_data;
  GDestroyNotify free_data;
} ToastButton;

static void
toast_button_free (gpointer  data,
                   GClosure *closure)
{
  ToastButton *button = data;

  if (button->free_data != NULL)
    button->free_data (button->user_data);
  g_clear_weak_pointer (&button->application);
  g_free (button);
}

static void
on_toast_button (ToastButton *button)
{
  if (button->application != NULL)
    button->function (button->application, button->user_data);
}

static void
set_weak (GtkWidget **place,
          GtkWidget  *widget)
{
  *place = widget;
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) place);
}

/* A title of our own: libadwaita's is one line, and what happened is often a whole sentence. */
static AdwToast *
new_toast (const char *text)
{
  AdwToast *toast = adw_toast_new (text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);

  return toast;
}

static void
on_demo_password_stored (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(AnserApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!anser_secrets_store_finish (ANSER_SECRETS (source), result, &error))
    anser_application_toast (self, error->message);
  else if (self->office != NULL)
    anser_post_office_check (self->office);
}

static void
on_demo_started (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(AnserApplication) self = user_data;
  g_autoptr(AnserAccount) unsaved = NULL;
  g_autoptr(GError) error = NULL;
  AnserDemonstration *demonstration = ANSER_DEMONSTRATION (source);
  AnserAccount *account;

  self->demo_starts = FALSE;
  if (!anser_demonstration_start_finish (demonstration, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_printerr ("%s\n", error->message);
          self->problem = g_strdup (error->message);
          g_application_activate (G_APPLICATION (self));
        }
      g_application_release (G_APPLICATION (self));
      return;
    }

  unsaved = anser_demonstration_new_account (demonstration);
  account = anser_accounts_add (anser_post_office_get_accounts (self->office), unsaved);
  anser_secrets_store_async (anser_post_office_get_secrets (self->office),
                             account, ANSER_PROTOCOL_POP3,
                             anser_demonstration_get_password (demonstration),
                             self->cancellable, on_demo_password_stored, g_object_ref (self));
  g_application_activate (G_APPLICATION (self));
  g_application_release (G_APPLICATION (self));
}

static gboolean
open_office (AnserApplication  *self,
             GError           **error)
{
  g_autoptr(AnserAccounts) accounts = NULL;
  g_autoptr(AnserSecrets) secrets = NULL;
  const char *folder = NULL;

  if (self->demo)
    {
      self->demonstration = anser_demonstration_new (error);
      if (self->demonstration == NULL)
        return FALSE;
      folder = anser_demonstration_get_folder (self->demonstration);
    }

  accounts = anser_accounts_new ();
  secrets = self->demo ? anser_secrets_new_in_memory () : anser_secrets_new ();
  self->office = anser_post_office_new (folder, accounts, secrets, error);

  return self->office != NULL;
}

static void
tell_problems (AnserApplication *self)
{
  if (!ANSER_IS_INBOX_WINDOW (self->inbox_window))
    return;

  for (guint i = 0; i < self->untold->len; i++)
    {
      AdwToast *toast = new_toast (g_ptr_array_index (self->untold, i));

      adw_toast_set_timeout (toast, PROBLEM_SECONDS);
      anser_inbox_window_add_toast (ANSER_INBOX_WINDOW (self->inbox_window), toast);
    }
  g_ptr_array_set_size (self->untold, 0);
}

/* What the desktop lacks is said once, in the window as soon as there is one. */
static void
tell_problem (AnserApplication *self,
              const char       *sentence)
{
  g_ptr_array_add (self->untold, g_strdup (sentence));
  tell_problems (self);
}

/* A demonstration does without what the desktop lacks, and without words about it. */
static void
join_desktop (AnserApplication *self)
{
  g_autofree char *damage = NULL;

  self->background = anser_background_new (G_APPLICATION (self), self->office);
  self->notifier = anser_notifier_new (G_APPLICATION (self), self->office);
  if (self->demo)
    return;

  g_signal_connect_object (self->background, "problem", G_CALLBACK (tell_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "problem", G_CALLBACK (tell_problem), self,
                           G_CONNECT_SWAPPED);
  if ((damage = anser_settings_damage_find ()) != NULL)
    tell_problem (self, damage);
  if (g_application_get_dbus_connection (G_APPLICATION (self)) == NULL)
    tell_problem (self, _("There is no session bus. Anser cannot keep passwords or settings, and "
                          "other programs cannot reach it."));
}

/* A demonstration that is ended from outside takes its folder with it too. */
static gboolean
on_terminate (gpointer user_data)
{
  g_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
anser_application_startup (GApplication *application)
{
  AnserApplication *self = ANSER_APPLICATION (application);
  g_autoptr(GError) error = NULL;

  G_APPLICATION_CLASS (anser_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (ANSER_APPLICATION_ID);
  self->terminate_source = g_unix_signal_add (SIGTERM, on_terminate, self);
  self->interrupt_source = g_unix_signal_add (SIGINT, on_terminate, self);
  anser_application_add_actions (self);
  anser_arrival_actions_add (self);
  if (!open_office (self, &error))
    {
      self->problem = g_strdup (error->message);
      g_printerr ("%s\n", error->message);
      return;
    }

  join_desktop (self);
  if (!self->demo)
    return;

  anser_post_office_start (self->office);
  self->demo_starts = TRUE;
  g_application_hold (application);
  anser_demonstration_start_async (self->demonstration, self->cancellable, on_demo_started,
                                   g_object_ref (self));
}

static void
anser_application_activate (GApplication *application)
{
  AnserApplication *self = ANSER_APPLICATION (application);

  if (self->demo_starts)
    return;

  if (self->inbox_window == NULL && self->problem == NULL)
    set_weak (&self->inbox_window, anser_inbox_window_new (self));
  else if (self->inbox_window == NULL)
    set_weak (&self->inbox_window,
              anser_application_problem_new (ADW_APPLICATION (self),
                                             self->demo ? _("The Demonstration Cannot Start")
                                                        : _("Your Mail Cannot Be Opened"),
                                             self->problem));

  gtk_window_present (GTK_WINDOW (self->inbox_window));
  if (self->office == NULL)
    return;

  anser_background_begin (self->background);
  anser_post_office_start (self->office);
  tell_problems (self);
}

static void
anser_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  AnserApplication *self = ANSER_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    anser_file_opener_open (self, files[i]);
}

static gboolean
anser_application_dbus_register (GApplication     *application,
                                 GDBusConnection  *bus,
                                 const char       *path,
                                 GError          **error)
{
  AnserApplication *self = ANSER_APPLICATION (application);
  g_autofree char *provider_path = g_strconcat (path, "/SearchProvider", NULL);

  if (!G_APPLICATION_CLASS (anser_application_parent_class)->dbus_register (application, bus, path,
                                                                           error))
    return FALSE;

  self->search_provider = anser_search_provider_new (self);
  return anser_search_provider_export (self->search_provider, bus, provider_path, error);
}

static void
anser_application_dbus_unregister (GApplication    *application,
                                   GDBusConnection *bus,
                                   const char      *path)
{
  g_clear_object (&ANSER_APPLICATION (application)->search_provider);

  G_APPLICATION_CLASS (anser_application_parent_class)->dbus_unregister (application, bus, path);
}

static int
anser_application_handle_local_options (GApplication *application,
                                        GVariantDict *options)
{
  AnserApplication *self = ANSER_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Anser %s\n", ANSER_VERSION);
      return 0;
    }

  /* The demonstration has a profile of its own and stands beside the real Anser. */
  if (g_variant_dict_contains (options, "demo"))
    {
      self->demo = TRUE;
      g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
      g_application_set_flags (application,
                               g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }

  return anser_application_run_options (self, options);
}

static void
anser_application_shutdown (GApplication *application)
{
  AnserApplication *self = ANSER_APPLICATION (application);

  g_clear_handle_id (&self->terminate_source, g_source_remove);
  g_clear_handle_id (&self->interrupt_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->notifier != NULL)
    anser_notifier_withdraw (self->notifier);
  if (self->office != NULL)
    anser_post_office_stop (self->office);

  /* Windows that are still there when Anser is ended from outside tidy up after themselves. */
  while (gtk_application_get_windows (GTK_APPLICATION (self)) != NULL)
    gtk_window_destroy (gtk_application_get_windows (GTK_APPLICATION (self))->data);

  G_APPLICATION_CLASS (anser_application_parent_class)->shutdown (application);

  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  g_clear_object (&self->office);
  g_clear_object (&self->demonstration);
}

static void
anser_application_dispose (GObject *object)
{
  AnserApplication *self = ANSER_APPLICATION (object);

  g_clear_weak_pointer (&self->inbox_window);
  g_clear_weak_pointer (&self->accounts_window);
  g_clear_weak_pointer (&self->rules_window);
  g_clear_object (&self->office);
  g_clear_object (&self->demonstration);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->untold, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_application_parent_class)->dispose (object);
}

static void
anser_application_class_init (AnserApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = anser_application_dispose;
  application_class->startup = anser_application_startup;
  application_class->activate = anser_application_activate;
  application_class->open = anser_application_open;
  application_class->handle_local_options = anser_application_handle_local_options;
  application_class->shutdown = anser_application_shutdown;
  application_class->dbus_register = anser_application_dbus_register;
  application_class->dbus_unregister = anser_application_dbus_unregister;
}

static void
anser_application_init (AnserApplication *self)
{
  self->cancellable = g_cancellable_new ();
  self->untold = g_ptr_array_new_with_free_func (g_free);
  anser_application_add_options (self);
}

AnserApplication *
anser_application_new (void)
{
  return g_object_new (ANSER_TYPE_APPLICATION,
                       "application-id", ANSER_APPLICATION_ID,
                       "resource-base-path", "/io/github/ansermail/Anser",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

AnserPostOffice *
anser_application_get_office (AnserApplication *self)
{
  g_return_val_if_fail (ANSER_IS_APPLICATION (self), NULL);

  return self->office;
}

void
anser_application_work_without_window (AnserApplication *self)
{
  g_return_if_fail (ANSER_IS_APPLICATION (self));

  if (self->office == NULL)
    return;

  anser_background_stay (self->background);
  anser_post_office_start (self->office);
}

gboolean
anser_application_has_background (AnserApplication *self)
{
  g_return_val_if_fail (ANSER_IS_APPLICATION (self), FALSE);

  return self->background != NULL && anser_background_is_active (self->background);
}

void
anser_application_end_background (AnserApplication *self)
{
  g_return_if_fail (ANSER_IS_APPLICATION (self));

  if (self->background != NULL)
    anser_background_end (self->background);
  if (self->search_provider != NULL)
    anser_search_provider_let_go (self->search_provider);
}

GtkWindow *
anser_application_get_inbox_window (AnserApplication *self)
{
  g_return_val_if_fail (ANSER_IS_APPLICATION (self), NULL);

  return ANSER_IS_INBOX_WINDOW (self->inbox_window) ? GTK_WINDOW (self->inbox_window) : NULL;
}

GtkWidget *
anser_application_compose (AnserApplication *self,
                           AnserAccount     *account,
                           AnserDraft       *draft,
                           gint64            saved,
                           gint64            answers,
                           AnserLetterFlags  answer_flag)
{
  GtkWidget *window;

  g_return_val_if_fail (ANSER_IS_APPLICATION (self), NULL);
  g_return_val_if_fail (account == NULL || ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (draft == NULL || ANSER_IS_DRAFT (draft), NULL);

  if (self->office == NULL)
    return NULL;

  /* Without an account there is nobody to write as. */
  if (g_list_model_get_n_items (
        G_LIST_MODEL (anser_post_office_get_accounts (self->office))) == 0)
    {
      anser_application_show_accounts (self, TRUE);
      return NULL;
    }

  window = anser_compose_window_new (self, account, draft, saved, answers, answer_flag);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

void
anser_application_show_accounts (AnserApplication *self,
                                 gboolean          add)
{
  g_return_if_fail (ANSER_IS_APPLICATION (self));

  if (self->office == NULL)
    return;
  if (self->accounts_window == NULL)
    set_weak (&self->accounts_window, anser_accounts_window_new (self));

  if (add)
    anser_accounts_window_add (ANSER_ACCOUNTS_WINDOW (self->accounts_window));
  gtk_window_present (GTK_WINDOW (self->accounts_window));
}

void
anser_application_show_rules (AnserApplication *self,
                              const AnserRule  *rule)
{
  g_return_if_fail (ANSER_IS_APPLICATION (self));

  if (self->office == NULL)
    return;
  if (self->rules_window == NULL)
    set_weak (&self->rules_window, anser_rules_window_new (self));

  if (rule != NULL)
    anser_rules_window_add (ANSER_RULES_WINDOW (self->rules_window), rule);
  gtk_window_present (GTK_WINDOW (self->rules_window));
}

void
anser_application_toast (AnserApplication *self,
                         const char       *text)
{
  g_return_if_fail (ANSER_IS_APPLICATION (self));
  g_return_if_fail (text != NULL);

  if (ANSER_IS_INBOX_WINDOW (self->inbox_window))
    anser_inbox_window_add_toast (ANSER_INBOX_WINDOW (self->inbox_window),
                                  new_toast (text));
}

void
anser_application_toast_action (AnserApplication *self,
                                const char       *text,
                                const char       *button,
                                AnserToastFunc    function,
                                gpointer          user_data,
                                GDestroyNotify    free_data)
{
  AdwToast *toast;
  ToastButton *data;

  g_return_if_fail (ANSER_IS_APPLICATION (self));
  g_return_if_fail (text != NULL && button != NULL && function != NULL);

  data = g_new0 (ToastButton, 1);
  g_set_weak_pointer (&data->application, self);
  data->function = function;
  data->user_data = user_data;
  data->free_data = free_data;

  toast = new_toast (text);
  adw_toast_set_button_label (toast, button);

  /* What can be undone does not wait behind what is only told. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_toast_button), data,
                         toast_button_free, G_CONNECT_SWAPPED);

  if (ANSER_IS_INBOX_WINDOW (self->inbox_window))
    anser_inbox_window_add_toast (ANSER_INBOX_WINDOW (self->inbox_window), toast);
  else
    g_object_unref (toast);
}
