/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* Letters that have come and that the account's rules have not looked at yet: a table of state.db, by
 * the names of their files. They are written down before they are in their folder, and settled when
 * all that the rules want is done; whoever is killed in between finds them again. */

/**
 * AnserNewcomer:
 * @letter: its row
 * @name: base of its file's name
 */
typedef struct
{
  gint64  letter;
  char   *name;
} AnserNewcomer;

void       anser_newcomer_free      (AnserNewcomer        *self);

/* Within a transaction of state.db. */
gboolean   anser_newcomers_note     (AnserStore          *store,
                                    const char          *account,
                                    const char          *name,
                                    GError             **error);

/* (transfer full) (element-type AnserNewcomer): those that still lie in the inbox, in the order in
 * which they came. What was moved or thrown away meanwhile is settled. What the index
 * does not know yet waits. Blocking. */
GPtrArray *anser_newcomers_load     (AnserStore          *store,
                                    const char          *account,
                                    GError             **error);
/* @newcomers: (element-type AnserNewcomer). Blocking. */
gboolean   anser_newcomers_settle   (AnserStore          *store,
                                    const char          *account,
                                    GPtrArray           *newcomers,
                                    GError             **error);

G_END_DECLS
