/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

/**
 * Operation:
 * @prepare: (nullable): what is to be there before, beside what operations_prepare() made
 * @ready: (nullable): the same in the process in which it is done
 * @act: the operation, to its end
 * @check: (nullable): what else must be true afterwards, however it went
 * @goes_on: done once more after it was cut off, it ends as if it had not been
 *
 * Something that writes to a store, for tests that cut it off at each of its steps.
 */
typedef struct
{
  const char *name;
  void      (*prepare) (AnserStore *store);
  void      (*ready)   (AnserStore *store);
  gboolean  (*act)     (AnserStore *store, GError **error);
  void      (*check)   (AnserStore *store);
  gboolean    goes_on;
} Operation;

/* Ends with a NULL name. */
extern const Operation operations[];

/* Letters in folders of the account "anna". */
void operations_prepare (AnserStore *store);

G_END_DECLS
