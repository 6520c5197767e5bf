/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "receive.h"

#include "batch.h"
#include "engine/errors.h"
#include "engine/pop3-client.h"
#include "listing.h"
#include "naming.h"

#include <glib/gi18n-lib.h>

/*
 * The session, step by step; each step ends in step_done() or fail():
 *
 *   enter        greeting, encryption, login
 *   list         UIDL and LIST
 *   name         TOP n 0 of messages without a uid of their own
 *   fetch        RETR of what is unknown; batches are committed as they come
 *   mark         what is to be deleted is written down
 *   delete       DELE of that; only what is on disk for good
 *   leave        QUIT, with which the server deletes
 *
 * After a failure here: RSET, QUIT, and nothing is deleted. After a failure of the connection the
 * server deletes nothing by itself.
 */

typedef void (*Step) (AnserReceive *self);

struct _AnserReceive
{
  GObject                 parent_instance;

  AnserStore             *store;
  char                   *account;
  AnserServer            *server;
  gboolean                leave_on_server;
  AnserSessionLock       *lock;
  AnserCourierReporter    reporter;

  GTask                  *task;
  GCancellable           *cancellable;
  AnserPop3Client        *client;
  const Step             *step;
  unsigned                n_outstanding;    /* commands of this step without an answer */
  GError                 *error;            /* the first; the session is on its way out */

  GArray                 *sizes;            /* of AnserPop3Item */
  GArray                 *uids;
  AnserListing           *listing;
  AnserBatch             *batch;
  GArray                 *to_delete;        /* of numbers */
  GError                 *notice;

  AnserCourierProgress    progress;
};

G_DEFINE_FINAL_TYPE (AnserReceive, anser_receive, G_TYPE_OBJECT)

static void
tell_progress (AnserReceive *self,
               gboolean      at_once)
{
  anser_courier_reporter_tell (&self->reporter, &self->progress, at_once);
}

/* The way out */

static void
complete (AnserReceive *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  anser_session_lock_release (self->lock);
  g_clear_object (&self->client);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_left_after_failure (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;

  anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, NULL);
  complete (self);
}

static void
on_reset (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  anser_pop3_client_rset_finish (ANSER_POP3_CLIENT (source), result, NULL);
}

/* What came whole before the connection broke is kept, so that a bad line makes headway; a user who
 * said stop does not wait for the disk. */
static void
keep_what_came (AnserReceive *self)
{
  g_autoptr (GError) error = NULL;

  if (self->batch == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!anser_batch_commit (self->batch, &error))
    g_debug ("What came before the failure is not kept: %s", error->message);
}

/* Takes @error; the first one counts. With a dead connection both commands fail at once. */
static void
fail (AnserReceive *self,
      GError       *error)
{
  if (self->error != NULL)
    {
      g_error_free (error);
      return;
    }

  self->error = error;
  keep_what_came (self);
  anser_pop3_client_rset_async (self->client, self->cancellable, on_reset, NULL);
  anser_pop3_client_quit_async (self->client, self->cancellable, on_left_after_failure,
                                g_object_ref (self));
}

static void
step_done (AnserReceive *self)
{
  if (self->error != NULL)
    return;

  self->step++;
  if (*self->step == NULL)
    complete (self);
  else
    (*self->step) (self);
}

/* One of several commands of a step was answered. */
static void
command_done (AnserReceive *self)
{
  if (--self->n_outstanding == 0)
    step_done (self);
}

/* enter */

static void
on_entered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  if (!anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &error))
    fail (self, error);
  else
    step_done (self);
}

static void
enter (AnserReceive *self)
{
  self->progress.state = ANSER_COURIER_CONNECTING;
  tell_progress (self, TRUE);

  anser_pop3_client_connect_async (self->client, self->cancellable, on_entered,
                                   g_object_ref (self));
}

/* list */

/* A server need not know UIDL; one that says it does and then refuses is out of order today, and
 * without uids everything would look new (P7). */
static void
on_uids (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  AnserCapabilities *capabilities = anser_pop3_client_get_capabilities (self->client);
  GError *error = NULL;

  self->uids = anser_pop3_client_uidl_finish (ANSER_POP3_CLIENT (source), result, &error);
  if (anser_naming_is_refusal (error) &&
      (capabilities == NULL || !anser_capabilities_has (capabilities, "UIDL")))
    g_clear_error (&error);

  if (error != NULL)
    fail (self, error);
  else
    command_done (self);
}

