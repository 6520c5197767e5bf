/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANSER_SHA256_LENGTH 32

/* GnuTLS's SHA-256 uses what the processor has for it, and takes a tenth of GChecksum's time. */
void anser_digest_sha256 (const void *data,
                          gsize       length,
                          guint8      digest[ANSER_SHA256_LENGTH]);

G_END_DECLS
