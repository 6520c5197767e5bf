/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/undo-history.h"

#include <glib/gi18n.h>

/* Each holds a few bytes for a letter: so many of ten thousand letters are some megabytes. */
#define MOST_KEPT 20

struct _AnserUndoHistory
{
  GObject parent_instance;

  AnserApplication *application;   /* weak */
  GQueue undos;                    /* (element-type AnserUndo), the last at the head */
};

typedef struct
{
  AnserUndoHistory *self;
  AnserUndo *undo;
} Offer;

G_DEFINE_FINAL_TYPE (AnserUndoHistory, anser_undo_history, G_TYPE_OBJECT)

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_object_unref (offer->self);
  anser_undo_unref (offer->undo);
  g_free (offer);
}

static void
on_undone (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AnserUndoHistory) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean done = anser_store_undo_finish (ANSER_STORE (source), result, &error);

  if (self->application != NULL)
    anser_application_toast (self->application, done ? _("Undone") : error->message);
}

/* Once only: the toast may still be there when the key has done it. */
static void
take_back (AnserUndoHistory *self,
           AnserUndo        *undo)
{
  AnserPostOffice *office =
    self->application != NULL ? anser_application_get_office (self->application) : NULL;
  GList *link = g_queue_find (&self->undos, undo);

  if (link == NULL || office == NULL)
    return;

  anser_store_undo_async (anser_post_office_get_store (office), undo, NULL, on_undone,
                          g_object_ref (self));
  g_queue_delete_link (&self->undos, link);
  anser_undo_unref (undo);
}

static void
on_toast_undo (AnserApplication *application,
               gpointer          user_data)
{
  Offer *offer = user_data;

  take_back (offer->self, offer->undo);
}

static void
anser_undo_history_finalize (GObject *object)
{
  AnserUndoHistory *self = ANSER_UNDO_HISTORY (object);

  g_queue_clear_full (&self->undos, (GDestroyNotify) anser_undo_unref);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (anser_undo_history_parent_class)->finalize (object);
}

static void
anser_undo_history_class_init (AnserUndoHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_undo_history_finalize;
}

static void
anser_undo_history_init (AnserUndoHistory *self)
{
  g_queue_init (&self->undos);
}

AnserUndoHistory *
anser_undo_history_new (AnserApplication *application)
{
  AnserUndoHistory *self;

  g_return_val_if_fail (ANSER_IS_APPLICATION (application), NULL);

  self = g_object_new (ANSER_TYPE_UNDO_HISTORY, NULL);
  g_set_weak_pointer (&self->application, application);

  return self;
}

void
anser_undo_history_add (AnserUndoHistory *self,
                        AnserUndo        *undo,
                        const char       *sentence)
{
  Offer *offer;

  g_return_if_fail (ANSER_IS_UNDO_HISTORY (self));
  g_return_if_fail (sentence != NULL);

  if (self->application == NULL)
    return;

  if (undo == NULL)
    {
      anser_application_toast (self->application, sentence);
      return;
    }

  g_queue_push_head (&self->undos, anser_undo_ref (undo));
  if (self->undos.length > MOST_KEPT)
    anser_undo_unref (g_queue_pop_tail (&self->undos));
  offer = g_new0 (Offer, 1);
  offer->self = g_object_ref (self);
  offer->undo = anser_undo_ref (undo);
  anser_application_toast_action (self->application, sentence, _("_Undo"), on_toast_undo, offer,
                                  offer_free);
}

void
anser_undo_history_undo (AnserUndoHistory *self)
{
  g_return_if_fail (ANSER_IS_UNDO_HISTORY (self));

  if (self->undos.head != NULL)
    take_back (self, self->undos.head->data);
  else if (self->application != NULL)
    anser_application_toast (self->application, _("There is nothing to undo."));
}
