/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capabilities.h"
#include "pop3-reply.h"
#include "server.h"
#include "sink.h"
#include "trace.h"

G_BEGIN_DECLS

#define ANSER_TYPE_POP3_CLIENT (anser_pop3_client_get_type ())
G_DECLARE_FINAL_TYPE (AnserPop3Client, anser_pop3_client, ANSER, POP3_CLIENT, GObject)

/**
 * AnserPop3Client:
 *
 * One POP3 session (RFC 1939). Each command stands alone, in any order, and many may be
 * outstanding; they are answered in order. A negative reply fails its command only; every other
 * error, and cancelling any command, ends the connection: all outstanding and later commands then
 * fail with the first error. Callbacks run in the thread-default context in which connect was
 * called; the client is used from that thread only. The callbacks of one burst of replies may
 * release the client.
 */
AnserPop3Client   *anser_pop3_client_new              (const AnserServer    *server);

/* Settings, before connect. */
void               anser_pop3_client_set_trace        (AnserPop3Client      *self,
                                                       AnserTraceFunc        func,
                                                       gpointer              user_data);
void               anser_pop3_client_set_progress     (AnserPop3Client      *self,
                                                       AnserProgressFunc     func,
                                                       gpointer              user_data);
/* Milliseconds of silence at any stage that end the session; 0, the default, is each stage's own. */
void               anser_pop3_client_set_timeout      (AnserPop3Client      *self,
                                                       unsigned              milliseconds);
/* Commands in flight where the server lists PIPELINING (RFC 2449 section 6.6); 1 for lock-step. */
void               anser_pop3_client_set_window       (AnserPop3Client      *self,
                                                       unsigned              window);

/* Milliseconds without a command after which NOOP keeps the session alive; 10,000 unless set, 0 for
 * never. */
void               anser_pop3_client_set_rest         (AnserPop3Client      *self,
                                                       unsigned              milliseconds);

/* Greeting, CAPA, STLS and handshake, authentication, CAPA again. */
void               anser_pop3_client_connect_async    (AnserPop3Client      *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_connect_finish   (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* After connect: (transfer none), and the name of the way of authentication used. */
AnserCapabilities *anser_pop3_client_get_capabilities (AnserPop3Client      *self);
const char        *anser_pop3_client_get_mechanism    (AnserPop3Client      *self);
/* At any time: what is wrong with the server, as its AnserServer knew and as was learnt since. An
 * ANSER_ERROR_PROTOCOL after which there is more than before is worth another session with it. */
AnserServerQuirks  anser_pop3_client_get_quirks       (AnserPop3Client      *self);
/* (nullable): the handshake's result. */
GTlsConnection    *anser_pop3_client_get_tls          (AnserPop3Client      *self);
/* How the connection came about; (transfer none). */
const AnserTiming *anser_pop3_client_get_timing       (AnserPop3Client      *self);

/* (transfer full) from finish. */
void               anser_pop3_client_capa_async       (AnserPop3Client      *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
AnserCapabilities *anser_pop3_client_capa_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

void               anser_pop3_client_stat_async       (AnserPop3Client      *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_stat_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       unsigned             *count,
                                                       gint64               *octets,
                                                       GError              **error);

/* @number 0 lists all. Finish: (transfer full). */
void               anser_pop3_client_list_async       (AnserPop3Client      *self,
                                                       unsigned              number,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
AnserPop3Items    *anser_pop3_client_list_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void               anser_pop3_client_uidl_async       (AnserPop3Client      *self,
                                                       unsigned              number,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
AnserPop3Items    *anser_pop3_client_uidl_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* The message goes to @sink. */
void               anser_pop3_client_top_async        (AnserPop3Client      *self,
                                                       unsigned              number,
                                                       unsigned              lines,
                                                       AnserSink            *sink,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_top_finish       (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void               anser_pop3_client_retr_async       (AnserPop3Client      *self,
                                                       unsigned              number,
                                                       AnserSink            *sink,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_retr_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* RETR of all @numbers (element-type unsigned), which stay as they are meanwhile; one task for all,
 * in order and pipelined. A message that the server refuses (-ERR) is skipped and its number is in
 * @refused. Other commands may be given meanwhile and go out between. Finish: @refused (out)
 * (optional) (transfer full) (element-type guint). */
void               anser_pop3_client_fetch_async      (AnserPop3Client      *self,
                                                       GArray               *numbers,
                                                       AnserSink            *sink,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_fetch_finish     (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GArray              **refused,
                                                       GError              **error);

void               anser_pop3_client_dele_async       (AnserPop3Client      *self,
                                                       unsigned              number,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_dele_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void               anser_pop3_client_noop_async       (AnserPop3Client      *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_noop_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void               anser_pop3_client_rset_async       (AnserPop3Client      *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_rset_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* Is the connection of use, as far as is known? If not, the error that ended it. */
gboolean           anser_pop3_client_check            (AnserPop3Client      *self,
                                                       GError              **error);

/* After QUIT was said: hangs up as if it had been answered. */
void               anser_pop3_client_leave            (AnserPop3Client      *self);

/* QUIT, then the connection is closed. Silence or a close instead of the reply counts as success
 * after 3 seconds (P15). */
void               anser_pop3_client_quit_async       (AnserPop3Client      *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           anser_pop3_client_quit_finish      (AnserPop3Client      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
