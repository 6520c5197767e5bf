/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parcel.h"

G_BEGIN_DECLS

/**
 * CliSendSession:
 *
 * Carries letters to the server, many over one connection. The connection is made when the first
 * letter needs it, and made again when the server ends it between two letters (421, S11).
 */
typedef struct _CliSendSession CliSendSession;

/* @options is borrowed. @n_letters: how many there will be, for the progress. */
CliSendSession *cli_send_session_new        (CliSendOptions  *options,
                                             unsigned         n_letters);
void            cli_send_session_free       (CliSendSession  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSendSession, cli_send_session_free)

/* A letter gets under way, unless it is already. @parcel is borrowed until it was finished. */
void            cli_send_session_begin      (CliSendSession  *self,
                                             CliParcel       *parcel);

/* The letter after it, made ready while the server thinks: it goes out as soon as the one under way
 * was taken. Whether it did or not, it is begun and finished like any other. */
void            cli_send_session_prepare    (CliSendSession  *self,
                                             CliParcel       *next);

/* Waits for what becomes of the letter that was begun, and prints it; shows the letter with
 * --dry-run. TRUE if the server took it. */
gboolean        cli_send_session_finish     (CliSendSession  *self,
                                             GError         **error);

/* After an error: may the next letter fare better? */
gboolean        cli_send_session_can_go_on  (CliSendSession  *self,
                                             const GError    *error);
/* The exit status by what became of the letters that were taken: 0 only if all recipients got
 * theirs. */
int             cli_send_session_get_status (CliSendSession  *self);
/* Says QUIT. What the server would answer changes nothing about what it took before. */
void            cli_send_session_close      (CliSendSession  *self);

G_END_DECLS
