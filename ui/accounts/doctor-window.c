/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/doctor-window.h"

#include "courier/account-server.h"
#include "courier/doctor.h"
#include "store/uid-memory.h"
#include "widgets/keys.h"

#include <glib/gi18n.h>

struct _AnserDoctorWindow
{
  AdwWindow parent_instance;

  AnserAccount *account;
  AnserSecrets *secrets;
  AnserStore *store;
  GCancellable *cancellable;
  AnserProtocol protocol;               /* of the server that is looked at */
  GPtrArray *reports;
  GPtrArray *groups;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (AnserDoctorWindow, anser_doctor_window, ADW_TYPE_WINDOW)

/* A run that was cancelled says nothing to the next. */
typedef struct
{
  AnserDoctorWindow *window;
  GCancellable *cancellable;
  AnserServerQuirks quirks;             /* what was learnt of the receiving server */
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->window);
  g_object_unref (run->cancellable);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void look (Run *run);

/* The report in rows */

static GtkWidget *
new_sign (AnserDoctorLevel level)
{
  static const struct
  {
    const char *icon_name;
    const char *style;
    const char *label;
  } signs[] = {
    [ANSER_DOCTOR_OK] = { "object-select-symbolic", "success", N_("In order") },
    [ANSER_DOCTOR_NOTE] = { "dialog-information-symbolic", "warning", N_("Worth knowing") },
    [ANSER_DOCTOR_PROBLEM] = { "dialog-warning-symbolic", "error", N_("Problem") },
  };
  GtkWidget *sign = gtk_image_new_from_icon_name (signs[level].icon_name);

  gtk_widget_add_css_class (sign, signs[level].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sign), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(signs[level].label), -1);

  return sign;
}

/* A whole sentence has no label; a delay may stand alone. */
static GtkWidget *
new_row (const AnserDoctorLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean has_label = *line->label != '\0';

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), has_label ? line->label : line->text);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (has_label && *line->text != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), new_sign (line->level));
  if (line->delay >= 0)
    {
      g_autofree char *delay = anser_doctor_report_describe_delay (line->delay);
      GtkWidget *label = gtk_label_new (delay);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }

  return row;
}

static AnserDoctorLevel
worst_of (const AnserDoctorSection *section)
{
  AnserDoctorLevel worst = ANSER_DOCTOR_OK;

  for (guint i = 0; i < section->lines->len; i++)
    worst = MAX (worst, ((AnserDoctorLine *) section->lines->pdata[i])->level);

  return worst;
}

/* Folded, unless something is wrong there. */
static GtkWidget *
new_section (const AnserDoctorSection *section)
{
  GtkWidget *row = adw_expander_row_new ();
  AnserDoctorLevel worst = worst_of (section);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), section->title);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), new_sign (worst));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), worst == ANSER_DOCTOR_PROBLEM);
  for (guint i = 0; i < section->lines->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_row (section->lines->pdata[i]));

  return row;
}

static GtkWidget *
add_group (AnserDoctorWindow *self,
           const char *title,
           const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);

  return group;
}

static const char *
get_title (AnserProtocol protocol)
{
  return protocol == ANSER_PROTOCOL_POP3 ? _("Receiving") : _("Sending");
}

static void
show_report (AnserDoctorWindow *self,
             AnserDoctorReport *report)
{
  g_autofree char *safe = g_markup_escape_text (report->server, -1);
  GtkWidget *group = add_group (self, get_title (self->protocol), safe);

  for (guint i = 0; i < report->sections->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               new_section (report->sections->pdata[i]));
}

static void
remove_last_group (AnserDoctorWindow *self)
{
  GtkWidget *group = g_ptr_array_steal_index (self->groups, self->groups->len - 1);

  adw_preferences_page_remove (self->page, ADW_PREFERENCES_GROUP (group));
}

static void
wait_for_report (AnserDoctorWindow *self)
{
  GtkWidget *group = add_group (self, get_title (self->protocol), NULL);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Looking at the server…"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), spinner);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* The run: the password, the server, the next server */

static void
go_on (Run *run)
{
  AnserDoctorWindow *self = run->window;

  if (self->protocol == ANSER_PROTOCOL_SMTP)
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "doctor.again", TRUE);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "doctor.copy", self->reports->len > 0);
      run_free (run);
      return;
    }

  self->protocol = ANSER_PROTOCOL_SMTP;
  look (run);
}

static void
on_examined (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Run) run = user_data;
  AnserDoctorWindow *self = run->window;
  AnserDoctorReport *report = anser_doctor_examine_finish (result, NULL);

  if (g_cancellable_is_cancelled (run->cancellable))
    {
      g_clear_pointer (&report, anser_doctor_report_unref);
      return;
    }

  remove_last_group (self);
  if (report != NULL)
    {
      show_report (self, report);
      g_ptr_array_add (self->reports, report);
    }
  go_on (g_steal_pointer (&run));
}

