/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "post-office.h"

#include "courier-private.h"
#include "describe.h"
#include "housekeeping.h"

#define MAIN_SCHEMA "io.github.ansermail.Anser"
/* How often it is looked whose interval is over. */
#define TICK_SECONDS 20

struct _AnserPostOffice
{
  GObject        parent_instance;

  AnserStore    *store;
  AnserAccounts *accounts;
  AnserSecrets  *secrets;
  GHashTable    *couriers;              /* account id to AnserCourier */
  guint          tick;
  AnserCircumstances *circumstances;    /* since it has started */
  AnserHousekeeping *housekeeping;
};

enum
{
  PROP_PAUSE = 1,
  PROP_SENDING,
  N_PROPERTIES,
};

enum
{
  RECEIVED,
  PASSWORD_NEEDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AnserPostOffice, anser_post_office, G_TYPE_OBJECT)

static void
on_received (AnserPostOffice *self,
             unsigned         n_new,
             GArray          *letters,
             AnserCourier    *courier)
{
  g_signal_emit (self, signals[RECEIVED], 0, courier, n_new, letters);
}

static void
on_password_needed (AnserPostOffice *self,
                    AnserProtocol    protocol,
                    AnserCourier    *courier)
{
  g_signal_emit (self, signals[PASSWORD_NEEDED], 0, courier);
}

static void
on_sending (AnserPostOffice *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDING]);
}

static void
open_account (AnserPostOffice *self,
              AnserAccount    *account)
{
  const char *id = anser_account_get_id (account);
  AnserCourier *courier;
  g_autoptr (GError) error = NULL;

  if (g_hash_table_contains (self->couriers, id))
    return;

  if (!anser_store_add_account (self->store, id, &error))
    g_warning ("The folders of %s cannot be made: %s", id, error->message);

  courier = anser_courier_new (self->store, account, self->secrets);
  g_signal_connect_object (courier, "received", G_CALLBACK (on_received), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (courier, "password-needed", G_CALLBACK (on_password_needed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (courier, "notify::sending", G_CALLBACK (on_sending), self,
                           G_CONNECT_SWAPPED);
  g_hash_table_insert (self->couriers, g_strdup (id), courier);
}

/* Couriers of accounts that left the list, in this program or another: what they do is stopped. */
static gboolean
is_gone (gpointer key,
         gpointer value,
         gpointer user_data)
{
  AnserPostOffice *self = user_data;

  if (anser_accounts_find (self->accounts, key) != NULL)
    return FALSE;

  anser_courier_stop (value);
  return TRUE;
}

static void
on_accounts_changed (GListModel      *accounts,
                     guint            position,
                     guint            removed,
                     guint            added,
                     AnserPostOffice *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (AnserAccount) account = g_list_model_get_item (accounts, i);

      open_account (self, account);
    }

  if (removed > 0)
    g_hash_table_foreach_remove (self->couriers, is_gone, self);
}

static gboolean
on_tick (gpointer user_data)
{
  AnserPostOffice *self = user_data;
  g_autoptr (GList) couriers = g_hash_table_get_values (self->couriers);

  if (anser_post_office_get_pause (self) != ANSER_PAUSE_NONE)
    return G_SOURCE_CONTINUE;

  for (GList *l = couriers; l != NULL; l = l->next)
    if (anser_courier_is_due (l->data))
      anser_courier_check_on_schedule (l->data);

  return G_SOURCE_CONTINUE;
}

static void
on_call (AnserPostOffice *self)
{
  g_autoptr (GList) couriers = g_hash_table_get_values (self->couriers);

  if (anser_post_office_get_pause (self) != ANSER_PAUSE_NONE)
    return;

  for (GList *l = couriers; l != NULL; l = l->next)
    anser_courier_check_on_return (l->data);
}

/* What became due meanwhile does not wait for the clock. */
static void
on_pause_changed (AnserPostOffice *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSE]);
  on_tick (self);
}

