/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo-options.h"

/* The server's side of what both protocols share of authentication. */

/* Undoes base64 into text; NULL if it is not base64. */
char    *demo_sasl_decode      (const char        *base64,
                                gsize             *length);

/* Is this response of PLAIN (RFC 4616), in base64, a user and the right password? */
gboolean demo_sasl_check_plain (const DemoOptions *options,
                                const char        *response);
