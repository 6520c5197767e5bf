/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capabilities.h"
#include "envelope.h"
#include "server.h"
#include "trace.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SMTP_CLIENT (anser_smtp_client_get_type ())
G_DECLARE_FINAL_TYPE (AnserSmtpClient, anser_smtp_client, ANSER, SMTP_CLIENT, GObject)

/**
 * AnserSmtpClient:
 *
 * One SMTP session (RFC 5321, RFC 6409) in its five steps: session (connect), authentication
 * (authenticate), envelope and content (send, as often as wanted), close (quit). The same rules of
 * threads, order and failure as AnserPop3Client.
 */
AnserSmtpClient   *anser_smtp_client_new                 (const AnserServer    *server);

void               anser_smtp_client_set_trace           (AnserSmtpClient      *self,
                                                          AnserTraceFunc        func,
                                                          gpointer              user_data);
void               anser_smtp_client_set_progress        (AnserSmtpClient      *self,
                                                          AnserProgressFunc     func,
                                                          gpointer              user_data);
void               anser_smtp_client_set_timeout         (AnserSmtpClient      *self,
                                                          unsigned              milliseconds);
/* EHLO's argument; NULL, the default, is the address literal of this end (B22, S2). */
void               anser_smtp_client_set_helo_name       (AnserSmtpClient      *self,
                                                          const char           *name);

/* Greeting, EHLO (or HELO where EHLO is unknown and neither TLS nor authentication is required),
 * STARTTLS and handshake, EHLO again. */
void               anser_smtp_client_connect_async       (AnserSmtpClient      *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean           anser_smtp_client_connect_finish      (AnserSmtpClient      *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

AnserCapabilities *anser_smtp_client_get_capabilities    (AnserSmtpClient      *self);
/* What is known of the server and was learnt, for who remembers it for the next session. */
AnserServerQuirks  anser_smtp_client_get_quirks          (AnserSmtpClient      *self);

/* Once connected: whether a letter may have octets above 127; if not, it is to be encoded before it
 * is sent, as far as it is not signed (M12, S22). */
gboolean           anser_smtp_client_takes_eight_bit     (AnserSmtpClient      *self);
const char        *anser_smtp_client_get_mechanism       (AnserSmtpClient      *self);
GTlsConnection    *anser_smtp_client_get_tls             (AnserSmtpClient      *self);
/* How the connection came about; (transfer none). */
const AnserTiming *anser_smtp_client_get_timing          (AnserSmtpClient      *self);

/* AUTH (RFC 4954) with the server's user and password; nothing to do without a user. */
void               anser_smtp_client_authenticate_async  (AnserSmtpClient      *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean           anser_smtp_client_authenticate_finish (AnserSmtpClient      *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* MAIL, RCPT for each recipient, DATA, the letter. @content is read once, any line ends; it is
 * dot-stuffed and its lines are ended with CR LF on the way. Finish: TRUE if the server took
 * responsibility for at least one recipient. @results (out) (optional) (transfer full)
 * (element-type AnserRecipientResult): one per recipient, also with an error; empty if none was
 * asked. @receipt (out) (optional) (transfer full) (nullable): the server's words of acceptance
 * (S32). After an error that left the connection whole (refusals), send may be called again. */
void               anser_smtp_client_send_async          (AnserSmtpClient      *self,
                                                          const AnserEnvelope  *envelope,
                                                          GInputStream         *content,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean           anser_smtp_client_send_finish         (AnserSmtpClient      *self,
                                                          GAsyncResult         *result,
                                                          GPtrArray           **results,
                                                          char                **receipt,
                                                          GError              **error);

/* After QUIT was said: hangs up as if it had been answered. */
void               anser_smtp_client_leave               (AnserSmtpClient      *self);

void               anser_smtp_client_quit_async          (AnserSmtpClient      *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean           anser_smtp_client_quit_finish         (AnserSmtpClient      *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

G_END_DECLS
