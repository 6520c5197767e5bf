/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* The account's lock, shared by the receiving and the sending session of one courier, which may run
 * side by side. Used in the session thread. */
typedef struct _AnserSessionLock AnserSessionLock;

AnserSessionLock *anser_session_lock_new     (AnserStore        *store,
                                              const char        *account);
void              anser_session_lock_free    (AnserSessionLock  *self);

/* Error: G_IO_ERROR_BUSY while another program has the account. */
gboolean          anser_session_lock_take    (AnserSessionLock  *self,
                                              GError           **error);
void              anser_session_lock_release (AnserSessionLock  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSessionLock, anser_session_lock_free)

G_END_DECLS
