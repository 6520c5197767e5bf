/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "secrets.h"

#include "secret-request.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

struct _AnserSecrets
{
  GObject       parent_instance;

  gboolean      in_memory;          /* never asks the service */
  GMainContext *context;            /* where properties notify */
  GThreadPool  *worker;             /* one thread: a prompt may stand for minutes */

  GMutex        service_mutex;      /* one conversation with the service, one prompt, at a time */
  gboolean      dismissed;          /* the user was asked to unlock it, and would not */

  GMutex        mutex;              /* what follows */
  GHashTable   *passwords;          /* "id/protocol" to password, for this session */
  gboolean      persistent;
  char         *problem;
};

enum
{
  PROP_PERSISTENT = 1,
  PROP_PROBLEM,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AnserSecrets, anser_secrets, G_TYPE_OBJECT)

/* What is remembered for this session */

static char *
recall (AnserSecrets             *self,
        const AnserSecretRequest *request)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = anser_secret_request_key (request);

  return g_strdup (g_hash_table_lookup (self->passwords, key));
}

static void
remember (AnserSecrets             *self,
          const AnserSecretRequest *request)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = anser_secret_request_key (request);

  if (request->password != NULL)
    g_hash_table_replace (self->passwords, g_steal_pointer (&key), g_strdup (request->password));
  else
    g_hash_table_remove (self->passwords, key);
}

static void
forget (AnserSecrets             *self,
        const AnserSecretRequest *request)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  g_autofree char *key = anser_secret_request_key (request);

  g_hash_table_remove (self->passwords, key);
}

/* Whether passwords last */

static gboolean
notify_in_context (gpointer data)
{
  GObject *self = data;

  g_object_freeze_notify (self);
  g_object_notify_by_pspec (self, properties[PROP_PERSISTENT]);
  g_object_notify_by_pspec (self, properties[PROP_PROBLEM]);
  g_object_thaw_notify (self);

  return G_SOURCE_REMOVE;
}

/* @problem NULL: they do. */
static void
set_problem (AnserSecrets *self,
             const char   *problem)
{
  gboolean changed;

  g_mutex_lock (&self->mutex);
  changed = g_strcmp0 (self->problem, problem) != 0;
  if (changed)
    {
      /* A sentence that was handed out stays where it is. */
      self->problem = problem != NULL ? (char *) g_intern_string (problem) : NULL;
      self->persistent = problem == NULL;
    }
  g_mutex_unlock (&self->mutex);

  if (changed)
    g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, notify_in_context,
                                g_object_ref (self), g_object_unref);
}

static const char *
sentence_for_locked (void)
{
  return _("Your keyring is locked, so passwords are kept until you close Anser. Unlock the "
           "keyring to keep them.");
}

static const char *
sentence_for_missing (void)
{
  return _("Your desktop has no place to keep passwords, so they are kept until you close Anser. "
           "Install a password service such as GNOME Keyring, KWallet or KeePassXC to keep "
           "them.");
}

