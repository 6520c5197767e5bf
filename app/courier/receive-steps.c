/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "engine/errors.h"
#include "inquiry.h"
#include "receive-private.h"

#include <glib/gi18n-lib.h>

/*
 * The session, step by step; each step ends in step_done() or fail():
 *
 *   enter        greeting, encryption, login; UIDL; STAT if something is remembered, else LIST
 *   weigh        LIST, unless the messages are those that are remembered
 *   compare      TOP n 0 of messages that their uids do not identify; what is gone is noted
 *   judge        TOP n 0 of what is unknown, if rules say what comes at all; what stays is noted
 *   confirm      TOP n 0, one at a time, of what would be deleted because of its header block
 *   fetch        RETR of what is unknown; batches are committed as they come
 *   peek         TOP n 0 of what is too large to come whole
 *   mark         what is to be deleted is written down
 *   delete       DELE of that; only what is on disk for good
 *   leave        QUIT, with which the server deletes
 *
 * After a failure here: RSET, QUIT, and nothing is deleted. After a failure of the connection the
 * server deletes nothing by itself.
 */

/* Milliseconds. */
#define FAREWELL_TIME 3

/* enter */

/* "300", or "300 USER" where it differs from user to user: then this is the least (P18). */
static void
note_login_delay (AnserReceive *self)
{
  AnserCapabilities *capabilities = anser_pop3_client_get_capabilities (self->client);
  const char *words = capabilities != NULL ? anser_capabilities_get (capabilities, "LOGIN-DELAY")
                                           : NULL;
  g_auto (GStrv) parts = words != NULL ? g_strsplit (words, " ", 2) : NULL;
  guint64 seconds;

  if (parts != NULL && parts[0] != NULL &&
      g_ascii_string_to_unsigned (parts[0], 10, 0, 24 * 60 * 60, &seconds, NULL))
    self->result.login_delay = (gint64) seconds;
}

static void
on_entered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  if (!anser_pop3_client_connect_finish (ANSER_POP3_CLIENT (source), result, &error))
    {
      note_login_delay (self);
      anser_receive_fail (self, error);
      return;
    }

  self->result.let_in = TRUE;
  note_login_delay (self);
  self->progress.state = ANSER_COURIER_RECEIVING;
  anser_receive_tell_progress (self, TRUE);
  anser_receive_command_done (self);
}

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
  if (anser_inquiry_is_refusal (error) &&
      (capabilities == NULL || !anser_capabilities_has (capabilities, "UIDL")))
    g_clear_error (&error);

  if (error != NULL)
    anser_receive_fail (self, error);
  else
    anser_receive_command_done (self);
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
    anser_receive_fail (self, error);
  else
    anser_receive_command_done (self);
}

/* Without an answer that makes sense, LIST is asked; it also finds out if the connection is dead. */
static void
on_total (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;

  if (!anser_pop3_client_stat_finish (ANSER_POP3_CLIENT (source), result, &self->n_there,
                                      &self->octets_there, NULL))
    self->octets_there = -1;
  anser_receive_command_done (self);
}

/* The lists are given together with the login: behind it they need not wait for what else the
 * server is asked. */
static void
enter (AnserReceive *self)
{
  self->progress.state = ANSER_COURIER_CONNECTING;
  anser_receive_tell_progress (self, TRUE);

  self->n_outstanding = 3;
  anser_pop3_client_connect_async (self->client, self->cancellable, on_entered,
                                   g_object_ref (self));
  anser_pop3_client_uidl_async (self->client, 0, self->cancellable, on_uids, g_object_ref (self));
  if (anser_memory_get_n_records (self->memory) == 0)
    anser_pop3_client_list_async (self->client, 0, self->cancellable, on_sizes,
                                  g_object_ref (self));
  else
    anser_pop3_client_stat_async (self->client, self->cancellable, on_total, g_object_ref (self));
}

/* weigh */

/* A mailbox with nothing new is mostly the same to the octet: its sizes one by one would tell no
 * more, and are a long list. */
static void
weigh (AnserReceive *self)
{
  if (self->sizes == NULL)
    self->listing = anser_listing_new_known (self->uids, self->memory, self->n_there,
                                             self->octets_there);
  if (self->sizes != NULL || self->listing != NULL)
    {
      anser_receive_step_done (self);
      return;
    }

  self->n_outstanding = 1;
  anser_pop3_client_list_async (self->client, 0, self->cancellable, on_sizes, g_object_ref (self));
}

/* compare */

/* Where TOP is broken, messages are compared when they are here (P12). */
static gboolean
knows_top (AnserReceive *self)
{
  return !(anser_pop3_client_get_quirks (self->client) & ANSER_QUIRK_TOP_IS_BROKEN);
}

static void
count_known (AnserReceive *self)
{
  g_autoptr (GArray) unknown = anser_listing_get_unknown (self->listing, TRUE);
  g_autoptr (GArray) all = anser_listing_get_numbers (self->listing);

  self->result.n_known = all->len - unknown->len;
}

