/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/notifier.h"

#include "desktop/arrival.h"
#include "desktop/portal.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

/* Many changes to folders come together. */
#define REFRESH_MS 100

struct _AnserNotifier
{
  GObject parent_instance;

  GApplication *application;
  AnserPostOffice *office;
  GSettings *settings;
  GCancellable *cancellable;
  GHashTable *shown;            /* id of a notification to its AnserArrival */
  guint n_shown;
  guint refresh_source;
  gboolean complained;
};

G_DEFINE_FINAL_TYPE (AnserNotifier, anser_notifier, G_TYPE_OBJECT)

enum
{
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Taking back */

static gboolean
on_refresh (gpointer user_data)
{
  AnserNotifier *self = user_data;
  GHashTableIter iter;
  gpointer id;
  gpointer arrival;

  self->refresh_source = 0;
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, &arrival))
    {
      if (anser_arrival_refresh (arrival, anser_post_office_get_store (self->office)))
        continue;
      g_application_withdraw_notification (self->application, id);
      g_hash_table_iter_remove (&iter);
    }

  return G_SOURCE_REMOVE;
}

static void
on_folder_changed (AnserNotifier *self)
{
  if (self->refresh_source == 0 && g_hash_table_size (self->shown) > 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh, self);
}

/* Showing */

/* With several accounts it is said whose message it is. */
static const char *
get_label (AnserNotifier *self,
           const char    *id)
{
  AnserAccounts *accounts = anser_post_office_get_accounts (self->office);
  AnserAccount *account = anser_accounts_find (accounts, id);

  return account != NULL && g_list_model_get_n_items (G_LIST_MODEL (accounts)) > 1
           ? anser_account_get_label (account) : NULL;
}

/* @arrival: (transfer full) */
static void
show (AnserNotifier *self,
      AnserArrival  *arrival)
{
  g_autoptr(GNotification) notification =
    anser_arrival_describe (arrival, g_settings_get_boolean (self->settings, "notify-details"),
                            get_label (self, arrival->account));
  char *id = g_strdup_printf ("%s-%u", arrival->account, self->n_shown++);

  g_application_send_notification (self->application, id, notification);
  g_hash_table_insert (self->shown, id, arrival);

  /* It may have been read while the desktop was asked. */
  on_folder_changed (self);
}

/* Whether there is anybody who shows it */

/* Whoever always has a window sees there what came. */
static gboolean
is_needed (AnserNotifier *self)
{
  return g_settings_get_boolean (self->settings, "run-in-background") ||
         g_settings_get_boolean (self->settings, "start-at-login");
}

static void
complain (AnserNotifier *self)
{
  if (self->complained || !is_needed (self))
    return;

  self->complained = TRUE;
  g_signal_emit (self, signals[PROBLEM], 0,
                 _("Your desktop shows no notifications, so Anser cannot tell you of new messages "
                   "while its window is closed."));
}

static gboolean
holds_server (GVariant *names)
{
  g_autofree const char **list = NULL;

  if (names == NULL)
    return FALSE;

  g_variant_get (names, "(^a&s)", &list);
  return g_strv_contains (list, "org.freedesktop.Notifications") ||
         g_strv_contains (list, "org.gtk.Notifications") ||
         (anser_portal_is_used () && g_strv_contains (list, "org.freedesktop.portal.Desktop"));
}

typedef struct
{
  AnserNotifier *self;          /* strong */
  AnserArrival *arrival;
  gboolean asked_who_would_come;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_clear_pointer (&telling->arrival, anser_arrival_free);
  g_object_unref (telling->self);
  g_free (telling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static void on_names (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data);

static void
ask_bus (Telling         *telling,
         GDBusConnection *bus,
         const char      *method)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE ("(as)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, telling->self->cancellable, on_names,
                          telling);
}

/* First who is there, then who would come when called. */
static void
on_names (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Telling) telling = user_data;
  g_autoptr(GVariant) names =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (g_cancellable_is_cancelled (telling->self->cancellable))
    return;

  if (holds_server (names))
    show (telling->self, g_steal_pointer (&telling->arrival));
  else if (telling->asked_who_would_come)
    complain (telling->self);
  else
    {
      telling->asked_who_would_come = TRUE;
      ask_bus (g_steal_pointer (&telling), G_DBUS_CONNECTION (source), "ListActivatableNames");
    }
}

/* What is new among what came */

typedef struct
{
  AnserStore *store;
  char *account;
  GArray *letters;
} Sifting;

static void
sifting_free (gpointer data)
{
  Sifting *sifting = data;

  g_object_unref (sifting->store);
  g_array_unref (sifting->letters);
  g_free (sifting->account);
  g_free (sifting);
}

