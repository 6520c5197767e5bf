/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "accounts/account.h"
#include "engine/server.h"
#include "engine/trace.h"

G_BEGIN_DECLS

/**
 * CliServerOptions:
 *
 * Which server, how it is entered, and how much is told: the options that all commands with a
 * server have. Zero it, add it, parse, resolve, clear.
 */
typedef struct
{
  char     *url;
  char     *account;
  char     *tls;
  char     *ca_file;
  char     *pin;
  char     *mechanism;
  char     *password_file;
  char     *password_command;
  int       password_fd;
  gboolean  trace;
  gboolean  json;
  gboolean  keep_unfinished;    /* for commands that offer it: messages without their final dot */
  gboolean  lock_step;          /* for commands that offer it: no pipelining */
  gboolean  password_is_optional; /* for commands that go on without one that nobody knows */
  char     *password;           /* once it was read */
} CliServerOptions;

void         cli_server_options_add     (CliServerOptions  *self,
                                         GOptionContext    *context);
void         cli_server_options_clear   (CliServerOptions  *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliServerOptions, cli_server_options_clear)

/* The server with the password to it, asked for if need be. */
AnserServer *cli_server_options_resolve (CliServerOptions  *self,
                                         AnserProtocol      protocol,
                                         GError           **error);

/* (transfer full) (nullable): whose server it is: the address of the account, or the user of the URL
 * if that is an address. */
char        *cli_server_options_find_address (CliServerOptions *self);

/* Where no server was named: the account with the address @sender, or else, if @any, the first. */
void         cli_server_options_choose_account (CliServerOptions *self,
                                                const char       *sender,
                                                gboolean          any);

/* With --trace: prints lines of the conversation on standard error; else NULL. */
AnserTraceFunc cli_server_options_get_trace (CliServerOptions *self);

G_END_DECLS
