/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"

/* What a list said about its changes, as a GtkListView would follow it: a copy that must always
 * equal the list. */
typedef struct
{
  GArray          *ids;
  GString         *log;
  AnserLetterSort  sort;
  gboolean         reversed;
  AnserLetterShow  show;
} Mirror;

/* The inbox of "anna". */
AnserLetterList *list_sorted         (AnserStore      *store,
                                      AnserLetterSort  sort,
                                      gboolean         reversed,
                                      AnserLetterShow  show);

Mirror          *mirror_new          (AnserLetterList *list);
void             mirror_free         (Mirror          *mirror);
/* The mirror equals the list, the list equals a new one; returns and forgets what was logged. */
char            *mirror_check        (Mirror          *mirror,
                                      AnserStore      *store,
                                      AnserLetterList *list);
/* The same once the new one is loaded. */
char            *mirror_check_loaded (Mirror          *mirror,
                                      AnserStore      *store,
                                      AnserLetterList *list);

void             deliver_many        (Fixture         *self,
                                      const char      *prefix,
                                      unsigned         n,
                                      gint64           first_date,
                                      gint64           step);
