/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/envelope.h"
#include "letter-source.h"
#include "send-options.h"

G_BEGIN_DECLS

/**
 * CliParcel:
 * @name: (nullable): the file it came from, for people
 * @sender: for MAIL FROM
 * @recipients: (element-type utf8): for RCPT TO
 * @header: what goes out before the octets of @source
 * @from: where those begin
 * @keeps_bcc: the letter tells who its Bcc is
 *
 * A letter with all that is needed to send it, as often as it must be tried.
 */
typedef struct
{
  char            *name;
  char            *sender;
  GPtrArray       *recipients;
  CliLetterSource  source;
  GBytes          *header;
  gint64           from;
  gboolean         keeps_bcc;
} CliParcel;

/* The letter that options describe. */
CliParcel     *cli_parcel_new_for_draft   (CliSendOptions   *options,
                                           GError          **error);

/* A letter that is ready in the file @path, or "-". Named recipients (--to, --cc, --bcc) get it as
 * it is, octet by octet; otherwise its header tells who it is for, and Bcc stays here. */
CliParcel     *cli_parcel_new_for_file    (CliSendOptions   *options,
                                           const char       *path,
                                           GError          **error);

/* What came by standard input in sendmail's place: also for the addresses among the words; Bcc stays
 * here, and Date, Message-ID and From are added where they are missing. */
CliParcel     *cli_parcel_new_for_pipe    (CliSendOptions   *options,
                                           char            **addresses,
                                           GError          **error);
void           cli_parcel_free            (CliParcel        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliParcel, cli_parcel_free)

/* What MAIL and RCPT say. (transfer full) */
AnserEnvelope *cli_parcel_make_envelope   (CliParcel        *self,
                                           CliSendOptions   *options,
                                           GError          **error);
/* From its beginning. (transfer full) */
GInputStream  *cli_parcel_open            (CliParcel        *self);

G_END_DECLS
