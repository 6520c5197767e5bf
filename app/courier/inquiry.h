/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pop3-client.h"

G_BEGIN_DECLS

/* @digest (nullable): the message has no header. */
typedef void (*AnserInquiryFunc) (gpointer      user_data,
                                  unsigned      number,
                                  const guint8 *digest);

/* A sink that takes header blocks and passes on their digests. */
AnserSink *anser_inquiry_sink_new  (AnserInquiryFunc      func,
                                    gpointer              user_data);

/* TOP n 0 of all @numbers (element-type guint) into @sink. Those that the server will not give are
 * left out; every other error is the session's. */
void       anser_inquiry_run_async (AnserPop3Client      *client,
                                    GArray               *numbers,
                                    AnserSink            *sink,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* @n_refused (out) (optional) */
gboolean   anser_inquiry_run_finish (GAsyncResult        *result,
                                     unsigned            *n_refused,
                                     GError             **error);

/* A negative reply of a POP3 server, after which the session goes on. */
gboolean   anser_inquiry_is_refusal (const GError        *error);

G_END_DECLS
