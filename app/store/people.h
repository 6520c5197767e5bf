/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "query.h"
#include "store.h"

G_BEGIN_DECLS

/**
 * AnserPerson:
 * @name: "" if the letters have none
 *
 * Somebody who wrote.
 */
typedef struct
{
  char *name;
  char *address;
} AnserPerson;

void       anser_person_free (AnserPerson      *self);

/* (transfer full) (element-type AnserPerson): who wrote the newest of the letters that @query finds,
 * each address once, at most @limit. Blocking. */
GPtrArray *anser_people_find (AnserStore       *store,
                              const AnserQuery *query,
                              unsigned          limit,
                              GCancellable     *cancellable,
                              GError          **error);

G_END_DECLS
