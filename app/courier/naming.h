/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pop3-client.h"
#include "listing.h"

G_BEGIN_DECLS

/* Names the nameless messages of @listing by their header blocks (TOP n 0). A message whose header
 * the server will not give stays nameless; every other error is the session's. @listing must stay
 * until the end. */
void     anser_naming_run_async  (AnserPop3Client      *client,
                                  AnserListing         *listing,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean anser_naming_run_finish (GAsyncResult         *result,
                                  GError              **error);

/* A negative reply of a POP3 server, after which the session goes on. */
gboolean anser_naming_is_refusal (const GError         *error);

G_END_DECLS
