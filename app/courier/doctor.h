/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "doctor-report.h"
#include "engine/server.h"
#include "engine/trace.h"

G_BEGIN_DECLS

/* Looks at a server as a mail program would, goes on after a failure as far as that makes sense,
 * and reports what it found and what Anser makes of it (B11). It changes nothing there.
 *
 * @server: without a password nobody logs in. @address (nullable): the mail address, by which a
 * provider is known. @patience: milliseconds of silence that are waited for; 0 for 30 seconds.
 * @trace (nullable): is told the conversation. */
void               anser_doctor_examine_async  (const AnserServer    *server,
                                                AnserProtocol         protocol,
                                                const char           *address,
                                                unsigned              patience,
                                                AnserTraceFunc        trace,
                                                gpointer              trace_data,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);

/* (transfer full); NULL only when it was cancelled. */
AnserDoctorReport *anser_doctor_examine_finish (GAsyncResult         *result,
                                                GError              **error);

/* What is wrong with a server, and what Anser does about it: a sentence a line, "" for nothing.
 * (transfer full) */
char              *anser_doctor_describe_quirks (AnserServerQuirks    quirks);

G_END_DECLS
