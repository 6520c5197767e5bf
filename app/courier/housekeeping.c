/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "housekeeping.h"

#include "store/shelf-life.h"

#define HOUR 3600

/* By then the window is there, and mail was checked. */
#define REVIEW_SECONDS 20

struct _AnserHousekeeping
{
  AnserStore    *store;
  AnserAccounts *accounts;
  guint          tick;
  guint          review;
};

static void
on_expired (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (anser_store_expire_finish (ANSER_STORE (source), result, &error) < 0)
    g_message ("Trash is not emptied: %s", error->message);
}

static gboolean
on_tick (gpointer user_data)
{
  AnserHousekeeping *self = user_data;
  GListModel *accounts = G_LIST_MODEL (self->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (AnserAccount) account = g_list_model_get_item (accounts, i);

      anser_store_expire_async (self->store, anser_account_get_id (account),
                                anser_account_get_trash_days (account),
                                anser_account_get_junk_days (account), NULL, on_expired, NULL);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_review (gpointer user_data)
{
  AnserHousekeeping *self = user_data;

  self->review = 0;
  anser_store_review_files (self->store);
  return G_SOURCE_REMOVE;
}

AnserHousekeeping *
anser_housekeeping_new (AnserStore    *store,
                        AnserAccounts *accounts)
{
  AnserHousekeeping *self = g_new0 (AnserHousekeeping, 1);

  self->store = g_object_ref (store);
  self->accounts = g_object_ref (accounts);
  self->tick = g_timeout_add_seconds (HOUR, on_tick, self);
  self->review = g_timeout_add_seconds (REVIEW_SECONDS, on_review, self);
  on_tick (self);
  return self;
}

void
anser_housekeeping_free (AnserHousekeeping *self)
{
  g_source_remove (self->tick);
  g_clear_handle_id (&self->review, g_source_remove);
  g_object_unref (self->store);
  g_object_unref (self->accounts);
  g_free (self);
}