/* What became of a conversation with the service; TRUE when the caller was cancelled. */
static gboolean
note_outcome (AnserSecrets *self,
              const GError *failure)
{
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  if (self->dismissed)
    set_problem (self, sentence_for_locked ());
  else if (g_error_matches (failure, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    set_problem (self, sentence_for_locked ());
  else if (failure != NULL)
    {
      g_debug ("The password service does not answer: %s", failure->message);
      set_problem (self, sentence_for_missing ());
    }
  else
    set_problem (self, NULL);

  return FALSE;
}

/* Conversations with the service, in any thread, service_mutex held */

static gboolean
is_locked (gpointer found)
{
  return SECRET_IS_ITEM (found) && secret_item_get_locked (found);
}

static char *
password_of (SecretRetrievable *found,
             GCancellable      *cancellable,
             GError           **error)
{
  g_autoptr (SecretValue) value =
    secret_retrievable_retrieve_secret_sync (found, cancellable, error);

  return value != NULL ? g_strdup (secret_value_get_text (value)) : NULL;
}

/* The first item of the account. Where all are locked the user is asked to unlock them, once in a
 * session. */
static char *
search_service (AnserSecrets             *self,
                const AnserSecretRequest *request,
                GCancellable             *cancellable,
                GError                  **error)
{
  g_autoptr (GHashTable) attributes = anser_secret_request_attributes (request);
  g_autolist (GObject) found = NULL;
  g_autoptr (GError) failure = NULL;

  found = secret_password_searchv_sync (&anser_secret_schema, attributes,
                                        SECRET_SEARCH_LOAD_SECRETS, cancellable, &failure);
  if (failure == NULL && found != NULL && is_locked (found->data) && !self->dismissed)
    {
      g_clear_list (&found, g_object_unref);
      found = secret_password_searchv_sync (&anser_secret_schema, attributes,
                                            SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
                                            cancellable, &failure);
      self->dismissed = failure == NULL && found != NULL && is_locked (found->data);
    }

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  if (found == NULL || is_locked (found->data))
    return NULL;

  return password_of (found->data, cancellable, error);
}

static char *
look_up (AnserSecrets             *self,
         const AnserSecretRequest *request,
         GCancellable             *cancellable,
         GError                  **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GError) failure = NULL;
  char *password;

  if (request->account == NULL)
    return NULL;

  password = recall (self, request);
  if (password != NULL || self->in_memory)
    return password;

  locker = g_mutex_locker_new (&self->service_mutex);
  password = search_service (self, request, cancellable, &failure);
  if (note_outcome (self, failure))
    g_propagate_error (error, g_steal_pointer (&failure));

  return password;
}

static gboolean
tell_service (AnserSecrets             *self,
              const AnserSecretRequest *request,
              GCancellable             *cancellable,
              GError                  **error)
{
  g_autoptr (GHashTable) attributes = anser_secret_request_attributes (request);
  g_autoptr (GError) failure = NULL;
  gboolean done;

  if (request->password != NULL)
    {
      done = secret_password_storev_sync (&anser_secret_schema, attributes, SECRET_COLLECTION_DEFAULT,
                                          request->label, request->password, cancellable,
                                          &failure);
      /* The service asks to unlock by itself; a prompt that was closed is no error to it. */
      self->dismissed = !done && (failure == NULL ||
                                  g_error_matches (failure, SECRET_ERROR, SECRET_ERROR_IS_LOCKED));
    }
  else
    {
      /* FALSE here only means that there was none. */
      secret_password_clearv_sync (&anser_secret_schema, attributes, cancellable, &failure);
      done = failure == NULL;
    }

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}

/* Remembered for the session first, so that it is there whatever the service does. */
static gboolean
store (AnserSecrets             *self,
       const AnserSecretRequest *request,
       GCancellable             *cancellable,
       GError                  **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean stored;

  if (request->account == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The account is not saved yet, so its password cannot be kept."));
      return FALSE;
    }

  remember (self, request);
  if (self->in_memory)
    return TRUE;

  locker = g_mutex_locker_new (&self->service_mutex);
  if (self->dismissed)
    return TRUE;

  stored = tell_service (self, request, cancellable, &failure);
  if (note_outcome (self, failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  if (stored)
    forget (self, request);
  return TRUE;
}

/* In the worker's thread */
static void
do_request (gpointer task_data,
            gpointer user_data)
{
  g_autoptr (GTask) task = task_data;
  AnserSecrets *self = g_task_get_source_object (task);
  const AnserSecretRequest *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (request->is_lookup)
    {
      char *password = look_up (self, request, cancellable, &error);

      if (error == NULL)
        g_task_return_pointer (task, password, (GDestroyNotify) secret_password_free);
    }
  else if (store (self, request, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
    }

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
start_request (AnserSecrets       *self,
               GTask              *task,
               AnserSecretRequest *request)
{
  g_task_set_task_data (task, request, (GDestroyNotify) anser_secret_request_free);
  g_thread_pool_push (self->worker, g_object_ref (task), NULL);
}

static void
anser_secrets_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  AnserSecrets *self = ANSER_SECRETS (object);

  switch (property_id)
    {
    case PROP_PERSISTENT:
      g_value_set_boolean (value, anser_secrets_is_persistent (self));
      break;

    case PROP_PROBLEM:
      g_value_set_string (value, anser_secrets_get_problem (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
anser_secrets_finalize (GObject *object)
{
  AnserSecrets *self = ANSER_SECRETS (object);

  /* Each request holds a reference, so none is left; this may be the worker's own thread. */
  g_thread_pool_free (self->worker, FALSE, FALSE);
  g_hash_table_unref (self->passwords);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->service_mutex);

  G_OBJECT_CLASS (anser_secrets_parent_class)->finalize (object);
}

static void
anser_secrets_class_init (AnserSecretsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = anser_secrets_finalize;
  object_class->get_property = anser_secrets_get_property;

  properties[PROP_PERSISTENT] =
    g_param_spec_boolean ("persistent", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_secrets_init (AnserSecrets *self)
{
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->service_mutex);
  self->persistent = TRUE;
  self->context = g_main_context_ref_thread_default ();
  self->passwords = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) secret_password_free);
  self->worker = g_thread_pool_new (do_request, NULL, 1, FALSE, NULL);
}

/**
 * anser_secrets_new:
 *
 * Returns: (transfer full): the passwords of the desktop's Secret Service
 */
AnserSecrets *
anser_secrets_new (void)
{
  return g_object_new (ANSER_TYPE_SECRETS, NULL);
}

/**
 * anser_secrets_new_in_memory:
 *
 * Returns: (transfer full): passwords that end with the program
 */
AnserSecrets *
anser_secrets_new_in_memory (void)
{
  AnserSecrets *self = g_object_new (ANSER_TYPE_SECRETS, NULL);

  self->in_memory = TRUE;
  self->persistent = FALSE;

  return self;
}

/**
 * anser_secrets_is_persistent:
 *
 * Returns: whether passwords last beyond this session, as far as is known
 */
gboolean
anser_secrets_is_persistent (AnserSecrets *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_SECRETS (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  return self->persistent;
}

/**
 * anser_secrets_get_problem:
 *
 * Returns: (nullable): the sentence that says why passwords do not last
 */
const char *
anser_secrets_get_problem (AnserSecrets *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_SECRETS (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  return self->problem;
}

/**
 * anser_secrets_lookup_async:
 * @account: whose password
 * @protocol: of which server
 */
void
anser_secrets_lookup_async (AnserSecrets       *self,
                            AnserAccount       *account,
                            AnserProtocol       protocol,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANSER_IS_SECRETS (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_secrets_lookup_async);
  start_request (self, task, anser_secret_request_new (account, protocol, TRUE, NULL));
}

/**
 * anser_secrets_lookup_finish:
 *
 * Returns: (transfer full) (nullable): the password; %NULL without an error when none is known,
 *   free with anser_secrets_password_free()
 */
char *
anser_secrets_lookup_finish (AnserSecrets *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * anser_secrets_lookup_sync:
 *
 * The same, blocking: for the command line.
 */
char *
anser_secrets_lookup_sync (AnserSecrets *self,
                           AnserAccount *account,
                           AnserProtocol protocol,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (AnserSecretRequest) request = NULL;

  g_return_val_if_fail (ANSER_IS_SECRETS (self), NULL);
  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);

  request = anser_secret_request_new (account, protocol, TRUE, NULL);
  return look_up (self, request, cancellable, error);
}

/**
 * anser_secrets_store_async:
 * @password: (nullable): what to keep; %NULL forgets it
 */
void
anser_secrets_store_async (AnserSecrets       *self,
                           AnserAccount       *account,
                           AnserProtocol       protocol,
                           const char         *password,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANSER_IS_SECRETS (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_secrets_store_async);
  start_request (self, task, anser_secret_request_new (account, protocol, FALSE, password));
}

/**
 * anser_secrets_store_finish:
 *
 * Returns: %TRUE when it is kept, if only for this session
 */
gboolean
anser_secrets_store_finish (AnserSecrets *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * anser_secrets_password_free:
 * @password: (nullable): wiped, then freed
 */
void
anser_secrets_password_free (char *password)
{
  secret_password_free (password);
}
