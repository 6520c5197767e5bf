/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/compose-window-private.h"

#include "compose/compose-text.h"

#include <glib/gi18n.h>

/* Sending: each step either goes on to the next or stops with a sentence or a question; a question
 * answered with yes begins again at the top, and is not asked twice.
 *
 *   addresses → recipients → subject → attachment → submit
 */

static void
set_busy (AnserComposeWindow *self,
          gboolean            busy)
{
  self->sending = busy;
  gtk_widget_set_sensitive (self->content, !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.send", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.attach", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.discard", !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compose.save", !busy);
}

static void
on_submitted (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (AnserComposeWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (anser_courier_submit_finish (ANSER_COURIER (source), result, &error) != 0)
    {
      anser_application_toast (self->application, _("Message is on its way"));
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  set_busy (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  adw_window_title_set_subtitle (self->title, NULL);
  anser_compose_window_notice (self, error->message, _("Try Again"), "compose.send");
  if (self->unsaved)
    anser_compose_window_save_later (self);
}

/* The letter is the outbox's when this ends well. A save that still runs would leave a draft
 * behind, so it is waited for. */
void
anser_compose_window_submit (AnserComposeWindow *self)
{
  g_autoptr (AnserDraft) copy = NULL;

  set_busy (self, TRUE);
  adw_window_title_set_subtitle (self->title, _("Sending…"));
  if (self->saving)
    {
      anser_compose_window_save (self, ANSER_COMPOSE_THEN_SEND);
      return;
    }

  anser_compose_window_fill_draft (self);
  copy = anser_draft_copy (self->draft);
  anser_courier_submit_async (anser_compose_window_get_courier (self), copy, self->saved,
                              self->answered_letter, self->answer_flag,
                              NULL, on_submitted, g_object_ref (self));
}

/* Whether what is typed in @row is addresses; otherwise it is explained there. */
static gboolean
check_row (AnserAddressRow *row,
           unsigned        *n_addresses)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) addresses = anser_address_row_parse (row, &error);

  if (addresses == NULL)
    {
      anser_address_row_set_problem (row, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (row));
      return FALSE;
    }

  *n_addresses += addresses->len;
  return TRUE;
}

static gboolean
check_recipients (AnserComposeWindow *self)
{
  unsigned n_addresses = 0;

  if (!check_row (self->to, &n_addresses) ||
      !check_row (self->cc, &n_addresses) ||
      !check_row (self->bcc, &n_addresses))
    return FALSE;

  if (n_addresses > 0)
    return TRUE;

  anser_address_row_set_problem (self->to, _("Add the address of somebody to send this to."));
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
  return FALSE;
}

static void
on_subject_answer (AnserComposeWindow *self,
                   const char         *response)
{
  if (g_str_equal (response, "send"))
    {
      self->answers |= ANSER_COMPOSE_NO_SUBJECT;
      gtk_widget_activate_action (GTK_WIDGET (self), "compose.send", NULL);
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->subject));
}

static gboolean
check_subject (AnserComposeWindow *self)
{
  g_autofree char *subject = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  GtkWidget *dialog;

  if (*g_strstrip (subject) != '\0' || (self->answers & ANSER_COMPOSE_NO_SUBJECT) != 0)
    return TRUE;

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Send Without a Subject?"),
                                   _("A few words help whoever gets this message "
                                     "to find it again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "back", _("_Add Subject"), "send", _("_Send"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "back");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_subject_answer), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));

  return FALSE;
}

static void
on_attachment_answer (AnserComposeWindow *self,
                      const char         *response)
{
  if (g_str_equal (response, "send"))
    {
      self->answers |= ANSER_COMPOSE_NO_ATTACHMENT;
      gtk_widget_activate_action (GTK_WIDGET (self), "compose.send", NULL);
    }
  else if (g_str_equal (response, "attach"))
    gtk_widget_activate_action (GTK_WIDGET (self), "compose.attach", NULL);
}

static gboolean
check_attachment (AnserComposeWindow *self)
{
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  g_autofree char *text = anser_compose_window_dup_text (self);
  const char *subject = gtk_editable_get_text (GTK_EDITABLE (self->subject));
  GtkWidget *dialog;

  if (anser_draft_get_n_attachments (self->draft) > 0 ||
      (self->answers & ANSER_COMPOSE_NO_ATTACHMENT) != 0 ||
      !g_settings_get_boolean (settings, "warn-attachment") ||
      !anser_compose_text_promises_attachment (subject, text))
    return TRUE;

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Send Without an Attachment?"),
                                   _("You write about something attached, but no file is."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "back", _("_Back"), "attach", _("_Attach Files…"),
                                    "send", _("_Send"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "attach");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_attachment_answer), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));

  return FALSE;
}

