/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All that a program needs to speak POP3 and SMTP. Needs GIO and GnuTLS, nothing else. */
#include "capabilities.h"
#include "certificate.h"
#include "envelope.h"
#include "errors.h"
#include "pop3-client.h"
#include "server.h"
#include "server-quirks.h"
#include "sink.h"
#include "smtp-client.h"
#include "tls.h"
#include "trace.h"
