/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor-record.h"
#include "engine/certificate.h"
#include "engine/sasl-binding.h"
#include "engine/server.h"
#include "engine/trace.h"

G_BEGIN_DECLS

/**
 * AnserDoctorTalk:
 * @server: whom with; without a password nobody logs in
 * @record: what was said
 * @error: (nullable): what ended it before its end
 * @peer: (nullable): the address reached
 * @connecting: microseconds, as @handshake and @greeting; -1 where it did not come to that
 * @certificate: (nullable): the server's, also one that was turned down
 * @fault: what the rules of this computer hold against it
 * @tls_version: (nullable): as is @cipher_suite, of a handshake that succeeded
 * @binding: (nullable): what such a handshake has to tie a login to
 * @quirks: what the server was found to do wrong
 * @let_in: the login succeeded, by @mechanism (nullable)
 * @has_counted: STAT was answered: @count messages of @octets
 * @stat_error: (nullable): as are @uidl_error and @top_error; both commands are only tried where
 *   there is a message (@has_tried)
 *
 * One session with a server to see what it does: in, a look around, out. It changes nothing there.
 */
typedef struct
{
  AnserServer           *server;
  AnserProtocol          protocol;
  AnserDoctorRecord     *record;
  GError                *error;

  char                  *peer;
  gint64                 connecting;
  gint64                 handshake;
  gint64                 greeting;
  AnserCertificate      *certificate;
  AnserCertificateFault  fault;
  char                  *tls_version;
  char                  *cipher_suite;
  AnserSaslBinding      *binding;

  AnserServerQuirks      quirks;
  gboolean               let_in;
  char                  *mechanism;
  gboolean               has_counted;
  unsigned               count;
  gint64                 octets;
  gboolean               has_tried;
  GError                *stat_error;
  GError                *uidl_error;
  GError                *top_error;

  /*< private >*/
  AnserTraceFunc         trace;
  gpointer               trace_data;
  gint64                 began;
} AnserDoctorTalk;

void             anser_doctor_talk_free   (AnserDoctorTalk      *self);

/* @patience: milliseconds of silence that end it. @trace (nullable) is told what is said. */
void             anser_doctor_talk_async  (const AnserServer    *server,
                                           AnserProtocol         protocol,
                                           unsigned              patience,
                                           AnserTraceFunc        trace,
                                           gpointer              trace_data,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* (transfer full): what it showed, however it ended. NULL only when it was cancelled. */
AnserDoctorTalk *anser_doctor_talk_finish (GAsyncResult         *result,
                                           GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserDoctorTalk, anser_doctor_talk_free)

G_END_DECLS
