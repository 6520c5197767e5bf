/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sysexits.h>

#include "json.h"
#include "progress.h"

G_BEGIN_DECLS

/* What all commands of anserctl share: how they are found, how they end, how they wait. */

/**
 * CliCommand:
 * @name: a word of the command line
 * @summary: one line for --help
 * @run: gets the words from its own name on; returns the exit status
 *
 * A command, or a command of a command.
 */
typedef struct
{
  const char *name;
  const char *summary;
  int       (*run) (int    argc,
                    char **argv);
} CliCommand;

int cli_accounts (int argc, char **argv);
int cli_check    (int argc, char **argv);
int cli_doctor   (int argc, char **argv);
int cli_eml      (int argc, char **argv);
int cli_pop      (int argc, char **argv);
int cli_pop_fetch (int argc, char **argv);
int cli_queue    (int argc, char **argv);
int cli_rules    (int argc, char **argv);
int cli_search   (int argc, char **argv);
int cli_send     (int argc, char **argv);
int cli_sendmail (int argc, char **argv);
int cli_store    (int argc, char **argv);

/* Runs the one of @commands (which end with a NULL name) that argv[1] names. */
int           cli_dispatch      (const char        *title,
                                 const CliCommand  *commands,
                                 int                argc,
                                 char             **argv);

/**
 * CLI_ERROR:
 *
 * The commands' own errors: the code is the exit status (sysexits.h).
 */
#define CLI_ERROR (cli_error_quark ())
GQuark        cli_error_quark   (void);

/* Ctrl+C; as a shell says it. */
#define CLI_INTERRUPTED 130

/* Says what went wrong on standard error, what to do about it, and below it what the server said;
 * with --json on standard output too. Returns the exit status for it. */
int           cli_fail          (const GError      *error);
/* The server that is being used: what it says is understood better by its name. */
void          cli_use_server    (const char        *host);
const char   *cli_server_in_use (void);
/* Standard output is closed, or full: EX_IOERR. */
void          cli_set_output_error (GError         **error);
/* Are failures told in JSON? */
void          cli_use_json      (gboolean           json);
/* Adds the member "error" to an object; cli_fail() makes one of its own of it. */
void          cli_json_error    (CliJson           *json,
                                 const GError      *error);
/* The exit status that fits what went wrong. */
int           cli_status_of     (const GError      *error);

/* Reads options; what is left must be @least to @most words (besides argv[0]). */
gboolean      cli_parse         (GOptionContext    *context,
                                 int                least,
                                 int                most,
                                 int               *argc,
                                 char            ***argv,
                                 GError           **error);

/* Cancelled by Ctrl+C, as long as the main loop runs. Until it is first asked for, Ctrl+C ends the
 * process. (transfer none) */
GCancellable *cli_cancellable   (void);

/**
 * CliWait:
 *
 * Waits for one asynchronous call: give cli_ready and the address of a zeroed CliWait as its
 * callback and data, then take the result with cli_wait().
 */
typedef struct
{
  GAsyncResult *result;
} CliWait;

void          cli_ready         (GObject           *source,
                                 GAsyncResult      *result,
                                 gpointer           wait);
GAsyncResult *cli_wait          (CliWait           *self);
void          cli_wait_clear    (CliWait           *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliWait, cli_wait_clear)

/* The whole standard input; NULL with an error. */
GBytes       *cli_read_input    (GError           **error);

G_END_DECLS
