/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * DemoOptions:
 * @letters: folder of the letters the mailbox begins with
 * @pop3_port: 0 for any free port; likewise @smtp_port
 * @chunk: bytes per write, 0 for as many as there are
 * @delay: milliseconds before each answer
 * @refused: addresses that RCPT TO refuses
 * @close_after_letter: letters a POP3 session gets before the next breaks off; -1 for all
 * @wrong_password: no password is right
 *
 * What the command line says: who may log in, and how the server misbehaves.
 */
typedef struct
{
  char     *letters;
  int       pop3_port;
  int       smtp_port;
  char     *user;
  char     *password;
  int       chunk;
  int       delay;
  char    **refused;
  int       close_after_letter;
  gboolean  wrong_password;
} DemoOptions;

static inline gboolean
demo_options_let_in (const DemoOptions *self,
                     const char        *user,
                     const char        *password)
{
  return !self->wrong_password && g_strcmp0 (user, self->user) == 0 &&
         g_strcmp0 (password, self->password) == 0;
}
