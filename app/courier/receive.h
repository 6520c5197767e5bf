/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "depot.h"
#include "engine/pop3-items.h"
#include "engine/server.h"
#include "engine/trace.h"
#include "progress.h"
#include "session-lock.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RECEIVE (anser_receive_get_type ())
G_DECLARE_FINAL_TYPE (AnserReceive, anser_receive, ANSER, RECEIVE, GObject)

/**
 * AnserReceivePolicy:
 * @leave_on_server: what was received stays there
 * @leave_days: ... until this many days after it was downloaded (M4); 0 for ever
 * @follow_deletion: ... or until the user threw it away here
 * @follow_moves: ... or until the user moved it out of the inbox
 * @max_size: octets by LIST above which a message is not fetched whole; 0 for no limit
 * @headers_only: no message is fetched whole (M6)
 * @preview: of what is not fetched whole the header is (M5)
 * @complete: what is here as a header only is fetched whole unless it is too large now
 * @keep_when_stopped: what came whole is stored when the session is cancelled, however long the disk
 *   takes; a window would rather be quick
 * @timeout: milliseconds of silence that end the session; 0 for what each stage allows
 *
 * What is to become of the messages of a mailbox.
 */
typedef struct
{
  gboolean leave_on_server;
  unsigned leave_days;
  gboolean follow_deletion;
  gboolean follow_moves;
  gint64   max_size;
  gboolean headers_only;
  gboolean preview;
  gboolean complete;
  gboolean keep_when_stopped;
  unsigned timeout;
} AnserReceivePolicy;

/**
 * AnserReceiveResult:
 * @let_in: the server took the password
 * @n_new: letters that are new and on disk, headers among them
 * @n_headers: those of which only the header came
 * @n_known: messages that were here before
 * @n_refused: messages that the server did not hand over
 * @n_deleted: messages that the server promised to delete
 * @n_left: messages that rules left on the server, which were not met before
 * @login_delay: seconds that the server wants between two logins (RFC 2449 section 6.5); 0 if it
 *   did not say
 * @skipped: (nullable): what was too large and left there
 *
 * How a session went, also one that failed.
 */
typedef struct
{
  gboolean        let_in;
  unsigned        n_new;
  unsigned        n_headers;
  unsigned        n_known;
  unsigned        n_refused;
  unsigned        n_deleted;
  unsigned        n_left;
  gint64          login_delay;
  AnserPop3Items *skipped;
} AnserReceiveResult;

/**
 * AnserReceive:
 *
 * One receiving session, run in the thread-default context: what is unknown is fetched and stored,
 * then, unless it is to stay, deleted on the server.
 */
AnserReceive *anser_receive_new          (AnserDepot               *depot,
                                          const AnserServer        *server,
                                          const AnserReceivePolicy *policy);
/* Held during the session; it outlives this. */
void          anser_receive_set_lock     (AnserReceive             *self,
                                          AnserSessionLock         *lock);
void          anser_receive_set_report   (AnserReceive             *self,
                                          AnserCourierReportFunc    report,
                                          gpointer                  user_data);
void          anser_receive_set_trace    (AnserReceive             *self,
                                          AnserTraceFunc            trace,
                                          gpointer                  user_data);
/* Commands one at a time, whatever the server says of itself. */
void          anser_receive_set_lock_step (AnserReceive            *self,
                                           gboolean                 lock_step);

void          anser_receive_run_async    (AnserReceive             *self,
                                          GCancellable             *cancellable,
                                          GAsyncReadyCallback       callback,
                                          gpointer                  user_data);
gboolean      anser_receive_run_finish   (AnserReceive             *self,
                                          GAsyncResult             *result,
                                          GError                  **error);

const AnserReceiveResult *
              anser_receive_get_result   (AnserReceive             *self);
/* After a run that succeeded (nullable): a sentence on messages that did not come. */
const GError *anser_receive_get_notice   (AnserReceive             *self);

G_END_DECLS
