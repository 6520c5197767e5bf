/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dialogue.h"
#include "engine/machine.h"

/* What the client of a dialogue was asked to do and what came of it, whichever way it is played. */

typedef struct _Session Session;

/* One action under way. */
typedef struct
{
  Session      *session;
  const Action *action;
  AnserSink    *sink;
  unsigned      pending;      /* replies that are still to come */
  gboolean      done;
  char         *head;         /* as behind "expect:" */
  char         *message;      /* (nullable): the sentence for the user */
  GByteArray   *data;
  GArray       *refused;      /* numbers that fetch did not get */
} Call;

typedef void (*SessionStartFunc) (Session *self,
                                  Call    *call);

struct _Session
{
  const Dialogue  *dialogue;
  GObject         *peer;      /* a machine or a client */
  SessionStartFunc start;
  GPtrArray       *calls;
  GString         *trace;
  GCancellable    *cancellable;  /* (nullable) */
  Call            *resting;      /* (nullable): nothing is asked until the server says something */

  /* Told of each line of the trace, while the client is at work. */
  void           (*traced) (Session *self);
  unsigned         n_traced;
};

/* Over the bare machine, or over a socket to @port with the authority in @ca_file. */
Session      *session_new_for_machine (const Dialogue *dialogue);
Session      *session_new_for_client  (const Dialogue *dialogue,
                                       guint16         port,
                                       const char     *ca_file);
void          session_free            (Session        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)

/* Gives the actions whose turn it is; FALSE if there was none. */
gboolean      session_advance         (Session        *self);
gboolean      session_is_done         (Session        *self);

/* NULL if everything came out as the dialogue says, else what did not. */
char         *session_compare         (Session        *self);

/* For the two ways of playing. */
void          call_succeed            (Call           *call,
                                       const char     *format,
                                       ...) G_GNUC_PRINTF (2, 3);
void          call_fail               (Call           *call,
                                       const GError   *error);
void          call_add_line           (Call           *call,
                                       const char     *format,
                                       ...) G_GNUC_PRINTF (2, 3);
void          call_add_items          (Call           *call,
                                       AnserPop3Items *items,
                                       gboolean        uids);
void          call_add_capabilities   (Call           *call,
                                       AnserCapabilities *capabilities);
void          call_add_results        (Call           *call,
                                       GPtrArray      *results);
void          call_add_sink           (Call           *call);
void          call_add_refused        (Call           *call,
                                       GArray         *refused);
GInputStream *call_open_letter        (Call           *call);

void          session_start_machine   (Session        *self,
                                       Call           *call);
void          session_start_client    (Session        *self,
                                       Call           *call);
