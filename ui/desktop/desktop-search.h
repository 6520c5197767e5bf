/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "message/address.h"
#include "store/store.h"

G_BEGIN_DECLS

/* What the search of the desktop finds, by names that last longer than Anser's process:
 * "letter:ROW" and "person:NAME <ADDRESS>". */

/* Finish: (transfer full) (nullable): names, ended by NULL; people first. */
void          anser_desktop_search_async         (AnserStore           *store,
                                                  const char * const   *terms,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
GStrv         anser_desktop_search_finish        (GAsyncResult         *result,
                                                  GError              **error);

/* (transfer floating) (nullable): a{sv} of what the desktop shows of it. */
GVariant     *anser_desktop_search_describe      (AnserStore           *store,
                                                  const char           *name);

/* 0 and NULL for a name of the other kind. */
gint64        anser_desktop_search_parse_letter  (const char           *name);
AnserAddress *anser_desktop_search_parse_person  (const char           *name);

G_END_DECLS
