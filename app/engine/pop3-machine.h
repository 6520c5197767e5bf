/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capabilities.h"
#include "machine.h"
#include "pop3-reply.h"
#include "server.h"
#include "sink.h"
#include "trace.h"

G_BEGIN_DECLS

#define ANSER_TYPE_POP3_MACHINE (anser_pop3_machine_get_type ())
G_DECLARE_FINAL_TYPE (AnserPop3Machine, anser_pop3_machine, ANSER, POP3_MACHINE, GObject)

/**
 * AnserPop3Answer:
 * @number: of the message that the command named, or 0
 * @refused: the error is a negative reply: the conversation goes on
 * @count: messages, after STAT
 * @octets: their size, after STAT
 * @items: (nullable): after LIST and UIDL
 * @capabilities: (nullable): after CAPA
 *
 * What a command brought. It belongs to the machine: take a reference to what is to be kept.
 */
typedef struct
{
  unsigned           number;
  gboolean           refused;
  unsigned           count;
  gint64             octets;
  AnserPop3Items    *items;
  AnserCapabilities *capabilities;
} AnserPop3Answer;

/**
 * AnserPop3DoneFunc:
 * @error: (nullable): why the command failed; @answer then holds only its number
 *   and whether it was a refusal
 *
 * Called once for each command, in the order in which they were given, when no handler of the
 * machine is running: it may give further commands and may release the machine.
 */
typedef void (*AnserPop3DoneFunc) (AnserPop3Machine      *self,
                                   const AnserPop3Answer *answer,
                                   const GError          *error,
                                   gpointer               user_data);

/**
 * AnserPop3Machine:
 *
 * The client's side of POP3 (RFC 1939, RFC 2449, RFC 2595, RFC 5034) as a pure AnserMachine. It
 * expects the greeting and goes on its own through CAPA, STLS (which is always tried where
 * ANSER_SECURITY_STARTTLS asks for it, listed or not), CAPA, authentication and CAPA again; the
 * commands given meanwhile wait for the end of that. A refusal before the end of the login is the
 * end of the conversation; later, a negative reply fails its command only.
 */
AnserPop3Machine  *anser_pop3_machine_new              (const AnserServer *server);

void               anser_pop3_machine_set_trace        (AnserPop3Machine  *self,
                                                        AnserTraceFunc     func,
                                                        gpointer           user_data);

/* Commands in flight where the server lists PIPELINING; 100 unless set, 1 otherwise. */
void               anser_pop3_machine_set_window       (AnserPop3Machine  *self,
                                                        unsigned           window);

/* Milliseconds without a command after which NOOP keeps the session alive (P16); 10,000 unless set,
 * 0 for never. */
void               anser_pop3_machine_set_rest         (AnserPop3Machine  *self,
                                                        unsigned           milliseconds);

/* Nullable until the first CAPA was answered. */
AnserCapabilities *anser_pop3_machine_get_capabilities (AnserPop3Machine  *self);

/* (nullable): "USER", or the SASL mechanism that let us in. */
const char        *anser_pop3_machine_get_mechanism    (AnserPop3Machine  *self);

/* What is wrong with the server: what its AnserServer knew, and what was learnt since. */
AnserServerQuirks  anser_pop3_machine_get_quirks       (AnserPop3Machine  *self);

/* @done is called when the session is ready for commands. */
void               anser_pop3_machine_login            (AnserPop3Machine  *self,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);

/* Commands. In all of them @done may be NULL. */
void               anser_pop3_machine_capa             (AnserPop3Machine  *self,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_stat             (AnserPop3Machine  *self,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
/* @number 0 lists all. */
void               anser_pop3_machine_list             (AnserPop3Machine  *self,
                                                        unsigned           number,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_uidl             (AnserPop3Machine  *self,
                                                        unsigned           number,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_top              (AnserPop3Machine  *self,
                                                        unsigned           number,
                                                        unsigned           lines,
                                                        AnserSink         *sink,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_retr             (AnserPop3Machine  *self,
                                                        unsigned           number,
                                                        AnserSink         *sink,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_dele             (AnserPop3Machine  *self,
                                                        unsigned           number,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_noop             (AnserPop3Machine  *self,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
void               anser_pop3_machine_rset             (AnserPop3Machine  *self,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);
/* FALSE with the error that ended the conversation, if one did. */
gboolean           anser_pop3_machine_check            (AnserPop3Machine  *self,
                                                        GError           **error);

/* A close or silence instead of the reply counts as success (P15). */
void               anser_pop3_machine_quit             (AnserPop3Machine  *self,
                                                        AnserPop3DoneFunc  done,
                                                        gpointer           user_data);

G_END_DECLS