static void
sift (GTask        *task,
      gpointer      source,
      gpointer      task_data,
      GCancellable *cancellable)
{
  Sifting *sifting = task_data;

  g_task_return_pointer (task, anser_arrival_new (sifting->store, sifting->account,
                                                  sifting->letters),
                         (GDestroyNotify) anser_arrival_free);
}

static void
on_sifted (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  AnserNotifier *self = ANSER_NOTIFIER (source);
  g_autoptr(AnserArrival) arrival = g_task_propagate_pointer (G_TASK (result), NULL);
  GDBusConnection *bus;
  Telling *telling;

  if (arrival == NULL)
    return;

  /* Without a bus more is missing, and is told of as a whole. */
  bus = g_application_get_dbus_connection (self->application);
  if (bus == NULL)
    return;

  telling = g_new0 (Telling, 1);
  telling->self = g_object_ref (self);
  telling->arrival = g_steal_pointer (&arrival);
  ask_bus (telling, bus, "ListNames");
}

static void
on_received (AnserNotifier *self,
             AnserCourier  *courier,
             guint          n_new,
             GArray        *letters)
{
  g_autoptr(GTask) task = NULL;
  Sifting *sifting;

  if (letters->len == 0 || !g_settings_get_boolean (self->settings, "notify"))
    return;

  sifting = g_new (Sifting, 1);
  sifting->store = g_object_ref (anser_post_office_get_store (self->office));
  sifting->account = g_strdup (anser_account_get_id (anser_courier_get_account (courier)));
  sifting->letters = g_array_ref (letters);
  task = g_task_new (self, self->cancellable, on_sifted, NULL);
  g_task_set_source_tag (task, on_received);
  g_task_set_task_data (task, sifting, sifting_free);
  g_task_run_in_thread (task, sift);
}

/* What stands in the way while nobody sees it */

static char *
dup_password_id (AnserCourier *courier)
{
  return g_strconcat ("password-", anser_account_get_id (anser_courier_get_account (courier)), NULL);
}

static void
on_problem_changed (AnserNotifier *self,
                    GParamSpec    *pspec,
                    AnserCourier  *courier)
{
  g_autofree char *id = dup_password_id (courier);

  if (anser_courier_get_problem (courier) != NULL)
    return;

  g_application_withdraw_notification (self->application, id);
  g_signal_handlers_disconnect_by_func (courier, on_problem_changed, self);
}

/* A click opens the window, which asks. */
static void
on_password_needed (AnserNotifier *self,
                    AnserCourier  *courier)
{
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *id = dup_password_id (courier);
  g_autofree char *body = NULL;

  if (gtk_application_get_windows (GTK_APPLICATION (self->application)) != NULL)
    return;

  /* Translators: an account. */
  body = g_strdup_printf (_("Anser needs the password of %s to check mail."),
                          anser_account_get_label (anser_courier_get_account (courier)));
  notification = g_notification_new (_("Password Needed"));
  g_notification_set_body (notification, body);
  g_application_send_notification (self->application, id, notification);
  g_signal_handlers_disconnect_by_func (courier, on_problem_changed, self);
  g_signal_connect_object (courier, "notify::problem", G_CALLBACK (on_problem_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
anser_notifier_dispose (GObject *object)
{
  AnserNotifier *self = ANSER_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_hash_table_remove_all (self->shown);
  g_clear_object (&self->office);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (anser_notifier_parent_class)->dispose (object);
}

static void
anser_notifier_finalize (GObject *object)
{
  AnserNotifier *self = ANSER_NOTIFIER (object);

  g_hash_table_unref (self->shown);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (anser_notifier_parent_class)->finalize (object);
}

static void
anser_notifier_class_init (AnserNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anser_notifier_dispose;
  object_class->finalize = anser_notifier_finalize;

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
anser_notifier_init (AnserNotifier *self)
{
  self->settings = g_settings_new (ANSER_APPLICATION_ID);
  self->cancellable = g_cancellable_new ();
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) anser_arrival_free);
}

AnserNotifier *
anser_notifier_new (GApplication    *application,
                    AnserPostOffice *office)
{
  AnserNotifier *self;
  AnserStore *store;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_NOTIFIER, NULL);
  self->application = application;
  self->office = g_object_ref (office);
  store = anser_post_office_get_store (office);
  g_signal_connect_object (office, "received", G_CALLBACK (on_received), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (office, "password-needed", G_CALLBACK (on_password_needed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "folder-changed", G_CALLBACK (on_folder_changed), self,
                           G_CONNECT_SWAPPED);

  /* The letters have other ids now, by which an action would find the wrong ones. */
  g_signal_connect_object (store, "renewed", G_CALLBACK (anser_notifier_withdraw), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
anser_notifier_withdraw (AnserNotifier *self)
{
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (ANSER_IS_NOTIFIER (self));

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_application_withdraw_notification (self->application, id);
      g_hash_table_iter_remove (&iter);
    }
}
