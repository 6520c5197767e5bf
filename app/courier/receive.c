/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "receive.h"

#include "engine/errors.h"
#include "receive-private.h"

/* Before the server is met again after a connection broke: it may not have noticed yet, and hold on
 * to the mailbox (P14). */
#define PAUSE_SECONDS 1

G_DEFINE_FINAL_TYPE (AnserReceive, anser_receive, G_TYPE_OBJECT)

gint64
anser_receive_get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
anser_receive_tell_progress (AnserReceive *self,
                             gboolean      at_once)
{
  anser_courier_reporter_tell (&self->reporter, &self->progress, at_once);
}

/* The way out */

static void
count_result (AnserReceive *self)
{
  if (self->intake != NULL)
    self->result.n_new += anser_intake_get_n_stored (self->intake);
}

/* For the sessions to come; what is known of the host anyway is not worth remembering. */
static void
remember_quirks (AnserReceive *self)
{
  unsigned quirks = anser_pop3_client_get_quirks (self->client) &
                    ~(anser_server_quirks_for_host (self->server->host) |
                      ANSER_QUIRK_KEEP_UNFINISHED);
  g_autofree char *words = anser_server_quirks_to_string ((AnserServerQuirks) quirks);
  g_autoptr (GError) error = NULL;

  anser_memory_learn_quirks (self->memory, words);
  if (!anser_depot_save (self->depot, self->memory, &error))
    g_debug ("What was learnt of the server is not kept: %s", error->message);
}

static void
complete (AnserReceive *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  count_result (self);
  if (self->client != NULL)
    remember_quirks (self);
  if (self->lock != NULL)
    anser_session_lock_release (self->lock);
  g_clear_object (&self->client);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Whether the server was found to be other than it says, so that another session with it, which
 * knows that, is worth while: replies that are mixed up unless each is waited for, say (P27). Also
 * where it lost its way in a letter, since the others may come whole (P4). */
static gboolean
is_worth_another (AnserReceive *self)
{
  unsigned learnt = anser_pop3_client_get_quirks (self->client) &
                    ~(unsigned) self->server->quirks &
                    ~(unsigned) anser_server_quirks_for_host (self->server->host);
  gboolean lost = g_error_matches (self->error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);

  if (self->started_over)
    return FALSE;

  return (lost && self->fetching != NULL && self->fetching->len > 1) ||
         (learnt != 0 &&
          (lost || g_error_matches (self->error, ANSER_ERROR, ANSER_ERROR_CLOSED) ||
           g_error_matches (self->error, ANSER_ERROR, ANSER_ERROR_TIMED_OUT)));
}

static gboolean
is_refused (AnserReceive *self,
            unsigned      number)
{
  for (guint i = 0; self->refused != NULL && i < self->refused->len; i++)
    if (g_array_index (self->refused, unsigned, i) == number)
      return TRUE;

  return FALSE;
}

/* The letter in which the session broke: the first that neither came nor was refused. It is asked
 * for last in the next session, so that it holds up no other. */
static void
note_culprit (AnserReceive *self)
{
  for (guint i = 0; self->fetching != NULL && i < self->fetching->len; i++)
    {
      unsigned number = g_array_index (self->fetching, unsigned, i);

      if (anser_listing_is_stored (self->listing, number) || is_refused (self, number) ||
          anser_listing_get_record (self->listing, number) != NULL)
        continue;
      self->culprit = g_strdup (anser_listing_get_uid (self->listing, number));
      return;
    }
}

static gboolean start (AnserReceive  *self,
                       GError       **error);

static gboolean
start_over (gpointer user_data)
{
  AnserReceive *self = user_data;

  if (!start (self, &self->error))
    complete (self);

  return G_SOURCE_REMOVE;
}

/* Goes on with what is left. */
static void
arrange_another (AnserReceive *self)
{
  g_autoptr (GSource) source = g_timeout_source_new_seconds (PAUSE_SECONDS);

  g_debug ("Another session, since: %s", self->error->message);
  self->started_over = TRUE;
  note_culprit (self);
  count_result (self);
  remember_quirks (self);
  g_clear_object (&self->intake);
  g_clear_error (&self->error);
  if (self->cancellable != NULL)
    {
      g_autoptr (GSource) stop = g_cancellable_source_new (self->cancellable);

      g_source_set_dummy_callback (stop);
      g_source_add_child_source (source, stop);
    }
  g_source_set_callback (source, start_over, g_object_ref (self), g_object_unref);
  g_source_attach (source, g_task_get_context (self->task));
}

static void
on_left_after_failure (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;

  anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, NULL);
  if (is_worth_another (self))
    arrange_another (self);
  else
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

  if (self->intake != NULL && g_error_matches (self->error, ANSER_ERROR, ANSER_ERROR_PROTOCOL))
    anser_intake_drop_doubtful (self->intake);
  if (self->intake == NULL ||
      (g_cancellable_is_cancelled (self->cancellable) && !self->policy.keep_when_stopped))
    return;
  if (!anser_intake_commit (self->intake, &error))
    g_debug ("What came before the failure is not kept: %s", error->message);
}

