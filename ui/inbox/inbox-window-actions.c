/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/inbox-window-private.h"

#include "courier/rule-proposal.h"
#include "reader/letter-actions.h"
#include "reader/source-window.h"
#include "store/outbox.h"

#include <glib/gi18n.h>

AnserStore *
anser_inbox_window_get_store (AnserInboxWindow *self)
{
  return anser_post_office_get_store (self->office);
}

void
anser_inbox_window_tell (AnserInboxWindow *self,
                         const GError     *error)
{
  if (self->application != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    anser_application_toast (self->application, error->message);
}

AnserLetterRow *
anser_inbox_window_get_row (AnserInboxWindow *self)
{
  AnserLetterRow *acting = anser_reader_get_acting (self->reader);

  return acting != NULL ? acting : self->row;
}

GArray *
anser_inbox_window_dup_letters (AnserInboxWindow *self)
{
  AnserLetterRow *acting = anser_reader_get_acting (self->reader);
  g_autoptr(GArray) letters = NULL;
  gint64 id;

  if (acting == NULL)
    return anser_letter_list_view_dup_chosen (self->letters);

  letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  id = anser_letter_row_get_id (acting);
  g_array_append_val (letters, id);

  return g_steal_pointer (&letters);
}

static AnserAccount *
row_account (AnserInboxWindow *self,
             AnserLetterRow   *row)
{
  return anser_accounts_find (anser_post_office_get_accounts (self->office),
                              anser_letter_row_get_account (row));
}

/* Reply and forward: the reader has the letter that is meant, or nothing happens. */

static void
answer (AnserInboxWindow *self,
        AnserReplyKind    kind,
        AnserLetterFlags  flag)
{
  AnserLetter *letter = anser_reader_get_letter (self->reader);
  AnserLetterRow *row = anser_reader_get_row (self->reader);
  g_autoptr(GPtrArray) own = anser_post_office_dup_own_addresses (self->office);
  g_autoptr(AnserDraft) draft = NULL;

  if (letter == NULL || self->application == NULL)
    return;

  draft = anser_draft_new_reply (letter, kind, own);
  anser_application_compose (self->application, row_account (self, row), draft, 0,
                             anser_letter_row_get_id (row), flag);
}

static void
on_reply (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  answer (ANSER_INBOX_WINDOW (widget), ANSER_REPLY_SENDER, ANSER_LETTER_REPLIED);
}

static void
on_reply_all (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  answer (ANSER_INBOX_WINDOW (widget), ANSER_REPLY_ALL, ANSER_LETTER_REPLIED);
}

static void
on_forward (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  answer (ANSER_INBOX_WINDOW (widget), ANSER_REPLY_FORWARD, ANSER_LETTER_PASSED);
}

/* Flags. */

typedef struct
{
  AnserInboxWindow *window;
  AnserLetterFlags flag;
  gboolean on;
} Flagging;

/* One letter shows what was done to it; for many there is a toast. */
static void
offer_undo (AnserInboxWindow *self,
            AnserUndo        *undo,
            Flagging         *flagging)
{
  unsigned n = anser_undo_get_n_letters (undo);
  g_autofree char *sentence = NULL;

  if (n < 2)
    return;

  if (flagging->flag == ANSER_LETTER_SEEN && flagging->on)
    sentence = g_strdup_printf (ngettext ("%u message marked as read",
                                          "%u messages marked as read", n), n);
  else if (flagging->flag == ANSER_LETTER_SEEN)
    sentence = g_strdup_printf (ngettext ("%u message marked as unread",
                                          "%u messages marked as unread", n), n);
  else if (flagging->on)
    sentence = g_strdup_printf (ngettext ("%u message starred", "%u messages starred", n), n);
  else
    sentence = g_strdup_printf (ngettext ("Star removed from %u message",
                                          "Star removed from %u messages", n), n);
  anser_undo_history_add (self->history, undo, sentence);
}

static void
on_flagged (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Flagging *flagging = user_data;
  g_autoptr(AnserInboxWindow) self = flagging->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserUndo) undo = NULL;

  if (!anser_store_flag_finish (ANSER_STORE (source), result, &error))
    anser_inbox_window_tell (self, error);
  undo = anser_store_dup_undo (ANSER_STORE (source), result);
  if (undo != NULL)
    offer_undo (self, undo, flagging);
}

