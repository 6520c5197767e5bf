/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/peculiarities-row.h"

#include "courier/doctor.h"
#include "store/uid-memory.h"

#include <glib/gi18n.h>

struct _AnserPeculiaritiesRow
{
  AdwActionRow parent_instance;
};

G_DEFINE_FINAL_TYPE (AnserPeculiaritiesRow, anser_peculiarities_row, ADW_TYPE_ACTION_ROW)

typedef struct
{
  AnserStore *store;
  char *account;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_object_unref (lookup->store);
  g_free (lookup->account);
  g_free (lookup);
}

static void
look_up (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  Lookup *lookup = task_data;
  GError *error = NULL;
  char *words = anser_uid_memory_dup_quirks (lookup->store, lookup->account, &error);

  if (words != NULL)
    g_task_return_pointer (task, words, g_free);
  else
    g_task_return_error (task, error);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree char *words = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *sentences =
    anser_doctor_describe_quirks (anser_server_quirks_from_string (words));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (source), sentences);
  gtk_widget_set_visible (GTK_WIDGET (source), *sentences != '\0');
}

static void
anser_peculiarities_row_class_init (AnserPeculiaritiesRowClass *klass)
{
}

static void
anser_peculiarities_row_init (AnserPeculiaritiesRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("What is odd about this server"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * anser_peculiarities_row_show:
 * @account: an id
 */
void
anser_peculiarities_row_show (AnserPeculiaritiesRow *self,
                              AnserStore            *store,
                              const char            *account)
{
  g_autoptr(GTask) task = NULL;
  Lookup *lookup;

  g_return_if_fail (ANSER_IS_PECULIARITIES_ROW (self));
  g_return_if_fail (ANSER_IS_STORE (store));
  g_return_if_fail (account != NULL);

  lookup = g_new0 (Lookup, 1);
  lookup->store = g_object_ref (store);
  lookup->account = g_strdup (account);
  task = g_task_new (self, NULL, on_looked_up, NULL);
  g_task_set_source_tag (task, anser_peculiarities_row_show);
  g_task_set_task_data (task, lookup, lookup_free);
  g_task_run_in_thread (task, look_up);
}