/* With a dead connection both commands fail at once. */
void
anser_receive_fail (AnserReceive *self,
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

void
anser_receive_step_done (AnserReceive *self)
{
  if (self->error != NULL)
    return;

  self->step++;
  if (*self->step == NULL)
    complete (self);
  else
    (*self->step) (self);
}

void
anser_receive_command_done (AnserReceive *self)
{
  if (--self->n_outstanding == 0)
    anser_receive_step_done (self);
}

/* The beginning */

static void
on_bytes (gint64   bytes,
          gpointer user_data)
{
  AnserReceive *self = user_data;

  if (self->intake == NULL)
    return;

  self->progress.number = anser_intake_get_n_begun (self->intake);
  self->progress.bytes = anser_intake_get_bytes (self->intake);
  anser_receive_tell_progress (self, FALSE);
}

/* What belongs to one connection. */
static void
clear_session (AnserReceive *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->intake);
  g_clear_object (&self->judge);
  g_clear_pointer (&self->listing, anser_listing_free);
  g_clear_pointer (&self->memory, anser_memory_free);
  g_clear_pointer (&self->sizes, anser_pop3_items_unref);
  g_clear_pointer (&self->uids, anser_pop3_items_unref);
  g_clear_pointer (&self->headers, g_array_unref);
  g_clear_pointer (&self->fetching, g_array_unref);
  g_clear_pointer (&self->refused, g_array_unref);
  g_clear_pointer (&self->to_confirm, g_array_unref);
  g_clear_pointer (&self->to_delete, g_array_unref);
}

/* What earlier sessions have taught. */
static gboolean
remember (AnserReceive  *self,
          GError       **error)
{
  AnserServerQuirks quirks;

  self->memory = anser_memory_new ();
  if (!anser_depot_load (self->depot, self->memory, error))
    return FALSE;

  quirks = anser_server_quirks_from_string (anser_memory_get_quirks (self->memory));
  self->server->quirks = (AnserServerQuirks) (self->server->quirks | quirks);
  return TRUE;
}

static gboolean
start (AnserReceive  *self,
       GError       **error)
{
  clear_session (self);
  if (!remember (self, error))
    return FALSE;

  self->client = anser_pop3_client_new (self->server);
  anser_pop3_client_set_progress (self->client, on_bytes, self);
  anser_pop3_client_set_trace (self->client, self->trace, self->trace_data);
  anser_pop3_client_set_timeout (self->client, self->policy.timeout);
  if (self->lock_step)
    anser_pop3_client_set_window (self->client, 1);

  self->step = anser_receive_steps;
  (*self->step) (self);
  return TRUE;
}

static void
anser_receive_finalize (GObject *object)
{
  AnserReceive *self = ANSER_RECEIVE (object);

  clear_session (self);
  g_clear_object (&self->depot);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_error (&self->notice);
  g_free (self->culprit);
  g_clear_pointer (&self->result.skipped, anser_pop3_items_unref);

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
 * @depot: where letters go
 * @server: POP3 server, with its password
 * @policy: what becomes of them there
 */
AnserReceive *
anser_receive_new (AnserDepot               *depot,
                   const AnserServer        *server,
                   const AnserReceivePolicy *policy)
{
  AnserReceive *self;

  g_return_val_if_fail (ANSER_IS_DEPOT (depot), NULL);
  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (policy != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RECEIVE, NULL);
  self->depot = g_object_ref (depot);
  self->server = anser_server_copy (server);
  self->policy = *policy;

  return self;
}

void
anser_receive_set_lock (AnserReceive     *self,
                        AnserSessionLock *lock)
{
  g_return_if_fail (ANSER_IS_RECEIVE (self));

  self->lock = lock;
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
anser_receive_set_trace (AnserReceive   *self,
                         AnserTraceFunc  trace,
                         gpointer        user_data)
{
  g_return_if_fail (ANSER_IS_RECEIVE (self));

  self->trace = trace;
  self->trace_data = user_data;
}

void
anser_receive_set_lock_step (AnserReceive *self,
                             gboolean      lock_step)
{
  g_return_if_fail (ANSER_IS_RECEIVE (self));

  self->lock_step = lock_step;
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

  if (self->lock != NULL && !anser_session_lock_take (self->lock, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->task = g_steal_pointer (&task);
  g_set_object (&self->cancellable, cancellable);
  if (!start (self, &self->error))
    complete (self);
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

const AnserReceiveResult *
anser_receive_get_result (AnserReceive *self)
{
  g_return_val_if_fail (ANSER_IS_RECEIVE (self), NULL);

  return &self->result;
}

const GError *
anser_receive_get_notice (AnserReceive *self)
{
  g_return_val_if_fail (ANSER_IS_RECEIVE (self), NULL);

  return self->notice;
}
