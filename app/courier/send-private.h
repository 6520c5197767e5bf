/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/smtp-client.h"
#include "outgoing.h"
#include "send.h"
#include "store/outbox.h"

G_BEGIN_DECLS

struct _AnserSend
{
  GObject                 parent_instance;

  AnserStore             *store;
  char                   *account;
  AnserServer            *server;
  GError                 *obstacle;
  AnserSessionLock       *lock;
  AnserCourierReporter    reporter;

  GTask                  *task;
  GCancellable           *cancellable;
  AnserSmtpClient        *client;           /* NULL while there is no connection */
  unsigned                n_over_client;    /* letters handed over by it */
  gint64                  client_bytes;     /* of content that it had sent before this letter */

  GPtrArray              *due;              /* of AnserOutboxItem */
  guint                   position;         /* of the next one */
  AnserOutboxItem        *item;             /* on its way */
  AnserOutgoing          *outgoing;

  GArray                 *sent;
  gint64                  next_due;
  gboolean                let_in;
  GError                 *error;

  AnserCourierProgress    progress;
  gint64                  bytes_before;     /* of the letters before this one */
};

/* Takes the letter whose turn it is; FALSE if there is nothing to do with it. */
gboolean anser_send_take_letter   (AnserSend *self);

/* Sends the letter taken over the connection that there is; then it is the next one's turn. */
void     anser_send_hand_over     (AnserSend *self);

/* Done with the letter taken. */
void     anser_send_drop_letter   (AnserSend *self);

void     anser_send_next_letter   (AnserSend *self);

/* Takes @error; the first one is told. */
void     anser_send_note_trouble  (AnserSend *self,
                                   GError    *error);
void     anser_send_tell_progress (AnserSend *self,
                                   gboolean   at_once);
gint64   anser_send_now           (void);

G_END_DECLS