static void
set_flag (AnserInboxWindow *self,
          AnserLetterFlags  flag,
          gboolean          on)
{
  g_autoptr(GArray) letters = anser_inbox_window_dup_letters (self);
  Flagging *flagging;

  if (letters->len == 0)
    return;

  /* Whoever says "unread" while reading means it. */
  if (flag == ANSER_LETTER_SEEN)
    anser_reader_keep_unread (self->reader);

  flagging = g_new0 (Flagging, 1);
  flagging->window = g_object_ref (self);
  flagging->flag = flag;
  flagging->on = on;
  anser_store_flag_async (anser_inbox_window_get_store (self),
                          (const gint64 *) letters->data, letters->len, on ? flag : 0,
                          on ? 0 : flag, NULL, on_flagged, flagging);
}

static gboolean
has_flag (AnserInboxWindow *self,
          AnserLetterFlags  flag)
{
  AnserLetterRow *row = anser_inbox_window_get_row (self);

  return row != NULL && (anser_letter_row_get_flags (row) & flag) != 0;
}

static void
on_mark_read (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  set_flag (ANSER_INBOX_WINDOW (widget), ANSER_LETTER_SEEN, TRUE);
}

static void
on_mark_unread (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  set_flag (ANSER_INBOX_WINDOW (widget), ANSER_LETTER_SEEN, FALSE);
}

static void
on_toggle_unread (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);

  set_flag (self, ANSER_LETTER_SEEN, !has_flag (self, ANSER_LETTER_SEEN));
}

static void
on_star (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  set_flag (ANSER_INBOX_WINDOW (widget), ANSER_LETTER_FLAGGED, TRUE);
}

static void
on_unstar (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  set_flag (ANSER_INBOX_WINDOW (widget), ANSER_LETTER_FLAGGED, FALSE);
}

static void
on_toggle_star (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);

  set_flag (self, ANSER_LETTER_FLAGGED, !has_flag (self, ANSER_LETTER_FLAGGED));
}

/* What one writes: drafts, and letters that wait in the outbox. */

typedef struct
{
  AnserStore *store;
  gint64 letter;
} TakeBack;

static void
take_back_free (gpointer data)
{
  TakeBack *data_to_free = data;

  g_object_unref (data_to_free->store);
  g_free (data_to_free);
}

static void
take_back (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  TakeBack *wanted = task_data;
  g_autoptr(GError) error = NULL;

  if (anser_outbox_take_back (wanted->store, wanted->letter, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
compose_again (AnserInboxWindow *self,
               AnserLetterRow   *row,
               AnserLetter      *letter)
{
  g_autoptr(AnserDraft) draft = anser_draft_new_for_letter (letter);

  if (self->application != NULL)
    anser_application_compose (self->application, row_account (self, row), draft,
                               anser_letter_row_get_id (row), 0, 0);
}

static void
on_opened_to_edit (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  AnserInboxWindow *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserLetter) letter =
    anser_post_office_open_letter_finish (ANSER_POST_OFFICE (source), result, &error);

  if (letter == NULL)
    anser_inbox_window_tell (self, error);
  else
    compose_again (self, g_task_get_task_data (task), letter);
  g_task_return_boolean (task, letter != NULL);
}

static void
open_to_edit (AnserInboxWindow *self,
              AnserLetterRow   *row)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, open_to_edit);
  g_task_set_task_data (task, g_object_ref (row), g_object_unref);
  anser_post_office_open_letter_async (self->office, anser_letter_row_get_id (row), NULL,
                                       on_opened_to_edit, task);
}

static void
on_taken_back (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (source);
  g_autoptr(AnserLetterRow) row = user_data;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    open_to_edit (self, row);
  else
    anser_inbox_window_tell (self, error);
}

