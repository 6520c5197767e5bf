/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

/*
 * One letter of a run over the outbox:
 *
 *   take_letter     read anew from state.db, its file opened
 *   hand_over       SENDING is written down, then it goes out
 *   on_handed_over  what the server said is written down, and the next letter's turn comes
 */

#include "send-private.h"

#include "due.h"
#include "engine/errors.h"
#include "send-outcome.h"
#include "store/receipts.h"

#include <glib/gi18n-lib.h>

/* Writes the item down. If even that fails nothing more is sent: what a server is told must be on
 * disk first (M16). */
static gboolean
save_item (AnserSend             *self,
           const AnserOutboxItem *item)
{
  GError *error = NULL;

  if (anser_outbox_update (self->store, item, &error))
    return TRUE;

  anser_send_note_trouble (self, error);
  self->position = self->due->len;
  return FALSE;
}

static void
note_problem_of (AnserSend             *self,
                 const AnserOutboxItem *item,
                 const GError          *error)
{
  if (item->problem != NULL)
    anser_send_note_trouble (self,
                             g_error_new_literal (error != NULL ? error->domain : ANSER_ERROR,
                                                  error != NULL ? error->code
                                                                : ANSER_ERROR_TRY_LATER,
                                                  item->problem));
}

void
anser_send_drop_letter (AnserSend *self)
{
  if (self->outgoing != NULL)
    {
      self->bytes_before += self->outgoing->size;
      self->client_bytes += self->outgoing->size;
      self->progress.bytes = self->bytes_before;
    }

  g_clear_pointer (&self->outgoing, anser_outgoing_free);
  g_clear_pointer (&self->item, anser_outbox_item_free);
}

static void
hold_letter (AnserSend    *self,
             const GError *error)
{
  anser_send_hold (self->item, error);
  note_problem_of (self, self->item, error);
  save_item (self, self->item);
}

/* A letter whose file is gone or whose addresses are none waits for the user. */
static gboolean
prepare_letter (AnserSend *self)
{
  g_autoptr (GError) error = NULL;

  self->outgoing = anser_outgoing_new (self->store, self->item, self->cancellable, &error);
  if (self->outgoing != NULL)
    return TRUE;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    hold_letter (self, error);
  return FALSE;
}

/* The item as it is now: the user may have taken it back meanwhile. */
gboolean
anser_send_take_letter (AnserSend *self)
{
  const AnserOutboxItem *listed = g_ptr_array_index (self->due, self->position);

  self->position++;
  self->progress.number = self->position;
  self->item = anser_outbox_get (self->store, listed->letter, NULL);
  if (self->item != NULL && anser_due_is_now (self->item, anser_send_now ()) &&
      prepare_letter (self))
    return TRUE;

  anser_send_drop_letter (self);
  return FALSE;
}

static void
finish_letter (AnserSend *self)
{
  gint64 letter = self->item->letter;
  GError *error = NULL;

  if (anser_outbox_finish (self->store, letter, &error))
    g_array_append_val (self->sent, letter);
  else
    anser_send_note_trouble (self, error);
}

/* Back to where it was; behind the others when the connection broke over it. */
static void
requeue_letter (AnserSend    *self,
                const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->item->attempts++;
  self->item->state = ANSER_OUTBOX_QUEUED;
  save_item (self, self->item);
}

/* A server may take a few letters and then want a new connection (S11). */
static gboolean
wants_new_connection (AnserSend    *self,
                      const GError *error)
{
  return self->n_over_client > 1 && error != NULL &&
         (anser_error_get_reply_code (error) == 421 ||
          g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED));
}

static void
write_outcome (AnserSend    *self,
               GPtrArray    *results,
               const GError *error)
{
  switch (anser_send_outcome (self->item, results, error, anser_send_now ()))
    {
    case ANSER_SEND_DONE:
      finish_letter (self);
      break;

    case ANSER_SEND_WAITS:
      note_problem_of (self, self->item, error);
      save_item (self, self->item);
      break;

    case ANSER_SEND_BROKEN:
      if (wants_new_connection (self, error))
        self->position--;
      else
        anser_send_note_trouble (self, g_error_copy (error));
      requeue_letter (self, error);
      break;

    default:
      g_assert_not_reached ();
    }
}

/* Without it the letter is sent all the same. */
static void
keep_receipt (AnserSend  *self,
              GPtrArray  *results,
              const char *words)
{
  g_autoptr (GError) error = NULL;
  unsigned n_served = 0;

  for (guint i = 0; i < results->len; i++)
    n_served += ((AnserRecipientResult *) g_ptr_array_index (results, i))->served ? 1 : 0;
  if (!anser_receipts_add (self->store, self->item->letter, words, n_served, anser_send_now (),
                           &error))
    g_warning ("The server's receipt could not be kept: %s", error->message);
}

static void
on_handed_over (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (AnserSend) self = user_data;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *receipt = NULL;
  g_autoptr (GError) error = NULL;

  anser_smtp_client_send_finish (ANSER_SMTP_CLIENT (source), result, &results, &receipt, &error);
  if (receipt != NULL)
    keep_receipt (self, results, receipt);

  write_outcome (self, results, error);
  if (error != NULL && !anser_send_error_is_refusal (error))
    g_clear_object (&self->client);

  anser_send_drop_letter (self);
  anser_send_next_letter (self);
}

/* Only here is it known what the server takes. */
static gboolean
suit_server (AnserSend *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->outgoing->envelope->eight_bit || anser_smtp_client_takes_eight_bit (self->client) ||
      anser_outgoing_to_seven_bit (self->outgoing, self->cancellable, &error))
    return TRUE;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    hold_letter (self, error);
  return FALSE;
}

void
anser_send_hand_over (AnserSend *self)
{
  AnserOutboxItem *item = self->item;

  self->n_over_client++;
  if (suit_server (self))
    item->state = ANSER_OUTBOX_SENDING;
  if (item->state != ANSER_OUTBOX_SENDING || !save_item (self, item))
    {
      anser_send_drop_letter (self);
      anser_send_next_letter (self);
      return;
    }

  item->state = ANSER_OUTBOX_QUEUED;
  self->progress.state = ANSER_COURIER_SENDING;
  if (self->progress.started == 0)
    self->progress.started = g_get_monotonic_time ();
  anser_send_tell_progress (self, TRUE);

  anser_smtp_client_send_async (self->client, self->outgoing->envelope, self->outgoing->content,
                                self->cancellable, on_handed_over, g_object_ref (self));
}
