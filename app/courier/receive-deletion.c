/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "inquiry.h"
#include "receive-private.h"

#include <string.h>

/* The steps of a session after which messages are no longer on the server. */

/* Received earlier, or in this session and on disk for good, and the user does not want it to stay;
 * or its deletion was wanted before. Of a message without a record only this session knows; one that
 * a rule deletes unseen has none, so that the rule is asked again as long as it is there. */
static gboolean
is_deletable (AnserReceive *self,
              unsigned      number)
{
  const AnserReceivePolicy *policy = &self->policy;
  const AnserUidRecord *record = anser_listing_get_record (self->listing, number);

  if (record == NULL)
    return anser_judge_get_verdict (self->judge, number) == ANSER_VERDICT_DELETE ||
           (!policy->leave_on_server && anser_listing_is_stored (self->listing, number));
  if (record->state == ANSER_UID_DELETE_WANTED)
    return TRUE;
  if ((policy->follow_deletion || policy->follow_moves) &&
      anser_depot_is_erased (self->depot, record->uid, FALSE))
    return TRUE;
  if (record->state != ANSER_UID_RECEIVED)
    return FALSE;
  if (policy->follow_moves && anser_depot_is_erased (self->depot, record->uid, TRUE))
    return TRUE;

  return !policy->leave_on_server ||
         (policy->leave_days > 0 &&
          record->received_at + (gint64) policy->leave_days * 24 * 60 * 60 <= anser_receive_get_now ());
}

/* confirm */

/* (nullable): the header block because of which it would be deleted. */
static const guint8 *
get_reason (AnserReceive *self,
            unsigned      number)
{
  const guint8 *digest = anser_judge_get_digest (self->judge, number);

  return digest != NULL ? digest : anser_listing_get_digest (self->listing, number);
}

static void
on_digest (gpointer      user_data,
           unsigned      number,
           const guint8 *digest)
{
  AnserReceive *self = user_data;

  self->confirmed = digest != NULL &&
                    memcmp (digest, get_reason (self, number), ANSER_DIGEST_LENGTH) == 0;
}

static void confirm_next (AnserReceive *self);

/* Of a server that answers one message with the header of another nothing is believed: all that
 * header blocks have told comes whole, and is compared once it is here. */
static void
on_confirmed (GObject      *source,
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

  if (!self->confirmed)
    {
      g_debug ("Asked again alone, the server gives another header");
      anser_listing_distrust (self->listing);
      anser_judge_distrust (self->judge);
      g_array_set_size (self->to_confirm, 0);
    }
  confirm_next (self);
}

static void
confirm_next (AnserReceive *self)
{
  g_autoptr (GArray) numbers = NULL;
  g_autoptr (AnserSink) sink = NULL;

  if (self->to_confirm->len == 0)
    {
      anser_receive_step_done (self);
      return;
    }

  numbers = g_array_new (FALSE, FALSE, sizeof (unsigned));
  g_array_append_val (numbers,
                      g_array_index (self->to_confirm, unsigned, self->to_confirm->len - 1));
  g_array_set_size (self->to_confirm, self->to_confirm->len - 1);

  self->confirmed = FALSE;
  sink = anser_inquiry_sink_new (on_digest, self);
  anser_inquiry_run_async (self->client, numbers, sink, self->cancellable, on_confirmed,
                           g_object_ref (self));
}

/* Header blocks were asked for many at a time, and a server may mix up what it answers then (P27).
 * What is deleted, unseen or because it seems to be here, is lost if that was so. */
void
anser_receive_confirm (AnserReceive *self)
{
  g_autoptr (GArray) all = anser_listing_get_numbers (self->listing);

  self->to_confirm = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = all->len; i > 0; i--)
    {
      unsigned number = g_array_index (all, unsigned, i - 1);

      if (get_reason (self, number) != NULL && is_deletable (self, number))
        g_array_append_val (self->to_confirm, number);
    }
  confirm_next (self);
}

/* mark */

void
anser_receive_mark (AnserReceive *self)
{
  g_autoptr (GArray) all = anser_listing_get_numbers (self->listing);
  GError *error = NULL;

  self->to_delete = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (guint i = 0; i < all->len; i++)
    {
      unsigned number = g_array_index (all, unsigned, i);
      AnserUidRecord *record = anser_listing_get_record (self->listing, number);

      if (!is_deletable (self, number))
        continue;
      g_array_append_val (self->to_delete, number);
      if (record == NULL || record->state == ANSER_UID_DELETE_WANTED)
        continue;
      record->state = ANSER_UID_DELETE_WANTED;
      anser_memory_touch (self->memory, record);
    }

  if (!anser_depot_save (self->depot, self->memory, &error))
    anser_receive_fail (self, error);
  else
    anser_receive_step_done (self);
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

  if (anser_pop3_client_dele_finish (ANSER_POP3_CLIENT (source), result, &error))
    self->n_promised++;
  else if (anser_inquiry_is_refusal (error))
    g_clear_error (&error);

  if (error != NULL)
    anser_receive_fail (self, error);
  else
    anser_receive_command_done (self);
}

void
anser_receive_delete (AnserReceive *self)
{
  if (self->to_delete->len == 0)
    {
      anser_receive_step_done (self);
      return;
    }

  self->n_outstanding = self->to_delete->len;
  for (guint i = 0; i < self->to_delete->len && self->error == NULL; i++)
    anser_pop3_client_dele_async (self->client, g_array_index (self->to_delete, unsigned, i),
                                  self->cancellable, on_deleted, g_object_ref (self));
}
