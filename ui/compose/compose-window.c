/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/compose-window-private.h"

#include "compose/compose-text.h"
#include "widgets/inner-button.h"
#include "widgets/no-hyphens.h"
#include "widgets/notice-bar.h"
#include "widgets/pane.h"
#include "widgets/title-buttons.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (AnserComposeWindow, anser_compose_window, ADW_TYPE_APPLICATION_WINDOW)

/* What a row of From shows. */
static char *
describe_account (AnserAccount *account,
                  gpointer      unused)
{
  g_autoptr (AnserAddress) address =
    anser_address_new (anser_account_get_name (account), anser_account_get_address (account));

  return anser_address_to_string (address);
}

static void
update_title (AnserComposeWindow *self)
{
  const char *subject = gtk_editable_get_text (GTK_EDITABLE (self->subject));
  const char *title = *subject != '\0' ? subject : _("New Message");

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
}

static void
on_subject_changed (AnserComposeWindow *self)
{
  update_title (self);
  anser_compose_window_changed (self);
}

static void
on_subject_activate (AnserComposeWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* Takes the end of the text away if it is the signature of the account before, and puts the new
 * account's there. What the writer changed in a signature is left alone. */
static void
replace_signature (AnserComposeWindow *self,
                   AnserAccount       *account)
{
  g_autofree char *end = anser_compose_text_signature (anser_account_get_signature (account));
  g_autofree char *text = anser_compose_window_dup_text (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter from, to;

  if (g_strcmp0 (end, self->signature) == 0 || !g_str_has_suffix (text, self->signature))
    return;

  gtk_text_buffer_get_end_iter (buffer, &to);
  from = to;
  gtk_text_iter_backward_chars (&from, g_utf8_strlen (self->signature, -1));
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &from, &to);
  gtk_text_buffer_insert (buffer, &from, end, -1);
  gtk_text_buffer_end_user_action (buffer);

  g_free (self->signature);
  self->signature = g_steal_pointer (&end);
}

static void
on_from_changed (AnserComposeWindow *self)
{
  AnserAccount *account = anser_compose_window_get_account (self);

  if (!self->filled || account == NULL)
    return;

  replace_signature (self, account);
  anser_compose_window_changed (self);
}

/* Which account writes: the one the draft is from, or else the first. */
static unsigned
find_account (GListModel   *accounts,
              AnserAccount *account,
              AnserDraft   *draft)
{
  const AnserAddress *from = draft != NULL ? anser_draft_get_from (draft) : NULL;
  unsigned n_accounts = g_list_model_get_n_items (accounts);

  for (unsigned i = 0; i < n_accounts; i++)
    {
      g_autoptr (AnserAccount) candidate = g_list_model_get_item (accounts, i);

      if (account != NULL
          ? candidate == account
          : from != NULL && g_ascii_strcasecmp (anser_account_get_address (candidate),
                                                from->address) == 0)
        return i;
    }

  return 0;
}

static void
fill_from (AnserComposeWindow *self,
           AnserAccount       *account)
{
  AnserPostOffice *office = anser_application_get_office (self->application);
  g_autoptr (GtkExpression) expression = NULL;
  GListModel *accounts;

  if (office == NULL)
    return;

  accounts = G_LIST_MODEL (anser_post_office_get_accounts (office));
  expression = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL,
                                            G_CALLBACK (describe_account), NULL, NULL);
  gtk_drop_down_set_expression (self->from, expression);
  gtk_drop_down_set_model (self->from, accounts);
  gtk_drop_down_set_selected (self->from, find_account (accounts, account, self->draft));
  gtk_widget_set_visible (self->from_row, g_list_model_get_n_items (accounts) > 1);
}

static void
fill_addresses (AnserAddressRow *row,
                GPtrArray       *addresses)
{
  g_autofree char *text = addresses != NULL ? anser_addresses_to_string (addresses) : NULL;

  anser_address_row_set_text (row, text);
}

static void
fill_text (AnserComposeWindow *self)
{
  AnserAccount *account = anser_compose_window_get_account (self);
  const char *signature = account != NULL ? anser_account_get_signature (account) : NULL;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autoptr (GSettings) settings = g_settings_new (ANSER_APPLICATION_ID);
  g_autofree char *text = NULL;
  GtkTextIter start;
  int caret = 0;

  self->signature = anser_compose_text_signature (signature);
  text = self->saved == 0 ? anser_compose_text_begin (anser_draft_get_text (self->draft), signature,
                                                     g_settings_get_enum (settings, "answer-place"),
                                                     &caret)
                          : g_strdup (anser_draft_get_text (self->draft));

  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (buffer);

  gtk_text_buffer_get_iter_at_offset (buffer, &start, caret);
  gtk_text_buffer_place_cursor (buffer, &start);
}