static void
on_sizes (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  self->sizes = anser_pop3_client_list_finish (ANSER_POP3_CLIENT (source), result, &error);
  if (self->sizes == NULL)
    fail (self, error);
  else
    command_done (self);
}

static void
list (AnserReceive *self)
{
  self->progress.state = ANSER_COURIER_RECEIVING;
  tell_progress (self, TRUE);

  self->n_outstanding = 2;
  anser_pop3_client_uidl_async (self->client, 0, self->cancellable, on_uids, g_object_ref (self));
  anser_pop3_client_list_async (self->client, 0, self->cancellable, on_sizes, g_object_ref (self));
}

/* name */

static void
on_named (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  if (!anser_naming_run_finish (result, &error))
    fail (self, error);
  else
    step_done (self);
}

static void
name (AnserReceive *self)
{
  self->listing = anser_listing_new (self->sizes, self->uids);
  anser_naming_run_async (self->client, self->listing, self->cancellable, on_named,
                          g_object_ref (self));
}

/* fetch */

static void
on_bytes (gint64   bytes,
          gpointer user_data)
{
  AnserReceive *self = user_data;

  if (self->batch == NULL)
    return;

  self->progress.number = anser_batch_get_n_begun (self->batch);
  self->progress.bytes = anser_batch_get_bytes (self->batch);
  tell_progress (self, FALSE);
}

static void
note_missing (AnserReceive *self,
              unsigned      n_refused)
{
  unsigned n_nameless =
    self->leave_on_server ? anser_listing_get_n_nameless (self->listing) : 0;

  if (n_refused > 0)
    g_set_error (&self->notice, ANSER_ERROR, ANSER_ERROR_REFUSED,
                 ngettext ("The server did not hand over %u message. Anser asks for it again at "
                           "the next check.",
                           "The server did not hand over %u messages. Anser asks for them again "
                           "at the next check.", n_refused),
                 n_refused);
  else if (n_nameless > 0)
    g_set_error (&self->notice, ANSER_ERROR, ANSER_ERROR_UNSUPPORTED,
                 ngettext ("The server gives %u message no name by which Anser could know it "
                           "again, so it was left there. Let Anser delete messages on the server "
                           "to receive it.",
                           "The server gives %u messages no names by which Anser could know them "
                           "again, so they were left there. Let Anser delete messages on the "
                           "server to receive them.", n_nameless),
                 n_nameless);
}

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  g_autoptr (GArray) refused = NULL;
  GError *error = NULL;

  if (!anser_pop3_client_fetch_finish (ANSER_POP3_CLIENT (source), result, &refused, &error) ||
      !anser_batch_commit (self->batch, &error))
    {
      fail (self, error);
      return;
    }

  note_missing (self, refused != NULL ? refused->len : 0);
  step_done (self);
}

static void
prepare_batch (AnserReceive *self,
               GArray       *numbers)
{
  self->batch = anser_batch_new (self->store, self->account);
  for (guint i = 0; i < numbers->len; i++)
    {
      unsigned number = g_array_index (numbers, unsigned, i);

      anser_batch_expect (self->batch, number, anser_listing_get_uid (self->listing, number));
      self->progress.total_bytes += anser_listing_get_size (self->listing, number);
    }

  self->progress.total = numbers->len;
  self->progress.started = g_get_monotonic_time ();
  tell_progress (self, TRUE);
}

static void
fetch (AnserReceive *self)
{
  g_autoptr (GArray) numbers = NULL;
  GError *error = NULL;

  if (!anser_listing_match (self->listing, self->store, self->account, &error))
    {
      fail (self, error);
      return;
    }

  numbers = anser_listing_get_unknown (self->listing, !self->leave_on_server);
  prepare_batch (self, numbers);
  if (numbers->len == 0)
    {
      note_missing (self, 0);
      step_done (self);
      return;
    }

  anser_pop3_client_fetch_async (self->client, (const unsigned *) (gpointer) numbers->data,
                                 numbers->len, ANSER_SINK (self->batch), self->cancellable,
                                 on_fetched, g_object_ref (self));
}

/* mark */

/* Everything that may be deleted: received earlier, or in this session and on disk for good. */
static GArray *
find_deletable (AnserReceive *self)
{
  GArray *numbers = anser_listing_get_received (self->listing, !self->leave_on_server);
  g_autoptr (GArray) unknown = NULL;

  if (self->leave_on_server)
    return numbers;

  unknown = anser_listing_get_unknown (self->listing, TRUE);
  for (guint i = 0; i < unknown->len; i++)
    {
      unsigned number = g_array_index (unknown, unsigned, i);

      if (anser_batch_is_stored (self->batch, number))
        g_array_append_val (numbers, number);
    }

  return numbers;
}

