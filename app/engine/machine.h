/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "trace.h"

G_BEGIN_DECLS

#define ANSER_TYPE_MACHINE (anser_machine_get_type ())
G_DECLARE_INTERFACE (AnserMachine, anser_machine, ANSER, MACHINE, GObject)

/**
 * AnserMachineWant:
 * @ANSER_MACHINE_WANT_NOTHING: no command is in flight or queued: the wire may rest
 * @ANSER_MACHINE_WANT_REPLY: a reply is due
 * @ANSER_MACHINE_WANT_TLS: everything before the handshake was said and heard; with
 *   ANSER_SECURITY_TLS this is the first thing wanted
 * @ANSER_MACHINE_WANT_CONTENT: the letter's next bytes are wanted, see push_content
 * @ANSER_MACHINE_WANT_CLOSE: the conversation is over
 * @ANSER_MACHINE_WANT_CONNECTION: this connection is over, and the conversation begins anew over
 *   another one; it may be wanted after an error that fail was told
 *
 * What a machine waits for when it has neither bytes to consume nor bytes to produce.
 */
typedef enum
{
  ANSER_MACHINE_WANT_NOTHING,
  ANSER_MACHINE_WANT_REPLY,
  ANSER_MACHINE_WANT_TLS,
  ANSER_MACHINE_WANT_CONTENT,
  ANSER_MACHINE_WANT_CLOSE,
  ANSER_MACHINE_WANT_CONNECTION,
} AnserMachineWant;

/**
 * AnserMachineInterface:
 * @consume: reads what it can of @data, a run of bytes that have arrived and whose incomplete last
 *   line will be shown again with more behind it; returns the number of bytes read, or -1 with an
 *   error, after which the conversation is dead and every command has ended with that error. It
 *   stops right behind a reply that changes how the following bytes are read (TLS); bytes shown to
 *   it before the handshake are then an attack, and an error.
 * @consume_end: the stream has ended; whatever is incomplete is an error (wire rule 5)
 * @produce: appends whole commands, or a piece of content, to @out, no further than about @limit
 *   bytes; nothing when it has nothing to say yet
 * @push_content: the next bytes of the letter being sent; NULL at its end
 * @get_want: what it waits for now
 * @tls_started: the handshake is done: what was learnt before it is forgotten
 * @get_stage_timeout: seconds of silence that the present stage allows (RFC 5321 section 4.5.3.2)
 * @fail: the wire broke with @error: every command in flight ends with it, and no other may follow
 * @silence: (nullable): the stage's time, or the time of rest, has passed without a word; %TRUE if
 *   the machine knows how to go on, else the session has timed out
 * @get_rest: (nullable): milliseconds for which the wire may rest while nothing is wanted, or 0
 * @connected: (nullable): told this end's address (which may be %NULL) before anything else, over
 *   each connection
 * @get_content: (nullable): where the letter's bytes are read from while it wants content
 * @get_progress: bytes of message content transferred so far
 *
 * A protocol as a pure machine: bytes in, handlers, bytes out; no I/O, no main loop, no task.
 * AnserWire drives it over a stream; a test drives it by hand.
 */
struct _AnserMachineInterface
{
  GTypeInterface parent;

  gssize           (*consume)           (AnserMachine  *self,
                                         const char    *data,
                                         gsize          length,
                                         GError       **error);
  gboolean         (*consume_end)       (AnserMachine  *self,
                                         GError       **error);
  gboolean         (*produce)           (AnserMachine  *self,
                                         GByteArray    *out,
                                         gsize          limit,
                                         GError       **error);
  gboolean         (*push_content)      (AnserMachine  *self,
                                         GBytes        *content,
                                         GError       **error);
  AnserMachineWant (*get_want)          (AnserMachine  *self);
  gboolean         (*tls_started)       (AnserMachine  *self,
                                         GTlsConnection *tls,
                                         GError       **error);
  unsigned         (*get_stage_timeout) (AnserMachine  *self);
  void             (*fail)              (AnserMachine  *self,
                                         const GError  *error);
  gboolean         (*silence)           (AnserMachine  *self);
  unsigned         (*get_rest)          (AnserMachine  *self);
  void             (*connected)         (AnserMachine  *self,
                                         GSocketAddress *local);
  GInputStream    *(*get_content)       (AnserMachine  *self);
  gint64           (*get_progress)      (AnserMachine  *self);
};

gssize           anser_machine_consume           (AnserMachine    *self,
                                                  const char      *data,
                                                  gsize            length,
                                                  GError         **error);
gboolean         anser_machine_consume_end       (AnserMachine    *self,
                                                  GError         **error);
gboolean         anser_machine_produce           (AnserMachine    *self,
                                                  GByteArray      *out,
                                                  gsize            limit,
                                                  GError         **error);
gboolean         anser_machine_push_content      (AnserMachine    *self,
                                                  GBytes          *content,
                                                  GError         **error);
AnserMachineWant anser_machine_get_want          (AnserMachine    *self);
gboolean         anser_machine_tls_started       (AnserMachine    *self,
                                                  GTlsConnection  *tls,
                                                  GError         **error);
unsigned         anser_machine_get_stage_timeout (AnserMachine    *self);
void             anser_machine_fail              (AnserMachine    *self,
                                                  const GError    *error);
gboolean         anser_machine_silence           (AnserMachine    *self);
unsigned         anser_machine_get_rest          (AnserMachine    *self);
void             anser_machine_connected         (AnserMachine    *self,
                                                  GSocketAddress  *local);
GInputStream    *anser_machine_get_content       (AnserMachine    *self);
gint64           anser_machine_get_progress      (AnserMachine    *self);

/* Reply lines hold at most this many bytes, their end included (wire rule 4). */
#define ANSER_MACHINE_LINE_LIMIT 8192

/* Finds the first complete line in @data: its length without its end in @line_length; returns its
 * length with its end, 0 if more bytes are needed, -1 if it is over-long. Lines end with CR LF, or
 * with LF where @lf_only. */
gssize           anser_machine_find_line         (const char      *data,
                                                  gsize            length,
                                                  gboolean         lf_only,
                                                  gsize           *line_length,
                                                  GError         **error);

/* Quirk P2: does a server whose first bytes these are end its lines with LF alone? FALSE while its
 * first line is not complete. */
gboolean         anser_machine_learn_line_ends   (const char      *data,
                                                  gsize            length,
                                                  gboolean        *lf_only);

/* A server may repeat what it was told: in @line, its answer to @command, the secret behind the
 * command's name, or all of a response, becomes asterisks. */
void             anser_machine_mask_secret       (char            *line,
                                                  gsize            length,
                                                  const char      *command);

/* Tells @func (nullable) of a line: @who is "S: " or "C: ". */
void             anser_machine_trace             (AnserTraceFunc   func,
                                                  gpointer         user_data,
                                                  const char      *who,
                                                  const char      *words,
                                                  gsize            length);

G_END_DECLS
