/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/password-dialog.h"

#include "courier/account-server.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define OPEN_KEY "anser-password-dialog"

typedef struct
{
  AnserCourier *courier;
  AnserProtocol protocol;
  GtkEditable *entry;
} Question;

/* Enter closes the dialog while the entry still handles that key, and libadwaita 1.2's does not
 * outlive this: it goes afterwards. */
static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_set_data (G_OBJECT (question->courier), OPEN_KEY, NULL);
  g_object_unref (question->courier);
  g_idle_add_once (g_object_unref, question->entry);
  g_free (question);
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  if (g_str_equal (response, "continue"))
    anser_courier_give_password (question->courier, question->protocol,
                                 gtk_editable_get_text (question->entry));
}

static void
on_changed (GtkEditable      *entry,
            AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "continue",
                                           *gtk_editable_get_text (entry) != '\0');
}

static char *
describe (AnserCourier  *courier,
          AnserProtocol  protocol)
{
  AnserAccount *account = anser_courier_get_account (courier);
  const char *host = anser_account_get_host (account, protocol);

  if (protocol == ANSER_PROTOCOL_SMTP)
    /* Translators: the first is a server, the second an address. */
    return g_strdup_printf (_("%s asks for the password of %s to send your messages. If your "
                              "provider uses authorisation codes or app passwords, enter one "
                              "here."),
                            host, anser_account_get_address (account));

  return g_strdup_printf (_("%s asks for the password of %s to get your messages. If your "
                            "provider uses authorisation codes or app passwords, enter one "
                            "here."),
                          host, anser_account_get_address (account));
}

/* What the server made of the last password stands before the question. */
static char *
explain (AnserCourier  *courier,
         AnserProtocol  protocol)
{
  AnserAccount *account = anser_courier_get_account (courier);
  const GError *problem = anser_courier_get_problem (courier);
  g_autofree char *question = describe (courier, protocol);
  g_autoptr(AnserAdvice) advice = NULL;

  if (problem == NULL || anser_account_guess_protocol (account, problem) != protocol)
    return g_steal_pointer (&question);

  advice = anser_account_advise (account, problem);
  if (advice->action != ANSER_ADVICE_PASSWORD || advice->words == NULL)
    return g_steal_pointer (&question);

  return anser_advice_join (advice->sentence, question);
}

static GtkWidget *
create_entry (AdwMessageDialog *dialog)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *entry = adw_password_entry_row_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Password"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  adw_message_dialog_set_extra_child (dialog, list);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), dialog);

  return entry;
}

void
anser_password_dialog_present (GtkWindow     *parent,
                               AnserCourier  *courier,
                               AnserProtocol  protocol)
{
  AdwMessageDialog *dialog;
  Question *question;
  g_autofree char *body = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ANSER_IS_COURIER (courier));

  if (g_object_get_data (G_OBJECT (courier), OPEN_KEY) != NULL)
    return;

  body = explain (courier, protocol);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Password Needed"), body));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"),
                                    "continue", _("_Continue"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "continue", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "continue", FALSE);
  adw_message_dialog_set_default_response (dialog, "continue");
  adw_message_dialog_set_close_response (dialog, "cancel");

  question = g_new0 (Question, 1);
  question->courier = g_object_ref (courier);
  question->protocol = protocol;
  question->entry = GTK_EDITABLE (g_object_ref (create_entry (dialog)));
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  g_object_set_data (G_OBJECT (courier), OPEN_KEY, dialog);

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (question->entry));
}
