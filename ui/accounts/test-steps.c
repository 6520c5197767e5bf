/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/test-steps.h"

#include "courier/account-server.h"
#include "courier/courier.h"
#include "engine/errors.h"
#include "widgets/certificate-dialog.h"

#include <glib/gi18n.h>

struct _AnserTestSteps
{
  AdwPreferencesGroup parent_instance;

  GCancellable       *cancellable;      /* NULL while nothing runs */
  GPtrArray          *rows;
  GtkWidget          *waiting;          /* the last row, with a spinner */
  gboolean            failed;           /* a step said so */
};

G_DEFINE_FINAL_TYPE (AnserTestSteps, anser_test_steps, ADW_TYPE_PREFERENCES_GROUP)

/* One run of the test: a run that was cancelled says nothing to the next. */
typedef struct
{
  AnserTestSteps *steps;
  GCancellable   *cancellable;
  AnserAccount   *account;
} Run;

enum
{
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
run_free (Run *run)
{
  g_object_unref (run->steps);
  g_object_unref (run->cancellable);
  g_object_unref (run->account);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static GtkWidget *
add_row (AnserTestSteps *self,
         GtkWidget      *sign,
         const char     *title,
         const char     *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);

  return row;
}

static GtkWidget *
new_sign (const char *icon_name,
          const char *style,
          const char *label)
{
  GtkWidget *sign = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (sign, style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sign), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  return sign;
}

static void
stop_waiting (AnserTestSteps *self)
{
  if (self->waiting == NULL)
    return;

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->waiting);
  g_ptr_array_remove (self->rows, self->waiting);
  self->waiting = NULL;
}

static void
wait_for_next (AnserTestSteps *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  self->waiting = add_row (self, spinner, _("Asking the servers…"), NULL);
}

static void
clear (AnserTestSteps *self)
{
  self->waiting = NULL;
  self->failed = FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

typedef struct
{
  AnserAccount *account;
  GError       *error;
} Suspicion;

static void
suspicion_free (gpointer  data,
                GClosure *closure)
{
  Suspicion *suspicion = data;

  g_object_unref (suspicion->account);
  g_error_free (suspicion->error);
  g_free (suspicion);
}

static void
on_look (GtkWidget *button,
         Suspicion *suspicion)
{
  anser_certificate_dialog_present (GTK_WINDOW (gtk_widget_get_root (button)), suspicion->account,
                                    suspicion->error, NULL, NULL);
}

static void
add_certificate_button (AnserTestSteps *self,
                        GtkWidget      *row,
                        AnserAccount   *account,
                        const GError   *error)
{
  GtkWidget *button = gtk_button_new_with_label (_("Look at Certificate…"));
  Suspicion *suspicion = g_new0 (Suspicion, 1);

  suspicion->account = g_object_ref (account);
  suspicion->error = g_error_copy (error);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_look), suspicion, suspicion_free, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* The step that failed, why and what to do, and below that what the server said. */
static void
add_failure (AnserTestSteps *self,
             AnserAccount   *account,
             const char     *step,
             const GError   *error)
{
  GtkWidget *sign = new_sign ("dialog-warning-symbolic", "error", _("Failed"));
  g_autoptr (AnserAdvice) advice = anser_account_advise (account, error);
  g_autofree char *whole = anser_advice_join (advice->sentence, advice->words);

  GtkWidget *row;

  self->failed = TRUE;
  if (step == NULL || g_str_equal (step, error->message))
    row = add_row (self, sign, advice->sentence, advice->words);
  else
    row = add_row (self, sign, step, whole);
  if (anser_error_get_certificate (error) != NULL)
    add_certificate_button (self, row, account, error);
}

static void
on_step (const char   *step,
         const GError *error,
         gpointer      data)
{
  Run *run = data;
  AnserTestSteps *self = run->steps;

  if (self->cancellable != run->cancellable)
    return;

  stop_waiting (self);
  if (error != NULL)
    add_failure (self, run->account, step, error);
  else
    add_row (self, new_sign ("object-select-symbolic", "success", _("Done")), step, NULL);
  wait_for_next (self);
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Run) run = data;
  g_autoptr (GError) error = NULL;
  AnserTestSteps *self = run->steps;
  gboolean success = anser_courier_test_finish (result, &error);

  if (self->cancellable != run->cancellable)
    return;

  g_clear_object (&self->cancellable);
  stop_waiting (self);
  if (!success && !self->failed)
    add_failure (self, run->account, NULL, error);
  g_signal_emit (self, signals[FINISHED], 0, success);
}

static void
anser_test_steps_dispose (GObject *object)
{
  AnserTestSteps *self = ANSER_TEST_STEPS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_test_steps_parent_class)->dispose (object);
}

static void
anser_test_steps_class_init (AnserTestStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_test_steps_dispose;

  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
anser_test_steps_init (AnserTestSteps *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
anser_test_steps_run (AnserTestSteps *self,
                      AnserAccount   *account,
                      const char     *pop3_password,
                      const char     *smtp_password)
{
  Run *run;

  g_return_if_fail (ANSER_IS_TEST_STEPS (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));

  anser_test_steps_cancel (self);
  self->cancellable = g_cancellable_new ();
  wait_for_next (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);

  run = g_new (Run, 1);
  run->steps = g_object_ref (self);
  run->cancellable = g_object_ref (self->cancellable);
  run->account = g_object_ref (account);
  anser_courier_test_async (account, pop3_password, smtp_password, on_step, run,
                            self->cancellable, on_tested, run);
}

void
anser_test_steps_cancel (AnserTestSteps *self)
{
  g_return_if_fail (ANSER_IS_TEST_STEPS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

gboolean
anser_test_steps_is_running (AnserTestSteps *self)
{
  g_return_val_if_fail (ANSER_IS_TEST_STEPS (self), FALSE);

  return self->cancellable != NULL;
}
