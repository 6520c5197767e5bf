/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dot-codec.h"
#include "pop3-machine.h"
#include "sasl.h"

G_BEGIN_DECLS

/* Seconds. Some servers open a large mailbox before they answer the login. */
#define ANSER_POP3_COMMAND_TIMEOUT 120
#define ANSER_POP3_LOGIN_TIMEOUT   300

/* What follows a positive status line. */
typedef enum
{
  ANSER_POP3_ONE_LINE,
  ANSER_POP3_LISTING,
  ANSER_POP3_MESSAGE,
} AnserPop3Shape;

typedef struct _AnserPop3Command AnserPop3Command;

/* Called when the reply is complete, be it good or bad. FALSE ends the conversation. */
typedef gboolean (*AnserPop3Handler)     (AnserPop3Machine      *self,
                                          AnserPop3Command      *command,
                                          const AnserPop3Status *status,
                                          GError               **error);

/* One line of a listing, without dot-stuffing and line end. */
typedef void     (*AnserPop3LineHandler) (AnserPop3Machine      *self,
                                          AnserPop3Command      *command,
                                          const char            *line);

/*
 * A command, from the moment it is given until its reply is complete.
 * text: without its line end; NULL for what is not said: the greeting, the login as a whole
 * shown: what a trace tells instead of a text that holds a secret
 * timeout: seconds of silence allowed
 * listing_bound: bytes that its listing may have, the room that its rows take here counted too
 * whole: the message is asked for whole, by RETR
 * only_looks: changes nothing, so that it may be said again over another connection
 * pipelined: said before the command in front of it was answered
 * blame: what is wrong with the server if the command brings the session down
 * is_login: a server may hang up instead of refusing it (P20)
 */
struct _AnserPop3Command
{
  char                *text;
  const char          *shown;
  AnserPop3Shape       shape;
  AnserPop3Handler     on_reply;
  AnserPop3LineHandler on_line;
  AnserSink           *sink;
  AnserPop3Answer      answer;
  unsigned             timeout;
  gsize                listing_bound;
  gboolean             is_quit;
  gboolean             whole;
  gboolean             only_looks;
  gboolean             pipelined;
  AnserServerQuirks    blame;
  gboolean             is_login;
  GError              *error;
  AnserPop3DoneFunc    done;
  gpointer             user_data;
};

struct _AnserPop3Machine
{
  GObject                    parent_instance;

  AnserServer               *server;
  AnserTraceFunc             trace;
  gpointer                   trace_data;
  unsigned                   window;
  unsigned                   rest;

  /* The commands: session before queued, in flight until answered, finished until told. */
  GQueue                     session;
  GQueue                     queued;
  GQueue                     in_flight;
  GQueue                     finished;
  AnserPop3Command          *login;
  gsize                      outstanding;
  gboolean                   window_full;
  gboolean                   telling;

  /* The reply that is being read. */
  gboolean                   line_ends_known;
  gboolean                   lf_only;
  gboolean                   in_body;
  GString                   *line;
  AnserPop3Status            status;
  AnserDotUnstuffer          unstuffer;
  gsize                      listed;
  gint64                     progress;
  gint64                     body_start;
  char                       tail[4];

  /* Where the conversation stands. */
  gboolean                   encrypted;
  gboolean                   tls_wanted;
  gboolean                   authenticated;
  gboolean                   ready;
  gboolean                   pipelining;
  gboolean                   quitting;
  gboolean                   closed;
  GError                    *error;
  AnserCapabilities         *capabilities;

  /* Authentication. */
  const AnserSaslMechanism **mechanisms;
  unsigned                   next_mechanism;
  AnserSaslBinding          *binding;
  AnserSasl                 *sasl;
  char                      *held_response;
  unsigned                   responses;
  char                      *banner;
  char                      *password_recoded;
  gboolean                   utf8;
  GError                    *broken;
  const char                *mechanism;

  /* What is wrong with the server; what is suspected is learnt when the login succeeds. */
  AnserServerQuirks          quirks;
  AnserServerQuirks          suspected;
  gboolean                   pipelining_works;
  gboolean                   fetched;
  gboolean                   after_top;

  /* Another connection: wanted, and why. */
  gboolean                   again;
  unsigned                   n_connections;
  unsigned                   n_closed_logins;
  GError                    *first_error;

  /* Letters that do not end where they should. */
  GArray                    *sizes;
  AnserPop3Command          *doubted;
  unsigned                   n_doubts;
  gboolean                   heard_more;
};

/* pop3-machine-queues.c: how commands travel. */

/* A command, ready to be changed before it is queued. (transfer full) */
AnserPop3Command *anser_pop3_command_new            (AnserPop3Handler   on_reply,
                                                     char              *text);

void              anser_pop3_command_free           (AnserPop3Command  *self);

/* Queues what the session says on its own. */
AnserPop3Command *anser_pop3_machine_say            (AnserPop3Machine  *self,
                                                     AnserPop3Handler   on_reply,
                                                     const char        *format,
                                                     ...) G_GNUC_PRINTF (3, 4);

/* Queues what the program asked for. */
void              anser_pop3_machine_give           (AnserPop3Machine  *self,
                                                     AnserPop3Command  *command,
                                                     AnserPop3DoneFunc  done,
                                                     gpointer           user_data);

/* The command has its answer: the program will be told. */
void              anser_pop3_machine_finish         (AnserPop3Machine  *self,
                                                     AnserPop3Command  *command);