static void
fill (AnserComposeWindow *self,
      AnserAccount       *account)
{
  const char *subject = anser_draft_get_subject (self->draft);

  fill_from (self, account);
  fill_addresses (self->to, anser_draft_get_to (self->draft));
  fill_addresses (self->cc, anser_draft_get_cc (self->draft));
  fill_addresses (self->bcc, anser_draft_get_bcc (self->draft));
  gtk_editable_set_text (GTK_EDITABLE (self->subject), subject != NULL ? subject : "");
  fill_text (self);
  anser_attachment_list_set_draft (self->attachments, self->draft);
  update_title (self);

  if (*anser_address_row_get_text (self->cc) != '\0')
    gtk_widget_activate_action (GTK_WIDGET (self), "compose.show-cc", NULL);
  if (*anser_address_row_get_text (self->bcc) != '\0')
    gtk_widget_activate_action (GTK_WIDGET (self), "compose.show-bcc", NULL);

  if (anser_compose_window_get_account (self) == NULL)
    anser_compose_window_notice (self, _("Add an account first, so that your message can be sent."),
                                 _("Add Account"), "compose.add-account");

  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (*anser_address_row_get_text (self->to) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->to));
  else if (*gtk_editable_get_text (GTK_EDITABLE (self->subject)) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->subject));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->text));

  self->filled = TRUE;
}

/* A window that goes saves first, and is not gone before the draft is safe. */
static gboolean
anser_compose_window_close_request (GtkWindow *window)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (window);

  if (self->sending)
    return TRUE;

  if (self->saving || (self->unsaved && !anser_compose_window_is_empty (self)))
    {
      anser_compose_window_save (self, ANSER_COMPOSE_THEN_CLOSE);
      return TRUE;
    }

  return GTK_WINDOW_CLASS (anser_compose_window_parent_class)->close_request (window);
}

static void
anser_compose_window_dispose (GObject *object)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (object);

  g_clear_handle_id (&self->save_timer, g_source_remove);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (anser_compose_window_parent_class)->dispose (object);
}

static void
anser_compose_window_finalize (GObject *object)
{
  AnserComposeWindow *self = ANSER_COMPOSE_WINDOW (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->application);
  g_clear_pointer (&self->signature, g_free);

  G_OBJECT_CLASS (anser_compose_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, content);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, pane);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, header);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, from_row);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, from);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, to);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, cc);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, cc_row);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, bcc);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, subject);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, text);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, attachments);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, drop_revealer);
  gtk_widget_class_bind_template_child (widget_class, AnserComposeWindow, drop_label);
}

static void
anser_compose_window_class_init (AnserComposeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = anser_compose_window_dispose;
  object_class->finalize = anser_compose_window_finalize;
  window_class->close_request = anser_compose_window_close_request;

  g_type_ensure (ANSER_TYPE_ADDRESS_ROW);
  g_type_ensure (ANSER_TYPE_ATTACHMENT_LIST);
  g_type_ensure (ANSER_TYPE_PANE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/compose/compose-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_from_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_activate);
  gtk_widget_class_bind_template_callback (widget_class, anser_compose_window_changed);
  anser_compose_window_install_actions (widget_class);
}

static void
anser_compose_window_init (AnserComposeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_inner_button_name (GTK_WIDGET (self->from), NULL, NULL);
  anser_title_buttons_follow (self->header, self->pane);
  anser_no_hyphens (gtk_text_view_get_buffer (self->text));

  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed",
                           G_CALLBACK (anser_compose_window_changed), self, G_CONNECT_SWAPPED);
  anser_compose_window_take_files (self);
}

