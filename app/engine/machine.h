/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANSER_TYPE_MACHINE (anser_machine_get_type ())
G_DECLARE_INTERFACE (AnserMachine, anser_machine, ANSER, MACHINE, GObject)

/**
 * AnserMachineWant:
 * @ANSER_MACHINE_WANT_NOTHING: no command is in flight or queued: the wire may rest
 * @ANSER_MACHINE_WANT_REPLY: a reply is due
 * @ANSER_MACHINE_WANT_TLS: everything before the handshake was said and heard
 * @ANSER_MACHINE_WANT_CONTENT: the letter's next bytes are wanted, see push_content
 * @ANSER_MACHINE_WANT_CLOSE: the conversation is over
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
} AnserMachineWant;

/**
 * AnserMachineInterface:
 * @consume: reads what it can of @data, a run of bytes that have arrived and whose incomplete last
 *   line will be shown again with more behind it; returns the number of bytes read, or -1 with an
 *   error, after which the conversation is dead. It stops right behind a reply that changes how the
 *   following bytes are read (TLS).
 * @consume_end: the stream has ended; whatever is incomplete is an error (wire rule 5)
 * @produce: appends whole commands, or a piece of content, to @out, no further than about @limit
 *   bytes; nothing when it has nothing to say yet
 * @push_content: the next bytes of the letter being sent; NULL at its end
 * @get_want: what it waits for now
 * @tls_started: the handshake is done: what was learnt before it is forgotten
 * @get_stage_timeout: seconds of silence that the present stage allows (RFC 5321 section 4.5.3.2)
 * @fail: the wire broke with @error: every command in flight ends with it, and no other may follow
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
};

G_END_DECLS