static void
on_password (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Run) run = user_data;
  AnserDoctorWindow *self = run->window;
  char *password = anser_secrets_lookup_finish (ANSER_SECRETS (source), result, NULL);
  g_autoptr (AnserServer) server = NULL;

  if (!g_cancellable_is_cancelled (run->cancellable))
    server = anser_account_server_new (self->account, self->protocol, password);
  g_clear_pointer (&password, anser_secrets_password_free);
  if (g_cancellable_is_cancelled (run->cancellable))
    return;
  if (server != NULL && self->protocol == ANSER_PROTOCOL_POP3)
    server->quirks = (AnserServerQuirks) (server->quirks | run->quirks);
  if (server == NULL)
    {
      go_on (g_steal_pointer (&run));
      return;
    }

  wait_for_report (self);
  anser_doctor_examine_async (server, self->protocol, anser_account_get_address (self->account), 0,
                              NULL, NULL, run->cancellable, on_examined, run);
  run = NULL;
}

/* Takes @run. */
static void
look (Run *run)
{
  anser_secrets_lookup_async (run->window->secrets, run->window->account, run->window->protocol,
                              run->cancellable, on_password, run);
}

static void
recall (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  AnserDoctorWindow *self = source;
  char *words = anser_uid_memory_dup_quirks (self->store, anser_account_get_id (self->account),
                                             NULL);

  g_task_return_pointer (task, words, g_free);
}

static void
on_recalled (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Run) run = user_data;
  g_autofree char *words = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (run->cancellable))
    return;

  run->quirks = anser_server_quirks_from_string (words);
  look (g_steal_pointer (&run));
}

static void
stop (AnserDoctorWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
start (AnserDoctorWindow *self)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GTask) task = NULL;

  stop (self);
  while (self->groups->len > 0)
    remove_last_group (self);
  g_ptr_array_set_size (self->reports, 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "doctor.again", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "doctor.copy", FALSE);

  self->protocol = ANSER_PROTOCOL_POP3;
  self->cancellable = g_cancellable_new ();
  run->window = g_object_ref (self);
  run->cancellable = g_object_ref (self->cancellable);
  task = g_task_new (self, NULL, on_recalled, run);
  g_task_set_source_tag (task, start);
  g_task_run_in_thread (task, recall);
}

static void
on_again (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  start (ANSER_DOCTOR_WINDOW (widget));
}

static void
on_copy (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserDoctorWindow *self = ANSER_DOCTOR_WINDOW (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->reports->len; i++)
    {
      g_autofree char *report = anser_doctor_report_to_text (self->reports->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", report);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("The report was copied")));
}

/* Before whatever has the focus: a text that can be selected keeps the key to itself. Only an open
 * menu is closed first. */
static gboolean
on_key (GtkEventControllerKey *controller,
        unsigned               key,
        unsigned               code,
        GdkModifierType        state,
        AnserDoctorWindow     *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (key != GDK_KEY_Escape ||
      (focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL))
    return GDK_EVENT_PROPAGATE;

  gtk_window_close (GTK_WINDOW (self));
  return GDK_EVENT_STOP;
}

/* A run that is under way ends with the window. */
static gboolean
anser_doctor_window_close_request (GtkWindow *window)
{
  stop (ANSER_DOCTOR_WINDOW (window));

  return GTK_WINDOW_CLASS (anser_doctor_window_parent_class)->close_request (window);
}

static void
anser_doctor_window_dispose (GObject *object)
{
  AnserDoctorWindow *self = ANSER_DOCTOR_WINDOW (object);

  stop (self);
  g_clear_object (&self->account);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (anser_doctor_window_parent_class)->dispose (object);
}

static void
anser_doctor_window_finalize (GObject *object)
{
  AnserDoctorWindow *self = ANSER_DOCTOR_WINDOW (object);

  g_clear_object (&self->store);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->reports);

  G_OBJECT_CLASS (anser_doctor_window_parent_class)->finalize (object);
}

static void
anser_doctor_window_class_init (AnserDoctorWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_doctor_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = anser_doctor_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anser_doctor_window_close_request;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/doctor-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserDoctorWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AnserDoctorWindow, title);
  gtk_widget_class_bind_template_child (widget_class, AnserDoctorWindow, page);
  gtk_widget_class_install_action (widget_class, "doctor.again", NULL, on_again);
  gtk_widget_class_install_action (widget_class, "doctor.copy", NULL, on_copy);
}

static void
anser_doctor_window_init (AnserDoctorWindow *self)
{
  GtkEventController *keys;

  self->groups = g_ptr_array_new ();
  self->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_doctor_report_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  anser_keys_add_close (GTK_WINDOW (self));

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
anser_doctor_window_new (GtkWindow       *parent,
                         AnserAccount    *account,
                         AnserPostOffice *office)
{
  AnserDoctorWindow *self;

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_DOCTOR_WINDOW, "transient-for", parent,
                       "destroy-with-parent", TRUE, NULL);
  self->account = g_object_ref (account);
  self->secrets = g_object_ref (anser_post_office_get_secrets (office));
  self->store = g_object_ref (anser_post_office_get_store (office));
  gtk_window_set_title (GTK_WINDOW (self), _("Connection"));
  adw_window_title_set_subtitle (self->title, anser_account_get_label (account));
  start (self);

  return GTK_WIDGET (self);
}
