/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo-connection.h"
#include "demo-mailbox.h"

/* Serves POP3 (RFC 1939, RFC 2449) on @stream. */
void demo_pop3_serve (GSocketConnection *stream,
                      const DemoOptions *options,
                      DemoMailbox       *mailbox);
