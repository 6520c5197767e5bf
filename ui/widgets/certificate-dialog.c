/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/certificate-dialog.h"

#include "courier/account-server.h"
#include "engine/errors.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* A fingerprint is compared by eye: this many bytes in a line. */
#define BYTES_IN_A_LINE 8

/* As wide as such a line, or the dialog would be measured at the width of a letter. */
#define VALUE_WIDTH 28

/* Some certificates are made out to hundreds of servers. */
#define MOST_NAMES 5

typedef struct
{
  AnserAccount     *account;
  AnserProtocol     protocol;
  char             *fingerprint;
  AnserTrustedFunc  trusted;
  gpointer          user_data;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->account);
  g_free (question->fingerprint);
  g_clear_object (&question->user_data);
  g_free (question);
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  if (!g_str_equal (response, "trust"))
    return;

  g_object_set (question->account,
                question->protocol == ANSER_PROTOCOL_SMTP ? "smtp-pin" : "pop3-pin",
                question->fingerprint, NULL);
  if (question->trusted != NULL)
    question->trusted (question->user_data);
}

static const char *
describe_fault (AnserCertificateFault fault)
{
  switch (fault)
    {
    case ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED:
      return _("This is not the certificate that you trusted before. Somebody may be between you "
               "and the server, and would read your password and all messages. Trust it only if "
               "the owner of the server confirms the new fingerprint.");
    case ANSER_CERTIFICATE_FAULT_REVOKED:
      return _("Its issuer has withdrawn the certificate: it may be in the wrong hands. Ask your "
               "mail provider.");
    case ANSER_CERTIFICATE_FAULT_WRONG_NAME:
      return _("The certificate is made out to another server. Check the server’s name in the "
               "account’s settings.");
    case ANSER_CERTIFICATE_FAULT_SELF_SIGNED:
      return _("Nobody but the server itself vouches for the certificate. That is usual with a "
               "server of one’s own, and suspicious with a provider’s.");
    case ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY:
      return _("The certificate comes from an authority that this computer does not know.");
    case ANSER_CERTIFICATE_FAULT_EXPIRED:
      return _("The time of the certificate is over. Check this computer’s clock, or ask your mail "
               "provider.");
    case ANSER_CERTIFICATE_FAULT_NOT_YET_VALID:
      return _("The time of the certificate has not begun. Check this computer’s clock.");
    case ANSER_CERTIFICATE_FAULT_NONE:
    case ANSER_CERTIFICATE_FAULT_WEAK:
    default:
      return _("The certificate is not safe enough any more. Ask your mail provider.");
    }
}

/* "AB:CD:…", some bytes a line. */
static char *
format_fingerprint (const char *fingerprint)
{
  const char *digits = strchr (fingerprint, ':');
  GString *text = g_string_new (NULL);
  unsigned n = 0;

  for (digits = digits != NULL ? digits + 1 : fingerprint; digits[0] != '\0' && digits[1] != '\0';
       digits += 2, n++)
    {
      if (n > 0)
        g_string_append_c (text, n % BYTES_IN_A_LINE == 0 ? '\n' : ':');
      g_string_append_c (text, g_ascii_toupper (digits[0]));
      g_string_append_c (text, g_ascii_toupper (digits[1]));
    }

  return g_string_free (text, FALSE);
}

static void
add_detail (GtkGrid    *grid,
            int         row,
            const char *name,
            const char *value)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *text = gtk_label_new (value);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (text), VALUE_WIDTH);
  gtk_label_set_max_width_chars (GTK_LABEL (text), VALUE_WIDTH);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  /* A hyphen would be taken for a part of the name. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (text), attributes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, text, 1, row, 1, 1);
}

/* Whom it is made out to, one a line. */
static char *
list_names (const AnserCertificate *certificate)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; certificate->names[i] != NULL && i <= MOST_NAMES; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            i < MOST_NAMES ? certificate->names[i] : "…");
  if (text->len == 0)
    g_string_append (text, certificate->subject);

  return g_string_free (text, FALSE);
}

