/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "session-lock.h"

struct _AnserSessionLock
{
  AnserStore       *store;
  char             *account;
  AnserAccountLock *lock;
  unsigned          n_holders;
};

AnserSessionLock *
anser_session_lock_new (AnserStore *store,
                        const char *account)
{
  AnserSessionLock *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_new0 (AnserSessionLock, 1);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);

  return self;
}

void
anser_session_lock_free (AnserSessionLock *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->lock, anser_account_lock_free);
  g_object_unref (self->store);
  g_free (self->account);
  g_free (self);
}

/**
 * anser_session_lock_take:
 *
 * Returns: %TRUE; then release it once
 */
gboolean
anser_session_lock_take (AnserSessionLock  *self,
                         GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->lock == NULL)
    self->lock = anser_store_lock_account (self->store, self->account, error);
  if (self->lock == NULL)
    return FALSE;

  self->n_holders++;
  return TRUE;
}

void
anser_session_lock_release (AnserSessionLock *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->n_holders > 0);

  if (--self->n_holders == 0)
    g_clear_pointer (&self->lock, anser_account_lock_free);
}
