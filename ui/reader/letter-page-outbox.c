/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-page-private.h"

#include "courier/advice.h"
#include "store/outbox.h"
#include "widgets/notice-bar.h"

#include <glib/gi18n.h>

typedef struct
{
  AnserStore *store;
  gint64 letter;
  guint serial;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_object_unref (lookup->store);
  g_free (lookup);
}

static void
look_up (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  Lookup *lookup = task_data;
  g_autoptr(GError) error = NULL;
  AnserOutboxItem *item = anser_outbox_get (lookup->store, lookup->letter, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, item, (GDestroyNotify) anser_outbox_item_free);
}

static const char *
sentence_of_state (const AnserOutboxItem *item)
{
  switch (item->state)
    {
    case ANSER_OUTBOX_SENDING:
      return _("This message is being sent.");

    case ANSER_OUTBOX_NOT_SURE:
      return _("The connection broke at the very end, so it is not sure whether this message was "
               "sent. Ask a recipient, or send it again.");

    case ANSER_OUTBOX_HELD:
      return _("The server did not take this message.");

    case ANSER_OUTBOX_QUEUED:
    case ANSER_OUTBOX_SENT:
    default:
      return _("This message waits to be sent. It goes out with the next check.");
    }
}

static GtkWidget *
new_bar (const AnserOutboxItem *item,
         const char            *icon_name)
{
  g_autofree char *sentence = NULL;
  g_autofree char *words = NULL;
  GtkWidget *bar;

  if (item->problem != NULL && *item->problem != '\0')
    sentence = anser_advice_split (item->problem, &words);

  bar = anser_notice_bar_new (icon_name, sentence != NULL ? sentence : sentence_of_state (item));
  anser_notice_bar_set_words (ANSER_NOTICE_BAR (bar), words);

  return bar;
}

static void
add_bar (AnserLetterPage       *self,
         const AnserOutboxItem *item)
{
  gboolean decide = item->state == ANSER_OUTBOX_HELD || item->state == ANSER_OUTBOX_NOT_SURE;
  AnserNoticeBar *bar = ANSER_NOTICE_BAR (
    new_bar (item, decide ? "dialog-warning-symbolic" : "document-send-symbolic"));

  if (!decide)
    gtk_widget_add_css_class (GTK_WIDGET (bar), "quiet");
  if (decide)
    anser_notice_bar_add_button (bar, _("Send Again"), "letter.resend", NULL);
  if (item->state == ANSER_OUTBOX_HELD && item->recipients->len > 1)
    anser_notice_bar_add_button (bar, _("Send to the Others"), "letter.resend-partial", NULL);
  if (item->state != ANSER_OUTBOX_SENDING)
    anser_notice_bar_add_button (bar, _("Edit"), "letter.edit", NULL);

  anser_letter_page_add_notice (self, GTK_WIDGET (bar));
  g_set_weak_pointer (&self->outbox_bar, GTK_WIDGET (bar));
}

static void
remove_bar (AnserLetterPage *self)
{
  if (self->outbox_bar != NULL)
    gtk_box_remove (self->notices, self->outbox_bar);
  g_clear_weak_pointer (&self->outbox_bar);
  gtk_widget_set_visible (GTK_WIDGET (self->notices),
                          gtk_widget_get_first_child (GTK_WIDGET (self->notices)) != NULL);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (source);
  g_autoptr(AnserOutboxItem) item = NULL;
  g_autoptr(GError) error = NULL;
  Lookup *lookup = g_task_get_task_data (G_TASK (result));

  item = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      lookup->serial != self->outbox_serial)
    return;

  remove_bar (self);
  if (item != NULL)
    add_bar (self, item);
  else if (error != NULL)
    anser_letter_page_add_notice (self, anser_notice_bar_new ("dialog-warning-symbolic",
                                                         error->message));
}

void
anser_letter_page_show_outbox_state (AnserLetterPage *self)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, on_looked_up, NULL);
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->store = g_object_ref (anser_post_office_get_store (self->office));
  lookup->letter = anser_letter_row_get_id (self->row);
  lookup->serial = ++self->outbox_serial;
  g_task_set_source_tag (task, anser_letter_page_show_outbox_state);
  g_task_set_task_data (task, lookup, lookup_free);
  g_task_run_in_thread (task, look_up);
}