static void
on_compared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  if (!anser_inquiry_run_finish (result, NULL, &error))
    {
      anser_receive_fail (self, error);
      return;
    }

  anser_listing_settle (self->listing, anser_receive_get_now ());
  count_known (self);
  if (!anser_depot_save (self->depot, self->memory, &error))
    anser_receive_fail (self, error);
  else
    anser_receive_step_done (self);
}

/* A listing that is known as a whole was matched already. */
static gboolean
match (AnserReceive  *self,
       GError       **error)
{
  gboolean matched = TRUE;

  if (self->listing == NULL)
    {
      self->listing = anser_listing_new (g_steal_pointer (&self->sizes), self->uids);
      matched = anser_listing_match (self->listing, self->memory, self->depot, error);
    }
  g_clear_pointer (&self->sizes, anser_pop3_items_unref);
  g_clear_pointer (&self->uids, anser_pop3_items_unref);

  return matched;
}

static void
on_digest (gpointer      user_data,
           unsigned      number,
           const guint8 *digest)
{
  anser_listing_answer (((AnserReceive *) user_data)->listing, number, digest);
}

static void
compare (AnserReceive *self)
{
  g_autoptr (AnserSink) sink = NULL;
  g_autoptr (GArray) numbers = NULL;
  GError *error = NULL;

  if (!match (self, &error))
    {
      anser_receive_fail (self, error);
      return;
    }

  anser_listing_forget_left (self->listing, anser_depot_get_judged_since (self->depot));
  numbers = knows_top (self) ? anser_listing_get_questions (self->listing)
                              : g_array_new (FALSE, FALSE, sizeof (unsigned));
  sink = anser_inquiry_sink_new (on_digest, self);
  anser_inquiry_run_async (self->client, numbers, sink, self->cancellable, on_compared,
                           g_object_ref (self));
}

/* judge */

static void
on_judged (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  GError *error = NULL;

  if (!anser_inquiry_run_finish (result, NULL, &error))
    anser_receive_fail (self, error);
  else
    anser_receive_step_done (self);
}

static void
judge (AnserReceive *self)
{
  g_autoptr (GArray) unknown =
    anser_listing_get_unknown (self->listing, !self->policy.leave_on_server);
  g_autoptr (GArray) questions = NULL;

  self->judge = anser_judge_new (self->depot, self->listing);
  questions = anser_judge_consider (self->judge, unknown);
  if (!knows_top (self))
    g_array_set_size (questions, 0);
  anser_inquiry_run_async (self->client, questions, ANSER_SINK (self->judge), self->cancellable,
                           on_judged, g_object_ref (self));
}

/* fetch */

static void
note_missing (AnserReceive *self)
{
  unsigned n_refused = self->result.n_refused;
  unsigned n_nameless =
    self->policy.leave_on_server ? anser_listing_get_n_nameless (self->listing) : 0;

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
  gboolean fetched;
  GError *error = NULL;

  fetched = anser_pop3_client_fetch_finish (ANSER_POP3_CLIENT (source), result, &self->refused,
                                            &error);
  self->result.n_refused = self->refused != NULL ? self->refused->len : 0;
  if (!fetched)
    anser_receive_fail (self, error);
  else
    anser_receive_settle (self);
}

static gboolean
is_too_large (AnserReceive *self,
              gint64        size)
{
  return self->policy.headers_only || (self->policy.max_size > 0 && size > self->policy.max_size);
}

static void
skip (AnserReceive *self,
      unsigned      number)
{
  const char *uid = anser_listing_get_uid (self->listing, number);
  AnserPop3Item item = { number, anser_listing_get_size (self->listing, number), uid };

  if (self->result.skipped == NULL)
    self->result.skipped = anser_pop3_items_new ();
  anser_pop3_items_add (self->result.skipped, &item);
}

/* Of what is here as a header. */
static gboolean
is_wanted_whole (AnserReceive *self,
                 unsigned      number)
{
  const AnserUidRecord *record = anser_listing_get_record (self->listing, number);

  return record != NULL &&
         (record->state == ANSER_UID_WHOLE_WANTED ||
          (record->state == ANSER_UID_HEADER_ONLY && self->policy.complete &&
           !is_too_large (self, anser_listing_get_size (self->listing, number))));
}

/* Whether only the header of a message comes, or it stays on the server. */
static void
choose_less (AnserReceive *self,
             unsigned      number,
             AnserVerdict  verdict)
{
  gboolean has_name = anser_listing_get_uid (self->listing, number) != NULL;

  if (verdict == ANSER_VERDICT_LEAVE)
    {
      anser_listing_set_left (self->listing, number, anser_receive_get_now ());
      self->result.n_left++;
    }
  else if ((self->policy.preview || verdict == ANSER_VERDICT_HEADER) && has_name &&
           knows_top (self))
    g_array_append_val (self->headers, number);
  else
    skip (self, number);
}