static GtkWidget *
new_details (const AnserShownCertificate *shown,
             const AnserCertificate      *certificate)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *server = g_strdup_printf ("%s:%u", shown->host, shown->port);
  g_autofree char *names = list_names (certificate);
  g_autofree char *start = g_date_time_format (certificate->not_before, "%F");
  g_autofree char *end = g_date_time_format (certificate->not_after, "%F");
  g_autofree char *time = g_strdup_printf ("%s – %s", start, end);
  g_autofree char *fingerprint = format_fingerprint (certificate->fingerprint);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_halign (grid, GTK_ALIGN_CENTER);
  add_detail (GTK_GRID (grid), 0, _("Server"), server);
  add_detail (GTK_GRID (grid), 1, _("Made out to"), names);
  add_detail (GTK_GRID (grid), 2, _("Issued by"), certificate->issuer);
  add_detail (GTK_GRID (grid), 3, _("Valid"), time);
  add_detail (GTK_GRID (grid), 4, _("Fingerprint"), fingerprint);
  gtk_widget_add_css_class (gtk_grid_get_child_at (GTK_GRID (grid), 1, 4), "monospace");

  return grid;
}

static void
on_compared (GtkCheckButton   *check,
             GParamSpec       *pspec,
             AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "trust", gtk_check_button_get_active (check));
}

/* A check button's own label stays in one line, however narrow the window or large the text. */
static GtkWidget *
new_check (const char *text)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), check);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);

  return check;
}

static GtkWidget *
new_body (AdwMessageDialog            *dialog,
          const AnserShownCertificate *shown,
          const AnserCertificate      *certificate)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *check;

  gtk_box_append (GTK_BOX (box), new_details (shown, certificate));
  if (shown->fault != ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED)
    return box;

  check = new_check (_("I have _compared the fingerprint with its owner"));
  g_signal_connect (check, "notify::active", G_CALLBACK (on_compared), dialog);
  gtk_box_append (GTK_BOX (box), check);
  adw_message_dialog_set_response_enabled (dialog, "trust", FALSE);

  return box;
}

/* A certificate that was withdrawn is never to be trusted. */
static void
add_responses (AdwMessageDialog      *dialog,
               AnserCertificateFault  fault)
{
  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  if (fault != ANSER_CERTIFICATE_FAULT_REVOKED)
    {
      adw_message_dialog_add_response (dialog, "trust", _("_Trust This Certificate"));
      adw_message_dialog_set_response_appearance (dialog, "trust", ADW_RESPONSE_DESTRUCTIVE);
    }
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
}

/* In one short line: libadwaita 1.7 warns of a heading that is wider than the dialog. The details say
 * which server it is. */
static const char *
get_heading (const AnserShownCertificate *shown)
{
  if (shown->fault == ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED)
    return _("The Certificate Has Changed");

  return _("Is This Your Mail Server?");
}

void
anser_certificate_dialog_present (GtkWindow        *parent,
                                  AnserAccount     *account,
                                  const GError     *error,
                                  AnserTrustedFunc  trusted,
                                  gpointer          user_data)
{
  const AnserShownCertificate *shown;
  g_autoptr(AnserCertificate) certificate = NULL;
  AdwMessageDialog *dialog;
  Question *question;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));
  g_return_if_fail (error != NULL);

  shown = anser_error_get_certificate (error);
  g_return_if_fail (shown != NULL);
  certificate = anser_certificate_new (shown->certificate, NULL);
  if (certificate == NULL)
    return;

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, get_heading (shown),
                                                       describe_fault (shown->fault)));
  add_responses (dialog, shown->fault);
  adw_message_dialog_set_extra_child (dialog, new_body (dialog, shown, certificate));

  question = g_new0 (Question, 1);
  question->account = g_object_ref (account);
  question->protocol = anser_account_guess_protocol (account, error);
  question->fingerprint = g_strdup (certificate->fingerprint);
  question->trusted = trusted;
  question->user_data = user_data != NULL ? g_object_ref (user_data) : NULL;
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);

  gtk_window_present (GTK_WINDOW (dialog));
}
