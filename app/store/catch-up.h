/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* A thread of the store's that makes the index whole, after it was lost or when very much has come
 * from outside, while the window is used already. What the index is asked meanwhile it answers as far
 * as it has come; only which UIDs have a letter is known from the first moment. */

/* Begins it. The thread that is there has ended, or is ended first. In the thread that opens the
 * store, or in the writer's. */
void     anser_catch_up_start (AnserStore  *store);
/* Ends it soon, if it has not ended. */
void     anser_catch_up_end   (AnserStore  *store);

/* Whether a letter of @account has this digest of a UID in its name, while it goes on; FALSE after.
 * The write lock is held. */
gboolean anser_catch_up_has   (AnserStore  *store,
                               const char  *account,
                               const char  *digest);

G_END_DECLS