static void
mark (AnserReceive *self)
{
  g_autoptr (GPtrArray) uids = NULL;
  GError *error = NULL;

  self->to_delete = find_deletable (self);
  uids = anser_listing_get_uids (self->listing, self->to_delete);
  if (uids->len > 0 &&
      !anser_uid_memory_want_delete (self->store, self->account,
                                     (const char * const *) uids->pdata, uids->len, &error))
    fail (self, error);
  else
    step_done (self);
}

/* delete */

/* A message that the server will not delete stays wanted, and is asked for again next time. */
static void
on_deleted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  anser_pop3_client_dele_finish (ANSER_POP3_CLIENT (source), result, &error);
  if (anser_naming_is_refusal (error))
    g_clear_error (&error);

  if (error != NULL)
    fail (self, error);
  else
    command_done (self);
}

static void
delete (AnserReceive *self)
{
  if (self->to_delete->len == 0)
    {
      step_done (self);
      return;
    }

  self->n_outstanding = self->to_delete->len;
  for (guint i = 0; i < self->to_delete->len && self->error == NULL; i++)
    anser_pop3_client_dele_async (self->client, g_array_index (self->to_delete, unsigned, i),
                                  self->cancellable, on_deleted, g_object_ref (self));
}

/* leave */

static void
on_left (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  g_autoptr (GError) error = NULL;

  /* All letters are here; whether the server deleted is seen in the next listing (P14, P15). */
  if (!anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, &error))
    g_debug ("The server did not say goodbye: %s", error->message);

  step_done (self);
}

static void
leave (AnserReceive *self)
{
  anser_pop3_client_quit_async (self->client, self->cancellable, on_left, g_object_ref (self));
}

static const Step steps[] = { enter, list, name, fetch, mark, delete, leave, NULL };

static void
anser_receive_finalize (GObject *object)
{
  AnserReceive *self = ANSER_RECEIVE (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_error (&self->error);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->uids, g_array_unref);
  g_clear_pointer (&self->listing, anser_listing_free);
  g_clear_object (&self->batch);
  g_clear_pointer (&self->to_delete, g_array_unref);
  g_clear_error (&self->notice);

  G_OBJECT_CLASS (anser_receive_parent_class)->finalize (object);
}

static void
anser_receive_class_init (AnserReceiveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_receive_finalize;
}

static void
anser_receive_init (AnserReceive *self)
{
}

/**
 * anser_receive_new:
 * @server: POP3 server, with its password
 * @leave_on_server: whether nothing newly received is deleted there
 * @lock: the account's lock, which outlives this
 */
AnserReceive *
anser_receive_new (AnserStore        *store,
                   const char        *account,
                   const AnserServer *server,
                   gboolean           leave_on_server,
                   AnserSessionLock  *lock)
{
  AnserReceive *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RECEIVE, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->server = anser_server_copy (server);
  self->leave_on_server = leave_on_server;
  self->lock = lock;

  return self;
}

/**
 * anser_receive_set_report:
 * @report: called at each step and at most every 100 ms, in the session's thread
 */
void
anser_receive_set_report (AnserReceive           *self,
                          AnserCourierReportFunc  report,
                          gpointer                user_data)
{
  g_return_if_fail (ANSER_IS_RECEIVE (self));

  self->reporter = (AnserCourierReporter) { report, user_data, 0 };
}

void
anser_receive_run_async (AnserReceive        *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (ANSER_IS_RECEIVE (self));
  g_return_if_fail (self->task == NULL && self->step == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_receive_run_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!anser_session_lock_take (self->lock, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->task = g_steal_pointer (&task);
  g_set_object (&self->cancellable, cancellable);
  self->client = anser_pop3_client_new (self->server);
  anser_pop3_client_set_progress (self->client, on_bytes, self);
  self->step = steps;
  (*self->step) (self);
}

/**
 * anser_receive_run_finish:
 *
 * Returns: %TRUE when the session came to its end
 */
gboolean
anser_receive_run_finish (AnserReceive  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

unsigned
anser_receive_get_n_new (AnserReceive *self)
{
  g_return_val_if_fail (ANSER_IS_RECEIVE (self), 0);

  return self->batch != NULL ? anser_batch_get_n_stored (self->batch) : 0;
}

const GError *
anser_receive_get_notice (AnserReceive *self)
{
  g_return_val_if_fail (ANSER_IS_RECEIVE (self), NULL);

  return self->notice;
}
