/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "fetch-place.h"

#include "arrivals-depot.h"
#include "courier/describe.h"
#include "courier/rule-owner.h"
#include "courier/store-depot.h"

gboolean
cli_fetch_place_open_maildir (CliFetchPlace  *self,
                              const char     *maildir,
                              const char     *mailbox,
                              const char     *uid_file,
                              GError        **error)
{
  self->arrivals = anser_arrivals_open (maildir, mailbox, uid_file, error);
  if (!self->arrivals)
    return FALSE;
  self->depot = cli_arrivals_depot_new (self->arrivals);
  return TRUE;
}

gboolean
cli_fetch_place_open_store (CliFetchPlace  *self,
                            AnserAccount   *account,
                            GError        **error)
{
  const char *id = anser_account_get_id (account);
  g_auto(GStrv) addresses = anser_rule_owner_addresses (account);
  g_autofree char *root = g_build_filename (g_get_user_data_dir (), "anser", NULL);

  self->store = anser_store_open (root, anser_describe_letter, NULL, error);
  if (!self->store || !anser_store_add_account (self->store, id, error))
    return FALSE;
  self->lock = anser_session_lock_new (self->store, id);
  self->depot = anser_store_depot_new (self->store, id);
  anser_store_depot_set_owner (ANSER_STORE_DEPOT (self->depot), (const char *const *) addresses);
  return TRUE;
}

void
cli_fetch_place_clear (CliFetchPlace *self)
{
  g_clear_object (&self->depot);
  g_clear_pointer (&self->lock, anser_session_lock_free);
  g_clear_pointer (&self->arrivals, anser_arrivals_free);
  g_clear_object (&self->store);
}
