/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "errand.h"

#include "recheck.h"
#include "send.h"
#include "store-depot.h"
#include "store/uid-memory.h"

/* In the main context */

static void
be_done (gpointer data)
{
  AnserErrand *self = data;

  self->on_done (self, self->user_data);
}

typedef struct
{
  AnserErrand          *errand;
  AnserCourierProgress  progress;
} Report;

/* Messages arrive in order, so the errand is not done yet. */
static void
take_report (gpointer data)
{
  g_autofree Report *report = data;

  report->errand->on_progress (report->errand, &report->progress, report->errand->user_data);
}

/* In the session thread */

static void
send_report (const AnserCourierProgress *progress,
             gpointer                    user_data)
{
  AnserErrand *self = user_data;
  Report *report = g_new (Report, 1);

  report->errand = self;
  report->progress = *progress;
  anser_courier_tell (self->main_context, take_report, report);
}

/* For the next start of the program (M9). */
static void
remember_login_limit (AnserErrand *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 not_before = anser_recheck_get_not_before (self->error, self->let_in, self->login_delay,
                                                    now);
  g_autoptr (GError) error = NULL;

  if (!anser_uid_memory_set_not_before (self->store, self->account, not_before, &error))
    g_message ("When the server allows the next login is not kept: %s", error->message);
}

static void
on_received (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  AnserReceive *receive = ANSER_RECEIVE (source);
  AnserErrand *self = user_data;
  const GError *notice = anser_receive_get_notice (receive);

  anser_receive_run_finish (receive, result, &self->error);
  self->n_new = anser_receive_get_result (receive)->n_new;
  self->login_delay = anser_receive_get_result (receive)->login_delay;
  self->notice = notice != NULL ? g_error_copy (notice) : NULL;
  self->had_work = TRUE;
  self->let_in = anser_receive_get_result (receive)->let_in;
  remember_login_limit (self);

  anser_courier_tell (self->main_context, be_done, self);
}

static void
receive (AnserErrand *self)
{
  g_autoptr (AnserDepot) depot = anser_store_depot_new (self->store, self->account);
  g_autoptr (AnserReceive) session = anser_receive_new (depot, self->server,
                                                        &self->policy);

  anser_store_depot_set_arrivals (ANSER_STORE_DEPOT (depot), self->arrivals);
  if (self->addresses != NULL)
    anser_store_depot_set_owner (ANSER_STORE_DEPOT (depot), (const char * const *) self->addresses);
  anser_receive_set_lock (session, self->lock);
  anser_receive_set_report (session, send_report, self);
  anser_receive_run_async (session, self->cancellable, on_received, self);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  AnserSend *session = ANSER_SEND (source);
  AnserErrand *self = user_data;

  anser_send_run_finish (session, result, &self->error);
  self->sent = g_array_ref (anser_send_get_sent (session));
  self->next_due = anser_send_get_next_due (session);
  self->had_work = anser_send_had_work (session);
  self->let_in = anser_send_was_let_in (session);

  anser_courier_tell (self->main_context, be_done, self);
}

static void
send (AnserErrand *self)
{
  g_autoptr (AnserSend) session = anser_send_new (self->store, self->account, self->lock);

  anser_send_set_server (session, self->server, self->obstacle);
  anser_send_set_report (session, send_report, self);
  anser_send_run_async (session, self->cancellable, on_sent, self);
}

static void
run (gpointer data)
{
  AnserErrand *self = data;

  if (self->protocol == ANSER_PROTOCOL_POP3)
    receive (self);
  else
    send (self);
}

AnserErrand *
anser_errand_new (AnserProtocol  protocol,
                  AnserStore    *store,
                  const char    *account)
{
  AnserErrand *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_new0 (AnserErrand, 1);
  self->protocol = protocol;
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
anser_errand_start (AnserErrand             *self,
                    AnserCourierThread      *thread,
                    AnserSessionLock        *lock,
                    AnserErrandProgressFunc  on_progress,
                    AnserErrandDoneFunc      on_done,
                    gpointer                 user_data)
{
  g_return_if_fail (self != NULL && thread != NULL && lock != NULL);
  g_return_if_fail (self->protocol == ANSER_PROTOCOL_SMTP || self->server != NULL);

  self->main_context = g_main_context_ref_thread_default ();
  self->lock = lock;
  self->on_progress = on_progress;
  self->on_done = on_done;
  self->user_data = user_data;

  anser_courier_tell (anser_courier_thread_get_context (thread), run, self);
}

void
anser_errand_free (AnserErrand *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->store);
  g_free (self->account);
  g_strfreev (self->addresses);
  g_clear_pointer (&self->server, anser_server_free);
  g_clear_error (&self->obstacle);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_error (&self->notice);
  g_array_unref (self->arrivals);
  g_clear_pointer (&self->sent, g_array_unref);
  g_clear_pointer (&self->main_context, g_main_context_unref);
  g_free (self);
}
