/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A small POP3 and SMTP server on loopback, in threads of the test program. It knows one user,
 * "me", and can be told to misbehave. Set the fields before a client connects; read them between
 * sessions. */
typedef struct _FakeServer FakeServer;

typedef void (*FakeHook) (FakeServer *server,
                          const char *command,
                          gpointer    user_data);

typedef struct
{
  char       *uid;
  char       *text;                 /* CR LF */
  gboolean    deleted;
} FakeMessage;

typedef struct
{
  char       *sender;
  GPtrArray  *recipients;
  char       *text;                 /* CR LF, unstuffed */
} FakeDelivery;

struct _FakeServer
{
  GSocketService *pop3;
  GSocketService *smtp;
  guint16         pop3_port;
  guint16         smtp_port;

  GMutex          mutex;
  const char     *password;
  const char     *password_refusal; /* the whole reply */

  GPtrArray      *messages;         /* of FakeMessage */
  gboolean        no_uidl;
  gboolean        no_top;
  gboolean        pipelining;
  const char     *capability;       /* (nullable): one more of CAPA */
  unsigned        n_mixed_up;       /* sessions to come whose RETR are answered at random */
  gboolean        swaps_top;        /* once: two TOP in a row get each other's answer */
  unsigned        size_offset;      /* added to each size of LIST */
  gboolean        no_stuffing;      /* a line that is a dot stays one */
  unsigned        refuse_retr;      /* number of a message */
  unsigned        break_at_retr;    /* closes in the middle of this message */
  unsigned        glue_at_retr;     /* the final dot of this message stands in its last line */
  unsigned        stall_at_retr;    /* says no more from the middle of this message on */
  gboolean        stall_at_quit;

  GHashTable     *refusals;         /* recipient to the reply to its RCPT */
  const char     *data_reply;       /* after the final dot; NULL: 250 */
  gboolean        break_after_dot;
  gboolean        break_before_data;
  unsigned        letters_per_connection;
  GPtrArray      *deliveries;       /* of FakeDelivery */

  GPtrArray      *log;              /* of commands, without arguments of PASS and AUTH */
  FakeHook        hook;             /* told of each command, in the server's thread */
  gpointer        hook_data;
  unsigned        n_pop3_connections;
  unsigned        n_smtp_connections;
};

FakeServer *fake_server_new          (void);
void        fake_server_free         (FakeServer *self);

void        fake_server_add_message  (FakeServer *self,
                                      const char *uid,
                                      const char *text);
unsigned    fake_server_get_n_left   (FakeServer *self);
unsigned    fake_server_count_log    (FakeServer *self,
                                      const char *prefix);
void        fake_server_clear_log    (FakeServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeServer, fake_server_free)

G_END_DECLS
