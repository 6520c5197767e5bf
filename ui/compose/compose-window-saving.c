/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/compose-window-private.h"

#include "widgets/date-format.h"

#include <glib/gi18n.h>

/* A draft is on disk at most this many seconds after a change, and the time that saving takes. */
#define SAVE_AFTER 6

/* One save runs at a time; what is wanted meanwhile waits in "then" until it has ended:
 *
 *   changed → timer → save → saved ─→ stay: changed meanwhile? timer again
 *                                  ├→ close: changed meanwhile? save again, else close
 *                                  ├→ send
 *                                  └→ discard: erase what was just saved
 */

static gboolean
on_save_timer (gpointer data)
{
  AnserComposeWindow *self = data;

  self->save_timer = 0;
  if (!self->sending && self->unsaved && !anser_compose_window_is_empty (self))
    anser_compose_window_save (self, ANSER_COMPOSE_THEN_STAY);

  return G_SOURCE_REMOVE;
}

static void
erase_draft (AnserComposeWindow *self)
{
  AnserPostOffice *office = anser_application_get_office (self->application);

  if (self->saved != 0 && office != NULL)
    anser_store_erase_async (anser_post_office_get_store (office), &self->saved, 1,
                             NULL, NULL, NULL);
  self->saved = 0;
}

static void
after_save (AnserComposeWindow *self)
{
  AnserComposeThen then = self->then;

  self->then = ANSER_COMPOSE_THEN_STAY;
  switch (then)
    {
    case ANSER_COMPOSE_THEN_STAY:
      if (self->unsaved)
        anser_compose_window_save_later (self);
      break;

    case ANSER_COMPOSE_THEN_CLOSE:
      if (self->unsaved)
        {
          anser_compose_window_save (self, then);
          break;
        }
      anser_application_toast (self->application, _("Draft saved"));
      gtk_window_destroy (GTK_WINDOW (self));
      break;

    case ANSER_COMPOSE_THEN_SEND:
      anser_compose_window_submit (self);
      break;

    case ANSER_COMPOSE_THEN_DISCARD:
      erase_draft (self);
      gtk_window_destroy (GTK_WINDOW (self));
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
show_saved (AnserComposeWindow *self)
{
  g_autofree char *time = anser_date_format_short (g_get_real_time () / G_USEC_PER_SEC, NULL);
  /* Translators: %s is a time, as 14:32. */
  g_autofree char *text = g_strdup_printf (_("Draft saved %s"), time);

  adw_window_title_set_subtitle (self->title, text);
}

/* Nothing is lost: the window stays, and says why. Sending does not need the draft on disk. */
static void
save_failed (AnserComposeWindow *self,
             const char         *message)
{
  g_autofree char *text = g_strdup_printf (_("The draft could not be saved. %s"), message);
  AnserComposeThen then = self->then;

  self->unsaved = TRUE;
  if (then == ANSER_COMPOSE_THEN_SEND || then == ANSER_COMPOSE_THEN_DISCARD)
    {
      after_save (self);
      return;
    }

  self->then = ANSER_COMPOSE_THEN_STAY;
  if (then == ANSER_COMPOSE_THEN_CLOSE)
    anser_compose_window_notice (self, text, _("Close Without Saving"), "compose.close-anyway");
  else
    anser_compose_window_notice (self, text, _("Try Again"), "compose.save");
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (AnserComposeWindow) self = data;
  g_autoptr (GError) error = NULL;
  gint64 saved = anser_courier_save_finish (ANSER_COURIER (source), result, &error);

  self->saving = FALSE;
  if (error != NULL)
    {
      save_failed (self, error->message);
      return;
    }

  self->saved = saved;
  show_saved (self);
  after_save (self);
}

static void
begin_save (AnserComposeWindow *self)
{
  AnserCourier *courier = anser_compose_window_get_courier (self);
  g_autoptr (AnserDraft) copy = NULL;

  if (courier == NULL)
    {
      save_failed (self, _("Add an account first: drafts are kept with an account."));
      return;
    }

  anser_compose_window_fill_draft (self);
  copy = anser_draft_copy (self->draft);
  self->saving = TRUE;
  self->unsaved = FALSE;
  g_clear_handle_id (&self->save_timer, g_source_remove);
  anser_courier_save_async (courier, copy, self->saved, NULL, on_saved, g_object_ref (self));
}

void
anser_compose_window_save_later (AnserComposeWindow *self)
{
  if (self->save_timer == 0 && !self->saving)
    self->save_timer = g_timeout_add_seconds (SAVE_AFTER, on_save_timer, self);
}

void
anser_compose_window_save (AnserComposeWindow *self,
                           AnserComposeThen    then)
{
  if (then != ANSER_COMPOSE_THEN_STAY)
    self->then = then;

  if (!self->saving)
    begin_save (self);
}

void
anser_compose_window_discard (AnserComposeWindow *self)
{
  self->then = ANSER_COMPOSE_THEN_DISCARD;
  if (!self->saving)
    after_save (self);
}
