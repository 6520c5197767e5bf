/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What the wire's buffer is filled from. TLS comes in records, of 4 KiB from many servers, and GnuTLS
 * asks the system for each twice: for its head, and for the rest. Two streams spare that, one below
 * TLS and one above it:
 *
 *     socket ──► AnserReadAhead ──► TLS ──► AnserWholeReads ──► the wire's buffer
 *     socket ─────────────────────────────► AnserWholeReads ──► the wire's buffer
 */

/* Reads more from its base stream than it is asked for, as much as is there. */
#define ANSER_TYPE_READ_AHEAD (anser_read_ahead_get_type ())
G_DECLARE_FINAL_TYPE (AnserReadAhead, anser_read_ahead, ANSER, READ_AHEAD, GFilterInputStream)

/* Reads what is there, and never waits: nothing there is G_IO_ERROR_WOULD_BLOCK, also where a stream
 * is meant to wait. TLS is asked again and again, until it has nothing more or all that was asked for
 * is there; a socket tells all that it has at once. */
#define ANSER_TYPE_WHOLE_READS (anser_whole_reads_get_type ())
G_DECLARE_FINAL_TYPE (AnserWholeReads, anser_whole_reads, ANSER, WHOLE_READS, GFilterInputStream)

/* @base, which must be pollable, with an AnserReadAhead in front of its input. */
GIOStream    *anser_read_ahead_wrap  (GIOStream    *base);

/* @in_records: the base stream is TLS */
GInputStream *anser_whole_reads_new  (GInputStream *base,
                                      gboolean      in_records);

/* May a read bring something although nothing comes over the wire? */
gboolean      anser_whole_reads_has_more (AnserWholeReads *self);

G_END_DECLS
