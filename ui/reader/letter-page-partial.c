/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-page-private.h"

#include "store/partial.h"
#include "widgets/notice-bar.h"

#include <glib/gi18n.h>

/* A letter of which only the header is here: a bar says so, with a button that gets the rest. */

typedef struct
{
  AnserStore *store;
  gint64 letter;
  gint64 size;
  gboolean wanted;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_object_unref (lookup->store);
  g_free (lookup);
}

static GTask *
new_task (AnserLetterPage     *self,
          GAsyncReadyCallback  callback)
{
  GTask *task = g_task_new (self, self->cancellable, callback, NULL);
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->store = g_object_ref (anser_post_office_get_store (self->office));
  lookup->letter = anser_letter_row_get_id (self->row);
  g_task_set_task_data (task, lookup, lookup_free);

  return task;
}

static void
look_up (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  Lookup *lookup = task_data;
  GError *error = NULL;

  lookup->size = anser_partial_get_size (lookup->store, lookup->letter, &lookup->wanted, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
add_bar (AnserLetterPage *self,
         const Lookup    *lookup)
{
  g_autofree char *size = g_format_size (lookup->size);
  g_autofree char *label = g_strdup_printf (_("Get the Whole Message (%s)"), size);
  GtkWidget *bar = anser_notice_bar_new (
    "mail-unread-symbolic",
    lookup->wanted ? _("Only the header of this message is here. The rest comes with the next check.")
                   : _("Only the header of this message is here. The rest is on the server."));

  gtk_widget_add_css_class (bar, "quiet");
  if (!lookup->wanted)
    anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar), label, "reader.get-whole", NULL);
  anser_letter_page_add_notice (self, bar);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (source);
  const Lookup *lookup = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self->lookup != (gconstpointer) result ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error == NULL && lookup->size > 0)
    add_bar (self, lookup);
  else
    anser_letter_page_show_damage (self);
}

void
anser_letter_page_show_partial (AnserLetterPage *self)
{
  g_autoptr(GTask) task = new_task (self, on_looked_up);

  g_task_set_source_tag (task, anser_letter_page_show_partial);
  self->lookup = task;
  g_task_run_in_thread (task, look_up);
}

static void
ask_for_whole (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Lookup *lookup = task_data;
  GError *error = NULL;

  if (anser_partial_want (lookup->store, lookup->letter, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The check that brings it shows by itself how far it is, and what is the matter. */
static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (source);
  g_autoptr(GError) error = NULL;
  AnserCourier *courier;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        anser_letter_page_add_notice (self, anser_notice_bar_new ("dialog-warning-symbolic",
                                                             error->message));
      return;
    }
  courier = anser_post_office_get_courier (self->office,
                                           anser_letter_row_get_account (self->row));
  if (courier != NULL)
    anser_courier_check_async (courier, NULL, NULL, NULL);
}

static void
on_get_whole (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  AnserLetterPage *self = ANSER_LETTER_PAGE (widget);
  g_autoptr(GTask) task = new_task (self, on_asked);

  g_task_set_source_tag (task, on_get_whole);
  g_task_run_in_thread (task, ask_for_whole);
}

void
anser_letter_page_install_partial_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "reader.get-whole", NULL, on_get_whole);
}
