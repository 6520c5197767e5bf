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

/*
 * What the program asked for; one at a time is under way.
 * results: of the recipients that were asked about, in the order of the envelope
 * left: (element-type unsigned): recipients of the envelope that have yet to be served
 * group: (element-type unsigned): those of the transaction that is under way (S12)
 * n_answered, n_accepted, n_refused: replies to RCPT in it
 * overflow: (element-type unsigned): those in it that were too many for one transaction
 * is_scattered: others were accepted behind one that was too many
 * is_refused: MAIL was refused in it
 * is_repeated: it is tried over a second connection
 * is_own: the machine's, not asked for by the program
 * n_served: recipients that the server took the letter for, in all transactions
 */
struct _AnserSmtpStep
{
  AnserSmtpBegin     begin;
  AnserEnvelope     *envelope;
  GInputStream      *content;
  goffset            content_start;
  gboolean           utf8;
  GArray            *left;
  GArray            *group;
  GArray            *overflow;
  unsigned           n_answered;
  unsigned           n_accepted;
  unsigned           n_refused;
  gboolean           is_scattered;
  gboolean           is_refused;
  gboolean           is_repeated;
  unsigned           n_served;
  GPtrArray         *results;
  char              *receipt;
  gboolean           dot_sent;
  gboolean           is_login;
  gboolean           is_own;
  gboolean           is_quit;
  GError            *error;
  AnserSmtpDoneFunc  done;
  gpointer           user_data;
};

struct _AnserSmtpMachine
{
  GObject                    parent_instance;

  AnserServer               *server;
  AnserServerQuirks          quirks;
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
  GByteArray                *chunk;
  char                       last_byte;
  AnserDotStuffer            stuffer;
  gint64                     progress;

  /* Where the conversation stands. */
  gboolean                   open;
  gboolean                   encrypted;
  gboolean                   tls_wanted;
  gboolean                   quitting;
  gboolean                   closed;
  gboolean                   asleep;
  gboolean                   connection_wanted;
  unsigned                   n_letters;
  unsigned                   n_mails;       /* commands, over this connection */
  GError                    *error;
  AnserCapabilities         *capabilities;
  unsigned                   recipient_limit;

  /* Authentication. */
  const AnserSaslMechanism **mechanisms;
  unsigned                   next_mechanism;
  AnserSaslBinding          *binding;
  AnserSasl                 *sasl;
  char                      *held_response;
  gboolean                   initial_response_sent;
  gboolean                   two_steps;
  GError                    *broken;
  const char                *mechanism;
  unsigned                   n_logins;
  unsigned                   n_login_connections;
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

/* Begins the next step when nothing is under way. */
void              anser_smtp_machine_begin_steps    (AnserSmtpMachine      *self);

/* Tells the program about finished steps. It may give further ones, or drop the machine. */
void              anser_smtp_machine_tell           (AnserSmtpMachine      *self);

/* The conversation is over; the first error stays (wire rule 12). */
void              anser_smtp_machine_die            (AnserSmtpMachine      *self,
                                                     const GError          *error);

void              anser_smtp_step_free              (AnserSmtpStep         *self);

/* Drops what is queued and not yet said. */
void              anser_smtp_machine_unsay          (AnserSmtpMachine      *self);

/* The conversation begins anew over a new connection. */
void              anser_smtp_machine_start_over     (AnserSmtpMachine      *self);
gboolean          anser_smtp_machine_may_repeat_letter (AnserSmtpMachine   *self);
void              anser_smtp_machine_repeat_letter  (AnserSmtpMachine      *self);
gboolean          anser_smtp_machine_survives       (AnserSmtpMachine      *self,
                                                     const GError          *error);
gboolean          anser_smtp_machine_sleeps_over    (AnserSmtpMachine      *self,
                                                     const AnserSmtpReply  *reply);
void              anser_smtp_machine_wake           (AnserSmtpMachine      *self);

/* How a step goes on over a new connection. */
gboolean          anser_smtp_machine_resume_letter  (AnserSmtpMachine      *self,
                                                     AnserSmtpStep         *step);
gboolean          anser_smtp_machine_resume_login   (AnserSmtpMachine      *self,
                                                     AnserSmtpStep         *step);
/* In front of all steps, a login as the one before; if it fails, so does everything behind it. */
void              anser_smtp_machine_login_again    (AnserSmtpMachine      *self);

/* How many recipients one transaction takes: what the server showed or says (RFC 9422); else all
 * where asking costs nothing, and as many as any server takes where each costs a round trip. */
unsigned          anser_smtp_machine_get_recipient_limit (AnserSmtpMachine *self);

/* Has the server heard as many MAILs as it wants (RFC 9422)? Then QUIT, and another connection. */
gboolean          anser_smtp_machine_is_spent       (AnserSmtpMachine      *self);
void              anser_smtp_machine_part           (AnserSmtpMachine      *self);

/* The letter under way goes on over a new connection. */
void              anser_smtp_machine_change_connection (AnserSmtpMachine   *self);

/* Says MAIL and RCPT for as many of step->left as one transaction takes. */
void              anser_smtp_machine_say_envelope   (AnserSmtpMachine      *self);

/* Content: DATA, for those of the group who were accepted. */
void              anser_smtp_machine_say_data       (AnserSmtpMachine      *self);

/* RSET: the transaction ends, and another one begins if recipients are left. */
void              anser_smtp_machine_say_rset       (AnserSmtpMachine      *self);

/* Nobody gets the letter who has not got it already; @reply said why. Takes @reason, the error of
 * a letter that nobody got. */
void              anser_smtp_machine_settle         (AnserSmtpMachine      *self,
                                                     const AnserSmtpReply  *reply,
                                                     GError                *reason);

/* The same, and RSET. */
void              anser_smtp_machine_give_up        (AnserSmtpMachine      *self,
                                                     const AnserSmtpReply  *reply,
                                                     GError                *reason);

/* Content in chunks instead of DATA (RFC 3030), for who needs it. */
gboolean          anser_smtp_machine_uses_chunks    (AnserSmtpMachine      *self);
gboolean          anser_smtp_machine_gives_up_chunks (AnserSmtpMachine     *self,
                                                      const AnserSmtpReply *reply);
void              anser_smtp_machine_begin_chunks   (AnserSmtpMachine      *self);
void              anser_smtp_machine_produce_chunk  (AnserSmtpMachine      *self,
                                                     GByteArray            *out);

/* The letter was heard to its end: the server took it, or did not. */
gboolean          anser_smtp_machine_on_accepted    (AnserSmtpMachine      *self,
                                                     AnserSmtpCommand      *command,
                                                     const AnserSmtpReply  *reply,
                                                     GError               **error);

/* To the beginning of the content. Nothing is read here, only where reading begins is set. */
gboolean          anser_smtp_machine_rewind         (AnserSmtpMachine      *self);

/* Can the letter be sent once more, in another transaction? */
gboolean          anser_smtp_machine_can_repeat     (AnserSmtpMachine      *self);

AnserRecipientResult *anser_smtp_result_new         (const AnserEnvelope   *envelope,
                                                     unsigned               recipient);
void              anser_smtp_result_set             (AnserRecipientResult  *self,
                                                     const AnserSmtpReply  *reply);

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