static void
add_wanted_whole (AnserReceive *self,
                  GArray       *numbers)
{
  g_autoptr (GArray) all = NULL;

  if (anser_memory_get_n_records (self->memory) == 0)
    return;

  all = anser_listing_get_numbers (self->listing);
  for (guint i = 0; i < all->len; i++)
    {
      unsigned number = g_array_index (all, unsigned, i);

      if (is_wanted_whole (self, number))
        g_array_append_val (numbers, number);
    }
}

/* What is to come whole. The rest is previewed, left there, or deleted unseen. There may be a
 * million: they are told apart where they stand. */
static GArray *
choose (AnserReceive *self)
{
  GArray *whole = anser_listing_get_unknown (self->listing, !self->policy.leave_on_server);
  guint n_whole = 0;

  self->headers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  g_clear_pointer (&self->result.skipped, anser_pop3_items_unref);
  for (guint i = 0; i < whole->len; i++)
    {
      unsigned number = g_array_index (whole, unsigned, i);
      AnserVerdict verdict = anser_judge_get_verdict (self->judge, number);

      if (verdict == ANSER_VERDICT_DELETE)
        continue;
      if (verdict != ANSER_VERDICT_FETCH ||
          is_too_large (self, anser_listing_get_size (self->listing, number)))
        choose_less (self, number, verdict);
      else
        g_array_index (whole, unsigned, n_whole++) = number;
    }

  g_array_set_size (whole, n_whole);
  add_wanted_whole (self, whole);

  return whole;
}

/* What the first session broke on. */
static void
put_last (AnserReceive *self,
          GArray       *numbers)
{
  for (guint i = 0; self->culprit != NULL && i < numbers->len; i++)
    {
      unsigned number = g_array_index (numbers, unsigned, i);

      if (g_strcmp0 (anser_listing_get_uid (self->listing, number), self->culprit) != 0)
        continue;
      g_array_remove_index (numbers, i);
      g_array_append_val (numbers, number);
      return;
    }
}

static void
prepare_intake (AnserReceive *self,
                GArray       *numbers)
{
  self->intake = anser_intake_new (self->depot, self->listing, self->memory);
  self->progress.total_bytes = 0;
  for (guint i = 0; i < numbers->len; i++)
    self->progress.total_bytes +=
      anser_listing_get_size (self->listing, g_array_index (numbers, unsigned, i));

  self->progress.total = numbers->len;
  self->progress.started = g_get_monotonic_time ();
  anser_receive_tell_progress (self, TRUE);
}

static void
fetch (AnserReceive *self)
{
  GArray *numbers = self->fetching = choose (self);

  put_last (self, numbers);
  prepare_intake (self, numbers);
  if (numbers->len == 0)
    {
      anser_receive_step_done (self);
      return;
    }

  anser_pop3_client_fetch_async (self->client, numbers, ANSER_SINK (self->intake),
                                 self->cancellable, on_fetched, g_object_ref (self));
}

/* peek */

static void
on_peeked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  unsigned n_before = anser_intake_get_n_stored (self->intake);
  unsigned n_refused = 0;
  GError *error = NULL;

  if (!anser_inquiry_run_finish (result, &n_refused, &error) ||
      !anser_intake_commit (self->intake, &error))
    {
      anser_receive_fail (self, error);
      return;
    }

  self->result.n_headers += self->headers->len - n_refused;
  self->result.n_refused += n_refused;
  g_debug ("%u headers came", anser_intake_get_n_stored (self->intake) - n_before);
  note_missing (self);
  anser_receive_step_done (self);
}

static void
peek (AnserReceive *self)
{
  anser_intake_set_header_only (self->intake, TRUE);
  anser_inquiry_run_async (self->client, self->headers, ANSER_SINK (self->intake),
                           self->cancellable, on_peeked, g_object_ref (self));
}

/* leave */

/* All letters are here; whether the server deleted is seen in the next listing (P14, P15). */
static void
on_left (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (AnserReceive) self = user_data;
  g_autoptr (GError) error = NULL;

  g_source_destroy (self->farewell);
  g_clear_pointer (&self->farewell, g_source_unref);
  if (anser_pop3_client_quit_finish (ANSER_POP3_CLIENT (source), result, &error))
    self->result.n_deleted = self->n_promised;
  else
    g_debug ("The server did not say goodbye: %s", error->message);

  anser_receive_step_done (self);
}

static gboolean
on_long_enough (gpointer user_data)
{
  AnserReceive *self = user_data;

  anser_pop3_client_leave (self->client);
  return G_SOURCE_REMOVE;
}

/* A server that is far away and has nothing to delete is not waited for: that would be a round trip
 * for nothing. */
static void
leave (AnserReceive *self)
{
  self->farewell = g_timeout_source_new (FAREWELL_TIME);
  g_source_set_callback (self->farewell, on_long_enough, self, NULL);
  if (self->to_delete->len == 0)
    g_source_attach (self->farewell, g_task_get_context (self->task));

  anser_pop3_client_quit_async (self->client, self->cancellable, on_left, g_object_ref (self));
}

const AnserReceiveStep anser_receive_steps[] = {
  enter, weigh, compare, judge, anser_receive_confirm, fetch, peek,
  anser_receive_mark, anser_receive_delete, leave, NULL
};
