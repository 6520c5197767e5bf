/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parcel.h"

G_BEGIN_DECLS

/**
 * CliSendReport:
 * @sent: the server took the letter
 * @results: (nullable) (element-type AnserRecipientResult)
 * @receipt: (nullable): the server's words of acceptance
 *
 * What became of a letter.
 */
typedef struct
{
  gboolean   sent;
  GPtrArray *results;
  char      *receipt;
} CliSendReport;

void cli_send_report_clear     (CliSendReport        *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSendReport, cli_send_report_clear)

/* One object: "file", "sent", "receipt", "recipients": "recipient", "outcome" ("accepted",
 * "try-later", "refused"), "code", "status", "text"; and "error" if there is one. */
void cli_send_report_json      (const CliSendReport  *self,
                                const CliParcel      *parcel,
                                const GError         *error);

/* Those who got nothing on standard error; unless @quiet, the others and the whole. */
void cli_send_report_print     (const CliSendReport  *self,
                                gboolean              quiet);

/* As an exit status: 0 only if all recipients got it. */
int  cli_send_report_to_status (const CliSendReport  *self);

/* --dry-run: the envelope on standard error, and on standard output the letter as it would travel,
 * its lines ended with CR LF, before dots are doubled. In JSON: one object with "sender",
 * "recipients", "encoding" (base64), "content" and "bytes". */
gboolean cli_send_report_show  (CliParcel            *parcel,
                                AnserEnvelope        *envelope,
                                gboolean              json,
                                GError              **error);

G_END_DECLS