static void
anser_post_office_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserPostOffice *self = ANSER_POST_OFFICE (object);

  switch (property_id)
    {
    case PROP_PAUSE:
      g_value_set_int (value, anser_post_office_get_pause (self));
      break;

    case PROP_SENDING:
      g_value_set_boolean (value, anser_post_office_is_sending (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
anser_post_office_dispose (GObject *object)
{
  AnserPostOffice *self = ANSER_POST_OFFICE (object);

  g_clear_pointer (&self->housekeeping, anser_housekeeping_free);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->circumstances);
  anser_post_office_stop (self);
  g_hash_table_remove_all (self->couriers);

  G_OBJECT_CLASS (anser_post_office_parent_class)->dispose (object);
}

static void
anser_post_office_finalize (GObject *object)
{
  AnserPostOffice *self = ANSER_POST_OFFICE (object);

  g_hash_table_unref (self->couriers);
  g_clear_object (&self->store);
  g_clear_object (&self->accounts);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (anser_post_office_parent_class)->finalize (object);
}

static void
anser_post_office_class_init (AnserPostOfficeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anser_post_office_dispose;
  object_class->finalize = anser_post_office_finalize;
  object_class->get_property = anser_post_office_get_property;

  properties[PROP_PAUSE] =
    g_param_spec_int ("pause", NULL, NULL, ANSER_PAUSE_NONE, ANSER_PAUSE_METERED, ANSER_PAUSE_NONE,
                      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SENDING] =
    g_param_spec_boolean ("sending", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[RECEIVED] =
    g_signal_new ("received", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, ANSER_TYPE_COURIER, G_TYPE_UINT, G_TYPE_ARRAY);
  signals[PASSWORD_NEEDED] =
    g_signal_new ("password-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, ANSER_TYPE_COURIER);
}

static void
anser_post_office_init (AnserPostOffice *self)
{
  self->couriers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * anser_post_office_new:
 * @root: (nullable): folder of the store; %NULL for the user's data folder
 * @accounts: whose letters
 * @secrets: their passwords
 *
 * Returns: (transfer full): the post office, with a courier for each account, not yet checking
 */
AnserPostOffice *
anser_post_office_new (const char     *root,
                       AnserAccounts  *accounts,
                       AnserSecrets   *secrets,
                       GError        **error)
{
  g_autoptr (AnserPostOffice) self = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (ANSER_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (ANSER_IS_SECRETS (secrets), NULL);

  folder = root != NULL ? g_strdup (root)
                        : g_build_filename (g_get_user_data_dir (), "anser", NULL);
  self = g_object_new (ANSER_TYPE_POST_OFFICE, NULL);
  self->store = anser_store_open_early (folder, anser_describe_letter, NULL, error);
  if (self->store == NULL)
    return NULL;

  self->accounts = g_object_ref (accounts);
  self->secrets = g_object_ref (secrets);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self, 0);
  on_accounts_changed (G_LIST_MODEL (accounts), 0, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (accounts)), self);

  return g_steal_pointer (&self);
}

AnserStore *
anser_post_office_get_store (AnserPostOffice *self)
{
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), NULL);

  return self->store;
}

AnserAccounts *
anser_post_office_get_accounts (AnserPostOffice *self)
{
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), NULL);

  return self->accounts;
}

AnserSecrets *
anser_post_office_get_secrets (AnserPostOffice *self)
{
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), NULL);

  return self->secrets;
}

/**
 * anser_post_office_get_courier:
 * @account: an id
 *
 * Returns: (transfer none) (nullable): its courier
 */
AnserCourier *
anser_post_office_get_courier (AnserPostOffice *self,
                               const char      *account)
{
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  return g_hash_table_lookup (self->couriers, account);
}

void
anser_post_office_check (AnserPostOffice *self)
{
  g_autoptr (GList) couriers = NULL;

  g_return_if_fail (ANSER_IS_POST_OFFICE (self));

  couriers = g_hash_table_get_values (self->couriers);
  for (GList *l = couriers; l != NULL; l = l->next)
    anser_courier_check_async (l->data, NULL, NULL, NULL);
}

void
anser_post_office_stop (AnserPostOffice *self)
{
  GHashTableIter iter;
  gpointer courier;

  g_return_if_fail (ANSER_IS_POST_OFFICE (self));

  g_hash_table_iter_init (&iter, self->couriers);
  while (g_hash_table_iter_next (&iter, NULL, &courier))
    anser_courier_stop (courier);
}

/**
 * anser_post_office_start:
 *
 * Checks now, unless the user wants no check at the start or there is a pause, and from then on as each account's
 * interval says. What waits in an outbox is sent in any case.
 */
void
anser_post_office_start (AnserPostOffice *self)
{
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GList) couriers = NULL;
  gboolean check;

  g_return_if_fail (ANSER_IS_POST_OFFICE (self));

  if (self->tick != 0)
    return;

  self->tick = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  self->circumstances = anser_circumstances_new (NULL, NULL);
  g_signal_connect_object (self->circumstances, "notify::pause", G_CALLBACK (on_pause_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->circumstances, "call", G_CALLBACK (on_call), self,
                           G_CONNECT_SWAPPED);
  self->housekeeping = anser_housekeeping_new (self->store, self->accounts);
  settings = g_settings_new (MAIN_SCHEMA);
  check = g_settings_get_boolean (settings, "check-at-start") &&
          anser_post_office_get_pause (self) == ANSER_PAUSE_NONE;
  couriers = g_hash_table_get_values (self->couriers);
  for (GList *l = couriers; l != NULL; l = l->next)
    if (check)
      anser_courier_check_at_start (l->data);
    else
      anser_courier_send (l->data);
}