/* Tells the program about finished commands. It may give further ones, or drop the machine. */
void              anser_pop3_machine_tell           (AnserPop3Machine  *self);

/* The conversation is over, if it does not begin anew; the first error stays (wire rule 12). */
void              anser_pop3_machine_die            (AnserPop3Machine  *self,
                                                     const GError      *error);

/* The next command that may be said now; then, that it was said. */
AnserPop3Command *anser_pop3_machine_peek_next      (AnserPop3Machine  *self);
void              anser_pop3_machine_put_in_flight  (AnserPop3Machine  *self);

/* pop3-machine-reading.c: replies. */

/* Reads a line, or a piece of a message; returns its length, 0 if more is needed, or -1. */
gssize            anser_pop3_machine_read           (AnserPop3Machine  *self,
                                                     const char        *data,
                                                     gsize              length,
                                                     GError           **error);

/* The letter in front is complete. */
gboolean          anser_pop3_machine_end_letter     (AnserPop3Machine  *self,
                                                     GError           **error);

/* The handler of the greeting, from which the session goes on by itself. */
gboolean          anser_pop3_machine_on_greeting    (AnserPop3Machine      *self,
                                                     AnserPop3Command      *command,
                                                     const AnserPop3Status *status,
                                                     GError               **error);

/* The login by SASL, USER or APOP, with which CAPA goes on; ready at once without a user. */
gboolean          anser_pop3_machine_authenticate   (AnserPop3Machine  *self,
                                                     GError           **error);

/* Queues CAPA, whose answer leads to the next step of the session, or takes that step. */
gboolean          anser_pop3_machine_ask_abilities  (AnserPop3Machine  *self,
                                                     GError           **error);

/* The login has come to its end. */
void              anser_pop3_machine_set_ready      (AnserPop3Machine  *self);

/* CAPA, whose lines are gathered into its answer. */
AnserPop3Command *anser_pop3_machine_capa_new       (AnserPop3Handler       on_reply);

/* Takes over what the answer to CAPA taught. */
void              anser_pop3_machine_learn          (AnserPop3Machine      *self,
                                                     AnserPop3Command      *command,
                                                     const AnserPop3Status *status);

/* pop3-machine-auth.c and pop3-machine-sasl.c: the steps of a login. */

/* Queues what holds a secret; a trace tells @shown instead. Takes @text. */
AnserPop3Command *anser_pop3_machine_say_secret     (AnserPop3Machine         *self,
                                                     AnserPop3Handler          on_reply,
                                                     char                     *text,
                                                     const char               *shown);
gboolean          anser_pop3_machine_say_auth       (AnserPop3Machine         *self,
                                                     const AnserSaslMechanism *mechanism,
                                                     GError                  **error);
/* The next way of logging in, or an error when there is none left. */
gboolean          anser_pop3_machine_try_next       (AnserPop3Machine         *self,
                                                     GError                  **error);
/* Sets the error that a refusal at this place is; always FALSE. */
gboolean          anser_pop3_machine_login_refused  (const AnserPop3Status    *status,
                                                     GError                  **error);
gboolean          anser_pop3_machine_set_authenticated (AnserPop3Machine      *self,
                                                     const char               *mechanism,
                                                     GError                  **error);

/* Does the last mechanism's turn come once more over another connection, or the next one's? */
void              anser_pop3_machine_rewind_login   (AnserPop3Machine  *self,
                                                     gboolean           same);

/* Wipes the password in another writing. */
void              anser_pop3_machine_forget_recoded (AnserPop3Machine  *self);

/* pop3-machine-quirks.c: what is wrong with a server. */

gboolean          anser_pop3_machine_has_quirk      (AnserPop3Machine  *self,
                                                     AnserServerQuirks  quirk);
void              anser_pop3_machine_learn_quirk    (AnserPop3Machine  *self,
                                                     AnserServerQuirks  quirk);

/* The conversation cannot go on; should another connection be tried? What is to be told if not. */
gboolean          anser_pop3_machine_try_again      (AnserPop3Machine  *self,
                                                     const GError      *error);
GError           *anser_pop3_machine_explain        (AnserPop3Machine  *self,
                                                     const GError      *error);

/* A connection begins: the greeting is due, and nothing is known but what the program gave. */
void              anser_pop3_machine_begin          (AnserPop3Machine  *self);

/* pop3-machine-doubts.c: letters that end too early, or not at all. */

/* What LIST says about a letter. */
void              anser_pop3_machine_note_size      (AnserPop3Machine    *self,
                                                     const AnserPop3Item *item);

/* The bytes that a letter ends with so far. */
void              anser_pop3_machine_note_tail      (AnserPop3Machine  *self,
                                                     const char        *data,
                                                     gsize              length);

/* Is the letter that has just ended far shorter than LIST said (P4)? Then it waits for what comes
 * next. */
gboolean          anser_pop3_machine_doubts         (AnserPop3Machine  *self,
                                                     AnserPop3Command  *command);

/* What comes next: a reply, and the letter was whole, or more of the letter. */
gboolean          anser_pop3_machine_settle_doubt   (AnserPop3Machine  *self,
                                                     const char        *line,
                                                     GError           **error);

/* Did the letter in front come whole but for its final dot (P3)? */
gboolean          anser_pop3_machine_is_unfinished  (AnserPop3Machine  *self);

/* A stage has passed in silence: TRUE if that means something else than that nobody is there. */
gboolean          anser_pop3_machine_bear_silence   (AnserPop3Machine  *self,
                                                     GError           **error);

G_END_DECLS
