/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/account-row.h"

#include "courier/account-server.h"
#include "widgets/date-format.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AnserAccountRow
{
  AdwActionRow  parent_instance;

  AnserAccount *account;
  AnserCourier *courier;

  AdwAvatar    *avatar;
  GtkSpinner   *spinner;
  GtkWidget    *problem;
};

G_DEFINE_FINAL_TYPE (AnserAccountRow, anser_account_row, ADW_TYPE_ACTION_ROW)

/* What the courier does or did last; (transfer full). */
static char *
describe_state (AnserAccountRow *self)
{
  const GError *problem = anser_courier_get_problem (self->courier);

  if (anser_courier_get_state (self->courier) != ANSER_COURIER_IDLE)
    return g_strdup (anser_courier_get_status (self->courier));
  if (problem != NULL)
    {
      g_autoptr (AnserAdvice) advice = anser_account_advise (self->account, problem);

      return g_strdup (advice->sentence);
    }
  if (anser_courier_get_last_check (self->courier) == 0)
    return g_strdup (_("Not checked yet"));

  return anser_date_format_ago (anser_courier_get_last_check (self->courier), NULL);
}

static void
update (AnserAccountRow *self)
{
  const char *label = anser_account_get_label (self->account);
  const char *address = anser_account_get_address (self->account);
  const char *name = anser_account_get_name (self->account);
  g_autofree char *state = self->courier != NULL ? describe_state (self) : g_strdup ("");
  g_autoptr (GString) subtitle = g_string_new (strcmp (label, address) != 0 ? address : "");

  if (*state != '\0')
    g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? "\n" : "", state);

  adw_avatar_set_text (self->avatar, *name != '\0' ? name : label);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle->str);

  if (self->courier == NULL)
    return;

  gtk_spinner_set_spinning (self->spinner,
                            anser_courier_get_state (self->courier) != ANSER_COURIER_IDLE);
  gtk_widget_set_visible (self->problem,
                          anser_courier_get_state (self->courier) == ANSER_COURIER_IDLE &&
                          anser_courier_get_problem (self->courier) != NULL);
}

static void
anser_account_row_dispose (GObject *object)
{
  AnserAccountRow *self = ANSER_ACCOUNT_ROW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (anser_account_row_parent_class)->dispose (object);
}

static void
anser_account_row_class_init (AnserAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_account_row_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserAccountRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, AnserAccountRow, problem);
}

static void
anser_account_row_init (AnserAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_account_row_new (AnserAccount *account,
                       AnserCourier *courier)
{
  AnserAccountRow *self;

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (courier == NULL || ANSER_IS_COURIER (courier), NULL);

  self = g_object_new (ANSER_TYPE_ACCOUNT_ROW, NULL);
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (g_set_object (&self->courier, courier))
    g_signal_connect_object (courier, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

AnserAccount *
anser_account_row_get_account (AnserAccountRow *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}