void
anser_inbox_window_edit (AnserInboxWindow *self)
{
  AnserLetterRow *row = anser_inbox_window_get_row (self);
  g_autoptr(GTask) task = NULL;
  TakeBack *wanted;

  if (row == NULL)
    return;

  if (anser_letter_row_get_role (row) != ANSER_FOLDER_OUTBOX)
    {
      open_to_edit (self, row);
      return;
    }

  wanted = g_new0 (TakeBack, 1);
  wanted->store = g_object_ref (anser_inbox_window_get_store (self));
  wanted->letter = anser_letter_row_get_id (row);
  task = g_task_new (self, NULL, on_taken_back, g_object_ref (row));
  g_task_set_source_tag (task, anser_inbox_window_edit);
  g_task_set_task_data (task, wanted, take_back_free);
  g_task_run_in_thread (task, take_back);
}

static void
on_edit (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  anser_inbox_window_edit (ANSER_INBOX_WINDOW (widget));
}

static void
on_resent (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AnserInboxWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!anser_courier_resend_finish (ANSER_COURIER (source), result, &error))
    anser_inbox_window_tell (self, error);
}

static void
resend (AnserInboxWindow *self,
        gboolean          partial)
{
  AnserLetterRow *row = anser_inbox_window_get_row (self);
  AnserCourier *courier;

  if (row == NULL)
    return;

  courier = anser_post_office_get_courier (self->office, anser_letter_row_get_account (row));
  if (courier != NULL)
    anser_courier_resend_async (courier, anser_letter_row_get_id (row), partial, NULL,
                                on_resent, g_object_ref (self));
}

static void
on_resend (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  resend (ANSER_INBOX_WINDOW (widget), FALSE);
}

static void
on_resend_partial (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  resend (ANSER_INBOX_WINDOW (widget), TRUE);
}

static void
on_make_rule (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  AnserLetter *letter = anser_reader_get_letter (self->reader);
  g_autoptr(AnserRule) rule = letter != NULL ? anser_rule_propose (letter) : NULL;

  if (rule != NULL)
    anser_application_show_rules (self->application, rule);
}

static void
on_source (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  AnserInboxWindow *self = ANSER_INBOX_WINDOW (widget);
  AnserLetterRow *row = anser_inbox_window_get_row (self);
  const char *subject;

  if (row == NULL)
    return;

  subject = anser_letter_row_get_subject (row);
  gtk_window_present (GTK_WINDOW (
    anser_source_window_new (GTK_WINDOW (self), subject != NULL ? subject : "",
                             anser_inbox_window_get_store (self),
                             anser_letter_row_get_id (row))));
}

static void
on_toggle_all (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  anser_reader_toggle_all (ANSER_INBOX_WINDOW (widget)->reader);
}

static void
on_next (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  anser_reader_step (ANSER_INBOX_WINDOW (widget)->reader, 1);
}

static void
on_previous (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  anser_reader_step (ANSER_INBOX_WINDOW (widget)->reader, -1);
}

/* In the conversation that is read, then in the list. */
static void
step_unread (AnserInboxWindow *self,
             int               step)
{
  if (!anser_reader_step_unread (self->reader, step))
    anser_letter_list_view_select_unread (self->letters, step);
}

static void
on_next_unread (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  step_unread (ANSER_INBOX_WINDOW (widget), 1);
}

static void
on_previous_unread (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  step_unread (ANSER_INBOX_WINDOW (widget), -1);
}

void
anser_inbox_window_install_letter_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "letter.reply", on_reply },
    { "letter.reply-all", on_reply_all },
    { "letter.forward", on_forward },
    { "letter.mark-read", on_mark_read },
    { "letter.mark-unread", on_mark_unread },
    { "letter.toggle-unread", on_toggle_unread },
    { "letter.star", on_star },
    { "letter.unstar", on_unstar },
    { "letter.toggle-star", on_toggle_star },
    { "letter.edit", on_edit },
    { "letter.resend", on_resend },
    { "letter.resend-partial", on_resend_partial },
    { "letter.source", on_source },
    { "letter.make-rule", on_make_rule },
    { "conversation.toggle-all", on_toggle_all },
    { "conversation.next", on_next },
    { "conversation.previous", on_previous },
    { "letter.next-unread", on_next_unread },
    { "letter.previous-unread", on_previous_unread },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

void
anser_inbox_window_update_letter_actions (AnserInboxWindow *self)
{
  AnserLetterRow *row = anser_inbox_window_get_row (self);

  anser_letter_actions_update (GTK_WIDGET (self), row,
                               row != NULL && anser_reader_get_letter (self->reader) != NULL);
}