AnserPause
anser_post_office_get_pause (AnserPostOffice *self)
{
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), ANSER_PAUSE_NONE);

  return self->circumstances != NULL ? anser_circumstances_get_pause (self->circumstances)
                                     : ANSER_PAUSE_NONE;
}

gboolean
anser_post_office_is_sending (AnserPostOffice *self)
{
  GHashTableIter iter;
  gpointer courier;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), FALSE);

  g_hash_table_iter_init (&iter, self->couriers);
  while (g_hash_table_iter_next (&iter, NULL, &courier))
    if (anser_courier_is_sending (courier))
      return TRUE;

  return FALSE;
}

GPtrArray *
anser_post_office_dup_own_addresses (AnserPostOffice *self)
{
  GListModel *accounts;
  GPtrArray *own;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (self), NULL);

  accounts = G_LIST_MODEL (self->accounts);
  own = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AnserAccount) account = g_list_model_get_item (accounts, i);

      g_ptr_array_add (own, anser_address_new (anser_account_get_name (account),
                                               anser_account_get_address (account)));
    }

  return own;
}

/* Ending an account */

typedef struct
{
  AnserCourier *courier;
  AnserStore   *store;
  char         *account;
} Removal;

static void
removal_free (Removal *removal)
{
  g_clear_object (&removal->courier);
  g_object_unref (removal->store);
  g_free (removal->account);
  g_free (removal);
}

static void
move_folders_aside (GTask        *task,
                    gpointer      source,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  Removal *removal = task_data;
  g_autoptr (GError) error = NULL;

  if (!anser_store_remove_account (removal->store, removal->account, &error))
    g_warning ("The folders of %s cannot be moved aside: %s", removal->account, error->message);
  g_task_return_boolean (task, error == NULL);
}

/* The courier has ended. */
static void
remove_folders (gpointer data)
{
  Removal *removal = data;
  g_autoptr (GTask) task = g_task_new (removal->store, NULL, NULL, NULL);

  g_clear_object (&removal->courier);
  g_task_set_source_tag (task, remove_folders);
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  g_task_run_in_thread (task, move_folders_aside);
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!anser_secrets_store_finish (ANSER_SECRETS (source), result, &error))
    g_warning ("A password is still kept: %s", error->message);
}

/**
 * anser_post_office_remove_account:
 * @account: one of the list
 */
void
anser_post_office_remove_account (AnserPostOffice *self,
                                  AnserAccount    *account)
{
  g_autoptr (AnserAccount) kept = NULL;
  Removal *removal;

  g_return_if_fail (ANSER_IS_POST_OFFICE (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));
  g_return_if_fail (anser_account_get_id (account) != NULL);

  kept = g_object_ref (account);
  removal = g_new0 (Removal, 1);
  removal->store = g_object_ref (self->store);
  removal->account = g_strdup (anser_account_get_id (account));
  removal->courier = g_hash_table_lookup (self->couriers, removal->account);
  if (removal->courier != NULL)
    g_object_ref (removal->courier);

  anser_accounts_remove (self->accounts, account);

  /* Both passwords, whichever is in use. */
  anser_secrets_store_async (self->secrets, account, ANSER_PROTOCOL_POP3, NULL, NULL, on_forgotten,
                             NULL);
  g_object_set (account, "same-password", FALSE, NULL);
  anser_secrets_store_async (self->secrets, account, ANSER_PROTOCOL_SMTP, NULL, NULL, on_forgotten,
                             NULL);

  if (removal->courier != NULL)
    anser_courier_end (removal->courier, remove_folders, removal);
  else
    remove_folders (removal);
}

/* Reading a letter */

typedef struct
{
  AnserStore *store;
  gint64      letter;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->store);
  g_free (opening);
}

static void
open_letter (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening *opening = task_data;
  GError *error = NULL;
  g_autofree char *path = anser_store_dup_path (opening->store, opening->letter, &error);
  AnserLetter *letter = path != NULL ? anser_letter_new_for_path (path, &error) : NULL;

  if (letter != NULL)
    g_task_return_pointer (task, letter, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * anser_post_office_open_letter_async:
 * @letter: a row id
 */
void
anser_post_office_open_letter_async (AnserPostOffice     *self,
                                     gint64               letter,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  g_return_if_fail (ANSER_IS_POST_OFFICE (self));

  opening = g_new (Opening, 1);
  opening->store = g_object_ref (self->store);
  opening->letter = letter;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_post_office_open_letter_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_letter);
}

AnserLetter *
anser_post_office_open_letter_finish (AnserPostOffice  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
