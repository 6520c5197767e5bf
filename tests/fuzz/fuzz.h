/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/machine.h"
#include "engine/server.h"

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* The oracle: stops the program in a way that libFuzzer notices, so that it keeps the input. */
#define FUZZ_CHECK(condition) \
  G_STMT_START { if (!(condition)) fuzz_fail (G_STRLOC, #condition); } G_STMT_END

G_NORETURN void fuzz_fail (const char *where,
                           const char *condition);

/* Inputs begin with a head of this many bytes that sets a target up; what is missing is 0. */
#define FUZZ_HEAD 7

typedef struct
{
  unsigned char  head[FUZZ_HEAD];   /* 0, 1: for the target; 2 to 5: lengths of pieces, 0 is all;
                                       6: quirks of the server */
  const char    *data;
  gsize          length;
  gsize          position;
  unsigned       n_pieces;
} FuzzInput;

void         fuzz_input_init        (FuzzInput     *self,
                                     const uint8_t *data,
                                     size_t         size);

/* The next piece, as the head cuts; NULL at the end. */
const char  *fuzz_input_next        (FuzzInput     *self,
                                     gsize         *length);

/* What the program asks of a machine, taken off the front: a number of bytes, and so many of them,
 * each an action and its argument. None if the number is 0. */
gsize        fuzz_input_take_actions (FuzzInput      *self,
                                      const unsigned char **actions);

/* All of it as a string without NUL, in UTF-8 if @utf8. */
char        *fuzz_input_dup_text    (FuzzInput     *self,
                                     gboolean       utf8);

/* A server as head[0] asks: its security, its mechanism, with or without a password. */
AnserServer *fuzz_input_make_server (FuzzInput     *self);

/* How often the steps given to a machine ended. */
typedef struct
{
  unsigned ended[64];
  unsigned given;
  unsigned next;
} FuzzSteps;

/* What to pass as user data with the next step, and what to call when it ends. */
gpointer     fuzz_steps_add         (FuzzSteps     *self);
void         fuzz_steps_end         (FuzzSteps     *self,
                                     gpointer       step);

/* Between the server's words: it ends the connection, or lets the machine wait for too long. */
#define FUZZ_CLOSE   "\xff\xfe"
#define FUZZ_SILENCE "\xff\xfd"

/* Plays the input to @machine as the server's words, then ends or breaks the connection. */
void         fuzz_drive             (FuzzInput     *self,
                                     AnserMachine  *machine,
                                     FuzzSteps     *steps);