GtkWidget *
anser_compose_window_new (AnserApplication *application,
                          AnserAccount     *account,
                          AnserDraft       *draft,
                          gint64            saved,
                          gint64            answers,
                          AnserLetterFlags  answer_flag)
{
  AnserComposeWindow *self;

  g_return_val_if_fail (ANSER_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (account == NULL || ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (draft == NULL || ANSER_IS_DRAFT (draft), NULL);

  self = g_object_new (ANSER_TYPE_COMPOSE_WINDOW, "application", application, NULL);
  self->application = g_object_ref (application);
  self->draft = draft != NULL ? anser_draft_copy (draft) : anser_draft_new ();
  self->saved = saved;
  self->answered_letter = answers;
  self->answer_flag = answer_flag;
  fill (self, account);

  return GTK_WIDGET (self);
}

AnserAccount *
anser_compose_window_get_account (AnserComposeWindow *self)
{
  return gtk_drop_down_get_selected_item (self->from);
}

AnserCourier *
anser_compose_window_get_courier (AnserComposeWindow *self)
{
  AnserAccount *account = anser_compose_window_get_account (self);

  if (account == NULL)
    return NULL;

  return anser_post_office_get_courier (anser_application_get_office (self->application),
                                        anser_account_get_id (account));
}

char *
anser_compose_window_dup_text (AnserComposeWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* Nothing that would be missed: not touched, or everything taken out again. */
gboolean
anser_compose_window_is_empty (AnserComposeWindow *self)
{
  g_autofree char *text = anser_compose_window_dup_text (self);

  if (!self->touched)
    return self->saved == 0;

  if (g_str_has_suffix (text, self->signature))
    text[strlen (text) - strlen (self->signature)] = '\0';

  return *g_strstrip (text) == '\0' &&
         *anser_address_row_get_text (self->to) == '\0' &&
         *anser_address_row_get_text (self->cc) == '\0' &&
         *anser_address_row_get_text (self->bcc) == '\0' &&
         *gtk_editable_get_text (GTK_EDITABLE (self->subject)) == '\0' &&
         anser_draft_get_n_attachments (self->draft) == 0;
}

void
anser_compose_window_changed (AnserComposeWindow *self)
{
  if (!self->filled)
    return;

  self->touched = TRUE;
  self->unsaved = TRUE;
  anser_compose_window_save_later (self);
}

void
anser_compose_window_fill_draft (AnserComposeWindow *self)
{
  AnserAccount *account = anser_compose_window_get_account (self);
  g_autoptr (GPtrArray) to = anser_address_row_parse_loose (self->to);
  g_autoptr (GPtrArray) cc = anser_address_row_parse_loose (self->cc);
  g_autoptr (GPtrArray) bcc = anser_address_row_parse_loose (self->bcc);
  g_autofree char *text = anser_compose_window_dup_text (self);

  if (account != NULL)
    {
      g_autoptr (AnserAddress) from =
        anser_address_new (anser_account_get_name (account), anser_account_get_address (account));

      anser_draft_set_from (self->draft, from);
    }

  anser_draft_set_to (self->draft, to);
  anser_draft_set_cc (self->draft, cc);
  anser_draft_set_bcc (self->draft, bcc);
  anser_draft_set_subject (self->draft, gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  anser_draft_set_text (self->draft, text);
}

void
anser_compose_window_notice (AnserComposeWindow *self,
                             const char         *text,
                             const char         *label,
                             const char         *action)
{
  GtkWidget *bar;

  while ((bar = gtk_widget_get_first_child (GTK_WIDGET (self->notices))) != NULL)
    gtk_box_remove (self->notices, bar);

  if (text == NULL)
    return;

  bar = anser_notice_bar_new ("dialog-warning-symbolic", text);
  anser_notice_bar_add_button (ANSER_NOTICE_BAR (bar),
                               label != NULL ? label : _("Dismiss"),
                               label != NULL ? action : "compose.dismiss", NULL);
  gtk_widget_set_margin_top (bar, 6);
  gtk_widget_set_margin_bottom (bar, 6);
  gtk_box_append (self->notices, bar);
}

void
anser_compose_window_attach (AnserComposeWindow *self,
                             GSList             *files)
{
  g_autoptr (GString) problems = g_string_new (NULL);
  unsigned n_before = anser_draft_get_n_attachments (self->draft);

  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autoptr (GError) error = NULL;

      if (!anser_draft_attach_file (self->draft, l->data, &error))
        g_string_append_printf (problems, "%s%s", problems->len > 0 ? "\n" : "", error->message);
    }

  if (anser_draft_get_n_attachments (self->draft) > n_before)
    {
      anser_attachment_list_refresh (self->attachments);
      anser_compose_window_changed (self);
    }

  anser_compose_window_notice (self, problems->len > 0 ? problems->str : NULL, NULL, NULL);
}
