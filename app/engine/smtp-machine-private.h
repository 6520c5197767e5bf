/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dot-codec.h"
#include "sasl.h"
#include "smtp-machine.h"

G_BEGIN_DECLS

typedef struct _AnserSmtpCommand AnserSmtpCommand;

/* Called when the reply is complete, be it good or bad. FALSE ends the conversation. */
typedef gboolean (*AnserSmtpHandler) (AnserSmtpMachine      *self,
                                      AnserSmtpCommand      *command,
                                      const AnserSmtpReply  *reply,
                                      GError               **error);

/*
 * A command, until its reply is complete.
 * text: without its line end; NULL for what is not said: the greeting, the end of the letter
 * shown: what a trace tells instead of a text that holds a secret
 * timeout: seconds of silence allowed (RFC 5321 section 4.5.3.2)
 * recipient: which one of the envelope RCPT asks about
 */
struct _AnserSmtpCommand
{
  char             *text;
  const char       *shown;
  AnserSmtpHandler  on_reply;
  unsigned          timeout;
  unsigned          recipient;
};

typedef struct _AnserSmtpStep AnserSmtpStep;

/* Queues the first commands of a step; FALSE with step->error set if there is nothing to say. */
typedef gboolean (*AnserSmtpBegin) (AnserSmtpMachine *self,
                                    AnserSmtpStep    *step);

/* What the program asked for; one at a time is under way. */
struct _AnserSmtpStep
{
  AnserSmtpBegin     begin;
  AnserEnvelope     *envelope;
  GInputStream      *content;
  GPtrArray         *results;
  char              *receipt;
  unsigned           n_asked;
  gboolean           dot_sent;
  gboolean           is_quit;
  GError            *error;
  AnserSmtpDoneFunc  done;
  gpointer           user_data;
};

struct _AnserSmtpMachine
{
  GObject                    parent_instance;

  AnserServer               *server;
  AnserTraceFunc             trace;
  gpointer                   trace_data;
  char                      *helo_name;
  char                      *own_literal;

  GQueue                     steps;
  AnserSmtpStep             *step;
  GQueue                     finished;
  gboolean                   telling;

  GQueue                     queued;
  GQueue                     in_flight;
  gsize                      outstanding;

  /* The reply that is being read. */
  gboolean                   line_ends_known;
  gboolean                   lf_only;
  AnserSmtpReplyParser      *parser;

  /* The letter that is being sent. */
  gboolean                   sending;
  gboolean                   content_ended;
  GBytes                    *content;
  gsize                      content_offset;
  AnserDotStuffer            stuffer;
  gint64                     progress;

  /* Where the conversation stands. */
  gboolean                   open;
  gboolean                   encrypted;
  gboolean                   tls_wanted;
  gboolean                   quitting;
  gboolean                   closed;
  GError                    *error;
  AnserCapabilities         *capabilities;

  /* Authentication. */
  const AnserSaslMechanism **mechanisms;
  unsigned                   next_mechanism;
  AnserSasl                 *sasl;
  char                      *held_response;
  gboolean                   initial_response_sent;
  gboolean                   two_steps;
  GError                    *broken;
  const char                *mechanism;
};

/* Seconds, RFC 5321 section 4.5.3.2. */
#define ANSER_SMTP_COMMAND_TIMEOUT 300
#define ANSER_SMTP_DATA_TIMEOUT    120
#define ANSER_SMTP_BLOCK_TIMEOUT   180
#define ANSER_SMTP_DOT_TIMEOUT     600
#define ANSER_SMTP_QUIT_TIMEOUT    3

AnserSmtpCommand *anser_smtp_machine_say            (AnserSmtpMachine      *self,
                                                     AnserSmtpHandler       on_reply,
                                                     const char            *format,
                                                     ...) G_GNUC_PRINTF (3, 4);

/* Waits for a reply to what is said otherwise. */
AnserSmtpCommand *anser_smtp_machine_expect         (AnserSmtpMachine      *self,
                                                     AnserSmtpHandler       on_reply);

void              anser_smtp_command_free           (AnserSmtpCommand      *self);

/* Reads a line; returns its length, 0 if more is needed, or -1. */
gssize            anser_smtp_machine_read           (AnserSmtpMachine      *self,
                                                     const char            *data,
                                                     gsize                  length,
                                                     GError               **error);

/* Queues a step. */
void              anser_smtp_machine_give           (AnserSmtpMachine      *self,
                                                     AnserSmtpStep         *step,
                                                     AnserSmtpDoneFunc      done,
                                                     gpointer               user_data);

/* The step under way has come to its end, with step->error or without. */
void              anser_smtp_machine_end_step       (AnserSmtpMachine      *self);

/* Drops what is queued and not yet said. */
void              anser_smtp_machine_unsay          (AnserSmtpMachine      *self);

/* Appends a piece of the letter to @out, and at its end the final dot. */
void              anser_smtp_machine_produce_content (AnserSmtpMachine     *self,
                                                      GByteArray           *out,
                                                      gsize                 limit);

/* The handler of the greeting, from which the session opens by itself. */
gboolean          anser_smtp_machine_on_greeting    (AnserSmtpMachine      *self,
                                                     AnserSmtpCommand      *command,
                                                     const AnserSmtpReply  *reply,
                                                     GError               **error);
void              anser_smtp_machine_say_ehlo       (AnserSmtpMachine      *self);
void              anser_smtp_machine_set_open       (AnserSmtpMachine      *self);

G_END_DECLS
