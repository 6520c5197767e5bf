/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/engine.h"

/* A dialogue file in memory: see tests/dialogues/README.md. */

typedef enum
{
  DIALOGUE_POP3,
  DIALOGUE_SMTP,
} DialogueProtocol;

typedef enum
{
  STEP_SERVER,
  STEP_CLIENT,
  STEP_INJECT,
  STEP_STARTTLS,
  STEP_CLOSE,
  STEP_RESET,
  STEP_STALL,
  STEP_CONNECT,
} StepKind;

/* One line of the conversation. */
typedef struct
{
  StepKind    kind;
  GByteArray *bytes;
  unsigned    line;
} Step;

/* One thing that the client is asked to do, and what must come of it. */
typedef struct
{
  char          *verb;
  unsigned       numbers[8];
  unsigned       n_numbers;
  gboolean       along;       /* given together with the one before */
  AnserEnvelope *envelope;    /* of send */
  GByteArray    *letter;
  char          *head;        /* "ok …" or the name of an AnserError and what the server said */
  GByteArray    *data;        /* (nullable): what it brought, as lines */
  unsigned       line;
} Action;

typedef struct
{
  char            *name;
  DialogueProtocol protocol;
  AnserServer     *server;
  char            *helo;
  unsigned         timeout;   /* milliseconds, 0 for the usual */
  unsigned         window;    /* 0 for the usual */
  unsigned         rest;      /* milliseconds, 0 for the usual */
  gboolean         lf_only;
  char            *learns;    /* (nullable): the quirks that the client knows of in the end */
  GPtrArray       *actions;
  GPtrArray       *steps;
} Dialogue;

/* NULL with G_FILE_ERROR, or G_KEY_FILE_ERROR_PARSE naming file and line. */
Dialogue *dialogue_load (const char  *path,
                         GError     **error);
void      dialogue_free (Dialogue    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dialogue, dialogue_free)

/* The bytes of the server's lines that begin at @index and follow each other; @next receives the
 * index behind them, @glued whether there is an injection among them. */
GByteArray *dialogue_get_run   (const Dialogue *self,
                                unsigned        index,
                                unsigned       *next,
                                gboolean       *glued);

/* How many connections it takes. */
unsigned    dialogue_count_connections (const Dialogue *self);

/* The conversation up to the step @index, and @seen instead of it. */
char       *dialogue_departure (const Dialogue *self,
                                unsigned        index,
                                const char     *why,
                                const guint8   *seen,
                                gsize           length);