static void
send_letter (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (widget);

  anser_compose_window_notice (self, NULL, NULL, NULL);
  if (!check_recipients (self) || !check_subject (self) || !check_attachment (self))
    return;

  if (anser_compose_window_get_courier (self) == NULL)
    anser_compose_window_notice (self, _("Add an account first, so that your message can be sent."),
                                 _("Add Account"), "compose.add-account");
  else
    anser_compose_window_submit (self);
}

static void
on_files_chosen (AnserComposeWindow *self,
                 int                 response)
{
  g_autoptr (GListModel) files = NULL;
  GSList *list = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
      for (unsigned i = g_list_model_get_n_items (files); i > 0; i--)
        list = g_slist_prepend (list, g_list_model_get_item (files, i - 1));
      anser_compose_window_attach (self, list);
      g_slist_free_full (list, g_object_unref);
    }

  g_clear_object (&self->chooser);
}

static void
choose_files (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (widget);

  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (_("Attach Files"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_files_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (widget);

  anser_compose_window_notice (self, NULL, NULL, NULL);
  anser_compose_window_save (self, ANSER_COMPOSE_THEN_STAY);
}

static gboolean
discard_now (gpointer self)
{
  anser_compose_window_discard (self);

  return G_SOURCE_REMOVE;
}

/* Later, when the dialog is gone: it must not outlive the window that it belongs to. */
static void
on_discard_answer (AnserComposeWindow *self,
                   const char         *response)
{
  if (g_str_equal (response, "discard"))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, discard_now, g_object_ref (self), g_object_unref);
}

static void
discard (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (widget);
  GtkWidget *dialog;

  if (anser_compose_window_is_empty (self))
    {
      anser_compose_window_discard (self);
      return;
    }

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Discard This Message?"),
                                   _("What you wrote cannot be brought back."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "back", _("_Keep Writing"), "discard", _("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "back");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_discard_answer), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_row (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (widget);
  gboolean blind = g_str_equal (action, "compose.show-bcc");

  gtk_widget_set_visible (blind ? self->bcc_row : self->cc_row, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (blind ? self->bcc : self->cc));
  gtk_widget_action_set_enabled (widget, action, FALSE);
}

static void
dismiss (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  anser_compose_window_notice (ANSER_COMPOSE_WINDOW (widget), NULL, NULL, NULL);
}

static void
add_account (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  anser_application_show_accounts (ANSER_COMPOSE_WINDOW (widget)->application, TRUE);
}

static void
close_anyway (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  gtk_window_destroy (GTK_WINDOW (widget));
}

void
anser_compose_window_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "compose.send", NULL, send_letter);
  gtk_widget_class_install_action (klass, "compose.attach", NULL, choose_files);
  gtk_widget_class_install_action (klass, "compose.save", NULL, save);
  gtk_widget_class_install_action (klass, "compose.discard", NULL, discard);
  gtk_widget_class_install_action (klass, "compose.show-cc", NULL, show_row);
  gtk_widget_class_install_action (klass, "compose.show-bcc", NULL, show_row);
  gtk_widget_class_install_action (klass, "compose.dismiss", NULL, dismiss);
  gtk_widget_class_install_action (klass, "compose.add-account", NULL, add_account);
  gtk_widget_class_install_action (klass, "compose.close-anyway", NULL, close_anyway);
}
