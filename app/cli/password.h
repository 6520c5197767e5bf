/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliPasswordSources:
 * @file: (nullable): its first line is the password
 * @command: (nullable): the first line it prints is
 * @fd: -1, or the descriptor whose first line is
 *
 * Where a password may come from; never from an argument, which others can see.
 */
typedef struct
{
  const char *file;
  const char *command;
  int         fd;
} CliPasswordSources;

/* Reads it from the first source that is set, else from the variable ANSER_PASSWORD, which is taken
 * out of the environment. @password stays NULL if there is none. */
gboolean  cli_password_read (const CliPasswordSources  *sources,
                             char                     **password,
                             GError                   **error);

/* Is one of them set, or the variable? */
gboolean  cli_password_has_source (const CliPasswordSources *sources);

/* Asks on the terminal. Error: EX_CONFIG if there is none. */
char     *cli_password_ask  (const char                *user,
                             const char                *host,
                             GError                   **error);

G_END_DECLS
