/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capabilities.h"
#include "envelope.h"
#include "machine.h"
#include "server.h"
#include "smtp-reply.h"
#include "trace.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SMTP_MACHINE (anser_smtp_machine_get_type ())
G_DECLARE_FINAL_TYPE (AnserSmtpMachine, anser_smtp_machine, ANSER, SMTP_MACHINE, GObject)

/**
 * AnserSmtpAnswer:
 * @results: (nullable) (element-type AnserRecipientResult): after a letter, also with an error: one
 *   for each recipient, empty if none was asked
 * @receipt: (nullable): the server's words of acceptance (S32)
 *
 * What a step brought. It belongs to the machine: take a reference to what is to be kept.
 */
typedef struct
{
  GPtrArray  *results;
  const char *receipt;
} AnserSmtpAnswer;

/**
 * AnserSmtpDoneFunc:
 * @error: (nullable): why the step failed
 *
 * Called once for each step, in the order in which they were given, when no handler of the machine
 * is running: it may give further steps and may release the machine.
 */
typedef void (*AnserSmtpDoneFunc) (AnserSmtpMachine      *self,
                                   const AnserSmtpAnswer *answer,
                                   const GError          *error,
                                   gpointer               user_data);

/**
 * AnserSmtpMachine:
 *
 * The client's side of SMTP (RFC 5321, RFC 3207, RFC 4954, RFC 2920, RFC 1870, RFC 6152) as a pure
 * AnserMachine. It expects the greeting and goes on its own through EHLO (HELO where that is
 * unknown and neither TLS nor a password is needed), STARTTLS where ANSER_SECURITY_STARTTLS asks
 * for it, and EHLO again; a refusal there, or STARTTLS not listed, ends the conversation.
 * The steps given follow one after the other. In them a negative reply fails its step only.
 */
AnserSmtpMachine  *anser_smtp_machine_new              (const AnserServer   *server);

void               anser_smtp_machine_set_trace        (AnserSmtpMachine    *self,
                                                        AnserTraceFunc       func,
                                                        gpointer             user_data);

/* EHLO's argument; NULL, the default, is the literal of this end's address, [127.0.0.1] until
 * anser_machine_connected() told it. */
void               anser_smtp_machine_set_helo_name    (AnserSmtpMachine    *self,
                                                        const char          *name);

/* Nullable until EHLO was answered. */
AnserCapabilities *anser_smtp_machine_get_capabilities (AnserSmtpMachine    *self);

/* What is known of the server, and what was learnt over this connection. */
AnserServerQuirks  anser_smtp_machine_get_quirks    (AnserSmtpMachine    *self);

/* May a letter have octets above 127 (RFC 6152)? Not if the server is known to damage them (S22). */
gboolean           anser_smtp_machine_takes_eight_bit  (AnserSmtpMachine    *self);

/* (nullable): the SASL mechanism that let us in. */
const char        *anser_smtp_machine_get_mechanism    (AnserSmtpMachine    *self);

/* @done is called when the session is open: after EHLO, and over TLS if that was asked for. */
void               anser_smtp_machine_open             (AnserSmtpMachine    *self,
                                                        AnserSmtpDoneFunc    done,
                                                        gpointer             user_data);

/* AUTH; nothing is said where the server has no user or the mechanism "none". */
void               anser_smtp_machine_authenticate     (AnserSmtpMachine    *self,
                                                        AnserSmtpDoneFunc    done,
                                                        gpointer             user_data);

/* A letter. @content (nullable) is only kept for who drives the machine, which never reads it:
 * the bytes come by anser_machine_push_content(). */
void               anser_smtp_machine_send             (AnserSmtpMachine    *self,
                                                        const AnserEnvelope *envelope,
                                                        GInputStream        *content,
                                                        AnserSmtpDoneFunc    done,
                                                        gpointer             user_data);

/* A close or silence instead of the reply counts as success. */
void               anser_smtp_machine_quit             (AnserSmtpMachine    *self,
                                                        AnserSmtpDoneFunc    done,
                                                        gpointer             user_data);

G_END_DECLS
