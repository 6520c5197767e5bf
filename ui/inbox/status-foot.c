/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/status-foot.h"

#include "courier/account-server.h"
#include "engine/errors.h"
#include "inbox/password-dialog.h"
#include "widgets/certificate-dialog.h"
#include "widgets/date-format.h"

#include <glib/gi18n.h>

/* "2 minutes ago" grows old by the minute. */
#define AGE_SECONDS 30

/* How often the store is asked how far it is. */
#define CATCH_UP_MS 250

/* What the button below a problem does. */
typedef enum
{
  MEND_TRY_AGAIN,
  MEND_PASSWORD,
  MEND_ACCOUNT,
  MEND_CERTIFICATE,
  MEND_KEEP,
} Mend;

struct _AnserStatusFoot
{
  GtkWidget parent_instance;

  AnserPostOffice *office;
  GPtrArray *couriers;
  AnserCourier *troubled;   /* whose problem is shown; one of couriers */
  Mend mend;
  const char *help;         /* the provider's page about the problem, or NULL */
  guint age_source;
  guint catch_up_source;    /* while the list of messages is made again */

  GtkWidget *box;
  GtkWidget *icon;
  GtkLabel *label;
  GtkWidget *stop_button;
  GtkProgressBar *progress_bar;
  GtkLabel *words;
  GtkWidget *buttons;
  GtkButton *mend_button;
  GtkWidget *help_button;
};

G_DEFINE_FINAL_TYPE (AnserStatusFoot, anser_status_foot, GTK_TYPE_WIDGET)

static Mend
mend_for_action (AnserAdviceAction action)
{
  switch (action)
    {
    case ANSER_ADVICE_PASSWORD:
      return MEND_PASSWORD;

    case ANSER_ADVICE_ACCOUNT:
      return MEND_ACCOUNT;

    case ANSER_ADVICE_NONE:
    case ANSER_ADVICE_RETRY:
    case ANSER_ADVICE_WEB:
    case ANSER_ADVICE_MESSAGE:
    default:
      return MEND_TRY_AGAIN;
    }
}

static Mend
mend_for_problem (const GError      *problem,
                  const AnserAdvice *advice)
{
  if (anser_error_get_certificate (problem) != NULL)
    return MEND_CERTIFICATE;
  if (g_error_matches (problem, ANSER_ERROR, ANSER_ERROR_UNFINISHED))
    return MEND_KEEP;

  return mend_for_action (advice->action);
}

static const char *
mend_label (Mend mend)
{
  switch (mend)
    {
    case MEND_PASSWORD:
      return _("Enter Password…");

    case MEND_ACCOUNT:
      return _("Open Accounts");

    case MEND_CERTIFICATE:
      return _("Look at Certificate…");

    case MEND_KEEP:
      return _("Keep as It Is");

    case MEND_TRY_AGAIN:
    default:
      return _("Try Again");
    }
}

/* The sentence; with several accounts, whose it is before it. */
static void
show_sentence (AnserStatusFoot *self,
               AnserCourier    *courier,
               const char      *sentence)
{
  g_autofree char *text = NULL;

  if (self->couriers->len > 1 && courier != NULL)
    /* Translators: an account's name, and what is the matter with it. */
    text = g_strdup_printf (_("%s: %s"),
                            anser_account_get_label (anser_courier_get_account (courier)),
                            sentence);
  else
    text = g_strdup (sentence);

  gtk_label_set_label (self->label, text);
}

static void
show_parts (AnserStatusFoot *self,
            gboolean         working,
            gboolean         problem)
{
  gtk_widget_set_visible (self->icon, problem);
  gtk_widget_set_visible (self->stop_button, working);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), working);
  gtk_widget_set_visible (self->buttons, problem);
  if (!problem)
    gtk_widget_set_visible (GTK_WIDGET (self->words), FALSE);
  if (problem)
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
}

static void
show_work (AnserStatusFoot *self,
           AnserCourier    *courier)
{
  double fraction = anser_courier_get_fraction (courier);
  const char *status = anser_courier_get_status (courier);

  show_parts (self, TRUE, FALSE);
  show_sentence (self, courier, status != NULL ? status : "");
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (fraction, 0, 1));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), NULL);
}

static void
show_problem (AnserStatusFoot *self,
              AnserCourier    *courier)
{
  const GError *problem = anser_courier_get_problem (courier);
  g_autoptr(AnserAdvice) advice = anser_account_advise (anser_courier_get_account (courier),
                                                        problem);
  g_autofree char *whole = anser_advice_join (advice->sentence, advice->words);

  self->troubled = courier;
  self->mend = mend_for_problem (problem, advice);
  self->help = advice->url;
  show_parts (self, FALSE, TRUE);
  show_sentence (self, courier, advice->sentence);
  gtk_label_set_label (self->words, advice->words != NULL ? advice->words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), advice->words != NULL);
  gtk_button_set_label (self->mend_button, mend_label (self->mend));
  gtk_widget_set_visible (self->help_button, self->help != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), whole);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->words), advice->words);
}

