/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo-connection.h"
#include "demo-mailbox.h"

/* Serves submission by SMTP (RFC 5321, RFC 6409) on @stream: whoever a letter is for, it arrives
 * in @mailbox, once. */
void demo_smtp_serve (GSocketConnection *stream,
                      const DemoOptions *options,
                      DemoMailbox       *mailbox);