/* One line for each account: when it is checked next by itself. */
static char *
dup_next_checks (AnserStatusFoot *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->couriers->len; i++)
    {
      AnserCourier *courier = g_ptr_array_index (self->couriers, i);
      gint64 next = anser_courier_get_next_check (courier);
      g_autofree char *line = anser_date_format_next (next, NULL);

      if (next == 0)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      if (self->couriers->len > 1)
        g_string_append_printf (text, _("%s: %s"),
                                anser_account_get_label (anser_courier_get_account (courier)),
                                line);
      else
        g_string_append (text, line);
    }

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* Only where the usual interval does not hold, because a server limits logins. */
static char *
dup_delayed_check (AnserStatusFoot *self)
{
  gint64 soonest = 0;

  for (guint i = 0; i < self->couriers->len; i++)
    {
      AnserCourier *courier = g_ptr_array_index (self->couriers, i);
      gint64 not_before = anser_courier_get_not_before (courier);
      gint64 next = anser_courier_get_next_check (courier);

      if (not_before != 0 && not_before == next && (soonest == 0 || next < soonest))
        soonest = next;
    }

  return soonest != 0 ? anser_date_format_next (soonest, NULL) : NULL;
}

/* Why nothing is checked by itself, in the place of when. */
static const char *
get_pause (AnserStatusFoot *self)
{
  switch (anser_post_office_get_pause (self->office))
    {
    case ANSER_PAUSE_BATTERY:
      return _("Paused while your computer saves battery");

    case ANSER_PAUSE_METERED:
      return _("Paused while the network counts what you use");

    case ANSER_PAUSE_NONE:
    default:
      return NULL;
    }
}

static char *
dup_age (gint64 oldest)
{
  return oldest != 0 ? anser_date_format_ago (oldest, NULL) : g_strdup (_("Not checked yet"));
}

static void
show_age (AnserStatusFoot *self)
{
  const char *pause = get_pause (self);
  g_autofree char *delayed = pause != NULL ? g_strdup (pause) : dup_delayed_check (self);
  g_autofree char *next = pause != NULL ? NULL : dup_next_checks (self);
  gint64 oldest = 0;
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->couriers->len; i++)
    {
      gint64 last = anser_courier_get_last_check (g_ptr_array_index (self->couriers, i));

      if (last != 0 && (oldest == 0 || last < oldest))
        oldest = last;
    }

  age = dup_age (oldest);
  /* Translators: "Checked 2 minutes ago", and "Next check at 14:32" or why there is none. */
  text = delayed != NULL ? g_strdup_printf (_("%s · %s"), age, delayed) : g_steal_pointer (&age);
  show_parts (self, FALSE, FALSE);
  show_sentence (self, NULL, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), next);
}

/* Whether the store is reading messages into its list, which is said before anything else. */
static gboolean
show_catching_up (AnserStatusFoot *self)
{
  unsigned n_done, n_total;
  g_autofree char *text = NULL;

  if (!anser_store_is_catching_up (anser_post_office_get_store (self->office), &n_done, &n_total))
    return FALSE;

  text = g_strdup_printf (_("Making the list of messages again: %'u of %'u"), n_done, n_total);
  show_parts (self, TRUE, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), FALSE);
  show_sentence (self, NULL, text);
  gtk_progress_bar_set_fraction (self->progress_bar, (double) n_done / MAX (n_total, 1));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);

  return TRUE;
}

static void update (AnserStatusFoot *self);

static gboolean
on_catching_up (gpointer user_data)
{
  AnserStatusFoot *self = user_data;

  if (show_catching_up (self))
    return G_SOURCE_CONTINUE;

  self->catch_up_source = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
update (AnserStatusFoot *self)
{
  AnserCourier *working = NULL;
  AnserCourier *troubled = NULL;

  for (guint i = 0; i < self->couriers->len; i++)
    {
      AnserCourier *courier = g_ptr_array_index (self->couriers, i);

      if (anser_courier_get_state (courier) != ANSER_COURIER_IDLE && working == NULL)
        working = courier;
      if (anser_courier_get_problem (courier) != NULL && troubled == NULL)
        troubled = courier;
    }

  self->troubled = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), self->couriers->len > 0);
  if (show_catching_up (self))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
      if (self->catch_up_source == 0)
        self->catch_up_source = g_timeout_add (CATCH_UP_MS, on_catching_up, self);
    }
  else if (working != NULL)
    show_work (self, working);
  else if (troubled != NULL)
    show_problem (self, troubled);
  else
    show_age (self);
}

static void
ask_password (AnserStatusFoot *self,
              AnserCourier    *courier,
              AnserProtocol    protocol)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    anser_password_dialog_present (GTK_WINDOW (root), courier, protocol);
}

static void
on_password_needed (AnserCourier    *courier,
                    AnserProtocol    protocol,
                    AnserStatusFoot *self)
{
  ask_password (self, courier, protocol);
}

static void
on_stop_clicked (AnserStatusFoot *self)
{
  for (guint i = 0; i < self->couriers->len; i++)
    anser_courier_stop (g_ptr_array_index (self->couriers, i));
}

static void
on_trusted (gpointer user_data)
{
  anser_courier_check_async (user_data, NULL, NULL, NULL);
}

static void
look_at_certificate (AnserStatusFoot *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    anser_certificate_dialog_present (GTK_WINDOW (root),
                                      anser_courier_get_account (self->troubled),
                                      anser_courier_get_problem (self->troubled),
                                      on_trusted, self->troubled);
}

static void
on_mend_clicked (AnserStatusFoot *self)
{
  if (self->troubled == NULL)
    return;

  switch (self->mend)
    {
    case MEND_PASSWORD:
      ask_password (self, self->troubled,
                    anser_account_guess_protocol (anser_courier_get_account (self->troubled),
                                                  anser_courier_get_problem (self->troubled)));
      break;

    case MEND_ACCOUNT:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.accounts", NULL);
      break;

    case MEND_CERTIFICATE:
      look_at_certificate (self);
      break;

    case MEND_KEEP:
      anser_courier_keep_unfinished (self->troubled);
      break;

    case MEND_TRY_AGAIN:
    default:
      anser_courier_check_async (self->troubled, NULL, NULL, NULL);
      break;
    }
}

static void
on_help_clicked (AnserStatusFoot *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->help != NULL && GTK_IS_WINDOW (root))
    gtk_show_uri (GTK_WINDOW (root), self->help, GDK_CURRENT_TIME);
}

static void
unwatch (AnserStatusFoot *self)
{
  for (guint i = 0; i < self->couriers->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->couriers, i), self);
  g_ptr_array_set_size (self->couriers, 0);
  self->troubled = NULL;
}

static void
watch_couriers (AnserStatusFoot *self)
{
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));

  unwatch (self);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);
      AnserCourier *courier = anser_post_office_get_courier (self->office,
                                                             anser_account_get_id (account));

      if (courier == NULL)
        continue;

      g_ptr_array_add (self->couriers, g_object_ref (courier));
      g_signal_connect_object (courier, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (courier, "password-needed", G_CALLBACK (on_password_needed), self,
                               0);
    }

  update (self);
}

static gboolean
on_age (gpointer user_data)
{
  update (user_data);

  return G_SOURCE_CONTINUE;
}

static void
anser_status_foot_map (GtkWidget *widget)
{
  AnserStatusFoot *self = ANSER_STATUS_FOOT (widget);

  GTK_WIDGET_CLASS (anser_status_foot_parent_class)->map (widget);
  self->age_source = g_timeout_add_seconds (AGE_SECONDS, on_age, self);
}

static void
anser_status_foot_unmap (GtkWidget *widget)
{
  AnserStatusFoot *self = ANSER_STATUS_FOOT (widget);

  g_clear_handle_id (&self->age_source, g_source_remove);
  GTK_WIDGET_CLASS (anser_status_foot_parent_class)->unmap (widget);
}

static void
anser_status_foot_dispose (GObject *object)
{
  AnserStatusFoot *self = ANSER_STATUS_FOOT (object);

  g_clear_handle_id (&self->age_source, g_source_remove);
  g_clear_handle_id (&self->catch_up_source, g_source_remove);
  unwatch (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_status_foot_parent_class)->dispose (object);
}

static void
anser_status_foot_finalize (GObject *object)
{
  AnserStatusFoot *self = ANSER_STATUS_FOOT (object);

  g_clear_pointer (&self->couriers, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_status_foot_parent_class)->finalize (object);
}

static void
anser_status_foot_class_init (AnserStatusFootClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_status_foot_dispose;
  object_class->finalize = anser_status_foot_finalize;
  widget_class->map = anser_status_foot_map;
  widget_class->unmap = anser_status_foot_unmap;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/status-foot.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, box);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, icon);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, label);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, stop_button);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, words);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, buttons);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, mend_button);
  gtk_widget_class_bind_template_child (widget_class, AnserStatusFoot, help_button);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_mend_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_help_clicked);
}

static void
anser_status_foot_init (AnserStatusFoot *self)
{
  self->couriers = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
anser_status_foot_set_office (AnserStatusFoot *self,
                              AnserPostOffice *office)
{
  g_return_if_fail (ANSER_IS_STATUS_FOOT (self));
  g_return_if_fail (ANSER_IS_POST_OFFICE (office));
  g_return_if_fail (self->office == NULL);

  self->office = g_object_ref (office);
  g_signal_connect_object (anser_post_office_get_accounts (office), "items-changed",
                           G_CALLBACK (watch_couriers), self, G_CONNECT_SWAPPED);
  /* The store begins to make its list again by itself, when it is damaged. */
  g_signal_connect_object (anser_post_office_get_store (office), "renewed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (office, "notify::pause", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  watch_couriers (self);
}
